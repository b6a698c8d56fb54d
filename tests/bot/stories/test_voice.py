"""People answer with their voice; where a machine can listen, its text counts when they say so."""

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions import exports
from bot.actions.incoming import heard
from bot.hearing import USUAL, Hearing, NotHeard
from locales import words
from reports.sheets import Value
from simulator import Simulator
from storage.database import Session
from storage.tables import file
from storage.workshops import list_workshops
from tests.bot.edge import Bot, Home, Phone, Watch, running

STORY = """
## survey

| type | name | label | constraint |
| --- | --- | --- | --- |
| text | what | What happened? | string-length(.) <= 60 |
| text | then | And then? | |

## settings

| form_id | form_title | version | default_language |
| --- | --- | --- | --- |
| story | A story | 1 | English (en) |
"""
UNDERSTOOD = "Esto es lo que entendí de su nota de voz. ¿Está bien?"
CHOICES = [
    "Usar este texto",
    "Usarlo y guardar la grabación",
    "Corregirlo",
    "Dejar solo la nota de voz",
]
TEXT = "Los maestros aprenden a ver señales."
LISTENS = """
import pathlib, sys
language = sys.stdin.buffer.readline().decode().strip()
recording = sys.stdin.buffer.read()
if recording.startswith(b"OggS noise"):
    sys.exit(1)
said = recording.removeprefix(b"OggS").strip()
sys.stdout.buffer.write(said if language == "es" else b"?")
"""


@pytest.fixture
def hearing(tmp_path: Path) -> Hearing:
    """A small program in the place of the large one: it hears what is written in the recording."""
    program = tmp_path / "listens.py"
    program.write_text(LISTENS)
    return Hearing((sys.executable, str(program)))


@pytest.fixture
async def listening(home: Home, watch: Watch, hearing: Hearing) -> AsyncIterator[Bot]:
    simulator = Simulator(clock=watch)
    async with running(home, watch=watch, simulator=simulator, hearing=hearing) as bot:
        yield bot


@pytest.fixture
async def ana(listening: Bot) -> Phone:
    """Ana, who has answered the first question of a story with her voice."""
    ana = listening.phone("Ana")
    await ana.arrives()
    await ana.begins(await listening.publish(STORY))
    await ana.sends_voice(f"OggS {TEXT}".encode())
    return ana


async def told(bot: Bot) -> tuple[dict[str, Value], dict[str, bytes]]:
    """Return the last story as it is exported, and the files that go with it."""

    def read(db: Session) -> tuple[dict[str, Value], dict[str, bytes]]:
        [workshop] = list_workshops(db)
        _, sheets = exports.export(db, workshop=workshop, words=words("en"), now=bot.watch.at)
        files = exports.list_files(db, workshop=workshop)
        row = dict(zip(sheets["story"].headings, sheets["story"].rows[-1], strict=True))
        return row, {name: exports.get_file(db, id=id_) for id_, name in files}

    return await bot.database.transact(read)


async def worded(bot: Bot) -> object:
    """Return what the workbook says of the last story's first answer."""

    def read(db: Session) -> object:
        [workshop] = list_workshops(db)
        sheets, _ = exports.export(db, workshop=workshop, words=words("en"), now=bot.watch.at)
        sheet = next(one for one in sheets if "What happened?" in one.headings)
        return sheet.rows[-1][sheet.headings.index("What happened?")]

    return await bot.database.transact(read)


async def ends(phone: Phone) -> None:
    await phone.taps("Omitir")
    await phone.taps("Enviar")


async def test_every_question_in_ones_own_words_takes_a_voice_note(bot: Bot, maria: Phone) -> None:
    await maria.begins(await bot.publish(STORY))
    await maria.sends_voice(b"OggS canary", seconds=120)
    assert "And then?" in maria.news[-1]
    await ends(maria)
    await bot.fetches_files()

    row, files = await told(bot)
    assert files == {row["what"]: b"OggS canary"}
    assert str(row["what"]).startswith("voice-")
    assert await worded(bot) == f"Voice note: {row['what']}"
    assert not maria.news_of(UNDERSTOOD)


async def test_a_voice_note_of_more_than_two_minutes_is_too_long(bot: Bot, maria: Phone) -> None:
    await maria.begins(await bot.publish(STORY))

    await maria.sends_voice(seconds=121)

    assert maria.news == [
        (
            "Esta nota de voz dura más de dos minutos. Por favor, cuéntelo en una más corta o por"
            " escrito."
        )
    ]
    await maria.sends("Por escrito")
    assert "And then?" in maria.news[-1]


async def test_a_film_of_oneself_is_no_answer_in_words(bot: Bot, maria: Phone) -> None:
    await maria.begins(await bot.publish(STORY))

    await maria.sends_video_note()

    assert "And then?" not in maria.news[-1]
    await bot.fetches_files()
    assert bot.simulator.ledger().calls.get("getfile") is None


async def test_what_was_understood_is_shown_and_counts_when_its_speaker_says_so(
    listening: Bot, ana: Phone
) -> None:
    await listening.hears_voices()
    assert ana.bubbles[-1].text == f"{UNDERSTOOD}\n\n{TEXT}"
    assert ana.buttons == CHOICES

    await ana.taps("Usar este texto")
    assert not set(CHOICES) & set(ana.labels)
    await ends(ana)

    row, files = await told(listening)
    assert (row["what"], files) == (TEXT, {})


async def test_a_recording_may_stay_beside_its_text(listening: Bot, ana: Phone) -> None:
    await listening.hears_voices()
    await ana.taps("Usarlo y guardar la grabación")
    await ends(ana)

    row, files = await told(listening)
    assert (row["what"], [*files.values()]) == (TEXT, [f"OggS {TEXT}".encode()])


async def test_a_text_is_corrected_before_it_counts(listening: Bot, ana: Phone) -> None:
    await listening.hears_voices()
    await ana.taps("Corregirlo")
    assert ana.news == ["Por favor, escríbalo como debe ser. Su próximo mensaje ocupa su lugar."]

    await ana.sends("Las maestras aprenden a ver señales.")
    await ana.sends("Y los alumnos también.")
    await ana.taps("Enviar")

    row, files = await told(listening)
    assert (row["what"], row["then"]) == (
        "Las maestras aprenden a ver señales.",
        "Y los alumnos también.",
    )
    assert files == {}


async def test_the_voice_alone_may_be_the_answer(listening: Bot, ana: Phone) -> None:
    await listening.hears_voices()
    await ana.taps("Dejar solo la nota de voz")
    await ends(ana)

    row, files = await told(listening)
    assert files == {row["what"]: f"OggS {TEXT}".encode()}
    assert not set(CHOICES) & set(ana.labels)


async def test_a_text_may_come_after_all_was_sent(listening: Bot, ana: Phone) -> None:
    await ends(ana)
    await listening.hears_voices()
    await ana.taps("Usar este texto")

    row, files = await told(listening)
    assert (row["what"], files) == (TEXT, {})


async def test_a_text_that_the_question_does_not_take_leaves_the_voice(
    listening: Bot, ana: Phone
) -> None:
    await ana.taps("Atrás")
    long = "palabra " * 12
    await ana.sends_voice(f"OggS {long}".encode())
    await listening.hears_voices()
    await ana.taps("Usar este texto")
    assert "Corregirlo" in ana.labels
    await ana.taps("Corregirlo")
    await ana.sends(long)
    await ana.sends("Corto.")
    await ends(ana)

    row, _ = await told(listening)
    assert (row["what"], row["then"]) == ("Corto.", None)


async def test_a_text_is_screened_as_if_it_had_been_written(listening: Bot, ana: Phone) -> None:
    await ana.taps("Atrás")
    await ana.sends_voice(b"OggS Llame al +504 2555-0123 por la noche.")
    await listening.hears_voices()
    await ana.taps("Usar este texto")
    assert "2555-0123" in "".join(ana.news)
    await ana.taps("Enviarlo tal cual")
    await ends(ana)

    row, files = await told(listening)
    assert (row["what"], files) == ("Llame al +504 2555-0123 por la noche.", {})


async def test_what_was_replaced_meanwhile_stays_as_it_is(listening: Bot, ana: Phone) -> None:
    await listening.hears_voices()
    data, message = ana.data_of("Usar este texto"), ana.bubbles[-1].message_id
    await ana.taps("Atrás")
    await ana.sends("Lo escribo.")
    await ana.forges(data, message)
    assert ana.toast == "Este botón ya no funciona."
    await ends(ana)

    row, _ = await told(listening)
    assert row["what"] == "Lo escribo."


async def test_a_text_that_comes_too_late_is_not_shown(
    listening: Bot, ana: Phone, watch: Watch
) -> None:
    transact, house = listening.database.transact, listening.app._house
    await listening.fetches_files()
    recording = await transact(heard.claim, owner=house.owner, now=watch.at)
    assert recording
    await ana.taps("Atrás")
    await ana.sends("Lo escribo.")

    shown = await transact(heard.show, recording=recording, text=TEXT, now=watch.at, house=house)
    assert shown == ()


async def test_who_goes_on_with_something_else_corrects_nothing(listening: Bot, ana: Phone) -> None:
    await listening.hears_voices()
    await ana.taps("Corregirlo")
    await ana.taps("Atrás")
    await ana.taps("Dejar así")
    await ana.sends("Esto es otra cosa.")
    await ana.taps("Enviar")

    row, files = await told(listening)
    assert (row["then"], [*files]) == ("Esto es otra cosa.", [row["what"]])


async def test_an_answer_that_is_being_changed_is_left_as_it_is(listening: Bot, ana: Phone) -> None:
    await ends(ana)
    await listening.hears_voices()
    use, shown = ana.data_of("Usar este texto"), ana.bubbles[-1].message_id
    await ana.sends("/mias")
    await ana.taps("A story")
    await ana.taps("Cambiarlo")
    await ana.taps("1")
    await ana.sends("Lo escribo.")

    await ana.forges(use, shown)

    assert ana.news[0].startswith("Esa respuesta cambió mientras tanto")


async def test_nobody_decides_about_what_another_said(listening: Bot, ana: Phone) -> None:
    await listening.hears_voices()
    pedro = listening.phone("Pedro")
    await pedro.arrives()

    await pedro.forges(ana.data_of("Usar este texto"), pedro.bubbles[-1].message_id)

    assert pedro.toast == "Este botón ya no funciona."
    await ends(ana)
    row, _ = await told(listening)
    assert str(row["what"]).startswith("voice-")


async def test_where_nothing_is_understood_nobody_is_told(
    listening: Bot, ana: Phone, watch: Watch
) -> None:
    await ana.taps("Atrás")
    await ana.sends_voice(b"OggS noise")
    for _ in range(5):
        await listening.hears_voices()
        watch.move(minutes=30)

    assert not ana.news_of(UNDERSTOOD)
    await ends(ana)
    _, files = await told(listening)
    assert [*files.values()] == [b"OggS noise"]


async def test_a_bot_that_ends_while_it_listens_goes_on_in_its_next_life(
    home: Home, watch: Watch, hearing: Hearing
) -> None:
    simulator = Simulator(clock=watch)
    async with running(home, watch=watch, simulator=simulator, hearing=hearing) as bot:
        ana = bot.phone("Ana")
        await ana.arrives()
        await ana.begins(await bot.publish(STORY))
        await ana.sends_voice(f"OggS {TEXT}".encode())
        await bot.fetches_files()
        owner = bot.app._house.owner
        assert await bot.database.transact(heard.claim, owner=owner, now=watch.at)
        await bot.stop()

    async with running(home, watch=watch, simulator=simulator, hearing=hearing) as bot:
        ana.bot = bot
        await bot.hears_voices()

        assert ana.buttons == CHOICES


async def test_listening_takes_no_longer_than_it_may(tmp_path: Path) -> None:
    program = tmp_path / "sleeps.py"
    program.write_text("import time; time.sleep(60)")
    hearing = Hearing((sys.executable, str(program)), limits=replace(USUAL, clock_seconds=0.2))

    with pytest.raises(NotHeard):
        await hearing.hear(b"OggS", language="es")


async def test_who_has_taken_the_consent_back_is_not_asked_about_a_transcript(
    listening: Bot, ana: Phone
) -> None:
    await ana.sends("/privacidad")
    await ana.taps("Lo que permito")
    await ana.taps("Retirar: guardar mis respuestas")

    await listening.hears_voices()

    assert ana.news_of(UNDERSTOOD) == []
    assert await listening.database.read(_transcripts) == [None]


async def test_who_wants_no_messages_gets_no_transcript_and_none_is_kept(
    listening: Bot, ana: Phone
) -> None:
    await ana.sends("/detener")

    await listening.hears_voices()

    assert ana.news_of(UNDERSTOOD) == []
    assert await listening.database.read(_transcripts) == [None]


def _transcripts(db: Session) -> list[bytes | None]:
    return list(db.scalars(select(file.c.transcript_sealed)))
