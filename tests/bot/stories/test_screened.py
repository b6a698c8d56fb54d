"""What could tell who somebody is waits for its author's word: nothing is lost, nothing leaks."""

from simulator import Simulator
from storage.answers import Answer
from storage.submissions import get_answers
from tests.bot.edge import Bot, Home, Phone, Watch, running
from tests.bot.kept import submissions_of
from tests.bot.stories.test_editing import exported, value

NAMED = "El caso de Ana Paola"
CHOICES = ["Cambiarlo", "Solo para el equipo organizador", "Enviarlo tal cual"]


async def test_a_text_that_waits_survives_a_restart(home: Home) -> None:
    simulator = Simulator()
    async with running(home, watch=Watch(), simulator=simulator) as bot:
        ana = bot.phone("Ana")
        await ana.arrives()
        await ana.sends("/practica")
        await ana.sends(NAMED)
        assert ana.buttons == CHOICES

    async with running(home, watch=Watch(), simulator=simulator) as again:
        phone = Phone(again, ana.person)
        await phone.taps("Enviarlo tal cual")

        assert "¿Hasta dónde ha llegado?" in phone.news[0]


async def test_what_is_for_the_organisers_reaches_them_and_is_marked(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends(NAMED)
    await maria.taps("Solo para el equipo organizador")
    await maria.tells_the_rest()

    sent = [one.text for one in maria.bubbles if one.text.startswith("Usted envió esto:")]
    assert f"{NAMED}\n🔒 Solo para el equipo organizador\n" in "".join(sent)
    row = exported(maria.bot)
    assert value(row, "title") == NAMED
    assert [one.name for one in row.answers if one.screened == "organisers"] == ["title"]


async def test_a_change_of_what_was_sent_waits_and_changes_nothing_before(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")

    await maria.edits("Rutas seguras", NAMED)

    assert maria.buttons == CHOICES
    assert value(exported(maria.bot), "title") == "Rutas seguras"
    await maria.taps("Cambiarlo")
    assert "Cambiarlo" not in maria.labels
    await maria.taps("Enviarlo tal cual")
    assert value(exported(maria.bot), "title") == NAMED
    assert not set(CHOICES) & set(maria.labels)


async def test_numbers_are_read_as_in_the_countries_of_the_workshop(maria: Phone) -> None:
    await maria.sends("/practica")

    await maria.sends("Preguntar en el 9555-0123")

    assert "• Un número de teléfono: «9555-0123»" in maria.news[0]


async def test_danger_is_heard_where_nothing_is_asked(maria: Phone) -> None:
    await maria.sends("Me tienen encerrada")

    assert maria.news[0].startswith("¿Alguien está en peligro ahora?")
    assert maria.news[-1].startswith("No he guardado lo que escribió.\nSi quiere contarlo")


async def test_who_spoke_of_danger_can_tell_it_and_decide_then(maria: Phone) -> None:
    await maria.sends("Me tienen encerrada")

    await maria.taps("Contar una buena práctica")
    await maria.sends("Me tienen encerrada")
    assert maria.buttons == ["Guardarlo como mi respuesta", "No guardarlo"]
    await maria.taps("Guardarlo como mi respuesta")

    assert [one.value for one in told(maria.bot)] == ["Me tienen encerrada"]


async def test_danger_is_heard_where_a_choice_is_asked(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")

    await maria.sends("Me tienen encerrada")

    assert maria.news[0].startswith("¿Alguien está en peligro ahora?")
    assert maria.news[1] == "No he guardado lo que escribió."
    assert maria.news[2].startswith("2 de 18\n¿Hasta dónde ha llegado?")  # and blames no words


async def test_a_message_that_waits_may_be_edited(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends(NAMED)

    await maria.edits(NAMED, "Rutas seguras")

    assert "¿Hasta dónde ha llegado?" in maria.news[-1]


async def test_what_was_decided_is_written_down_once(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends(NAMED)
    await maria.taps("Solo para el equipo organizador")
    (decided,) = told(maria.bot)
    maria.bot.watch.move(minutes=5)

    await maria.taps("En uso actualmente")

    title, *_ = (one for one in told(maria.bot) if one.name == "title")
    assert (title.screened, title.answered_at) == ("organisers", decided.answered_at)


async def test_a_decision_about_what_was_kept_and_proposed_is_written_down(maria: Phone) -> None:
    await maria.sends(NAMED)
    await maria.taps("Para el equipo organizador")

    await maria.taps("Dejar así")
    await maria.taps("Solo para el equipo organizador")

    assert [(one.value, one.screened) for one in told(maria.bot, "note")] == [(NAMED, "organisers")]


def told(bot: Bot, form_id: str = "practice") -> tuple[Answer, ...]:
    """Return the answers of the only submission of a form."""
    (begun,) = submissions_of(bot, form_id)
    return bot.database.transact_now(get_answers, submission_id=begun.id)
