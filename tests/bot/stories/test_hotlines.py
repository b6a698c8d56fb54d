"""Where to call for help: confirmed before a workshop opens, shown whenever somebody asks."""

from dataclasses import replace

import pytest

from bot.actions.safeguarding.hotlines import confirm
from bot.actions.visits import receive
from bot.handlers.sent import act_for
from bot.packing import pack
from bot.taps import LineTap
from bot.updates import Tap, Update
from storage.audit import list_audit
from storage.database import Session
from storage.participants import Age, find_participant, set_age
from storage.submissions import get_answers, list_submissions
from storage.workshops import list_workshops, save_settings
from tests.bot.edge import PLAN, Bot, Phone, Watch, make_workshop
from tests.bot.kept import close

OLD_LINES = "«Buenas prácticas contra la trata»: desde hace medio año"
NEW = replace(PLAN, title="Segundo taller", countries=("HN", "DO"))


@pytest.fixture
def codes(bot: Bot) -> tuple[str, str]:
    """The invitations of a workshop whose lines nobody has confirmed."""
    return bot.database.transact_now(make_workshop, plan=NEW, is_open=False)


@pytest.fixture
async def elena(bot: Bot, codes: tuple[str, str]) -> Phone:
    """Elena, who organises that workshop."""
    elena = bot.phone("Elena")
    await elena.starts(codes[1])
    return elena


@pytest.fixture
async def waiting(bot: Bot, codes: tuple[str, str]) -> Phone:
    """Ana, who has agreed before it opens."""
    ana = bot.phone("Ana")
    await ana.agrees(codes[0])
    return ana


async def test_nothing_is_asked_before_the_lines_are_confirmed(waiting: Phone) -> None:
    not_yet = (
        "El taller todavía no está abierto: su equipo aún verifica adónde llamar para pedir"
        " ayuda. Le escribiré cuando abra."
    )
    assert waiting.news == [not_yet]

    await waiting.sends("/practica")
    assert waiting.news == [not_yet]


async def test_what_is_sent_while_one_is_asked_anew_is_not_promised_to_be_taken_before_it_opens(
    bot: Bot, waiting: Phone
) -> None:
    def keep_longer(db: Session) -> None:
        (second,) = (one for one in list_workshops(db) if one.title == NEW.title)
        save_settings(db, replace(second, answers_days=second.answers_days + 1))

    bot.database.transact_now(keep_longer)
    await waiting.sends("Una idea que no se debe perder")

    assert waiting.news[0] == (
        "Lo que prometo sobre sus respuestas cambió, por eso le pregunto de nuevo. El taller todavía"
        " no está abierto: su equipo aún verifica adónde llamar para pedir ayuda. Le escribiré cuando"
        " abra."
    )
    await waiting.sends("/practica")
    assert waiting.news[0] == (
        "Lo que prometo sobre sus respuestas cambió, por eso le pregunto de nuevo."
    )


async def test_an_organiser_is_shown_each_country_on_arrival(elena: Phone) -> None:
    heading, honduras, dominican = elena.news[-3:]

    assert heading == (
        "Adónde llamar para pedir ayuda, en «Segundo taller»\n"
        "Para escribir una línea por su cuenta: /lineas HN 145, día y noche"
    )
    assert honduras == (
        "Honduras\n¿Es correcta esta línea? 145 (CICESCT)\nLa línea nacional contra la trata.\n"
        "Hallada en: laprensa.hn, «Honduras lanza línea 145»; honduprensa.com. Por favor llame"
        " antes de confirmarla."
    )
    assert dominican == "República Dominicana\nNo encontré ninguna línea. ¿Conoce usted una?"
    assert elena.buttons == ["No hay ninguna"]


async def test_the_last_confirmation_opens_and_tells_those_who_wait(
    elena: Phone, waiting: Phone
) -> None:
    await elena.taps("No hay ninguna")
    assert "abierto" not in "".join(elena.news)
    await elena.taps("Es correcta")

    assert elena.news == ["Todos los países están confirmados: el taller está abierto."]
    assert "✓ Honduras: 145 (CICESCT)" in [one.text for one in elena.bubbles]
    assert waiting.news[-1] == "«Segundo taller» ya está abierto."

    await waiting.taps("Comenzar")
    assert "¿En qué país trabaja?" in waiting.news[0]

    await elena.sends("/lineas HN 145")
    assert waiting.news_of("«Segundo taller»") == ["«Segundo taller» ya está abierto."]


async def test_who_may_no_longer_take_part_is_not_told_that_it_opens(
    bot: Bot, elena: Phone, waiting: Phone
) -> None:
    def turn_away(db: Session) -> None:
        found = find_participant(db, chat_id=waiting.person.id)
        assert found
        set_age(db, participant_id=found.id, age=Age.MINOR)

    bot.database.transact_now(turn_away)
    await elena.taps("No hay ninguna")
    await elena.taps("Es correcta")

    assert waiting.news_of("«Segundo taller»") == []


async def test_what_an_operator_confirms_opens_it_too(bot: Bot, waiting: Phone) -> None:
    def work(db: Session) -> list[bool]:
        workshop = list_workshops(db)[0]
        return [
            confirm(db, workshop, country=country, line=line, organiser=None, now=bot.watch.at)
            for country, line in (("HN", "145"), ("DO", None))
        ]

    assert bot.database.transact_now(work) == [False, True]
    await waiting.hears("«Segundo taller» ya está abierto.")


async def test_who_has_not_agreed_or_is_gone_is_not_told(
    bot: Bot, codes: tuple[str, str], elena: Phone, waiting: Phone
) -> None:
    arriving = bot.phone("Inés")
    await arriving.starts(codes[0])
    waiting.bot.simulator.block(waiting.person)
    await waiting.settled()
    await elena.taps("No hay ninguna")
    await elena.taps("Es correcta")

    for phone in (arriving, waiting):
        assert phone.news_of("«Segundo taller» ya") == []


async def test_who_wants_no_messages_is_not_told_either(elena: Phone, waiting: Phone) -> None:
    await waiting.sends("/detener")

    await elena.taps("No hay ninguna")
    await elena.taps("Es correcta")

    assert waiting.news_of("«Segundo taller» ya") == []


async def test_a_press_whose_message_is_gone_confirms_all_the_same(bot: Bot, elena: Phone) -> None:
    data = elena.data_of("Es correcta")
    tap = Tap(callback_id="1", data=data)
    came = Update(1, elena.person.id, "private", None, None, None, tap)
    await bot.database.transact(
        receive, came=came, act=act_for(tap), now=bot.watch.at, house=bot.app._house
    )

    await elena.sends("/lineas")
    assert "Honduras: 145 (CICESCT) (confirmada por usted" in elena.news[0]


async def test_a_line_is_written_by_code_or_by_name(elena: Phone) -> None:
    await elena.sends("/lineas republica dominicana: 911, día y noche")
    assert elena.news == [
        "República Dominicana: 911, día y noche",
        "El taller se abre cuando también se confirmen: Honduras",
    ]

    await elena.sends("/lines hn ninguna")
    assert elena.news == [
        "Honduras: ninguna línea",
        "Todos los países están confirmados: el taller está abierto.",
    ]

    await elena.sends("/lineas")
    assert elena.news[0] == (
        "Adónde llamar para pedir ayuda, en «Segundo taller»\n"
        "Honduras: ninguna línea (confirmada por usted, 23 de noviembre de 2026)\n"
        "República Dominicana: 911, día y noche (confirmada por usted, 23 de noviembre de 2026)\n"
        "Para escribir una línea por su cuenta: /lineas HN 145, día y noche"
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("MX 800", "Escriba un país de este taller y su línea: /lineas HN 145, día y noche"),
        ("HN", "Escriba un país de este taller y su línea: /lineas HN 145, día y noche"),
        ("HNX 145", "Escriba un país de este taller y su línea: /lineas HN 145, día y noche"),
        (f"HN {'1' * 201}", "Hasta 200 caracteres, por favor: un número y a qué horas atienden."),
    ],
)
async def test_what_is_no_line_is_refused(elena: Phone, written: str, said: str) -> None:
    await elena.sends(f"/lineas {written}")

    assert elena.news == [said]


async def test_another_organiser_sees_who_confirmed(
    bot: Bot, codes: tuple[str, str], elena: Phone, lucia: Phone
) -> None:
    await elena.taps("Es correcta")
    rosa = bot.phone("Rosa")
    await rosa.starts(codes[1])

    assert "Honduras: 145 (CICESCT) (confirmada por otra persona del equipo," in rosa.news[-2]

    await lucia.sends("/lineas")
    assert "México: 800 5533 000 (confirmada por quien opera el bot," in lucia.news[0]


async def test_only_organisers_of_that_workshop_confirm(
    bot: Bot, elena: Phone, lucia: Phone, maria: Phone
) -> None:
    button = elena.data_of("Es correcta")
    for phone in (lucia, maria):
        await phone.forges(button, phone.newest)
        assert phone.toast == "Este botón ya no funciona."
    workshop = bot.database.transact_now(list_workshops)[0]
    for country in ("FR", "DO"):
        forged = pack(LineTap("right", country, workshop.id))
        await elena.forges(forged, elena.newest)
        assert elena.toast == "Este botón ya no funciona."

    await maria.sends("/lineas")
    assert maria.news == ["Las líneas las confirma el equipo organizador del taller."]

    trail = bot.database.transact_now(list_audit, workshop_id=workshop.id)
    assert [one.subject for one in trail if one.subject.startswith("hotline")] == []


async def test_organisers_are_warned_once_of_lines_half_a_year_old(
    lucia: Phone, watch: Watch
) -> None:
    watch.move(days=179)
    await lucia.bot.clock_strikes()
    assert lucia.news_of(OLD_LINES) == []

    for hours in (24, 0, 24, 24):
        watch.move(hours=hours)
        await lucia.bot.clock_strikes()
    (warning,) = lucia.news_of(OLD_LINES)
    assert "en Colombia, Costa Rica, " in warning
    assert warning.endswith("/lineas")

    await lucia.sends("/lineas")
    assert "Se confirmó hace más de medio año. ¿Sigue siendo así?" in lucia.news[-1]
    await lucia.taps("Es correcta")
    assert "✓ México: 800 5533 000" in [one.text for one in lucia.bubbles]


async def test_organisers_are_told_once_that_their_workshop_waits_for_them(
    bot: Bot, elena: Phone, watch: Watch
) -> None:
    for _ in range(2):
        watch.move(hours=24)
        await bot.clock_strikes()

    (told,) = elena.news_of("«Segundo taller» no está abierto")
    assert told == (
        "«Segundo taller» no está abierto y no pregunta nada a nadie: falta confirmar adónde llamar"
        " para pedir ayuda en Honduras y República Dominicana. Por favor, confírmelo: /lineas"
    )


async def test_of_a_workshop_that_is_over_nobody_is_warned(lucia: Phone, watch: Watch) -> None:
    close(lucia.bot)
    watch.move(days=181)

    await lucia.bot.clock_strikes()

    assert lucia.news_of(OLD_LINES) == []


async def test_an_organiser_who_is_gone_is_not_warned(lucia: Phone, watch: Watch) -> None:
    lucia.bot.simulator.block(lucia.person)
    await lucia.settled()
    watch.move(days=181)

    await lucia.bot.clock_strikes()

    assert lucia.news_of("«Buenas prácticas contra la trata»: ") == []


async def test_who_is_in_danger_is_told_where_to_call_in_their_country(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("/peligro")

    assert maria.news[0] == (
        "¿Alguien está en peligro ahora?\nHonduras: llamar al 145 (CICESCT)\n\n"
        "Nadie vigila este chat, y lo que se escribe aquí no es una denuncia: desde aquí no se llama"
        " a nadie.\n\n"
        "En algunos países, ciertas profesiones están obligadas a denunciar lo que saben. Averigüe"
        " qué vale para usted."
    )
    assert maria.buttons == ["Salir rápido", "Seguir: Buena práctica"]

    await maria.taps("Salir rápido")
    assert maria.bubbles == ()


async def test_the_help_leads_there_too_and_the_focal_point_is_named(maria: Phone) -> None:
    def name_somebody(db: Session) -> None:
        workshop = list_workshops(db)[0]
        save_settings(db, replace(workshop, focal_point="Marta, mesa de registro"))

    maria.bot.database.transact_now(name_somebody)
    await maria.sends("/ayuda")
    await maria.taps("Alguien está en peligro")

    assert "En este taller se puede acudir a: Marta, mesa de registro" in maria.news[0]


async def test_without_a_country_all_lines_are_shown(bot: Bot, lucia: Phone) -> None:
    ana = bot.phone("Ana")
    await ana.arrives("Otro país")
    for phone in (ana, lucia):
        await phone.sends("/danger")
        calls = phone.news[0].partition("\n\n")[0]

        assert "Costa Rica: llamar al 9-1-1\n" in calls
        assert "México: llamar al 800 5533 000\n" in calls
        assert calls.endswith("En otro país: llamar a su número de emergencias.")


async def test_where_no_line_is_known_none_is_promised(
    bot: Bot, waiting: Phone, elena: Phone
) -> None:
    stranger = bot.phone("Alguien")
    for phone in (stranger, waiting, elena):
        await phone.sends("/peligro")

        assert phone.news[0].startswith(
            "¿Alguien está en peligro ahora?\nLo mejor es llamar al número de emergencias del país."
        )


async def test_who_may_speak_of_a_danger_sees_the_card_and_nothing_is_kept(maria: Phone) -> None:
    told = "Me tienen encerrada y no puedo salir."
    await maria.sends("/practica")
    await maria.sends(told)

    card, _ = maria.news
    assert card.startswith("¿Alguien está en peligro ahora?\nHonduras: llamar al 145 (CICESCT)")
    assert maria.buttons == ["Guardarlo como mi respuesta", "No guardarlo"]

    await maria.taps("No guardarlo")

    def stored(db: Session) -> list[str]:
        return [
            answer.value
            for one in list_submissions(db)
            for answer in get_answers(db, submission_id=one.id)
        ]

    assert told not in maria.bot.database.transact_now(stored)
