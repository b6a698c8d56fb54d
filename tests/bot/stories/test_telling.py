"""A practice and a lesson, told on a phone in Spanish."""

from simulator import Upload
from storage.conversations import list_conversations
from storage.participants import list_participants
from storage.submissions import Answer, Submission, SubmissionStatus, get_answers, list_submissions
from tests.bot.edge import Bot, Phone, Watch, running


async def test_a_practice_is_told_and_kept(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras para la niñez")

    assert maria.news == [
        (
            "Gracias. El equipo organizador ya tiene su práctica.\n"
            "/mias muestra la lista de lo que usted contó."
        )
    ]
    assert maria.buttons == ["Contar una buena práctica", "Contar una lección aprendida"]
    assert _kept(maria.bot, "practice") == {
        "title": "Rutas seguras para la niñez",
        "stage": "running",
        "components": "prevention protection",
        "target_groups": "adolescents",
        "scope": "4",
        "what": "Se forma a docentes y se acompaña a las familias.",
        "result": "Más casos detectados a tiempo.",
        "evidence": "monitored",
        "needs": "staff",
        "share": "workshop",
        "more": "no",
        "level": "good",
    }


async def test_an_answer_that_became_irrelevant_is_kept_and_not_exported(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    await maria.taps("En uso actualmente")
    await maria.chooses("Prevención")
    await maria.chooses("Mujeres")
    await maria.taps("Todo el país")
    await maria.sends("Se forma a docentes.")
    await maria.sends("Más casos detectados.")
    for _ in range(6):
        await maria.taps("Atrás")

    await maria.taps("Una idea, aún sin probar")

    result = next(one for one in _answers(maria.bot, "practice") if one.name == "result")
    assert result.value == "Más casos detectados."
    assert maria.news == [
        "11 de 18\n¿Quiénes ayudaron a diseñarla o a realizarla?\n\nElija todas las que correspondan."
    ]


async def test_a_wrong_answer_is_answered_by_the_forms_own_sentence(maria: Phone) -> None:
    await maria.sends("/practica")

    await maria.sends("x" * 81)

    assert maria.news == [
        (
            "Máximo 80 caracteres. Por favor, acorte el nombre.\n\n"
            "1 de 18\n¿Cómo se llama la práctica?\n\nUn nombre corto, de hasta 80 caracteres."
        )
    ]


async def test_an_old_button_changes_nothing_before_it_is_confirmed(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    question = maria.bubbles[-1].message_id
    old = maria.data_of("Probada como piloto")
    await maria.taps("En uso actualmente")

    await maria.forges(old, question)

    assert _state(maria.bot)["/practice/stage"] == "running"
    assert maria.buttons == ["Sí, cambiarla", "No, dejar así"]

    await maria.taps("Sí, cambiarla")
    await maria.taps("Probada como piloto")

    assert _state(maria.bot)["/practice/stage"] == "pilot"


async def test_who_comes_back_after_days_finds_the_open_question_with_a_recap(
    maria: Phone, watch: Watch
) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    watch.move(days=5)

    await maria.starts()

    assert maria.news == [
        (
            "Lo último que respondió: ¿Cómo se llama la práctica? Rutas seguras\n\n"
            "2 de 18\n¿Hasta dónde ha llegado?"
        )
    ]


async def test_the_bot_goes_on_after_it_was_stopped(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    home, watch, simulator = maria.bot.home, maria.bot.watch, maria.bot.simulator
    await maria.bot.stop()

    async with running(home, watch=watch, simulator=simulator) as again:
        phone = Phone(again, maria.person)
        await phone.taps("En uso actualmente")

        assert phone.news == ["3 de 18\n¿Qué abarca?\n\nElija todas las que correspondan."]


async def test_the_language_can_be_changed_in_the_middle(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    await maria.sends("/langue")

    await maria.taps("Français")

    assert maria.news == ["2 sur 18\nOù en est-elle\u202f?"]
    assert maria.buttons[0] == "Une idée, pas encore essayée"


async def test_a_stopped_practice_is_taken_up_again_or_begun_anew(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    await maria.sends("/cancelar")
    assert maria.news == [
        "Paramos aquí. Lo que contó hasta ahora queda guardado.",
        "¿Qué le gustaría contar?",
    ]
    assert maria.buttons[0] == "Seguir: Buena práctica: Rutas seguras"

    await maria.sends("/practica")
    assert maria.news == ["Ya había empezado esto. ¿Seguir donde estaba?"]

    await maria.taps("Seguir")
    assert maria.news[-1].endswith("2 de 18\n¿Hasta dónde ha llegado?")

    await maria.sends("/practica")
    await maria.taps("Empezar de nuevo")
    assert maria.news[-1].startswith("1 de 18\n¿Cómo se llama la práctica?")
    begun = _submissions(maria.bot, "practice")
    assert [one.status for one in begun] == [SubmissionStatus.BEGUN] * 2


async def test_a_lesson_names_a_practice_that_others_share(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras para la niñez")
    ana = maria.bot.phone("Ana")
    await ana.arrives("Guatemala")

    await ana.sends("/leccion")
    await ana.taps("Una práctica del catálogo")

    assert ana.buttons == ["Rutas seguras para la niñez", "Omitir", "Atrás"]


async def test_where_a_practice_is_left_open_its_button_stands_under_the_thanks(
    maria: Phone,
) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    await maria.sends("/leccion")
    for label in ("Este taller", "Funcionó: repetirlo", "Prevención", "Omitir"):
        await maria.taps(label)
    await maria.sends("Se escuchó a las niñas.")
    await maria.chooses("Cómo se diseñó")
    await maria.sends("Cuando se planifica, escuchar primero, porque ellas saben.")
    for label in ("En mi país", "Varias veces", "Solo el equipo organizador", "Enviar"):
        await maria.taps(label)

    assert maria.news[0].startswith("Gracias. El equipo organizador ya tiene su lección.")
    assert maria.buttons[0] == "Seguir: Buena práctica: Rutas seguras"

    await maria.taps("Seguir: Buena práctica: Rutas seguras")
    assert maria.news[-1].endswith("2 de 18\n¿Hasta dónde ha llegado?")


async def test_stickers_and_files_are_answered_with_a_sentence(maria: Phone) -> None:
    simulator, person = maria.bot.simulator, maria.person
    await maria.sends("/practica")

    await maria.did(simulator.send_sticker(person))
    assert maria.news[0].startswith("Aquí solo puedo leer texto.")

    await maria.did(simulator.send_document(person, Upload("a.pdf", "application/pdf", b"pdf")))
    assert maria.news[0].startswith("Aquí solo puedo leer texto.")


async def test_who_stops_where_nothing_is_open_is_asked_what_to_tell(maria: Phone) -> None:
    await maria.sends("/cancelar")

    assert maria.news == ["¿Qué le gustaría contar?"]


async def test_thanks_after_sending_are_no_answer_to_what_was_left_open(maria: Phone) -> None:
    await maria.sends("/leccion")
    for label in ("Este taller", "Funcionó: repetirlo", "Prevención"):
        await maria.taps(label)
    await maria.tells_a_practice("Rutas seguras")

    await maria.sends("¡Muchas gracias!")

    assert maria.news == ["¡Con gusto! ¿Qué le gustaría contar?"]
    assert maria.buttons[0] == "Seguir: Lección aprendida"
    assert "expected" not in _kept(maria.bot, "lesson")


async def test_a_button_of_what_was_left_puts_its_question_before_anything_is_taken(
    maria: Phone,
) -> None:
    await maria.sends("/leccion")
    old, where = maria.data_of("Este taller"), maria.bubbles[-1].message_id
    await maria.taps("Este taller")
    await maria.sends("/practica")

    await maria.forges(old, where)
    assert maria.news[-1].endswith("¿Es algo para repetir o para evitar?")

    await maria.sends("/practica")
    await maria.taps("Seguir")
    await maria.sends("Rutas seguras")
    assert _kept(maria.bot, "practice")["title"] == "Rutas seguras"
    assert _kept(maria.bot, "lesson") == {"about": "workshop"}


async def test_what_was_begun_anew_cannot_be_gone_on_with(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("/practica")
    resume, where = maria.data_of("Seguir"), maria.bubbles[-1].message_id
    await maria.taps("Empezar de nuevo")

    await maria.forges(resume, where)

    assert maria.toast == "Este botón ya no funciona."


async def test_who_answers_after_a_night_sees_what_was_taken_and_to_what(
    maria: Phone, watch: Watch
) -> None:
    await maria.sends("/practica")
    watch.move(days=1)

    await maria.sends("Buenos días")

    assert maria.news == [
        (
            "Lo último que respondió: ¿Cómo se llama la práctica? Buenos días\n\n"
            "2 de 18\n¿Hasta dónde ha llegado?"
        )
    ]


async def test_html_in_an_answer_is_shown_as_it_was_written(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("<b>Rutas</b> & <a href='x'>más</a>")

    await maria.taps("Atrás")

    assert "<b>Rutas</b> & <a href='x'>más</a>" in maria.news[-1]


async def test_a_button_of_a_sent_practice_says_so(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    old, where = maria.data_of("Probada como piloto"), maria.bubbles[-1].message_id
    await maria.sends("/practica")
    resume, resume_at = maria.data_of("Seguir"), maria.bubbles[-1].message_id
    await maria.taps("Seguir")
    await maria.tells_the_rest()

    await maria.forges(old, where)
    assert maria.toast == "Esto ya se envió."

    await maria.forges(resume, resume_at)
    assert maria.toast == "Esto ya se envió."


async def test_a_button_of_somebody_else_does_nothing(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    stolen = maria.data_of("Probada como piloto")
    ana = maria.bot.phone("Ana")
    await ana.arrives()

    await ana.forges(stolen, ana.newest)

    assert ana.toast == "Este botón ya no funciona."
    assert "/practice/stage" not in _state(maria.bot)


async def test_a_forged_button_does_nothing(maria: Phone) -> None:
    await maria.forges("c:1:2:zzzzzzzzzzzzzzz", maria.newest)

    assert maria.toast == "Este botón ya no funciona."


def _kept(bot: Bot, form_id: str) -> dict[str, str]:
    return {one.name: one.value for one in _answers(bot, form_id) if one.relevant and one.value}


def _answers(bot: Bot, form_id: str) -> tuple[Answer, ...]:
    submission = _submissions(bot, form_id)[-1]
    return bot.database.transact_now(get_answers, submission_id=submission.id)


def _submissions(bot: Bot, form_id: str) -> tuple[Submission, ...]:
    return bot.database.transact_now(list_submissions, form_id=form_id)


def _state(bot: Bot) -> dict[str, str]:
    """Return the answers of the conversation that was touched last."""
    workshop_id = _submissions(bot, "profile")[0].workshop_id
    person = bot.database.transact_now(list_participants, workshop_id=workshop_id)[0]
    newest = bot.database.transact_now(list_conversations, participant_id=person.id)[0]
    return dict(newest.state["entry"]["answers"])
