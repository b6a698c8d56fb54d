"""People send more than words: photos, voices, places and files, in the way their phones do it."""

from io import StringIO

import pytest
from sqlalchemy import update

from bot.actions import exports
from bot.actions.exports import list_files
from bot.actions.incoming import fetched
from locales import words
from simulator import Fault, Simulator
from storage.database import Session
from storage.tables import file
from storage.workshops import list_workshops
from tests.bot.books import SURVEY, book, sends
from tests.bot.edge import Bot, Home, Phone, Watch, running
from tests.simulator.samples import jpeg, png

VISIT = """
## survey

| type | name | label | required |
| --- | --- | --- | --- |
| image | photo | A photo of the poster | |
| audio | voice | What do people say of it? | |
| geopoint | place | Where does it hang? | |
| file | plan | The plan, as a file | |
| video | film | A short film | |

## settings

| form_id | form_title | version | default_language |
| --- | --- | --- | --- |
| poster | A poster | 1 | English (en) |
"""
PHOTO, VOICE, PLACE = "A photo of the poster", "What do people say of it?", "Where does it hang?"
PLAN, FILM = "The plan, as a file", "A short film"
REVIEW = "Lea sus respuestas antes de enviarlas"
LABELS = (REVIEW, PHOTO, VOICE, PLACE, PLAN, FILM)  # the review tells of all the others
FILM_BEGUN = b"\0\0\0\x18ftypmp42"
SONG_BEGUN = b"ID3\4 a song"
LOST = "Un archivo que envió para «A poster» no me llegó."


@pytest.fixture
async def asked(bot: Bot, maria: Phone) -> Phone:
    """María, before the first question of the form."""
    await maria.begins(await bot.publish(VISIT))
    return maria


def open_question(phone: Phone) -> str:
    """Return which of the questions stands last in the chat."""
    told = [one.text for one in phone.bubbles if any(label in one.text for label in LABELS)]
    return next(label for label in LABELS if label in told[-1])


async def kept(bot: Bot) -> dict[str, bytes]:
    """Return the files which an export would write, by name."""

    def read(db: Session) -> dict[str, bytes]:
        [workshop] = list_workshops(db)
        found = list_files(db, workshop=workshop)
        return {name: exports.get_file(db, id=id_) for id_, name in found}

    return await bot.database.transact(read)


async def exported(bot: Bot) -> dict[str, object]:
    """Return the last submission in codes, as the form's CSV file has it."""

    def read(db: Session) -> dict[str, object]:
        [workshop] = list_workshops(db)
        _, files = exports.export(db, workshop=workshop, words=words("en"), now=bot.watch.at)
        return dict(zip(files["poster"].headings, files["poster"].rows[-1], strict=True))

    return await bot.database.transact(read)


async def test_a_form_is_answered_with_photo_voice_place_and_file(bot: Bot, asked: Phone) -> None:
    await bot.allows_documents()
    await asked.sends_photo(jpeg(40, 30))
    await asked.sends_voice(b"OggS of a canary")
    await asked.sends_location(14.0818, -87.2068)
    await asked.sends_document("Plan de María.PDF", b"%PDF")
    await asked.sends_video(FILM_BEGUN)
    await bot.fetches_files()
    await asked.taps("Enviar")

    row, files = await exported(bot), await kept(bot)
    assert files == {
        row["photo"]: jpeg(40, 30),
        row["voice"]: b"OggS of a canary",
        row["plan"]: b"%PDF",
        row["film"]: FILM_BEGUN,
    }
    assert [str(row[name]).rpartition(".")[2] for name in ("photo", "voice", "plan", "film")] == [
        "jpg",
        "ogg",
        "pdf",
        "mp4",
    ]
    # Where nobody asks for more, a place is known to a kilometre.
    assert [str(row[f"place/{part}"]) for part in ("latitude", "longitude")] == ["14.08", "-87.21"]


async def test_a_question_says_what_it_wants_to_whoever_sends_something_else(asked: Phone) -> None:
    for send in (asked.sends_voice(), asked.sends_location(14, -87), asked.sends("aquí")):
        await send
        assert asked.news[-1].startswith("Esta pregunta pide una foto.")
    await asked.taps("Omitir")

    await asked.sends_photo()

    assert asked.news[-1].startswith("Esta pregunta pide su voz")
    assert open_question(asked) == VOICE


async def test_a_picture_may_come_as_a_file(bot: Bot, asked: Phone) -> None:
    await asked.sends_document("María en Choluteca.PNG", png(), "image/png")
    await bot.fetches_files()
    for _ in range(4):
        await asked.taps("Omitir")
    await asked.taps("Enviar")

    [(name, content)] = (await kept(bot)).items()
    assert name == (await exported(bot))["photo"]
    assert (name[-4:], content[:3]) == (".jpg", b"\xff\xd8\xff")


async def test_a_picture_that_cannot_be_opened_is_refused_with_a_remedy(
    bot: Bot, asked: Phone
) -> None:
    await asked.sends_document("IMG_1.heic", b"\0\0\0\x18ftypheic", "image/heic")

    assert asked.news[-1].startswith("No puedo abrir este tipo de imagen. Por favor, envíela como")
    assert open_question(asked) == PHOTO
    await bot.fetches_files()
    assert bot.simulator.ledger().calls.get("getfile") is None


@pytest.mark.parametrize(
    "content", [b"\0\0\0\x18ftypheic", jpeg(400, 400)[:300], b"MZ\x90"], ids=["HEIC", "half", "EXE"]
)
async def test_what_only_claims_to_be_a_picture_is_told_of_and_not_kept(
    bot: Bot, asked: Phone, content: bytes
) -> None:
    await asked.sends_document("photo.jpg", content, "image/jpeg")
    for _ in range(4):
        await asked.taps("Omitir")
    await asked.taps("Enviar")
    await bot.fetches_files()

    assert len(asked.news_of("No puedo abrir un archivo que envió para «A poster»")) == 1
    assert await kept(bot) == {}


async def test_what_only_claims_to_be_a_film_is_told_of_and_not_kept(
    bot: Bot, asked: Phone
) -> None:
    for _ in range(4):
        await asked.taps("Omitir")
    await asked.sends_document("film.mp4", b"MZ\x90", "video/mp4")
    await asked.taps("Enviar")
    await bot.fetches_files()

    assert len(asked.news_of("No puedo abrir un archivo que envió")) == 1
    assert await kept(bot) == {}


async def test_an_unusable_file_that_was_replaced_meanwhile_is_no_news(
    bot: Bot, asked: Phone, watch: Watch
) -> None:
    transact, house = bot.database.transact, bot.app._house
    bot.simulator.faults.fail_next("getFile", Fault.INTERNAL)
    await asked.sends_photo()
    await bot.fetches_files()
    watch.move(minutes=1)
    [wanted] = await transact(fetched.claim, owner=house.owner, now=watch.at, limit=1)
    await asked.taps("Atrás")
    await asked.taps("Quitar respuesta")

    refused = await transact(fetched.refuse_unusable, wanted=wanted, now=watch.at, house=house)
    assert refused == ()


async def test_who_has_taken_the_consent_back_is_not_asked_for_a_file_again(
    bot: Bot, asked: Phone, watch: Watch
) -> None:
    bot.simulator.faults.fail_next("getFile", Fault.INTERNAL)
    await asked.sends_document("photo.jpg", b"MZ\x90", "image/jpeg")
    await asked.sends("/privacidad")
    await asked.taps("Lo que permito")
    await asked.taps("Retirar: guardar mis respuestas")

    watch.move(minutes=1)
    await bot.fetches_files()

    assert asked.news_of("No puedo abrir un archivo que envió") == []


async def test_documents_are_refused_unless_the_workshop_takes_them(bot: Bot, asked: Phone) -> None:
    for _ in range(3):
        await asked.taps("Omitir")

    await asked.sends_document("plan.pdf", b"%PDF")

    assert asked.news[-1].startswith("En este taller recibo fotos, notas de voz y videos, pero no")
    assert open_question(asked) == PLAN

    await bot.allows_documents()
    await asked.sends_document("plan.pdf", b"%PDF")
    assert open_question(asked) == FILM


async def test_a_person_sends_so_much_a_day_and_no_more(watch: Watch, asked: Phone) -> None:
    await asked.taps("Omitir")
    for _ in range(5):
        await asked.sends_voice(b"OggS" + bytes(19_000_000))
        await asked.taps("Atrás")
    await asked.sends_voice(b"OggS" + bytes(19_000_000))
    assert asked.news_of("Me ha enviado 100 MB de archivos en un día.")

    watch.move(days=1, minutes=1)
    await asked.sends_voice(b"OggS" + bytes(19_000_000))

    assert PLACE in asked.news[-1]


async def test_a_workshop_keeps_so_much_and_no_more(bot: Bot, asked: Phone) -> None:
    pedro = bot.phone("Pedro")
    await pedro.arrives()
    await pedro.begins("A poster")
    await asked.sends_photo()
    await bot.database.transact(_grow)

    await pedro.sends_photo()

    assert pedro.news[-1].startswith("Este taller ya me envió todos los archivos que puedo guardar")
    assert open_question(pedro) == PHOTO


def _grow(db: Session) -> None:
    """Let what is kept be of 5 GB, as after a long workshop."""
    db.execute(update(file).values(size=5 * 1024**3))


async def test_sounds_and_films_may_come_as_files(asked: Phone) -> None:
    await asked.taps("Omitir")
    await asked.sends_document("canto.m4a", SONG_BEGUN, "audio/mpeg")
    assert open_question(asked) == PLACE

    for _ in range(2):
        await asked.taps("Omitir")
    await asked.sends_document("ruta.mov", FILM_BEGUN, "video/quicktime")

    assert open_question(asked) == REVIEW


async def test_a_film_of_oneself_is_a_film(bot: Bot, asked: Phone) -> None:
    for _ in range(4):
        await asked.taps("Omitir")
    await asked.sends_video_note()
    await asked.taps("Enviar")
    await bot.fetches_files()

    [name] = await kept(bot)
    assert name == (await exported(bot))["film"]


async def test_any_file_will_do_where_a_file_is_asked(asked: Phone) -> None:
    for _ in range(3):
        await asked.taps("Omitir")

    await asked.sends_photo()

    assert open_question(asked) == FILM


async def test_a_photo_without_an_open_question_is_not_fetched(bot: Bot, maria: Phone) -> None:
    await maria.sends_photo()
    await bot.fetches_files()

    assert bot.simulator.ledger().calls.get("getfile") is None


async def test_of_an_album_the_first_counts_and_the_others_are_told_of_once(asked: Phone) -> None:
    await asked.sends_album(4)

    assert open_question(asked) == VOICE
    assert len(asked.news_of("Envió varios a la vez.")) == 1


async def test_a_file_that_is_too_large_is_refused_before_it_is_fetched(
    bot: Bot, asked: Phone
) -> None:
    await bot.allows_documents()
    for _ in range(3):
        await asked.taps("Omitir")

    await asked.sends_document("todo.zip", bytes(25 * 1024 * 1024))

    assert asked.news == [
        "Este archivo pesa más de 20 MB y no puedo recibirlo. Por favor, envíe uno más pequeño."
    ]
    assert open_question(asked) == PLAN
    assert bot.simulator.ledger().calls.get("getfile") is None


async def test_thirty_files_a_day_are_enough(watch: Watch, asked: Phone) -> None:
    for _ in range(30):
        await asked.sends_photo()
        await asked.taps("Atrás")
    await asked.sends_photo()
    assert asked.news == ["Me ha enviado 30 archivos en un día. Mañana podré recibir más."]

    watch.move(days=1, minutes=1)
    await asked.sends_photo()

    assert VOICE in asked.news[-1]


async def test_a_photo_in_place_of_another_is_the_only_one_kept(bot: Bot, asked: Phone) -> None:
    await asked.sends_photo(jpeg(1, 1))
    await bot.fetches_files()
    await asked.taps("Atrás")
    await asked.sends_photo(jpeg(2, 2))
    for _ in range(4):
        await asked.taps("Omitir")
    await bot.fetches_files()
    await asked.taps("Enviar")

    assert list((await kept(bot)).values()) == [jpeg(2, 2)]


async def test_erasing_takes_the_files_along(bot: Bot, asked: Phone) -> None:
    await asked.sends_photo()
    await bot.fetches_files()
    await asked.sends_voice()
    bot.simulator.faults.fail_next("getFile", Fault.INTERNAL)
    await asked.sends("/borrar")
    await asked.taps("Borrar todo")

    assert await kept(bot) == {}
    asked.bot.watch.move(minutes=1)
    await bot.fetches_files()
    assert await kept(bot) == {}


async def test_a_download_that_fails_is_tried_until_it_comes(
    bot: Bot, watch: Watch, asked: Phone, logs: StringIO
) -> None:
    simulator = bot.simulator
    simulator.faults.fail_next("getFile", Fault.INTERNAL, Fault.TOO_MANY, Fault.BAD_GATEWAY)
    await asked.sends_photo()
    for _ in range(4):
        await asked.taps("Omitir")
    await asked.taps("Enviar")

    for _ in range(3):
        await bot.fetches_files()
        assert await kept(bot) == {}
        watch.move(seconds=30)
    await bot.fetches_files()

    assert list((await kept(bot)).values()) == [jpeg()]
    assert simulator.ledger().calls["getfile"] == 1  # the others were not carried out
    assert logs.getvalue().count("file_postponed") == 3


async def test_a_file_that_does_not_come_for_a_day_is_told_as_lost(
    bot: Bot, watch: Watch, asked: Phone
) -> None:
    bot.simulator.faults.fail_next("getFile", *[Fault.INTERNAL] * 2)
    await asked.sends_photo()
    await bot.fetches_files()
    watch.move(days=1)
    await bot.fetches_files()

    assert asked.news_of(LOST)
    watch.move(days=1)
    await bot.fetches_files()
    assert bot.simulator.ledger().calls.get("getfile") is None


async def test_a_lost_file_is_not_told_to_who_wants_no_messages(
    bot: Bot, watch: Watch, asked: Phone
) -> None:
    bot.simulator.faults.fail_next("getFile", *[Fault.INTERNAL] * 2)
    await asked.sends_photo()
    await bot.fetches_files()
    await asked.sends("/detener")
    watch.move(days=1)

    await bot.fetches_files()

    assert asked.news_of(LOST) == []


async def test_a_file_that_telegram_no_longer_has_is_told_as_lost(
    bot: Bot, watch: Watch, asked: Phone
) -> None:
    bot.simulator.faults.fail_next("getFile", Fault.INTERNAL)
    await asked.sends_photo()
    await bot.fetches_files()
    bot.simulator.lose_files()
    watch.move(minutes=1)
    await bot.fetches_files()

    assert len(asked.news_of(LOST)) == 1


@pytest.mark.parametrize("downloads", [False, True])
async def test_a_bot_that_ends_before_a_file_is_kept_fetches_it_in_its_next_life(
    home: Home, watch: Watch, *, downloads: bool
) -> None:
    simulator = Simulator(clock=watch)
    async with running(home, watch=watch, simulator=simulator) as bot:
        maria = bot.phone("María")
        await maria.arrives()
        await maria.begins(await bot.publish(VISIT))
        simulator.faults.fail_next("getFile", Fault.INTERNAL)
        await maria.sends_photo()
        await bot.fetches_files()
        watch.move(minutes=1)
        if downloads:
            owner = bot.app._house.owner
            assert await bot.database.transact(fetched.claim, owner=owner, now=watch.at, limit=1)
        await bot.stop()

    async with running(home, watch=watch, simulator=simulator) as bot:
        maria.bot = bot
        for _ in range(4):
            await maria.taps("Omitir")
        await maria.taps("Enviar")
        await bot.fetches_files()

        assert list((await kept(bot)).values()) == [jpeg()]


async def test_files_wait_while_the_disk_is_almost_full(
    bot: Bot, asked: Phone, logs: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.database, "free_bytes", lambda: 1_000)
    await asked.sends_photo()
    await bot.fetches_files()
    await bot.fetches_files()
    assert bot.simulator.ledger().calls.get("getfile") is None
    assert logs.getvalue().count("disk_almost_full") == 1

    monkeypatch.undo()
    await bot.fetches_files()

    assert bot.simulator.ledger().calls["getfile"] == 1


async def test_the_button_for_a_place_is_there_for_its_question_only(asked: Phone) -> None:
    keyboards = []
    for go_on in ("Omitir", "Omitir"):
        keyboards.append(asked.keyboard)
        await asked.taps(go_on)
    keyboards.append(asked.keyboard)
    await asked.sends("no sé")
    keyboards.append(asked.keyboard)

    await asked.shares_location(14.0818, -87.2068)

    assert keyboards == [(), (), *[(("Enviar mi ubicación",),)] * 2]
    assert open_question(asked) == PLAN
    assert asked.keyboard == ()


@pytest.mark.parametrize("leave", ["Omitir", "Atrás", "/cancelar", "/practica", "/borrar"])
async def test_whoever_leaves_a_place_open_leaves_its_button_too(asked: Phone, leave: str) -> None:
    for _ in range(2):
        await asked.taps("Omitir")
    assert asked.keyboard

    await (asked.sends(leave) if leave.startswith("/") else asked.taps(leave))
    if leave == "/borrar":
        await asked.taps("Borrar todo")

    assert asked.keyboard == ()


async def test_who_publishes_a_question_for_a_file_is_told_whether_files_are_taken(
    bot: Bot, lucia: Phone
) -> None:
    asks_for_a_file = book(*SURVEY, ("file", "plano", "El plano", "Le plan", None))
    await sends(lucia, "visita.xlsx", asks_for_a_file)
    assert lucia.news[-1].endswith(
        "Por favor, revise esto:\n"
        "• plano: el formulario pide archivos, pero este taller solo recibe fotos, notas de voz y"
        " videos. Quien administra el bot puede cambiarlo: tertulia workshop set --documents"
    )
    assert "Publicar" in lucia.buttons

    await bot.allows_documents()
    await sends(lucia, "visita.xlsx", asks_for_a_file)
    assert "plano:" not in lucia.news[-1]
