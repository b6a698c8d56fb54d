"""What organisers get: a welcome, the digest when they ask, and each day at their hour."""

from datetime import UTC, datetime
from io import StringIO

from tests.bot.edge import Bot, Phone, Watch, running

HEADING = "Buenas prácticas contra la trata · "


async def test_an_organiser_is_welcomed_and_has_the_digest_in_the_menu(lucia: Phone) -> None:
    assert lucia.news == [
        (
            "Le doy la bienvenida. Usted es parte del equipo organizador de «Buenas prácticas"
            " contra la trata». Cada día a las 18:00 (America/Tegucigalpa) le envío lo que llegó;"
            " /resumen lo muestra en cualquier momento. /formularios muestra los formularios y cómo"
            " traer uno propio. /idioma cambia el idioma."
        ),
        "Usted es la persona responsable: con /equipo deja entrar a otras al equipo, y las saca.",
    ]
    assert "resumen" in lucia.bot.simulator.chat(lucia.person).commands


async def test_the_digest_comes_when_asked_for(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras para la niñez")

    await lucia.sends("/resumen")

    digest, *_ = lucia.news
    assert digest.startswith(
        f"{HEADING}lunes 23 de noviembre\n\nLe esperan\n• 1 aporte por revisar"
    )
    assert "\n1 práctica nueva\n• Rutas seguras" in digest
    assert "Rutas seguras para la niñez" in digest
    assert "Todavía ninguna práctica de: Colombia" in digest


async def test_the_digest_is_for_organisers_only(maria: Phone) -> None:
    await maria.sends("/resumen")

    assert maria.news == ["El resumen es para el equipo organizador del taller."]


async def test_the_digest_comes_once_a_day_at_its_hour_and_only_with_news(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    watch.at = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # 18:00 in Tegucigalpa

    await lucia.bot.clock_strikes()
    assert len(lucia.news_of(HEADING)) == 1

    await lucia.bot.clock_strikes()
    assert len(lucia.news_of(HEADING)) == 1

    watch.move(days=1)
    await lucia.bot.clock_strikes()
    assert len(lucia.news_of(HEADING)) == 1


async def test_a_digest_missed_for_three_days_is_made_up_for_once(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    home, simulator = lucia.bot.home, lucia.bot.simulator
    await lucia.bot.stop()
    watch.move(days=3)

    async with running(home, watch=watch, simulator=simulator) as again:
        await again.clock_strikes()
        await again.clock_strikes()

        assert len(Phone(again, lucia.person).news_of(HEADING)) == 1


async def test_an_organiser_changes_the_language(lucia: Phone) -> None:
    await lucia.sends("/language")
    await lucia.taps("English")

    assert lucia.news == [
        "You are an organiser of this workshop. /digest shows what has come in, /forms the forms."
    ]

    await lucia.sends("/digest")
    assert "Nothing has come in yet." in lucia.news[0]


async def test_the_same_invitation_again_only_greets(lucia: Phone, watch: Watch) -> None:
    watch.move(days=1)

    await lucia.starts(lucia.bot.home.organisers)

    assert lucia.news[0].startswith("Le doy la bienvenida.")


async def test_an_organiser_who_only_writes_is_told_of_the_digest(lucia: Phone) -> None:
    await lucia.sends("Hola")

    assert lucia.news == [
        "Usted es parte del equipo organizador de este taller. /resumen muestra lo que ha llegado; /formularios, los formularios."
    ]


async def test_who_joins_after_the_hour_gets_the_first_digest_the_day_after(
    maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    watch.at = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 20:00 in Tegucigalpa
    lucia = maria.bot.phone("Lucía")
    await lucia.starts(maria.bot.home.organisers)

    await maria.bot.clock_strikes()
    assert lucia.news_of(HEADING) == []

    watch.move(days=1)
    await maria.bot.clock_strikes()
    assert len(lucia.news_of(HEADING)) == 1


async def test_help_shows_an_organiser_the_digest_and_the_forms(lucia: Phone) -> None:
    await lucia.sends("/ayuda")

    assert (
        "/resumen: Qué llegó desde el último resumen\n"
        "/formularios: Los formularios del taller: ver, probar, cambiar\n"
        "/lineas: Adónde llamar por ayuda: ver, confirmar, cambiar\n"
    ) in lucia.news[0]


async def test_an_organiser_may_be_a_participant_too(bot: Bot) -> None:
    lucia = bot.phone("Lucía")
    await lucia.starts(bot.home.organisers)
    await lucia.arrives()

    await lucia.tells_a_practice("Rutas seguras")
    await lucia.sends("/resumen")

    assert "1 práctica nueva" in lucia.news[0]


async def test_an_organiser_has_told_nothing_to_erase(lucia: Phone) -> None:
    await lucia.sends("/borrar")

    assert lucia.news == [
        (
            "Como parte del equipo organizador, usted no contó nada. Guardo el número de este chat y su"
            " idioma."
        )
    ]


async def test_a_digest_that_fails_stops_no_other(
    lucia: Phone, maria: Phone, watch: Watch, logs: StringIO
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    berta = maria.bot.phone("Berta")
    await berta.starts(maria.bot.home.organisers)
    watch.at = datetime(2026, 11, 24, 0, 5, tzinfo=UTC)
    maria.bot.break_next_turns(1)

    await maria.bot.clock_strikes()
    assert len(lucia.news_of(HEADING)) + len(berta.news_of(HEADING)) == 1
    assert "job_failed" in logs.getvalue()

    watch.move(seconds=5)
    await maria.bot.clock_strikes()
    assert len(lucia.news_of(HEADING)) + len(berta.news_of(HEADING)) == 2


async def test_who_blocked_the_bot_gets_no_digest(lucia: Phone, maria: Phone, watch: Watch) -> None:
    await maria.tells_a_practice("Rutas seguras")
    lucia.bot.simulator.block(lucia.person)
    await lucia.settled()
    watch.move(days=1)

    await lucia.bot.clock_strikes()

    assert lucia.news_of(HEADING) == []
