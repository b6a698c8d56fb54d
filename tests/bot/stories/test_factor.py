"""The second factor: a code before a download or before what others told is erased."""

import zipfile
from io import BytesIO

import pyotp
import pytest

from bot.actions.organising.team import downloads
from storage import organisers
from storage.database import Session
from storage.deliveries import Delivery, promised
from storage.jobs import Job
from tests.bot.edge import Phone, Watch, make_workshop
from tests.bot.stories.test_team import deeds, joins


def secret_on(phone: Phone) -> str:
    """Return the key that is shown under the newest picture."""
    caption = [one.text for one in phone.bubbles if "Escanee esta imagen" in one.text][-1]
    return caption.splitlines()[-1].replace(" ", "")


def code_of(secret: str, watch: Watch, *, steps: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(int(watch.at.timestamp()) // 30 + steps)


async def asks(phone: Phone, label: str = "Como libro de Excel") -> None:
    await phone.sends("/descargar")
    await phone.taps(label)


async def enrols(phone: Phone, watch: Watch) -> str:
    """Ask for a file, take the key into an app, and send the first code."""
    await asks(phone)
    secret = secret_on(phone)
    await phone.sends(code_of(secret, watch))
    await phone.bot.clock_strikes()
    return secret


async def test_the_key_is_shown_once_and_the_file_comes(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas seguras")

    secret = await enrols(lucia, watch)

    assert lucia.documents["tertulia.xlsx"].startswith(b"PK")
    chat = " ".join(one.text for one in lucia.screen)
    assert "Escanee esta imagen" not in chat
    assert code_of(secret, watch) not in chat
    assert ("owner", "code_set_up") in deeds(lucia.bot)
    assert ("owner", "exported") in deeds(lucia.bot)


async def test_tables_come_as_a_zip_within_the_same_quarter_of_an_hour(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await enrols(lucia, watch)
    watch.move(minutes=14)

    await asks(lucia, "Como tablas CSV")
    await lucia.bot.clock_strikes()

    with zipfile.ZipFile(BytesIO(lucia.documents["tertulia.zip"])) as archive:
        assert "Rutas seguras" in archive.read("practice.csv").decode()


async def test_after_a_quarter_of_an_hour_it_is_asked_for_again(lucia: Phone, watch: Watch) -> None:
    secret = await enrols(lucia, watch)
    watch.move(minutes=15)

    await asks(lucia)
    assert lucia.news[-1].startswith("Envíeme las seis cifras")
    await lucia.sends(f"/codigo {code_of(secret, watch)}")
    assert lucia.news[0].startswith("Correcto.")


async def test_the_whole_team_hears_of_a_download_by_role(lucia: Phone, watch: Watch) -> None:
    rosa = await joins(lucia, "Rosa", "Enlace: organización")

    await enrols(lucia, watch)

    [told] = rosa.news_of("«Buenas prácticas contra la trata», ")
    assert told.endswith("una persona responsable descargó todas las respuestas.")


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (1, True), (2, False)])
async def test_clocks_may_differ_by_one_step(
    lucia: Phone, watch: Watch, steps: int, *, taken: bool
) -> None:
    await asks(lucia)

    await lucia.sends(code_of(secret_on(lucia), watch, steps=steps))

    assert lucia.news[0].startswith("Correcto.") is taken


async def test_a_code_is_good_once_even_where_a_clock_is_put_back(
    lucia: Phone, watch: Watch
) -> None:
    secret = await enrols(lucia, watch)
    used = code_of(secret, watch)
    await lucia.sends(f"/codigo {used}")
    assert lucia.news == ["No he pedido ningún código. Lo pido cuando hace falta."]

    watch.move(minutes=15)
    await asks(lucia)
    watch.move(minutes=-15)
    await lucia.sends(used)

    assert lucia.news[0].startswith("Ese código no es correcto o ya se usó.")


async def test_five_wrong_codes_shut_it_and_the_owner_hears(lucia: Phone, watch: Watch) -> None:
    rosa = await joins(lucia, "Rosa", "Enlace: organización")
    await asks(rosa)
    secret = secret_on(rosa)
    wrong = f"{(int(code_of(secret, watch)) + 1) % 1_000_000:06}"

    for _ in range(5):
        await rosa.sends(wrong)
    assert rosa.news[0].startswith("Demasiados códigos equivocados: no acepto ninguno durante 15")
    await lucia.bot.clock_strikes()
    assert lucia.news_of("«Buenas prácticas contra la trata»: alguien de su equipo")

    await rosa.sends(code_of(secret, watch))
    assert rosa.news[0].startswith("Demasiados códigos equivocados")
    await asks(rosa)
    assert rosa.news[-1].startswith("Demasiados códigos equivocados")

    watch.move(minutes=15)
    await asks(rosa)
    await rosa.sends(code_of(secret_on(rosa), watch))
    assert rosa.news[0].startswith("Correcto.")


async def test_an_owner_resets_the_codes_of_a_lost_phone(lucia: Phone, watch: Watch) -> None:
    rosa = await joins(lucia, "Rosa", "Enlace: organización")
    await enrols(rosa, watch)
    await lucia.sends("/equipo")
    await lucia.taps("2. Organización")
    await lucia.taps("Teléfono perdido: códigos nuevos")
    await lucia.bot.clock_strikes()

    assert rosa.news_of("Una persona responsable del taller anuló sus códigos.")
    await asks(rosa)
    assert "Escanee esta imagen" in rosa.news[-1]
    assert ("owner", "code_reset") in deeds(lucia.bot)


async def test_nobody_resets_the_own_codes(lucia: Phone) -> None:
    await lucia.sends("/equipo")
    await lucia.taps("1. Responsable")

    assert "Teléfono perdido: códigos nuevos" not in lucia.buttons


async def test_a_number_is_an_answer_where_no_code_was_asked_for(
    lucia: Phone, maria: Phone
) -> None:
    await maria.sends("/practica")
    await maria.sends("123456")

    assert maria.news
    assert lucia.news_of("Ese código") == []


async def test_who_is_taken_out_meanwhile_gets_no_file(lucia: Phone, watch: Watch) -> None:
    rosa = await joins(lucia, "Rosa", "Enlace: organización")
    await lucia.sends("/equipo")
    await lucia.taps("2. Organización")
    await lucia.taps("Sacar del equipo")
    removing, card = lucia.data_of("Sacar"), lucia.newest
    await asks(rosa)
    watch_code = code_of(secret_on(rosa), watch)

    await lucia.forges(removing, card)
    await rosa.sends(watch_code)
    await lucia.bot.clock_strikes()

    assert rosa.documents == {}


async def test_a_file_that_is_too_large_is_left_to_the_operator(
    lucia: Phone, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "MOST_BYTES", 10)

    await enrols(lucia, watch)

    assert lucia.documents == {}
    assert lucia.news_of("El archivo pasaría de 5 MB")


async def test_a_file_that_cannot_be_made_is_told_of(lucia: Phone, watch: Watch) -> None:
    def give_up(db: Session) -> tuple[Delivery, ...]:
        [owner] = organisers.list_organisers(db, workshop_id=None)
        job = Job(1, "download:1", downloads.DOWNLOAD, watch.at, 5, {"organiser": owner.id})
        downloads.EFFECT.give_up(db, job, lucia.bot.app._house, watch.at)
        gone = Job(2, "download:2", downloads.DOWNLOAD, watch.at, 5, {"organiser": 0})
        downloads.EFFECT.give_up(db, gone, lucia.bot.app._house, watch.at)
        return promised(db)

    lucia.bot.app._sender.hand_over(lucia.bot.database.transact_now(give_up))
    await lucia.settled()

    assert len(lucia.news_of("No pude preparar el archivo.")) == 1


async def test_in_two_workshops_the_code_is_for_the_one_whose_button_was_pressed(
    lucia: Phone, watch: Watch
) -> None:
    await lucia.sends("/descargar")
    data, message = lucia.data_of("Como libro de Excel"), lucia.newest
    _, organisers_of_another = lucia.bot.database.transact_now(make_workshop)
    await lucia.starts(organisers_of_another)
    watch.move(seconds=1)

    await lucia.forges(data, message)
    await lucia.sends(code_of(secret_on(lucia), watch))
    await lucia.bot.clock_strikes()

    assert lucia.documents["tertulia.xlsx"].startswith(b"PK")
