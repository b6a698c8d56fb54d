"""Leaving quickly, stopping, erasing: what a person decides about what they told."""

import shutil
from pathlib import Path

import pytest

from bot.actions import exports
from bot.actions.workshops import choose_workshop
from bot.app import open_database
from bot.packing import pack
from bot.taps import EraseTap
from locales import words
from simulator import Simulator
from storage.audit import list_audit
from storage.database import Session
from storage.deliveries import promise
from storage.erasures import list_erasures
from storage.memberships import list_memberships
from storage.submissions import list_submissions
from tests.bot.edge import BEGINNING, Bot, Home, Phone, Watch, make_workshop, running

ERASED = "Se borró todo lo que usted contó en «Buenas prácticas contra la trata»."


async def test_leaving_quickly_empties_the_chat_without_a_word(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")

    await maria.sends("/salir")

    assert maria.screen == ()
    assert len(maria.bot.simulator.ledger().deleted) > 10
    await maria.sends("/mias")
    assert maria.buttons[0].startswith("Seguir: Buena práctica")


async def test_one_tap_under_the_help_does_the_same_and_shows_no_words(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("/ayuda")
    toast = maria.toast

    await maria.taps("Salir rápido")

    assert maria.screen == ()
    assert maria.toast == toast


async def test_what_is_on_its_way_is_taken_away_too(bot: Bot) -> None:
    maria = bot.phone("María")
    bot.simulator.start(maria.person, bot.home.participants)
    bot.simulator.send_text(maria.person, "/exit")
    await maria.settled()

    assert maria.screen == ()


async def test_leaving_again_finds_nothing_more(maria: Phone) -> None:
    await maria.sends("/salir")
    await maria.sends("/sair")

    assert maria.screen == ()


async def test_what_is_older_than_two_days_stays_and_the_rest_goes(
    maria: Phone, watch: Watch
) -> None:
    before = {one.message_id for one in maria.screen}
    watch.move(hours=48, seconds=1)
    await maria.sends("/practica")

    await maria.sends("/salir")

    assert {one.message_id for one in maria.screen} == before


async def test_a_message_that_was_only_edited_lately_is_as_old_as_it_was(
    maria: Phone, watch: Watch
) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas")
    question = maria.newest
    watch.move(hours=47, minutes=45)
    await maria.taps("En uso actualmente")
    await maria.taps("☐ Prevención")

    await maria.sends("/salir")

    assert question in {one.message_id for one in maria.screen}
    assert [one for one in maria.screen if one.message_id > question] == []


async def test_a_long_chat_is_emptied_a_hundred_at_a_time(maria: Phone) -> None:
    for _ in range(60):
        await maria.sends("/idioma")

    await maria.sends("/salir")

    assert maria.screen == ()


async def test_an_organiser_leaves_quickly_as_well(lucia: Phone) -> None:
    await lucia.sends("/resumen")

    await lucia.sends("/salir")

    assert lucia.screen == ()


async def test_who_stops_gets_replies_and_nothing_else_for_a_month(
    maria: Phone, watch: Watch
) -> None:
    await maria.sends("/practica")
    maria.bot.database.transact_now(_promise_later, maria.person.id, watch)
    await maria.sends("/detener")
    assert maria.news == [
        (
            "De acuerdo: desde ahora solo respondo cuando usted me escribe.\n"
            "Lo que usted contó se conserva y cuenta. Si quiere volver a recibir mis mensajes: /start"
        )
    ]
    before = len(maria.bubbles)

    for _ in range(31):
        watch.move(days=1)
        await maria.bot.clock_strikes()

    assert len(maria.bubbles) == before
    await maria.sends("/ayuda")
    assert len(maria.news) == 1


async def test_who_has_stopped_comes_back_with_start(maria: Phone) -> None:
    await maria.sends("/stop")
    assert _people(maria) == [True]
    await maria.taps("Conservar")
    assert maria.news == ["No se borró nada."]

    await maria.starts()

    assert _people(maria) == [False]
    assert maria.news == ["¿Qué le gustaría contar?"]


async def test_who_takes_part_in_nothing_has_nothing_to_stop(lucia: Phone) -> None:
    await lucia.sends("/parar")

    assert lucia.news == [
        "Usted no participa aquí en ningún taller, así que yo no le enviaría nada por mi cuenta."
    ]


async def test_erasure_asks_first_then_empties_the_chat_and_gives_a_receipt(
    maria: Phone,
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await maria.sends("/borrar")
    assert maria.news == ["¿Borrar todo lo que usted contó en este taller? No se puede deshacer."]
    await maria.taps("Conservar")
    assert maria.news == ["No se borró nada."]
    assert len(_people(maria)) == 1

    await maria.sends("/borrar")
    await maria.taps("Borrar todo")

    [erased] = maria.bot.database.transact_now(list_erasures)
    [receipt] = maria.screen
    assert receipt.text == (
        f"{ERASED}\n\n"
        f"Comprobante {erased.receipt}, 23 de noviembre de 2026. Guarde este número por si quiere"
        " preguntar más adelante.\n\n"
        "Lo que queda\n"
        "En Telegram: quité de este chat lo que me permite, los últimos dos días. El resto solo"
        " puede quitarlo usted: elimine este chat en Telegram.\n"
        "En copias de seguridad: las hechas antes de ahora se guardan 30 días. Si se repone una,"
        " borro otra vez lo suyo antes de responder a nadie.\n"
        "Con el equipo organizador: los resúmenes diarios que recibió quedan en sus chats, con los"
        " títulos de las prácticas.\n"
        "En archivos: desde que usted llegó no se entregó ninguna respuesta.\n\n"
        "Para volver, abra un enlace de invitación. Ya no sabré quién era usted."
    )
    assert _people(maria) == []
    trail = maria.bot.database.transact_now(list_audit, workshop_id=None)
    assert [(one.action, one.actor) for one in trail][-1] == ("participant_erased", None)


async def test_nothing_of_the_chat_is_kept_once_the_receipt_has_gone_out(maria: Phone) -> None:
    await maria.sends("/borrar")
    await maria.taps("Borrar todo")
    await maria.bot.clock_strikes()

    data = maria.bot.home.folder / "data"
    index = maria.bot.database._keys.blind(maria.person.id)
    found = [path.name for path in data.iterdir() if index in path.read_bytes()]

    assert found == []


async def test_the_receipt_says_where_answers_were_handed_out(maria: Phone) -> None:
    maria.bot.database.transact_now(_export)

    await maria.sends("/borrar")
    await maria.taps("Borrar todo")

    assert "se entregaron respuestas en un archivo" in maria.screen[0].text


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
async def test_erasure_works_at_every_step_of_the_arrival(bot: Bot, steps: int) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)
    for label in ("Español", "Sí, 18 o más", "Acepto")[:steps]:
        await maria.taps(label)

    await maria.sends("/borrar")
    await maria.taps("Borrar todo")

    assert _people(maria) == []
    assert maria.screen[0].text.startswith(ERASED)


async def test_erasure_works_while_a_place_is_asked_for_and_takes_the_button_away(
    maria: Phone,
) -> None:
    title = await maria.bot.publish(PLACE)
    await maria.begins(title)
    asked = maria.keyboard

    await maria.sends("/borrar")
    await maria.taps("Borrar todo")

    assert asked == (("Enviar mi ubicación",),)
    assert maria.keyboard == ()
    assert len(maria.screen) == 1


async def test_leaving_quickly_takes_the_button_for_the_place_away(maria: Phone) -> None:
    title = await maria.bot.publish(PLACE)
    await maria.begins(title)

    await maria.sends("/salir")

    assert maria.keyboard == ()
    assert maria.screen == ()


async def test_erasure_works_for_who_has_stopped(maria: Phone) -> None:
    await maria.sends("/stop")
    await maria.taps("Borrar todo")
    await maria.taps("Borrar todo")

    assert _people(maria) == []


async def test_who_takes_part_twice_says_which_is_to_be_erased(maria: Phone) -> None:
    participants, _ = maria.bot.database.transact_now(make_workshop)
    await maria.starts(participants)
    await maria.taps("Español")

    await maria.sends("/borrar")
    assert maria.buttons == [
        "Segundo taller",
        "Buenas prácticas contra la trata",
        "De todos",
        "Conservar",
    ]
    await maria.taps("Segundo taller")

    assert "Segundo taller" in maria.screen[0].text
    assert len(_people(maria)) == 1


async def test_both_are_erased_under_one_receipt(maria: Phone) -> None:
    participants, _ = maria.bot.database.transact_now(make_workshop)
    await maria.starts(participants)

    await maria.sends("/erase")
    await maria.taps("De todos")

    assert _people(maria) == []
    erased = maria.bot.database.transact_now(list_erasures)
    assert len(erased) == 2
    assert len({one.receipt for one in erased}) == 1


async def test_one_contribution_is_erased_from_where_it_is_withdrawn(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await maria.sends("/mias")
    await maria.taps("Buena práctica: Rutas seguras")
    await maria.taps("Retirarlo")

    await maria.taps("Borrarlo para siempre")

    [erased] = maria.bot.database.transact_now(list_erasures)
    assert maria.news == [
        (
            f"Está borrado. Comprobante {erased.receipt}. Sus mensajes siguen en este chat hasta que"
            " usted los elimine."
        )
    ]
    told = maria.bot.database.transact_now(list_submissions)
    assert [one.form_id for one in told] == ["profile"]


async def test_with_the_profile_the_country_goes_too(maria: Phone) -> None:
    await maria.sends("/mias")
    await maria.taps("Sobre usted")
    await maria.taps("Retirarlo")

    await maria.taps("Borrarlo para siempre")

    [left] = maria.bot.database.transact_now(list_memberships, chat_id=maria.person.id)
    assert left.country is None
    assert maria.bot.database.transact_now(list_submissions) == ()


async def test_nobody_erases_a_contribution_of_somebody_else(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")
    [*_, told] = maria.bot.database.transact_now(list_submissions)
    ana = maria.bot.phone("Ana")
    await ana.arrives()

    await ana.forges(pack(EraseTap("told", told.id)), ana.newest)

    assert ana.toast == "Este botón ya no funciona."
    assert told in maria.bot.database.transact_now(list_submissions)


async def test_nobody_erases_somebody_else(maria: Phone) -> None:
    await maria.sends("/borrar")
    confirm = maria.data_of("Borrar todo")
    ana = maria.bot.phone("Ana")
    await ana.starts()

    await ana.forges(confirm, ana.newest)

    assert ana.toast == "Este botón ya no funciona."
    assert len(_people(maria)) == 1


async def test_a_stranger_has_nothing_to_erase_and_leaves_no_trace(bot: Bot) -> None:
    stranger = bot.phone("Ana")

    await stranger.sends("/erase")

    assert stranger.news == ["No guardo nada de usted."]


async def test_an_organiser_has_told_nothing(lucia: Phone) -> None:
    await lucia.sends("/borrar")

    assert lucia.news == [
        (
            "Como parte del equipo organizador, usted no contó nada. Guardo el número de este chat y"
            " su idioma."
        )
    ]


async def test_a_backup_that_is_put_back_has_lost_the_erased_before_anybody_is_served(
    home: Home, watch: Watch, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    async with running(home, watch=watch, simulator=Simulator(clock=watch)) as bot:
        maria, ana = bot.phone("María"), bot.phone("Ana")
        await maria.arrives()
        await ana.arrives()
        bot.database.wipe_journal()
        shutil.copy(home.folder / "data" / "tertulia.db", backup)
        await maria.sends("/borrar")
        await maria.taps("Borrar todo")
    for old in (home.folder / "data").glob("tertulia.db*"):
        old.unlink()
    shutil.copy(backup, home.folder / "data" / "tertulia.db")

    database = open_database(home.settings)

    assert database.transact_now(list_memberships, chat_id=maria.person.id) == ()
    assert len(database.transact_now(list_memberships, chat_id=ana.person.id)) == 1
    trail = database.transact_now(list_audit, workshop_id=None)
    assert [(one.action, one.subject) for one in trail][-1] == (
        "erasures_repeated",
        "1 that a backup had brought back",
    )
    database.close()


async def test_a_ledger_that_cannot_be_written_holds_nobody_up_and_is_written_later(
    maria: Phone,
) -> None:
    ledger = maria.bot.home.settings.ledger_file
    ledger.unlink(missing_ok=True)
    ledger.mkdir()

    await maria.sends("/borrar")
    await maria.taps("Borrar todo")
    assert maria.screen[0].text.startswith(ERASED)

    ledger.rmdir()
    await maria.bot.clock_strikes()
    assert b'"participant"' in ledger.read_bytes()


async def test_what_the_ledger_missed_is_written_at_the_next_start(maria: Phone) -> None:
    await maria.sends("/borrar")
    await maria.taps("Borrar todo")
    home = maria.bot.home
    home.settings.ledger_file.unlink()
    await maria.bot.stop()

    open_database(home.settings).close()

    assert b'"participant"' in home.settings.ledger_file.read_bytes()


PLACE = """
## survey

| type | name | label |
| --- | --- | --- |
| geopoint | where | ¿Dónde? |

## settings

| form_id | form_title | default_language |
| --- | --- | --- |
| place | Lugar | Español (es) |
"""


def _people(phone: Phone) -> list[bool]:
    """Return for each workshop in which this person takes part whether they have stopped."""
    of_chat = phone.bot.database.transact_now(list_memberships, chat_id=phone.person.id)
    return [one.stopped for one in of_chat]


def _promise_later(db: Session, chat_id: int, watch: Watch) -> None:
    message = {"chat_id": chat_id, "text": "¿Cómo va?"}
    promise(
        db,
        chat_id=chat_id,
        method="sendMessage",
        payload=message,
        now=watch.at,
        due_at=watch.at.replace(month=12),
    )


def _export(db: Session) -> None:
    workshop = choose_workshop(db, number=None)
    exports.export(db, workshop=workshop, words=words("es"), now=BEGINNING)
