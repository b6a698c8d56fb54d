"""Three ways to correct an answer, before and after sending: what was sent is never half changed."""

import pytest

from bot.actions.exports import list_files
from bot.actions.workshops import choose_workshop
from storage.consents import withdraw_consent
from storage.exports import ExportRow, list_rows
from storage.memberships import list_memberships
from storage.revisions import list_former
from tests.bot.edge import Bot, Phone

TITLE = "Rutas seguras"
WHAT = "Se forma a docentes y se acompaña a las familias."


def exported(bot: Bot) -> ExportRow:
    """Return what organisers get of the only practice."""
    workshop = bot.database.transact_now(choose_workshop, number=None)
    (row,) = bot.database.transact_now(list_rows, workshop_id=workshop.id, form_id="practice")
    return row


def value(row: ExportRow, name: str) -> str:
    return next(one.value for one in row.answers if one.name == name)


def former(bot: Bot) -> list[tuple[int, str, str]]:
    workshop = bot.database.transact_now(choose_workshop, number=None)
    found = bot.database.transact_now(list_former, workshop_id=workshop.id, form_id="practice")
    return sorted((one.revision, one.name, one.value) for one in found)


async def test_an_edited_message_changes_the_answer_it_gave(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas segura")

    await maria.edits("Rutas segura", TITLE)

    assert maria.news == ["Cambiado: Rutas seguras"]
    await maria.taps("En uso actualmente")
    await maria.taps("Atrás")
    await maria.taps("Atrás")
    assert f"Su respuesta: {TITLE}" in maria.news[-1]


async def test_an_edit_that_does_not_fit_leaves_the_answer_as_it_was(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends(TITLE)

    await maria.edits(TITLE, "x" * 81)

    assert maria.news == [
        "Máximo 80 caracteres. Por favor, acorte el nombre. Su respuesta queda como estaba."
    ]


async def test_an_edit_of_what_was_sent_is_a_revision_and_the_former_stays_in_the_trail(
    maria: Phone,
) -> None:
    await maria.tells_a_practice(TITLE)

    await maria.edits(TITLE, "Rutas muy seguras")

    assert maria.news == [
        "Cambiado: Rutas muy seguras",
        "Gracias. El equipo organizador ya tiene su cambio.",
    ]
    row = exported(maria.bot)
    assert (value(row, "title"), row.revision) == ("Rutas muy seguras", 2)
    assert row.changed_at == maria.bot.watch.at
    assert former(maria.bot) == [(1, "title", TITLE)]


async def test_an_edit_in_what_was_left_changes_it_there_and_leaves_the_person_where_they_are(
    maria: Phone,
) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas segura")
    await maria.sends("/leccion")
    await maria.taps("Nuestro trabajo en general")

    await maria.edits("Rutas segura", TITLE)

    assert maria.news == [
        "Cambiado: Rutas seguras",
        "En: Buena práctica: Rutas seguras",
    ]
    await maria.taps("Funcionó: repetirlo")
    assert "¿A qué área pertenece?" in maria.news[-1]


async def test_an_edit_in_what_was_left_says_so_too_where_more_is_to_be_asked_there(
    maria: Phone,
) -> None:
    await maria.sends("/practica")
    await maria.sends(TITLE)
    await maria.sends("una idea")
    for label in ("Prevención", "Mujeres"):
        await maria.chooses(label)
    await maria.taps("Todo el país")
    await maria.sends(WHAT)
    await maria.sends("/leccion")

    await maria.edits("una idea", "en uso")

    assert maria.news == ["Cambiado: En uso actualmente", f"En: Buena práctica: {TITLE}"]


async def test_a_message_that_was_refused_is_put_right_by_editing_it(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("x" * 81)

    await maria.edits("x" * 81, TITLE)

    assert "¿Hasta dónde ha llegado?" in maria.news[0]


async def test_an_edit_of_what_did_not_fit_is_taken_in_its_stead(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("x" * 81)

    await maria.edits("x" * 81, TITLE)

    assert maria.news == ["2 de 18\n¿Hasta dónde ha llegado?"]


async def test_an_edit_that_gave_no_answer_is_answered_kindly(maria: Phone) -> None:
    await maria.sends("Una idea")
    await maria.taps("Descartar")
    await maria.sends("/practica")

    await maria.edits("Una idea", "Otra idea")

    assert maria.news == [
        "Ese mensaje no es ahora la respuesta a ninguna pregunta, así que no cambié nada."
    ]
    assert maria.buttons == ["Seguir: Buena práctica"]


async def test_an_edited_command_is_passed_over(maria: Phone) -> None:
    await maria.sends("/practica")

    await maria.edits("/practica", "/leccion")

    assert maria.news == []


async def test_an_edited_message_of_somebody_who_was_not_invited_is_passed_over(bot: Bot) -> None:
    ana = bot.phone("Ana")
    await ana.sends("Hola")

    await ana.edits("Hola", "Adiós")

    assert ana.news == []


async def test_while_what_was_sent_is_changed_it_counts_as_it_was(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await maria.sends("/mias")
    await maria.taps(f"Buena práctica: {TITLE}")
    await maria.taps("Cambiarlo")
    assert maria.buttons[-1] == "Enviar el cambio"

    await maria.taps("2")
    await maria.taps("Una idea, aún sin probar")

    row = exported(maria.bot)
    assert (value(row, "stage"), value(row, "result")) == (
        "running",
        "Más casos detectados a tiempo.",
    )
    assert (row.revision, row.level, former(maria.bot)) == (1, "good", [])

    await maria.taps("Enviar el cambio")

    row = exported(maria.bot)
    assert (value(row, "stage"), row.revision, row.level) == ("idea", 2, "idea")
    assert "result" not in {one.name for one in row.answers}
    assert former(maria.bot) == [
        (1, "evidence", "monitored"),
        (1, "level", "good"),
        (1, "result", "Más casos detectados a tiempo."),
        (1, "stage", "running"),
    ]


async def test_a_change_that_is_abandoned_is_left_as_it_was(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await maria.sends("/mias")
    await maria.taps(f"Buena práctica: {TITLE}")
    await maria.taps("Cambiarlo")
    await maria.taps("1")
    await maria.sends("Otro nombre")
    abandoned = maria.data_of("Enviar el cambio")
    card = maria.bubbles[-1].message_id

    await maria.sends("/mias")
    assert f"{TITLE} (lunes 23 de noviembre; con un cambio sin enviar)" in maria.news[0]
    await maria.taps(f"Buena práctica: {TITLE}")
    leave, listed = maria.data_of("Dejarlo como estaba"), maria.bubbles[-1].message_id
    await maria.taps("Dejarlo como estaba")

    assert maria.toast == "Lo que envió queda como estaba."
    await maria.forges(abandoned, card)
    assert maria.toast == "Esto ya se envió."
    await maria.forges(leave, listed)
    row = exported(maria.bot)
    assert (value(row, "title"), row.revision, former(maria.bot)) == (TITLE, 1, [])


async def test_a_button_of_an_abandoned_change_is_not_taken_for_one_of_the_next(
    maria: Phone,
) -> None:
    await maria.tells_a_practice(TITLE)
    await maria.sends("/mias")
    await maria.taps(f"Buena práctica: {TITLE}")
    await maria.taps("Cambiarlo")
    await maria.taps("2")
    pilot, question = maria.data_of("Probada como piloto"), maria.bubbles[-1].message_id
    await maria.sends("/mias")
    await maria.taps(f"Buena práctica: {TITLE}")
    await maria.taps("Dejarlo como estaba")
    await maria.taps("Cambiarlo")
    await maria.taps("2")

    await maria.forges(pilot, question)
    await maria.taps("Dejar así")
    await maria.taps("Enviar el cambio")

    row = exported(maria.bot)
    assert (value(row, "stage"), row.revision) == ("running", 1)


async def test_a_change_that_is_begun_twice_goes_on_where_it_was(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await maria.sends("/mias")
    await maria.taps(f"Buena práctica: {TITLE}")
    change, card = maria.data_of("Cambiarlo"), maria.bubbles[-1].message_id
    await maria.taps("Cambiarlo")
    await maria.taps("1")

    await maria.forges(change, card)

    assert "¿Cómo se llama la práctica?" in maria.news[-1]


async def test_what_is_sent_again_as_it_was_is_no_revision(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await maria.sends("/mias")
    await maria.taps(f"Buena práctica: {TITLE}")
    await maria.taps("Cambiarlo")

    await maria.taps("Enviar el cambio")

    assert maria.news == ["Nada cambió: vale como estaba."]
    row = exported(maria.bot)
    assert (row.revision, row.changed_at) == (1, None)


async def test_organisers_hear_how_many_were_changed(maria: Phone, lucia: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    maria.bot.watch.move(hours=10)
    await maria.bot.clock_strikes()
    maria.bot.watch.move(hours=10)
    await maria.edits(TITLE, "Rutas muy seguras")
    maria.bot.watch.move(hours=14)

    await maria.bot.clock_strikes()

    *_, digest = lucia.news_of("Buenas prácticas contra la trata · ")
    assert "Cambiados: 1" in digest.splitlines()


async def test_an_edit_of_what_waits_for_a_decision_is_taken_in_its_stead(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await maria.edits("Se forma", "Llame al 9955-0142 para pedir ayuda.")
    assert maria.buttons[:1] == ["Cambiarlo"]
    assert value(exported(maria.bot), "what") == WHAT

    await maria.edits("Llame al", "Se llama por teléfono.")

    row = exported(maria.bot)
    assert (value(row, "what"), row.revision) == ("Se llama por teléfono.", 2)


async def test_a_picture_of_what_was_sent_stays_until_the_change_is_sent(maria: Phone) -> None:
    await maria.sends("Foto de la mesa")
    await maria.taps("Para el equipo organizador")
    await maria.taps("Dejar así")
    await maria.sends_photo()
    await maria.taps("Enviar")
    await maria.bot.fetches_files()
    first = kept_files(maria.bot)

    await maria.sends("/mias")
    await maria.taps("Nota para el equipo organizador: Foto de la mesa")
    await maria.taps("Cambiarlo")
    await maria.taps("2")
    await maria.sends_photo()
    await maria.bot.fetches_files()
    assert kept_files(maria.bot) == first
    await maria.sends("/mias")
    await maria.taps("Nota para el equipo organizador: Foto de la mesa")
    await maria.taps("Dejarlo como estaba")

    assert kept_files(maria.bot) == first


def kept_files(bot: Bot) -> list[str]:
    """Return the names of the files which organisers get."""
    workshop = bot.database.transact_now(choose_workshop, number=None)
    return [name for _, name in bot.database.transact_now(list_files, workshop=workshop)]


async def test_the_caption_of_a_file_is_no_answer_and_it_is_said_how_a_file_is_changed(
    maria: Phone,
) -> None:
    await maria.sends_photo()
    photo = maria.own[-1].message_id

    maria.seen = maria.newest
    maria.bot.simulator.edit_caption(maria.person, photo, "Otra cosa")
    await maria.settled()

    assert maria.news[0].startswith("Vi que editó un mensaje. Para cambiar una respuesta")


async def test_who_took_consent_back_is_asked_before_an_edit_is_taken(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends(TITLE)
    [who] = maria.bot.database.transact_now(list_memberships, chat_id=maria.person.id)
    maria.bot.database.transact_now(withdraw_consent, participant_id=who.id, now=maria.bot.watch.at)

    await maria.edits(TITLE, "Otro nombre")

    assert "Acepto" in maria.buttons
    await maria.taps("Acepto")
    assert f"¿Cómo se llama la práctica? {TITLE}" in maria.news[-1]


async def test_an_edit_elsewhere_tells_what_follows_and_puts_no_question(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends(TITLE)
    await maria.sends("En uso actualmente")
    await maria.chooses("Prevención")
    await maria.chooses("Mujeres")
    await maria.taps("Todo el país")
    await maria.sends(WHAT)
    assert "¿Qué cambió para las personas?" in maria.news[-1]
    await maria.sends("/leccion")

    await maria.edits("En uso actualmente", "Una idea, aún sin probar")

    assert maria.news[-1] == f"En: Buena práctica: {TITLE}"
    assert not any("¿Quiénes ayudaron" in said for said in maria.news)


ROOM = """\
## survey

| type | name | label |
| --- | --- | --- |
| text | who | Who is there? |
| geopoint | place | Where is it? |

## settings

| form_id | form_title | version |
| --- | --- | --- |
| room | Room | 1 |
"""


@pytest.mark.parametrize("way_out", [("Dejarlo como estaba",), ("Retirarlo", "Sí, retirarlo")])
async def test_a_place_that_a_change_waited_for_is_waited_for_no_longer(
    maria: Phone, way_out: tuple[str, ...]
) -> None:
    await maria.begins(await maria.bot.publish(ROOM))
    await maria.sends("Nadie")
    await maria.sends_location(14.08, -87.2)
    await maria.taps("Enviar")
    await maria.sends("/mias")
    await maria.taps("Room")
    await maria.taps("Cambiarlo")
    await maria.taps("2")
    assert maria.keyboard != ()

    await maria.sends("/mias")
    await maria.taps("Room")
    for label in way_out:
        await maria.taps(label)

    assert maria.keyboard == ()


async def test_danger_is_heard_in_an_edit_that_changes_no_answer(maria: Phone) -> None:
    await maria.sends("Hola")

    await maria.edits("Hola", "Me tienen encerrada")

    assert maria.news[0].startswith("¿Alguien está en peligro ahora?")
    assert maria.news[1].startswith("Ese mensaje no es ahora la respuesta a ninguna pregunta")


async def test_danger_is_heard_in_an_edit_that_is_refused_in_what_was_left(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends(TITLE)
    await maria.sends("/leccion")

    await maria.edits(TITLE, "Me tienen encerrada" + "." * 80)

    assert maria.news[0].startswith("¿Alguien está en peligro ahora?")
    assert maria.news[1] == "No he guardado lo que escribió."
    assert maria.news[2].endswith("Su respuesta queda como estaba.")
    assert maria.news[3] == f"En: Buena práctica: {TITLE}"


async def test_a_change_is_decided_before_another_is_sent(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await maria.edits(TITLE, "El caso de Ana Paola")

    await maria.edits("Más casos", "Muchos casos más.")

    assert maria.news[0].startswith("Por favor, decida primero")
    row = exported(maria.bot)
    assert (value(row, "title"), value(row, "result"), row.revision) == (
        TITLE,
        "Más casos detectados a tiempo.",
        1,
    )
    await maria.taps("Solo para el equipo organizador")
    assert value(exported(maria.bot), "title") == "El caso de Ana Paola"
    assert former(maria.bot) == [(1, "title", TITLE)]
