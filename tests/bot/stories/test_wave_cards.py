"""/wave: organisers look at waves, move them, send, pause and close them; who sees numbers looks on."""

from bot.actions.roles import ForTeam, RoleAllowsNot
from bot.actions.workshops import Changes
from locales import words
from storage import organisers, waves
from storage.database import Session
from storage.organisers import OrganiserRole
from storage.waves import Disposition, WaveState
from storage.workshops import list_workshops
from tests.bot.edge import Bot, Phone, Watch, make_workshop
from tests.bot.kept import change
from tests.bot.stories.test_team import deeds
from tests.bot.waves import INVITED, passes, standing, takes_home

FOLLOW_UP = "Seguimiento 1"
PLANNED = "Del 25 de diciembre de 2026 al 8 de enero de 2027"
SHOWN = [
    "Rondas de «Buenas prácticas contra la trata»",
    "Compromiso: 25 de noviembre de 2026, programado",
    "Seguimiento 1: 25 de diciembre de 2026, programado",
    "Seguimiento 2: 23 de febrero de 2027, programado",
    "Seguimiento 3: 24 de mayo de 2027, programado",
]


async def test_the_waves_are_listed(lucia: Phone) -> None:
    await lucia.sends("/seguimiento")

    assert lucia.news[0].splitlines() == SHOWN
    assert lucia.buttons == [
        "Compromiso", "Seguimiento 1", "Seguimiento 2", "Seguimiento 3", "Todas en cifras",
    ]  # fmt: skip


async def test_a_wave_is_moved_and_never_before_today(lucia: Phone, watch: Watch) -> None:
    await opens(lucia, FOLLOW_UP)
    assert PLANNED in card(lucia)

    for label, day in (
        ("Un día después", "26 de diciembre de 2026"),
        ("Una semana después", "2 de enero de 2027"),
        ("Una semana antes", "26 de diciembre de 2026"),
        ("Un día antes", "25 de diciembre de 2026"),
    ):
        await lucia.taps(label)
        assert f"Del {day}" in card(lucia)
    watch.move(days=30)
    await lucia.taps("Una semana antes")

    assert "Del 23 de diciembre de 2026" in card(lucia)
    assert ("owner", "wave_week_earlier") in deeds(lucia.bot)


async def test_a_wave_that_was_moved_begins_on_its_new_day_alone(
    bot: Bot, watch: Watch, lucia: Phone
) -> None:
    ana = await takes_home(bot, watch)
    await opens(lucia, FOLLOW_UP)
    await lucia.taps("Una semana después")

    await passes(bot, watch, days=33)
    assert not ana.news_of(INVITED)
    await passes(bot, watch, days=5)

    assert len(ana.news_of(INVITED)) == 1


async def test_hours_go_round(lucia: Phone) -> None:
    await opens(lucia, FOLLOW_UP)
    hours = []
    for _ in range(4):
        await lucia.taps("Otro horario")
        hours.append(card(lucia).partition("entre las ")[2].splitlines()[0])

    assert hours == [
        "8:00 y las 12:00", "12:00 y las 17:00", "17:00 y las 20:00", "8:00 y las 20:00",
    ]  # fmt: skip


async def test_a_wave_is_sent_now_once_that_is_confirmed(
    bot: Bot, watch: Watch, lucia: Phone
) -> None:
    ana = await takes_home(bot, watch)
    await opens(lucia, FOLLOW_UP)
    await lucia.taps("Enviarla ahora")
    assert card(lucia) == "¿Enviarla ahora? Se puede escribir a menos de 5 personas."
    assert lucia.buttons == ["Enviarla ahora", "No, no cambiar nada"]
    await lucia.taps("No, no cambiar nada")
    await passes(bot, watch, days=1)
    assert not ana.news_of(INVITED)

    await lucia.taps("Enviarla ahora")
    await lucia.taps("Enviarla ahora")
    await passes(bot, watch, days=1)

    assert len(ana.news_of(INVITED)) == 1
    assert standing(bot, 1) == {Disposition.CONTACTED: 2}
    assert "sin respuesta: < 5" in await card_of(lucia, FOLLOW_UP)


async def test_a_wave_is_called_off(bot: Bot, watch: Watch, lucia: Phone) -> None:
    ana = await takes_home(bot, watch)
    await opens(lucia, FOLLOW_UP)
    later, message = lucia.data_of("Un día después"), lucia.bubbles[-1].message_id
    await lucia.taps("Cancelarlo")
    await lucia.taps("Cancelarlo")

    assert card(lucia).startswith("Seguimiento 1 · cancelado")
    await passes(bot, watch, days=50)
    assert not ana.news_of(INVITED)
    assert standing(bot, 1) == {}
    await lucia.forges(later, message)
    assert lucia.toast == "Así está ahora."


async def test_a_wave_is_closed_and_stays_so(bot: Bot, watch: Watch, lucia: Phone) -> None:
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=31)
    await ana.taps("Comenzar")
    await opens(lucia, FOLLOW_UP)
    await lucia.taps("Cerrarla ahora")
    await lucia.taps("Cerrarla ahora")
    assert card(lucia).startswith("Seguimiento 1 · cerrada")
    assert lucia.buttons == ["Todas las rondas"]
    assert "respondieron una parte: < 5" in card(lucia)
    said = len(ana.bubbles)
    await passes(bot, watch, days=20)

    assert len(ana.bubbles) == said
    assert standing(bot, 1) == {Disposition.PARTIAL: 1, Disposition.CONTACTED: 1}


async def test_a_wave_longer_than_names_are_known_is_warned_of(bot: Bot, lucia: Phone) -> None:
    change(bot, Changes(identity_days=40))

    assert "olvido quién es quién" in await card_of(lucia, FOLLOW_UP)


async def test_the_panel_tells_nothing_of_few(bot: Bot, watch: Watch, lucia: Phone) -> None:
    await lucia.sends("/seguimiento")
    await lucia.taps("Todas en cifras")
    assert lucia.news == ["Todavía no empezó ninguna ronda."]
    ana = await takes_home(bot, watch)
    await passes(bot, watch, days=31)
    await ana.taps("Comenzar")
    await ana.taps("Sin empezar todavía")
    await ana.chooses("Falta de tiempo")
    await ana.chooses("Formación")
    for label in ("Todavía no", "No", "Sí", "Enviar"):
        await ana.taps(label)
    await passes(bot, watch, days=68)
    await ana.taps("Está en uso")

    await lucia.taps("Todas en cifras")

    assert lucia.news[0].splitlines() == [
        "Quiénes respondieron",
        "0: < 5 de < 5",
        "1: < 5 de < 5",
        "2: < 5 de < 5",
        "",
        "En prueba, en uso o más allá",
        "1: 0 de < 5 prácticas",
        "2: < 5 de < 5 prácticas",
        "1 → 2: avanzaron < 5, igual 0, atrás 0",
        "",
        "Qué la frena",
        "Falta de tiempo: < 5",
    ]


async def test_who_sees_numbers_looks_and_changes_nothing(bot: Bot, lucia: Phone) -> None:
    vera = bot.phone("Vera")
    await vera.starts(bot.home.organisers)

    def make_viewer(db: Session) -> None:
        [workshop] = list_workshops(db)
        *_, last = organisers.list_organisers(db, workshop_id=workshop.id)
        organisers.set_role(db, organiser_id=last.id, role=OrganiserRole.VIEWER)

    bot.database.transact_now(make_viewer)
    await opens(vera, FOLLOW_UP)
    assert vera.buttons == ["Todas las rondas"]
    await opens(lucia, FOLLOW_UP)

    for label in ("Un día después", "Enviarla ahora", "Cancelarlo", "Otro horario"):
        await vera.forges(lucia.data_of(label), vera.newest)
        assert vera.news == [words("es").say(RoleAllowsNot.sentence)]
    assert states(bot) == [WaveState.PLANNED] * 4


async def test_a_participant_is_refused(lucia: Phone, maria: Phone) -> None:
    await lucia.sends("/seguimiento")
    await maria.sends("/seguimiento")
    assert maria.news == [words("es").say(ForTeam.sentence)]

    await maria.forges(lucia.data_of("Seguimiento 1"), maria.newest)

    assert set(maria.news) <= {words("es").say(ForTeam.sentence)}


async def test_a_card_of_another_workshop_is_refused(bot: Bot, lucia: Phone) -> None:
    _, code = bot.database.transact_now(make_workshop)
    rosa = bot.phone("Rosa")
    await rosa.starts(code)
    await opens(lucia, FOLLOW_UP)

    await rosa.forges(lucia.data_of("Cancelarlo"), rosa.newest)

    assert set(rosa.news) <= {words("es").say(ForTeam.sentence)}
    assert WaveState.CANCELLED not in states(bot)


async def test_a_card_of_a_wave_that_never_was(lucia: Phone) -> None:
    await opens(lucia, FOLLOW_UP)

    await lucia.forges("wave:card:4", lucia.newest)

    assert lucia.toast == "Este botón ya no funciona."


async def opens(phone: Phone, label: str) -> None:
    await phone.sends("/seguimiento")
    await phone.taps(label)


async def card_of(phone: Phone, label: str) -> str:
    await opens(phone, label)
    return card(phone)


def card(phone: Phone) -> str:
    return phone.bubbles[-1].text


def states(bot: Bot) -> list[WaveState]:
    def read(db: Session) -> list[WaveState]:
        workshop, *_ = list_workshops(db)
        return [one.state for one in waves.list_waves(db, workshop_id=workshop.id)]

    return bot.database.transact_now(read)
