"""What an organiser may not do with forms, and buttons that come too late."""

from dataclasses import replace
from functools import partial

import pytest

from bot.actions.forms import publishing
from bot.actions.visits import come_back
from bot.actions.workshops import choose_workshop
from bot.inspection import Inspection
from bot.packing import pack
from bot.taps import ListedFormTap
from simulator import Fault
from storage.database import Session
from storage.forms import latest_version, list_forms
from tests.bot.books import CHOICES, SURVEY, WITHOUT_PEOPLE, book, publishes, sends
from tests.bot.edge import SECOND, Bot, Phone, make_workshop

CASE = (
    ("type", "name", "label::Español (es)"),
    ("text", "nombre_victima", "Nombre completo de la víctima"),
    ("date", "nacimiento", "Fecha de nacimiento de la víctima"),
    ("text", "relato", "Relato del caso: ¿cómo fue explotada la víctima?"),
)


async def test_forms_are_for_organisers_only(maria: Phone) -> None:
    await maria.sends("/forms")
    assert maria.news == ["Los formularios son para el equipo organizador del taller."]

    await sends(maria, "visita.xlsx", book())
    assert not any("leyendo" in one for one in maria.news)
    assert "Publicar" not in maria.labels


async def test_more_problems_than_can_be_read_come_in_a_file(bot: Bot, lucia: Phone) -> None:
    wrong = tuple(("text", f"q{n}", f"Pregunta {n}", None, None, f"nada{n}()") for n in range(25))

    await sends(lucia, "visita.xlsx", book(*SURVEY, *wrong))

    assert lucia.news[1].count("✗") == 8
    assert "25 problemas" in lucia.news[1]
    assert "Hay más: todo está en el archivo que sigue." in lucia.news[1]
    sent = bot.simulator.file_of(lucia.bubbles[-1])
    assert sent
    assert sent.name == "problemas.txt"
    assert sent.content.decode().count("\n") == 24


async def test_the_same_problem_in_many_rows_is_told_once(bot: Bot, lucia: Phone) -> None:
    wrong = tuple(("txt", f"q{n}", f"Pregunta {n}") for n in range(3))
    await sends(lucia, "visita.xlsx", book(*SURVEY, *wrong))
    assert "3 problemas" in lucia.news[1]
    assert "✗ survey, filas 6, 7, 8, columna type\nTipo desconocido txt." in lucia.news[1]
    assert bot.simulator.file_of(lucia.bubbles[-1]) is None

    wrong = tuple(("txt", f"q{n}", f"Pregunta {n}") for n in range(9))
    await sends(lucia, "visita.xlsx", book(*SURVEY, *wrong))
    assert "filas 6, 7, 8, 9, 10, 11, 12, 13, …, columna type" in lucia.news[1]
    assert bot.simulator.file_of(lucia.bubbles[-1])

    odd = ("label::Español (es)", "label::Français (fr)")
    await sends(
        lucia,
        "visita.xlsx",
        book(("type", "name", *odd), ("text", "q", "¿${x}?", "¿${x}?")),
    )
    assert f"✗ survey, fila 2: {', '.join(odd)}\nPregunta desconocida x." in lucia.news[1]

    here_and_there = (("text", "q", "¿${x}?", "¿?"), ("text", "r", "¿?", "¿${x}?"))
    await sends(lucia, "visita.xlsx", book(("type", "name", *odd), *here_and_there))
    places = "; ".join(f"survey, fila {row}, columna {odd[row - 2]}" for row in (2, 3))
    assert f"✗ {places}\nPregunta desconocida x." in lucia.news[1]


async def test_a_form_without_a_title_is_published_after_a_word(lucia: Phone) -> None:
    await sends(lucia, "visita.xlsx", book(title="visita"))

    assert "• El formulario no tiene título: en el menú se lee «visita»." in lucia.news[1]
    assert "Publicar" in lucia.buttons


async def test_a_list_that_comes_before_its_form_is_told_apart(lucia: Phone) -> None:
    await sends(lucia, "aldeas.csv", b"name,label\n1,Norte\n")

    assert "✗ No hay una hoja survey" in lucia.news[1]
    assert lucia.news[1].endswith(
        "Si es una lista para un formulario, envíeme primero el formulario."
    )


async def test_many_changes_are_counted(lucia: Phone) -> None:
    options = [*CHOICES, *((f"lista{n}", "uno", "Uno", "Un") for n in range(25))]
    asked = [(f"select_one lista{n}", f"q{n}", f"¿Y {n}?", f"Et {n} ?", None) for n in range(25)]
    await publishes(lucia, book(*SURVEY, *asked, choices=options))
    options = [(row[0], "dos", *row[2:]) if "lista" in str(row[0]) else row for row in options]

    await sends(lucia, "visita.xlsx", book(*SURVEY, *asked, choices=options))

    assert "Lo que cambia:\n• Opciones quitadas de q0: uno" in lucia.news[1]
    assert lucia.news[1].endswith("\n… y 30 más")


async def test_a_case_form_is_refused_outside_a_protected_workshop(lucia: Phone) -> None:
    await sends(lucia, "caso.xlsx", book(*CASE, form_id="caso"))

    assert lucia.news[1] == (
        "«caso.xlsx» pregunta por víctimas a las que se podría reconocer.\n\n"
        "Eso podría hacerles daño: Telegram puede leer este chat. Pregunta por:\n\n"
        "• nombre_victima (survey, fila 2)\n• nacimiento (survey, fila 3)\n\n"
        "Quite estas preguntas, o pida un taller protegido a quien opera el bot."
    )
    assert "Publicar" not in lucia.labels


async def test_what_is_wrong_with_a_case_form_is_told_too(lucia: Phone) -> None:
    await sends(lucia, "caso.xlsx", book(*CASE, ("txt", "nota", "¿Algo más?"), form_id="caso"))

    correct, protect = "Corrija el archivo", "Quite estas preguntas"
    assert "✗ survey, fila 5, columna type\nTipo desconocido txt." in lucia.news[1]
    assert lucia.news[1].index(correct) < lucia.news[1].index(protect)


async def test_a_protected_workshop_asks_it(bot: Bot, lucia: Phone) -> None:
    plan = replace(SECOND, protected=True)
    _, code = bot.database.transact_now(make_workshop, plan=plan)
    bot.watch.move(minutes=1)
    await lucia.starts(code)

    await sends(lucia, "caso.xlsx", book(*CASE, form_id="caso"))

    assert lucia.news[0] == "Estoy leyendo «caso.xlsx» para «Segundo taller». Tarda un momento."
    assert "Publicar" in lucia.buttons


async def test_who_organises_two_workshops_acts_in_the_one_joined_last_and_keeps_earlier_drafts(
    bot: Bot, lucia: Phone
) -> None:
    await sends(lucia, "visita.xlsx", book())
    _, code = bot.database.transact_now(make_workshop)
    bot.watch.move(minutes=1)
    await lucia.starts(code)

    await lucia.sends("/formularios")
    assert lucia.news[0] == "Formularios de «Segundo taller»"
    await lucia.taps("Sin publicar: Visita de campo")
    assert "en «Buenas prácticas contra la trata»" in lucia.news[0]

    await lucia.taps("Vista previa")
    await lucia.sends("Choluteca")
    assert lucia.news == ["👁 Vista previa\n2 de 3\n¿Cuántas personas?"]


@pytest.mark.parametrize("form_id", ["visita de campo", "más", "v" * 51, "-v"])
async def test_an_id_that_no_button_can_carry_is_refused(lucia: Phone, form_id: str) -> None:
    await sends(lucia, "visita.xlsx", book(form_id=form_id))

    assert f"{form_id} no puede ser el identificador del formulario aquí" in lucia.news[1]


async def test_files_that_no_form_names_are_refused(lucia: Phone) -> None:
    await sends(lucia, "foto.png", b"a picture")
    assert lucia.news == [
        (
            "Ningún borrador suyo menciona el archivo foto.png. Un formulario se envía como .xlsx,"
            " .md o .csv."
        )
    ]

    await sends(lucia, "visita.xlsm", b"PK\x03\x04")
    assert "macros" in lucia.news[1]


async def test_files_that_are_too_large_are_not_fetched(lucia: Phone) -> None:
    await sends(lucia, "visita.xlsx", b"x" * 1_000_001)
    assert lucia.news == [
        (
            "Este archivo pesa más de 1 MB. Por favor, quite las imágenes y hojas que el formulario no"
            " necesita."
        )
    ]

    survey = (
        ("type", "name", "label::Español (es)", "media::image::Español (es)"),
        ("select_one_from_file aldeas.csv", "aldea", "¿Qué aldea?", "mapa.png"),
    )
    await sends(lucia, "visita.xlsx", book(*survey))
    await sends(lucia, "aldeas.csv", b"x" * 1_000_001)
    assert lucia.news == ["La lista pesa más de 1 MB."]
    await sends(lucia, "mapa.png", b"x" * 5_000_001)
    assert lucia.news == ["Este archivo pesa más de 5 MB. Por favor, redúzcalo."]


async def test_buttons_of_a_draft_that_is_gone_are_answered_with_words(lucia: Phone) -> None:
    await sends(lucia, "visita.xlsx", book())
    first, discard = lucia.data_of("Publicar"), lucia.data_of("Descartar")
    await sends(lucia, "visita.xlsx", book(*WITHOUT_PEOPLE))

    await lucia.forges(first, lucia.bubbles[-1].message_id)
    assert lucia.toast == "Este borrador fue reemplazado o descartado."

    second = lucia.data_of("Publicar")
    await lucia.taps("Publicar")
    await lucia.forges(second, lucia.bubbles[-1].message_id)
    assert lucia.toast == "Este borrador ya se publicó."

    await sends(lucia, "visita.xlsx", book())
    discard = lucia.data_of("Descartar")
    await lucia.taps("Descartar")
    assert lucia.news == ["Descartado. Lo publicado queda como está."]
    await lucia.forges(discard, lucia.bubbles[-1].message_id)
    assert lucia.toast == "Este borrador fue reemplazado o descartado."


async def test_a_draft_is_compared_again_where_another_version_came_between(
    bot: Bot, lucia: Phone
) -> None:
    berta = bot.phone("Berta")
    await berta.starts(bot.home.organisers)
    await sends(lucia, "visita.xlsx", book())
    await publishes(berta, book(*WITHOUT_PEOPLE))

    await lucia.taps("Publicar")
    assert lucia.news[0].startswith("Mientras tanto se publicó otra versión de este formulario.")
    assert "Preguntas nuevas: personas" in lucia.news[1]

    await lucia.taps("Publicar")
    assert lucia.news[0].startswith("Publicado: «Visita de campo», versión 2.")


async def test_the_same_form_again_is_no_new_version(lucia: Phone) -> None:
    await publishes(lucia, book())

    await publishes(lucia, book())

    assert lucia.news == ["No hay ninguna diferencia con la versión 1."]


async def test_nobody_presses_the_buttons_of_others(bot: Bot, lucia: Phone, maria: Phone) -> None:
    await sends(lucia, "visita.xlsx", book())
    draft = lucia.data_of("Publicar")
    await lucia.sends("/formularios")
    stop, workbook = lucia.data_of("Quitar del menú"), lucia.data_of("Archivo")
    berta = bot.phone("Berta")
    await berta.starts(bot.home.organisers)

    await berta.forges(draft, berta.bubbles[-1].message_id)
    assert berta.toast == "Este borrador fue reemplazado o descartado."
    for data in (stop, workbook):
        await maria.forges(data, maria.bubbles[-1].message_id)
        assert maria.toast == "Este botón ya no funciona."


async def test_the_profile_is_always_asked(bot: Bot, lucia: Phone) -> None:
    def profile(db: Session) -> int:
        workshop = choose_workshop(db, number=None)
        forms = list_forms(db, workshop_id=workshop.id)
        return next(one.id for one in forms if one.version.form_id == "profile")

    forged = pack(ListedFormTap("stop", bot.database.transact_now(profile)))
    await lucia.forges(forged, lucia.bubbles[-1].message_id)

    find = partial(latest_version, form_id="profile")
    assert bot.database.transact_now(
        lambda db: find(db, workshop_id=choose_workshop(db, number=None).id)
    )
    await lucia.sends("/formularios")
    assert "Ahora no está en el menú." not in " ".join(lucia.news)


async def test_a_list_that_never_came_is_asked_for_again(bot: Bot, lucia: Phone) -> None:
    survey = (
        ("type", "name", "label::Español (es)"),
        ("select_one_from_file aldeas.csv", "aldea", "¿Qué aldea?"),
    )
    await sends(lucia, "visita.xlsx", book(*survey))
    bot.simulator.faults.fail_next("getFile", Fault.INTERNAL)
    await sends(lucia, "aldeas.csv", b"name,label\n1,Norte\n")
    bot.simulator.lose_files()
    bot.watch.move(minutes=1)

    await bot.fetches_files()

    assert (
        lucia.news[-1] == "Un archivo para «visita.xlsx» no me llegó. Por favor, envíelo de nuevo."
    )
    assert lucia.data_of("Vista previa")  # the draft is still there


async def test_nothing_is_said_of_a_draft_that_is_gone(bot: Bot, lucia: Phone) -> None:
    def come_too_late(db: Session) -> None:
        visit = come_back(db, chat_id=lucia.person.id, now=bot.watch.at, house=bot.app._house)
        publishing.take_inspection(visit, 1, Inspection())
        publishing.take_attachment(visit, 1, "aldeas.csv", b"")
        publishing.not_received(visit, 1)
        publishing.put_draft(visit, 1)

    said = lucia.newest
    bot.database.transact_now(come_too_late)
    await bot.clock_strikes()

    assert lucia.newest == said
