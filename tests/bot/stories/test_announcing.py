"""Announcements: written, addressed, seen as they arrive, confirmed in writing, and sent."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.packing import pack
from bot.taps import AnnouncementTap, BroadcastTap, RemindTap
from storage.audit import AuditEntry, list_audit
from storage.broadcasts import BroadcastKind, BroadcastState, list_broadcasts
from storage.database import Session
from storage.deliveries import DeliveryState
from storage.events import EventKind, list_events
from storage.tables import delivery
from storage.workshops import list_workshops
from tests.bot.edge import Bot, Phone, Watch
from tests.bot.stories.test_team import joins, takes_out

TEXT = "Mañana empezamos a las 8:30.\nEl mapa: https://example.org/mapa"
ARRIVES = f"Del equipo organizador de «Buenas prácticas contra la trata»\n\n{TEXT}"
WHEN_IT_IS_DAY = "Ahora; donde es de noche, por la mañana"


async def writes(organiser: Phone, text: str = TEXT) -> None:
    """Write an announcement, up to how it arrives."""
    await organiser.sends("/anunciar")
    await organiser.taps("Escribir un anuncio")
    await organiser.sends(text)


async def confirms(organiser: Phone, when: str) -> None:
    """Confirm what was written and addressed."""
    await organiser.taps("Seguir: ver cómo llega")
    await organiser.taps(when)
    await organiser.sends("ENVIAR")


async def announces(organiser: Phone, text: str = TEXT, *, when: str = "Ahora") -> None:
    await writes(organiser, text)
    await confirms(organiser, when)
    await organiser.bot.clock_strikes()


async def arrived(phone: Phone) -> list[str]:
    """Return the announcements that stand in a chat."""
    await phone.settled()
    return phone.news_of("Del equipo organizador")


async def test_an_announcement_is_seen_confirmed_in_writing_and_received(
    lucia: Phone, maria: Phone
) -> None:
    await lucia.sends("/anunciar")
    assert lucia.news == [
        "Anuncios de «Buenas prácticas contra la trata»\nTodavía no se anunció nada."
    ]
    await lucia.taps("Escribir un anuncio")
    assert "su próximo mensaje será el texto" in lucia.news[0]
    await lucia.sends(TEXT)
    assert lucia.news == [
        "¿Para quién es?\ntodas las personas\nLo recibirían ahora: menos de 5 personas"
    ]
    await lucia.taps("Seguir: ver cómo llega")
    preview, when = lucia.news
    assert preview == ARRIVES
    assert "Para: todas las personas (menos de 5 personas)" in when
    await lucia.taps("Ahora")
    assert lucia.news[0] == (
        "Se envía a menos de 5 personas (de inmediato). Para confirmar, escriba ENVIAR; /cancelar lo"
        " deja para después."
    )
    await lucia.sends("sí")
    assert lucia.news == [
        "No se envió nada. Escriba ENVIAR para confirmar, o /cancelar para dejarlo."
    ]
    assert await arrived(maria) == []

    await lucia.sends("enviar")
    await lucia.bot.clock_strikes()

    assert lucia.news[0] == "Confirmado. Se está enviando."
    assert await arrived(maria) == [ARRIVES]
    assert maria.buttons == ["No más mensajes"]


async def test_its_writer_sees_how_far_it_has_come(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await announces(lucia)
    assert len(await arrived(maria)) == 1
    watch.move(seconds=5)
    await lucia.bot.clock_strikes()

    [shown] = lucia.news_of("Se envió.")
    assert "Recibido: menos de 5 de menos de 5 personas" in shown
    assert lucia.news_of("Se está enviando") == []
    await lucia.sends("/anunciar")
    assert "todas las personas · recibido por menos de 5 personas" in lucia.news[0]


async def test_more_people_are_confirmed_by_their_number(bot: Bot, lucia: Phone) -> None:
    people = [bot.phone(f"P{number}") for number in range(5)]
    for one in people:
        await one.agrees()
    await writes(lucia)
    await lucia.taps("Seguir: ver cómo llega")
    await lucia.taps("Ahora")
    assert "Se envía a al menos 5 personas" in lucia.news[0]
    for wrong in ("ENVIAR", "6", "5 personas"):
        await lucia.sends(wrong)
        assert "Escriba 5 para confirmar" in lucia.news[0]
    await lucia.sends("5")
    await bot.clock_strikes()

    for one in people:
        assert await arrived(one) == [ARRIVES]


async def test_it_reaches_only_those_who_are_meant(bot: Bot, lucia: Phone, maria: Phone) -> None:
    ana = bot.phone("Ana")
    await ana.arrives("Guatemala", code=bot.seat_at("Mesa 2"))
    await writes(lucia)
    await lucia.taps("Países")
    await lucia.taps("☐ Honduras")
    await lucia.taps("☐ Guatemala")
    await lucia.taps("☑ Honduras")
    await lucia.taps("Listo")
    await lucia.taps("Mesas")
    await lucia.taps("☐ Mesa 2")
    await lucia.taps("Listo")
    await lucia.taps("Idiomas")
    await lucia.taps("☐ español")
    await lucia.taps("Listo")
    await lucia.taps("Cuánto han avanzado")
    await lucia.taps("☐ Aún no ha enviado nada")
    await lucia.taps("Listo")
    meant = "Guatemala · Mesa 2 · español · Aún no ha enviado nada"
    assert [one.text for one in lucia.bubbles if meant in one.text]
    await confirms(lucia, "Ahora")
    await bot.clock_strikes()

    assert await arrived(ana) == [ARRIVES]
    assert await arrived(maria) == []


async def test_nobody_is_an_audience_that_is_refused(lucia: Phone, maria: Phone) -> None:
    await writes(lucia)
    await lucia.taps("Países")
    await lucia.taps("☐ México")
    await lucia.taps("Listo")
    await lucia.taps("Seguir: ver cómo llega")
    assert lucia.news[0] == "Nadie lo recibiría. Por favor, elija a otras personas."
    await lucia.taps("Todas las personas")
    await lucia.taps("Seguir: ver cómo llega")

    assert lucia.news[0] == ARRIVES
    assert await arrived(maria) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("\u200b\u2060", "Ahí no hay nada que leer. Por favor, escriba el anuncio."),
        (
            "a" * 3001,
            "Tiene 3,001 caracteres y caben 3,000 como máximo. Por favor, escríbalo más corto.",
        ),
    ],
)
async def test_what_cannot_be_announced_is_asked_for_again(
    lucia: Phone, written: str, said: str
) -> None:
    await writes(lucia, written)
    assert lucia.news == [said]

    await lucia.sends(TEXT)
    assert lucia.news[0].startswith("¿Para quién es?")


async def test_the_longest_text_arrives_in_one_message(lucia: Phone, maria: Phone) -> None:
    await announces(lucia, "Ñ" * 3000)

    [text] = await arrived(maria)
    assert text.endswith("Ñ" * 3000)


async def test_what_stands_around_it_is_in_the_language_of_its_reader(
    bot: Bot, lucia: Phone
) -> None:
    claire = bot.phone("Claire", "fr-FR")
    await claire.starts(bot.home.participants)
    for label in ("Français", "Oui, 18 ans ou plus", "J'accepte"):
        await claire.taps(label)
    await announces(lucia)
    await claire.settled()

    [text] = claire.news_of("De l'équipe")
    assert text.endswith(TEXT)
    assert claire.buttons == ["Plus de messages"]


async def test_while_it_is_written_nothing_is_taken_for_an_answer(bot: Bot) -> None:
    both = bot.phone("Rosa")
    await both.arrives()
    await both.starts(bot.home.organisers)
    await both.sends("/practica")
    await both.sends("/anunciar")
    await both.taps("Escribir un anuncio")
    await both.sends_photo()
    assert both.news == ["Aquí lo necesito por escrito. /cancelar lo deja para después."]
    await both.sends(TEXT)
    assert both.news[0].startswith("¿Para quién es?")

    await both.sends("Rutas seguras")
    assert "¿Hasta dónde ha llegado?" in both.news[-1]


async def test_it_is_left_and_gone_on_with(lucia: Phone, maria: Phone) -> None:
    await lucia.sends("/anunciar")
    await lucia.taps("Escribir un anuncio")
    await lucia.sends("/cancelar")
    assert lucia.news == ["No se envió nada. Lo que escribió se conserva: /anunciar lo retoma."]
    await lucia.sends("/anunciar")
    await lucia.taps("Seguir escribiendo")
    await lucia.sends(TEXT)
    await lucia.taps("Seguir: ver cómo llega")
    await lucia.taps("Ahora")
    await lucia.sends("/cancelar")
    await lucia.sends("/anunciar")
    await lucia.taps("Seguir escribiendo")
    assert lucia.bubbles[-1].text.startswith("¿Para quién es?")
    await lucia.taps("Seguir: ver cómo llega")
    await lucia.taps("Cambiar el texto")
    await lucia.sends("Otro texto")
    await lucia.taps("Seguir: ver cómo llega")
    assert lucia.news[0].endswith("Otro texto")
    await lucia.taps("Cambiar para quién es")
    await lucia.taps("Seguir: ver cómo llega")
    await lucia.taps("Desecharlo")

    assert lucia.news == ["El anuncio se desechó. No se envió nada."]
    assert await arrived(maria) == []


async def test_the_button_under_the_preview_ends_nothing(lucia: Phone, maria: Phone) -> None:
    await writes(lucia)
    await lucia.taps("Seguir: ver cómo llega")
    await lucia.taps("No más mensajes")
    assert lucia.toast == "Con este botón, quien lo recibe pone fin a estos mensajes."

    await lucia.taps("Ahora")
    assert "Para confirmar, escriba ENVIAR" in lucia.news[0]
    await lucia.taps("No más mensajes")
    await lucia.sends("ENVIAR")
    await lucia.bot.clock_strikes()
    assert len(await arrived(maria)) == 1


async def test_it_is_written_in_one_go(lucia: Phone, maria: Phone) -> None:
    await lucia.sends(f"/anunciar {TEXT}")
    assert lucia.news[0].startswith("¿Para quién es?")
    await lucia.taps("Seguir: ver cómo llega")

    assert lucia.news[0] == ARRIVES
    assert await arrived(maria) == []


async def test_two_organisers_write_beside_each_other(
    lucia: Phone, pablo: Phone, maria: Phone, watch: Watch
) -> None:
    await writes(lucia, "De Lucía")
    await writes(pablo, "De Pablo")
    await pablo.forges(lucia.data_of("Seguir: ver cómo llega"), pablo.newest)
    assert pablo.toast == "Este botón ya no funciona."
    for organiser in (lucia, pablo):
        await confirms(organiser, "Ahora")
        watch.move(minutes=10)
    await lucia.bot.clock_strikes()

    assert [text.rpartition("\n")[2] for text in await arrived(maria)] == ["De Lucía", "De Pablo"]


async def test_who_ends_the_messages_gets_no_more(lucia: Phone, maria: Phone, watch: Watch) -> None:
    await announces(lucia, "Primero")
    await maria.settled()
    await maria.taps("No más mensajes")
    assert maria.news[0].startswith("De acuerdo: desde ahora solo respondo")
    watch.move(minutes=10)
    await writes(lucia, "Segundo")
    await lucia.taps("Seguir: ver cómo llega")

    assert lucia.news[0] == "Nadie lo recibiría. Por favor, elija a otras personas."


async def test_who_stops_erases_or_blocks_after_it_was_promised_gets_nothing(
    bot: Bot, lucia: Phone, maria: Phone, watch: Watch
) -> None:
    watch.move(hours=13)  # ten at night in Honduras
    ana, ines = bot.phone("Ana"), bot.phone("Inés")
    for one in (ana, ines):
        await one.agrees()
    await announces(lucia, when=WHEN_IT_IS_DAY)
    await maria.sends("/detener")
    await ana.erases_all()
    bot.simulator.block(ines.person)
    watch.move(hours=10)
    await bot.clock_strikes()

    for one in (maria, ana, ines):
        assert await arrived(one) == []


async def test_who_wants_nothing_after_the_workshop_gets_nothing_that_waits(
    bot: Bot, lucia: Phone, maria: Phone, watch: Watch
) -> None:
    watch.move(days=5, hours=13)  # ten at night in Honduras
    await announces(lucia, when=WHEN_IT_IS_DAY)
    await maria.sends("/privacidad")
    await maria.taps("Lo que permito")
    await maria.taps("Retirar: mensajes después")
    watch.move(hours=10)
    await bot.clock_strikes()

    assert await arrived(maria) == []


async def test_at_night_it_waits_for_the_morning(
    bot: Bot, lucia: Phone, maria: Phone, watch: Watch
) -> None:
    watch.move(hours=13)
    await writes(lucia)
    await lucia.taps("Seguir: ver cómo llega")
    assert "Para algunas personas ahora es de noche" in lucia.news[1]
    await lucia.taps(WHEN_IT_IS_DAY)
    await lucia.sends("ENVIAR")
    await bot.clock_strikes()
    assert await arrived(maria) == []
    for hours in (1, 8):
        watch.move(hours=hours)
        await bot.clock_strikes()

    assert await arrived(maria) == [ARRIVES]
    watch.move(minutes=20)
    await bot.clock_strikes()
    assert len(lucia.news_of("Se envió.")) == 1


async def test_at_night_it_goes_out_where_that_was_said(
    bot: Bot, lucia: Phone, maria: Phone, watch: Watch
) -> None:
    watch.move(hours=13)
    await writes(lucia)
    await confirms(lucia, "Ahora, también donde es de noche")
    await bot.clock_strikes()

    assert await arrived(maria) == [ARRIVES]


@pytest.mark.parametrize(
    ("label", "when", "hours"),
    [
        ("Esta tarde, 7:00 p. m.", "lunes 23 de noviembre, 7:00 p. m.", 10),
        ("Mañana por la mañana, 9:00 a. m.", "martes 24 de noviembre, 9:00 a. m.", 24),
    ],
)
async def test_it_goes_out_when_it_was_planned(
    lucia: Phone, maria: Phone, watch: Watch, label: str, when: str, hours: int
) -> None:
    await writes(lucia)
    await lucia.taps("Seguir: ver cómo llega")
    await lucia.taps(label)
    assert f"Se envía a menos de 5 personas ({when})." in lucia.news[0]
    await lucia.sends("ENVIAR")
    assert f"Confirmado ({when})." in lucia.news[0]
    watch.move(hours=hours, minutes=-1)
    await lucia.bot.clock_strikes()
    assert await arrived(maria) == []
    watch.move(minutes=1)
    await lucia.bot.clock_strikes()

    assert await arrived(maria) == [ARRIVES]


async def test_another_time_is_typed(lucia: Phone, maria: Phone, watch: Watch) -> None:
    await writes(lucia)
    await lucia.taps("Seguir: ver cómo llega")
    await lucia.taps("A otra hora")
    assert "2026-11-24 14:30, según el reloj de America/Tegucigalpa" in lucia.news[0]
    for typed, said in (
        ("pronto", "Ahí no logro leer un día y una hora."),
        ("9999-12-31 23:59", "Ahí no logro leer un día y una hora."),
        ("8:00", "Ese momento ya pasó. Por favor, elija uno posterior."),
        (
            "24/11/2027 10:00",
            "El 23 de junio de 2027 olvido quién participó, así que debe enviarse antes.",
        ),
    ):
        await lucia.sends(typed)
        assert lucia.news[0] == said
    await lucia.sends("mañana a las 10 de la mañana")
    assert "martes 24 de noviembre, 10:00 a. m." in lucia.news[0]
    await lucia.sends("ENVIAR")
    watch.move(hours=25)
    await lucia.bot.clock_strikes()

    assert await arrived(maria) == [ARRIVES]


async def test_a_moment_that_has_passed_is_asked_for_again(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await writes(lucia)
    await lucia.taps("Seguir: ver cómo llega")
    watch.move(hours=11)
    await lucia.taps("Esta tarde, 7:00 p. m.")

    assert lucia.news[0] == "Ese momento ya pasó. Por favor, elija uno posterior."
    assert "Esta tarde, 7:00 p. m." not in lucia.buttons
    assert await arrived(maria) == []


async def test_any_of_the_team_calls_a_planned_one_off(
    lucia: Phone, pablo: Phone, maria: Phone, watch: Watch
) -> None:
    await writes(lucia)
    await confirms(lucia, "Esta tarde, 7:00 p. m.")
    await pablo.sends("/anunciar")
    assert "lunes 23 de noviembre, 7:00 p. m." in pablo.news[0]
    await pablo.taps("Mañana empezamos a las 8:30. El mapa: h…")
    await pablo.taps("Cancelarlo")
    assert "Se canceló." in pablo.bubbles[-1].text
    watch.move(hours=12)
    await lucia.bot.clock_strikes()

    assert await arrived(maria) == []
    await lucia.sends("/anunciar")
    assert "cancelado" in lucia.news[0]


async def test_it_is_paused_gone_on_with_and_stopped(
    bot: Bot, lucia: Phone, pablo: Phone, maria: Phone, watch: Watch
) -> None:
    watch.move(hours=13)
    await announces(lucia, when=WHEN_IT_IS_DAY)
    assert lucia.buttons == ["Pausar", "Detener"]
    await lucia.taps("Pausar")
    watch.move(hours=10)
    await bot.clock_strikes()
    assert await arrived(maria) == []

    await pablo.sends("/anunciar")
    await pablo.taps("Mañana empezamos a las 8:30. El mapa: h…")
    assert pablo.buttons == ["Seguir", "Detener"]
    await pablo.taps("Detener")
    await lucia.taps("Seguir")
    assert lucia.toast == "Este botón ya no funciona."
    watch.move(hours=1)
    await bot.clock_strikes()

    assert await arrived(maria) == []
    actions = [one.action for one in trail(bot)]
    assert actions == [
        "announcement_confirmed",
        "announcement_paused",
        "announcement_stopped",
    ]


async def test_what_goes_on_after_a_pause_arrives(
    bot: Bot, lucia: Phone, maria: Phone, watch: Watch
) -> None:
    watch.move(hours=13)
    await announces(lucia, when=WHEN_IT_IS_DAY)
    await lucia.taps("Pausar")
    await lucia.taps("Seguir")
    watch.move(hours=10)
    await bot.clock_strikes()

    assert await arrived(maria) == [ARRIVES]


async def test_so_many_a_day_and_so_close(lucia: Phone, maria: Phone, watch: Watch) -> None:
    await announces(lucia, "Uno")
    await writes(lucia, "Dos")
    await lucia.taps("Seguir: ver cómo llega")
    await lucia.taps("Ahora")
    assert lucia.news[0] == (
        "Entre dos anuncios deben pasar al menos 10 minutos. Por favor, elija otra hora."
    )
    watch.move(minutes=10)
    await lucia.taps("Ahora")
    await lucia.sends("ENVIAR")
    for text in ("Tres", "Cuatro", "Cinco"):
        watch.move(minutes=10)
        await announces(lucia, text)
    watch.move(minutes=10)
    await writes(lucia, "Seis")
    await lucia.taps("Seguir: ver cómo llega")
    await lucia.taps("Ahora")
    assert lucia.news[0].startswith("Se envían como máximo 5 anuncios al día")

    assert len(await arrived(maria)) == 5


async def test_what_became_too_much_meanwhile_is_refused_when_it_is_confirmed(
    lucia: Phone, pablo: Phone, maria: Phone
) -> None:
    for organiser in (lucia, pablo):
        await writes(organiser)
        await organiser.taps("Seguir: ver cómo llega")
        await organiser.taps("Ahora")
    await lucia.sends("ENVIAR")
    await pablo.sends("ENVIAR")

    assert pablo.news[0].startswith("Entre dos anuncios deben pasar al menos 10 minutos.")
    await pablo.bot.clock_strikes()
    assert len(await arrived(maria)) == 1


async def test_after_the_workshop_only_who_allowed_that_is_written_to(
    bot: Bot, lucia: Phone, maria: Phone, watch: Watch
) -> None:
    ana = bot.phone("Ana")
    await ana.agrees()
    watch.move(days=5)
    await writes(lucia)
    assert "El taller terminó: solo se escribe a quienes lo permitieron" in lucia.news[0]
    await confirms(lucia, "Ahora")
    await bot.clock_strikes()

    assert await arrived(maria) == [ARRIVES]
    assert await arrived(ana) == []


async def test_it_stands_in_the_trail_and_in_the_log(bot: Bot, lucia: Phone, maria: Phone) -> None:
    await announces(lucia)
    await maria.settled()

    workshop = bot.database.transact_now(list_workshops)[0]
    logged = bot.database.transact_now(
        list_events,
        workshop_id=workshop.id,
        since=bot.watch.at - timedelta(days=1),
        until=bot.watch.at + timedelta(days=1),
        kinds=(EventKind.ANNOUNCED,),
    )
    assert [one.detail for one in logged] == ["announcement"]
    assert trail(bot)[-1].action == "announcement_confirmed"


async def test_only_who_may_announce_does(bot: Bot, maria: Phone, lucia: Phone) -> None:
    await maria.sends("/anunciar")
    assert len(maria.news) == 1
    assert "Anuncios de" not in maria.news[0]
    await announces(lucia)
    workshop = bot.database.transact_now(list_workshops)[0]
    [sent] = bot.database.transact_now(
        list_broadcasts, workshop_id=workshop.id, kinds=(BroadcastKind.ANNOUNCEMENT,)
    )
    for tap in (
        BroadcastTap("show", sent.id),
        BroadcastTap("show", 1),
        AnnouncementTap("text", sent.id),
        AnnouncementTap("text", 1),
        RemindTap("countries", "", workshop.id),
    ):
        await maria.forges(pack(tap), maria.newest)
        assert maria.toast == "Este botón ya no funciona."
    for tap in (AnnouncementTap("text", sent.id), RemindTap("ask", "FR", workshop.id)):
        await lucia.forges(pack(tap), lucia.newest)
        assert lucia.toast == "Este botón ya no funciona."


async def test_a_button_of_a_table_that_is_gone_marks_nothing(bot: Bot, lucia: Phone) -> None:
    await writes(lucia)
    organiser_draft = draft_of(bot)
    await lucia.forges(pack(AnnouncementTap("toggle", organiser_draft, 7)), lucia.newest)
    assert lucia.toast == "Este botón ya no funciona."
    await lucia.forges(pack(BroadcastTap("show", organiser_draft)), lucia.newest)
    assert lucia.toast == "Este botón ya no funciona."


def trail(bot: Bot) -> Sequence[AuditEntry]:
    """Return what was announced, as the audit trail tells it."""
    entries = bot.database.transact_now(list_audit, workshop_id=None)
    return [one for one in entries if one.action.startswith(("announcement", "country"))]


def draft_of(bot: Bot) -> int:
    workshop = bot.database.transact_now(list_workshops)[0]
    [draft] = bot.database.transact_now(
        list_broadcasts,
        workshop_id=workshop.id,
        kinds=(BroadcastKind.ANNOUNCEMENT,),
        states=(BroadcastState.DRAFT,),
    )
    return draft.id


async def test_the_uncertain_ones_are_sent_again_where_somebody_says_so(
    bot: Bot, lucia: Phone, maria: Phone, watch: Watch
) -> None:
    watch.move(hours=13)
    await announces(lucia, when=WHEN_IT_IS_DAY)

    def lose_its_sender(db: Session) -> None:
        paced = delivery.c.broadcast_id.is_not(None)
        db.execute(update(delivery).where(paced).values(state=DeliveryState.UNCERTAIN))

    bot.database.transact_now(lose_its_sender)
    watch.move(hours=10)
    await bot.clock_strikes()
    assert await arrived(maria) == []
    [shown] = lucia.news_of("Se envió.")
    assert "No se sabe si lo recibieron: menos de 5 personas" in shown
    assert lucia.buttons == ["Reenviar los inciertos"]

    await lucia.taps("Reenviar los inciertos")
    await bot.clock_strikes()
    assert await arrived(maria) == [ARRIVES]
    assert trail(bot)[-1].action == "announcement_repeated"


async def test_what_was_planned_by_who_is_taken_out_does_not_go_out(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    rosa = await joins(lucia, "Rosa", "Enlace: organización")
    await writes(rosa, "Algo falso.")
    await rosa.taps("Seguir: ver cómo llega")
    await rosa.taps(next(one for one in rosa.buttons if one.startswith("Esta tarde")))
    await rosa.sends("ENVIAR")
    await takes_out(lucia, "2. Organización")
    watch.move(hours=10)
    await lucia.bot.clock_strikes()

    assert rosa.news_of("Confirmado")
    assert await arrived(maria) == []
