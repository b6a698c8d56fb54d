"""The digest from the phone: what is pressed under it, and how each organiser wants it."""

from datetime import UTC, datetime

import pytest
from inline_snapshot import snapshot

from storage import organisers
from storage.database import Session
from storage.organisers import Organiser, OrganiserRole
from tests.bot.edge import Phone, Watch

HEADING = "Buenas prácticas contra la trata · "
QUIET = "«Buenas prácticas contra la trata»: sin novedades esta semana. Aquí sigo."
FLAGGED = "Llegó algo que puede delatar quién es alguien."
NAMED = "Refugio de María Pérez, DNI 0801-1990-12345"


def organiser(lucia: Phone) -> Organiser:
    def only(db: Session) -> Organiser:
        [found] = organisers.list_organisers(db, workshop_id=None)
        return found

    return lucia.bot.database.transact_now(only)


def becomes_viewer(lucia: Phone) -> None:
    lucia.bot.database.transact_now(
        organisers.set_role, organiser_id=organiser(lucia).id, role=OrganiserRole.VIEWER
    )


async def strikes(lucia: Phone, watch: Watch, *, days: int) -> int:
    """Let so many evenings come; return how many digests they brought."""
    before = len(lucia.news_of(HEADING))
    for _ in range(days):
        watch.move(days=1)
        await lucia.bot.clock_strikes()
        await lucia.settled()
    return len(lucia.news_of(HEADING)) - before


async def test_the_digest_says_what_to_do_with_it(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")

    await lucia.sends("/resumen")

    text, *picture = lucia.news
    assert text == snapshot("""\
Buenas prácticas contra la trata · lunes 23 de noviembre

Le esperan
• 1 aporte por revisar

1 práctica nueva
• Rutas seguras (Honduras, buena práctica)
«Más casos detectados a tiempo.»

Se han sumado menos de 5 personas.

Lo que falta
Todavía ninguna práctica de: Colombia, Costa Rica, Guatemala, México y República Dominicana
Todavía ninguna práctica para: Niñas y niños (menores de 12), Mujeres, Hombres, Personas LGBTQI+ y 7 más\
""")
    assert picture
    assert "Leer lo nuevo" in lucia.labels
    assert "Revisar (1)" in lucia.labels
    assert "Silenciar hasta mañana" in lucia.labels


async def test_what_is_new_is_read_page_by_page(lucia: Phone, maria: Phone) -> None:
    for number in range(9):
        await maria.tells_a_practice(f"Rutas {number}")
    await lucia.sends("/resumen")

    await lucia.taps("Leer lo nuevo")
    assert lucia.news[-1].splitlines()[:2] == snapshot(
        ["Lo nuevo: 1 a 8 de 9", "1. Rutas 8 (Buena práctica, Honduras)"]
    )
    assert lucia.buttons[-1] == "Anteriores"

    await lucia.taps("Anteriores")
    assert lucia.news[-1].splitlines() == snapshot(
        ["Lo nuevo: 9 a 9 de 9", "9. Rutas 0 (Buena práctica, Honduras)"]
    )

    await lucia.taps("9")
    assert "Rutas 0" in lucia.news[-1]


async def test_what_was_withdrawn_meanwhile_is_not_listed(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/resumen")
    await maria.turns_to("Rutas")
    await maria.taps("Retirarlo")
    await maria.taps("Sí, retirarlo")

    await lucia.taps("Leer lo nuevo")

    assert lucia.toast == "No hay nada más."


async def test_who_sees_numbers_only_reads_no_titles_and_opens_nothing(
    lucia: Phone, maria: Phone
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await lucia.sends("/resumen")
    becomes_viewer(lucia)

    await lucia.taps("Leer lo nuevo")
    assert lucia.toast == "Este botón ya no funciona."

    await lucia.sends("/resumen")
    assert "1 práctica nueva" in lucia.news[0]
    assert "Rutas seguras" not in "".join(lucia.news)


async def test_a_muted_digest_comes_again_with_what_came_in_meanwhile(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/resumen")
    await lucia.taps("Silenciar una semana")
    assert lucia.toast == "Sin resumen hasta el lunes 30 de noviembre."

    watch.at = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert await strikes(lucia, watch, days=6) == 0
    assert await strikes(lucia, watch, days=1) == 1
    assert "Rutas" in lucia.news_of(HEADING)[-1]


async def test_who_wants_no_digest_gets_none_until_they_do(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/ajustes")
    await lucia.taps("Desactivarlo")
    watch.at = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)

    assert await strikes(lucia, watch, days=9) == 0

    await lucia.sends("/ajustes")
    assert "Está desactivado." in lucia.news[0]
    await lucia.taps("Enviarlo de nuevo")
    assert await strikes(lucia, watch, days=1) == 1


async def test_a_week_without_news_is_one_line(lucia: Phone, watch: Watch) -> None:
    watch.at = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)

    assert await strikes(lucia, watch, days=14) == 0

    assert lucia.news_of(QUIET) == [QUIET, QUIET]


async def test_who_wants_it_hears_of_days_without_news_too(lucia: Phone, watch: Watch) -> None:
    await lucia.sends("/ajustes")
    await lucia.taps("También sin novedades")
    watch.at = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)

    assert await strikes(lucia, watch, days=3) == 3


async def test_each_setting_is_shown_as_it_was_chosen(lucia: Phone) -> None:
    await lucia.sends("/ajustes")
    assert lucia.news[0] == snapshot("""\
Su resumen
A las 18:00, America/Tegucigalpa
Días: todos los días
Días sin novedades: en silencio, y una línea por semana
Lo urgente: se le avisa al momento
Su idioma: /idioma\
""")

    for label in (
        "Hora",
        "7:00",
        "Zona horaria",
        "America/Bogota",
        "Días de la semana",
        "✓ dom",
        "Listo",
    ):
        await lucia.taps(label)
    await lucia.taps("Nada al momento")

    assert lucia.screen[-1].text == snapshot("""\
Su resumen
A las 7:00, America/Bogota
Días: lun, mar, mié, jue, vie y sáb
Días sin novedades: en silencio, y una línea por semana
Lo urgente: solo en el resumen
Su idioma: /idioma\
""")
    kept = organiser(lucia)
    assert (kept.digest_hour, kept.zone, kept.weekdays) == (7, "America/Bogota", (0, 1, 2, 3, 4, 5))


async def test_no_weekday_at_all_is_every_day(lucia: Phone) -> None:
    await lucia.sends("/ajustes")
    await lucia.taps("Días de la semana")

    for day in ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"):
        await lucia.taps(f"✓ {day}")

    assert organiser(lucia).weekdays is None


async def test_a_target_is_told_with_what_came_in(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/ajustes")
    await lucia.taps("Metas del taller")
    await lucia.taps("Buena práctica: sin meta")
    await lucia.taps("60")

    await lucia.sends("/resumen")

    assert "1 práctica nueva · 1 de 60" in lucia.news[0]


async def test_a_viewer_sets_no_targets(lucia: Phone) -> None:
    await lucia.sends("/ajustes")
    becomes_viewer(lucia)

    await lucia.taps("Metas del taller")
    assert lucia.toast == "Este botón ya no funciona."

    await lucia.sends("/ajustes")
    assert "Metas del taller" not in lucia.buttons


async def tells_of_somebody(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends(NAMED)
    await maria.taps("Solo para el equipo organizador")
    await maria.tells_the_rest()


async def test_what_may_tell_who_somebody_is_is_told_at_once_and_stands_first_in_the_evening(
    lucia: Phone, maria: Phone
) -> None:
    await tells_of_somebody(maria)

    await lucia.hears(FLAGGED)
    assert lucia.news == snapshot(
        [
            "Le doy la bienvenida. Usted es parte del equipo organizador de «Buenas prácticas contra la trata». Cada día a las 18:00 (America/Tegucigalpa) le envío lo que llegó; /resumen lo muestra en cualquier momento. /formularios muestra los formularios y cómo traer uno propio. /idioma cambia el idioma.",
            "Usted es la persona responsable: con /equipo deja entrar a otras al equipo, y las saca.",
            """\
Llegó algo que puede delatar quién es alguien.
Solo el equipo organizador puede leerlo. Por favor, mírelo pronto: /revisar\
""",
        ]
    )

    await lucia.sends("/resumen")
    assert lucia.news[0].splitlines()[2:5] == snapshot(
        ["Le esperan", "• 1 aporte puede delatar quién es alguien", "• 1 aporte por revisar"]
    )
    assert "Refugio" not in "".join(lucia.news)


async def test_who_wants_nothing_at_once_reads_it_in_the_digest(lucia: Phone, maria: Phone) -> None:
    await lucia.sends("/ajustes")
    await lucia.taps("Nada al momento")

    await tells_of_somebody(maria)
    await lucia.sends("/resumen")

    assert lucia.news_of(FLAGGED) == []
    assert "1 aporte puede delatar quién es alguien" in lucia.news[0]


@pytest.mark.parametrize("act", ["hour", "zone", "weekday", "form", "target"])
async def test_a_button_with_a_value_that_is_none_changes_nothing(lucia: Phone, act: str) -> None:
    await lucia.sends("/ajustes")
    before = organiser(lucia)
    data = lucia.data_of("Hora").split(":")

    await lucia.forges(":".join([data[0], act, data[2], "zzzz"]), lucia.newest)

    assert lucia.toast == "Este botón ya no funciona."
    assert organiser(lucia) == before


async def test_a_participant_has_no_digest_to_set(maria: Phone, lucia: Phone) -> None:
    await lucia.sends("/ajustes")

    await maria.forges(lucia.data_of("Hora"), maria.newest)

    assert maria.toast == "Este botón ya no funciona."


async def test_a_facilitator_has_no_digest(lucia: Phone, maria: Phone, watch: Watch) -> None:
    await maria.tells_a_practice("Rutas")
    lucia.bot.database.transact_now(
        organisers.set_role,
        organiser_id=organiser(lucia).id,
        role=OrganiserRole.FACILITATOR,
        table_name="Mesa 1",
    )
    watch.at = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)

    assert await strikes(lucia, watch, days=2) == 0


async def test_the_settings_say_until_when_it_is_muted(lucia: Phone) -> None:
    await lucia.sends("/ajustes")
    await lucia.taps("Silenciar una semana")

    await lucia.sends("/ajustes")

    assert "Está en silencio hasta el lunes 30 de noviembre." in lucia.news[0]


async def test_a_forged_time_to_read_from_breaks_nothing(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await lucia.sends("/resumen")
    read, workshop, *_ = lucia.data_of("Leer lo nuevo").split(":")

    await lucia.forges(f"{read}:{workshop}:0:1y2p0ij32e8e7:0", lucia.newest)
    assert lucia.news[0].startswith("Lo nuevo: 1 a 1 de 1")

    await lucia.forges(f"{read}:{workshop}:1y2p0ij32e8e7:1y2p0ij32e8e7:0", lucia.newest)
    assert lucia.toast == "No hay nada más."
