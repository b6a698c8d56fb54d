"""Waves, practice by practice: somebody chose none, one, or three, and each is told of."""

from storage import consents
from storage.consents import Purpose
from storage.database import Session
from storage.participants import find_participant
from storage.waves import Disposition
from tests.bot.edge import Bot, Phone, Watch, make_workshop
from tests.bot.waves import INVITED, SCHOOLS, passes, stages, standing, takes_home

BUSES, RADIO, HOUSE = "Alerta en los buses", "Radio comunitaria", "Casa de transición"
NOTHING_TO_ANSWER = "Aquí no hay nada que responder por ahora. Le escribiré cuando lo haya."
MORE = "Gracias. Queda una práctica más, con unas pocas preguntas."
DONE = "Gracias. Sus respuestas ayudan a ver qué funciona en otros lugares."


async def test_who_chose_nothing_is_asked_about_the_workshop_alone(bot: Bot, watch: Watch) -> None:
    maria = bot.phone("María")
    await maria.arrives()
    await passes(bot, watch, days=34)

    assert maria.news_of(INVITED)
    assert "•" not in maria.news_of(INVITED)[0]
    await maria.taps("Comenzar")
    assert "mensajes clave" in maria.news[-1]
    await maria.taps("Con autoridades")
    await maria.sends("Nos invitaron a una mesa")
    await maria.taps("Sí")
    await maria.taps("Sí")
    await maria.taps("Enviar")

    assert maria.news[-1] == DONE
    assert standing(bot, 1) == {Disposition.COMPLETED: 1}
    assert stages(bot) == []


async def test_of_a_second_practice_only_the_practice_is_asked(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch, SCHOOLS, BUSES)
    await passes(bot, watch, days=31)
    assert {f"• {SCHOOLS}", f"• {BUSES}"} <= set(ana.news_of(INVITED)[0].splitlines())

    await ana.taps("Comenzar")
    await tells(ana, "Ya lo hemos conversado")
    for label in ("Todavía no", "No", "Sí", "Enviar"):
        await ana.taps(label)

    assert ana.news[-1] == MORE
    assert standing(bot, 1)[Disposition.STARTED] == 1
    again, card = ana.data_of(BUSES), ana.newest
    await ana.taps(BUSES)
    assert f"eligió «{BUSES}»" in ana.news[-1]
    await tells(ana, "Decidimos no hacerla", helps=False)
    assert "mensajes clave" not in "".join(ana.news)
    await ana.taps("Enviar")

    assert ana.news[-1] == DONE
    assert stages(bot) == ["exploring", "dropped"]
    assert standing(bot, 1)[Disposition.COMPLETED] == 1
    await ana.forges(again, card)
    assert ana.news == [NOTHING_TO_ANSWER]


async def test_three_practices_are_enough(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch, SCHOOLS, BUSES, RADIO)
    assert "Elegir otra práctica" not in ana.buttons

    await ana.forges("begin:commitment", ana.newest)

    assert ana.news == ["Ya eligió tres prácticas; con más sería difícil cumplir."]


async def test_there_is_nothing_to_choose_where_only_ones_own_country_has_told(
    bot: Bot, watch: Watch, maria: Phone
) -> None:
    await maria.tells_a_practice(SCHOOLS)
    await passes(bot, watch, days=3)

    await maria.taps("Comenzar")

    assert maria.news == ["Todavía no hay ninguna práctica de otro país para elegir."]


async def test_another_practice_takes_the_place_of_one_that_was_chosen_by_mistake(
    bot: Bot, watch: Watch
) -> None:
    ana = bot.phone("Ana")
    luis = bot.phone("Luis")
    await ana.arrives("Honduras")
    await luis.arrives("Guatemala")
    for title in (SCHOOLS, BUSES):
        await luis.tells_a_practice(title)
    await passes(bot, watch, days=3)
    await ana.taps("Comenzar")
    await ana.taps(SCHOOLS)
    await ana.sends("Hablar con mi jefa")
    await ana.taps("Con bastante seguridad")
    await ana.taps("Enviar")

    await ana.sends("/mias")
    await ana.taps("Mi compromiso")
    await ana.taps("Cambiarlo")
    await ana.taps("1")
    await ana.taps(BUSES)
    await ana.taps("Enviar el cambio")
    await passes(bot, watch, days=31)

    assert stages(bot) == ["not_started"]
    assert f"• {BUSES}" in ana.news_of(INVITED)[0]
    assert SCHOOLS not in ana.news_of(INVITED)[0]


async def test_nothing_is_asked_out_of_its_time(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch, SCHOOLS, BUSES)
    await passes(bot, watch, days=31)
    await ana.taps("Comenzar")
    await tells(ana, "Ya lo hemos conversado")
    for label in ("Todavía no", "No", "Sí", "Enviar"):
        await ana.taps(label)
    following, card = ana.data_of(BUSES), ana.newest

    await passes(bot, watch, days=20)
    assert standing(bot, 1)[Disposition.PARTIAL] == 1
    await ana.forges(following, card)

    assert ana.news == [NOTHING_TO_ANSWER]


async def test_a_button_of_a_wave_that_is_over_says_so(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=50)

    await ana.taps("Comenzar")

    assert ana.toast == "Esta ronda ya cerró. Gracias de todos modos."


async def test_who_has_answered_is_not_asked_by_an_old_button(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=31)
    begin, card = ana.data_of("Comenzar"), ana.newest
    await ana.taps("Comenzar")
    await tells(ana, "Sin empezar todavía")
    for label in ("Todavía no", "No", "Sí", "Enviar"):
        await ana.taps(label)

    await ana.forges(begin, card)

    assert ana.toast == "Ya respondió a esto. Gracias."


async def test_the_last_question_is_put_for_each_practice(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch, SCHOOLS, BUSES, RADIO)
    await passes(bot, watch, days=38)

    await ana.taps("Todavía no")
    assert f"«{BUSES}»" in ana.bubbles[-1].text
    await ana.taps("Decidimos no hacerla")
    await ana.taps("Está en uso")

    assert ana.bubbles[-1].text == "Gracias, eso ayuda."
    assert stages(bot) == ["not_started", "dropped", "in_use"]
    assert standing(bot, 1)[Disposition.PARTIAL] == 1


async def test_what_is_no_longer_in_use_falls_back_before_it(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=38)
    await ana.taps("Está en uso")
    await passes(bot, watch, days=60)

    await ana.taps("Todavía no")

    assert stages(bot) == ["preparing"]


async def test_a_practice_that_is_no_longer_shared_is_followed_without_its_name(
    bot: Bot, watch: Watch
) -> None:
    ana = await takes_home(bot, watch, SCHOOLS, BUSES)
    luis = Phone(bot, next(one for one in bot.simulator.people if one.first_name == "Luis"))
    await luis.turns_to(BUSES)
    await luis.taps("Quién puede verlo")
    await luis.taps("Solo el equipo organizador")
    await luis.taps("Enviar el cambio")
    await passes(bot, watch, days=31)
    assert BUSES not in ana.news_of(INVITED)[0]
    await ana.taps("Comenzar")
    await tells(ana, "Ya lo hemos conversado")
    for label in ("Todavía no", "No", "Sí", "Enviar"):
        await ana.taps(label)

    await ana.taps("La otra práctica")

    assert "una práctica que su autor ya no comparte" in ana.news[-1]


async def test_no_more_next_time_is_kept_as_a_word_of_its_own(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=31)
    await ana.taps("Comenzar")
    await tells(ana, "Sin empezar todavía")
    for label in ("Todavía no", "No", "No", "Enviar"):
        await ana.taps(label)

    assert ana.news[-1].startswith("Gracias. De aquí en adelante no le preguntaré nada más")
    assert not allows_follow_up(bot, ana)
    said = len(ana.bubbles)
    await passes(bot, watch, days=80)
    assert len(ana.bubbles) == said
    assert standing(bot, 1)[Disposition.COMPLETED] == 1
    assert standing(bot, 2)[Disposition.REFUSED] == 1


async def test_who_never_wants_to_be_asked_again_says_so_with_one_press(
    bot: Bot, watch: Watch
) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=31)
    await ana.taps("Esta vez no")

    await ana.taps("No preguntarme más")

    assert not allows_follow_up(bot, ana)


async def test_the_page_of_ones_own_data_tells_how_one_stands(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=31)
    await ana.taps("Esta vez no")

    await ana.sends("/exportar")

    page = ana.documents["tertulia.html"].decode()
    assert "Una práctica de otras personas" in page
    assert "<dt>Ronda 0</dt><dd><pre>respondieron todo; veces que se le escribió: 1" in page
    assert "<dt>Ronda 1</dt><dd><pre>no quisieron; veces que se le escribió: 1" in page


async def test_who_refused_may_think_again(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=30)
    tomorrow, card = ana.data_of("Mañana"), ana.newest
    await ana.taps("Esta vez no")

    await ana.forges(tomorrow, card)
    await passes(bot, watch, hours=26)

    assert ana.news_of("Hace unos días")
    assert standing(bot, 1)[Disposition.CONTACTED] == 2


async def test_a_wave_of_one_workshop_is_answered_from_the_other(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    participants, _ = bot.database.transact_now(make_workshop)
    await ana.arrives(code=participants)
    await ana.sends("/practica")
    await ana.sends("Otra cosa")
    await passes(bot, watch, days=31)

    first = next(one for one in ana.bubbles if one.text.startswith(INVITED))
    begin = next(button.data or "" for row in first.rows for button in row)
    await ana.forges(begin, first.message_id)

    assert any(f"eligió «{SCHOOLS}»" in said for said in ana.news)


async def test_a_button_of_somebody_elses_wave_does_nothing(bot: Bot, watch: Watch) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=31)
    eva = bot.phone("Eva")
    await eva.arrives("México")

    await eva.forges(ana.data_of("Esta vez no"), eva.newest)

    assert eva.toast == "Este botón ya no funciona."
    assert Disposition.REFUSED not in standing(bot, 1)


def allows_follow_up(bot: Bot, who: Phone) -> bool:
    def read(db: Session) -> bool:
        found = find_participant(db, chat_id=who.person.id)
        assert found
        return (
            consents.find_consent(db, participant_id=found.id, purpose=Purpose.FOLLOW_UP)
            is not None
        )

    return bot.database.transact_now(read)


async def tells(phone: Phone, stage: str, *, helps: bool = True) -> None:
    """Say where a practice stands, which has not begun, and what would help."""
    await phone.taps(stage)
    await phone.chooses("Falta de tiempo")
    if helps:
        await phone.chooses("Formación")
