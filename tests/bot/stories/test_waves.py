"""Waves: people take a practice home, and are asked 1, 3 and 6 months later how it fares."""

from storage.waves import Disposition
from tests.bot.edge import Bot, Phone, Watch
from tests.bot.waves import INVITED, LAST, SCHOOLS, passes, stages, standing, takes_home


async def test_what_is_taken_home_is_followed(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)

    await passes(bot, watch, days=31)
    await ana.taps("Comenzar")
    assert f"eligió «{SCHOOLS}»" in ana.news[-1]
    await ana.taps("Sin empezar todavía")
    await ana.chooses("Falta de tiempo")
    await ana.chooses("Formación")
    for label in ("Todavía no", "No", "Sí", "Enviar"):
        await ana.taps(label)

    assert standing(bot, 1)[Disposition.COMPLETED] == 1
    await passes(bot, watch, days=60)
    await ana.taps("Comenzar")
    assert "La última vez me contó" in ana.news[-1]
    assert "Falta de tiempo" in ana.news[-1]


async def test_who_never_answers_is_written_to_three_times_and_asked_one_thing_at_last(
    bot: Bot, watch: Watch
) -> None:
    ana = await takes_home(bot, watch)

    await passes(bot, watch, days=50)

    assert len(ana.news_of(INVITED)) == 1
    assert len(ana.news_of("Hace unos días")) == 1
    assert len(ana.news_of(LAST)) == 1
    assert standing(bot, 1)[Disposition.CONTACTED] == 2


async def test_the_last_answer_counts(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=38)

    await ana.taps("Está en uso")

    assert standing(bot, 1)[Disposition.PARTIAL] == 1
    assert stages(bot) == ["in_use"]


async def test_who_says_not_this_time_hears_no_more_of_it(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=30)

    await ana.taps("Esta vez no")
    said = len(ana.bubbles)
    await passes(bot, watch, days=20)

    assert len(ana.bubbles) == said
    assert standing(bot, 1)[Disposition.REFUSED] == 1


async def test_who_stops_is_left_alone(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=30)

    await ana.sends("/detener")
    said = len(ana.bubbles)
    await passes(bot, watch, days=20)

    assert len(ana.bubbles) == said
    assert standing(bot, 1)[Disposition.REFUSED] == 1


async def test_who_stops_has_not_refused_what_was_asked_long_before(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=90)

    await ana.sends("/detener")

    assert standing(bot, 1) == {Disposition.CONTACTED: 2}
    assert standing(bot, 2)[Disposition.REFUSED] == 1


async def test_who_says_tomorrow_is_asked_tomorrow_and_it_counts_as_one(
    bot: Bot, watch: Watch
) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=30)

    await ana.taps("Mañana")
    await passes(bot, watch, hours=26)

    assert len(ana.news_of("Hace unos días")) == 1
    await passes(bot, watch, days=20)
    assert len(ana.news_of(LAST)) == 1


async def test_an_open_question_is_put_again(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=31)
    await ana.taps("Comenzar")
    await ana.taps("Sin empezar todavía")
    asked = len(ana.news_of("2 de"))

    await passes(bot, watch, days=4)

    assert standing(bot, 1)[Disposition.STARTED] == 1
    assert any("frenando" in said for said in ana.news[-1:]), (asked, ana.news)


async def test_what_is_left_open_when_a_wave_closes_does_not_come_between_the_next(
    bot: Bot, watch: Watch
) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=31)
    await ana.taps("Comenzar")
    await ana.taps("Sin empezar todavía")

    await passes(bot, watch, days=60)

    assert standing(bot, 1)[Disposition.PARTIAL] == 1
    assert len(ana.news_of(INVITED)) == 2
    await ana.taps("Comenzar")
    assert f"eligió «{SCHOOLS}»" in ana.news[-1]


async def test_who_has_begun_to_choose_is_reminded_of_the_open_question(
    bot: Bot, watch: Watch
) -> None:
    ana, luis = bot.phone("Ana"), bot.phone("Luis")
    await ana.arrives("Honduras")
    await luis.arrives("Guatemala")
    await luis.tells_a_practice(SCHOOLS)
    await passes(bot, watch, days=3)
    await ana.taps("Comenzar")

    assert standing(bot, 0)[Disposition.STARTED] == 1
    await passes(bot, watch, days=4)
    assert SCHOOLS in ana.labels
    await passes(bot, watch, days=20)
    assert standing(bot, 0)[Disposition.PARTIAL] == 1


async def test_who_comes_on_the_last_day_is_asked_too(bot: Bot, watch: Watch) -> None:
    luis, ana = bot.phone("Luis"), bot.phone("Ana")
    await luis.arrives("Guatemala")
    await luis.tells_a_practice(SCHOOLS)
    await passes(bot, watch, days=2)
    await ana.arrives("Honduras")

    await passes(bot, watch, days=1)

    assert standing(bot, 0)[Disposition.CONTACTED] == 2
    assert "Comenzar" in ana.labels


async def test_who_allows_questions_again_while_a_wave_is_paused_is_asked_when_it_goes_on(
    bot: Bot, watch: Watch, lucia: Phone
) -> None:
    ana = bot.phone("Ana")
    await ana.arrives("Honduras")
    await ana.sends("/privacidad")
    await ana.taps("Lo que permito")
    await ana.taps("Retirar: mensajes después")
    await passes(bot, watch, days=33)
    assert standing(bot, 1) == {}
    await lucia.sends("/seguimiento")
    await lucia.taps("Seguimiento 1")
    await lucia.taps("Pausar")
    await ana.taps("Permitir: mensajes después")
    await lucia.taps("Seguir")

    await passes(bot, watch, days=1)

    assert len(ana.news_of(INVITED)) == 1


async def test_a_choice_that_is_taken_back_is_not_followed(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)

    await ana.sends("/borrar")
    await ana.taps("Borrar todo")

    assert stages(bot) == []


async def test_organisers_pause_and_go_on(bot: Bot, watch: Watch, lucia: Phone) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=30)
    await lucia.sends("/seguimiento")
    await lucia.taps("Seguimiento 1")
    await lucia.taps("Pausar")
    said = len(ana.bubbles)

    await passes(bot, watch, days=5)
    assert len(ana.bubbles) == said
    await lucia.taps("Seguir")
    await passes(bot, watch, days=1)

    assert len(ana.bubbles) > said
