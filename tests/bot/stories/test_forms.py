"""The organiser's way with forms: a workbook is sent, corrected, tried, published and answered."""

from dataclasses import replace

from bot.actions.workshops import choose_workshop
from bot.packing import pack, unpack
from bot.taps import DraftTap
from simulator import Fault
from storage.audit import list_audit
from storage.database import Session
from storage.forms import FormVersion, list_versions
from storage.submissions import list_submissions
from tests.bot.books import CHOICES, SURVEY, WITHOUT_PEOPLE, book, publishes, sends
from tests.bot.edge import Bot, Phone


def versions(bot: Bot, form_id: str = "visita") -> tuple[FormVersion, ...]:
    def read(db: Session) -> tuple[FormVersion, ...]:
        workshop = choose_workshop(db, number=None)
        return list_versions(db, workshop_id=workshop.id, form_id=form_id)

    return bot.database.transact_now(read)


async def test_a_workbook_goes_all_the_way(lucia: Phone, maria: Phone) -> None:
    wrong = book(*SURVEY, ("text", "por_que", "¿Por qué?", "Pourquoi ?", None, "slected(1, 2)"))

    await sends(lucia, "visita.xlsx", wrong)
    assert lucia.news == [
        ("Estoy leyendo «visita.xlsx» para «Buenas prácticas contra la trata». Tarda un momento."),
        (
            "«visita.xlsx» todavía no se puede usar: 1 problema.\n\n"
            "✗ survey, fila 6, columna calculation\nFunción desconocida slected()."
            " ¿Quiso decir selected()?\n\n"
            "Corrija el archivo y envíemelo de nuevo."
        ),
    ]

    await sends(lucia, "visita.xlsx", book())
    assert lucia.news[1] == (
        "Visita de campo\n"
        "Sería un formulario nuevo, visita, en «Buenas prácticas contra la trata».\n"
        "3 preguntas para la mayoría: más o menos 1 min."
    )
    assert lucia.buttons == ["Vista previa", "Publicar", "Descartar"]

    await lucia.taps("Publicar")
    assert lucia.news == [
        "Publicado: «Visita de campo», versión 1. Quien empiece ahora responde esta."
    ]

    await maria.starts()
    assert maria.buttons == [
        "Contar una buena práctica",
        "Contar una lección aprendida",
        "Visita de campo",
    ]
    await maria.taps("Visita de campo")
    await maria.sends("Choluteca")
    await maria.sends("12")
    await maria.taps("Sí")
    await maria.taps("Enviar")
    assert maria.news[0].startswith("Gracias. El equipo organizador ya lo tiene.")

    await maria.sends("/mias")
    assert "• Visita de campo (lunes 23 de noviembre)" in maria.news[0]


async def test_who_is_in_the_middle_finishes_the_earlier_version(
    bot: Bot, lucia: Phone, maria: Phone
) -> None:
    await publishes(lucia, book())
    await maria.begins("Visita de campo")
    await maria.sends("Choluteca")

    await publishes(lucia, book(*SURVEY, ("text", "nota", "¿Algo más?", "Autre chose ?", None)))
    assert lucia.news == [
        (
            "Publicado: «Visita de campo», versión 2. Quien empiece ahora responde esta."
            " 1 persona está a la mitad de una versión anterior y termina esa."
        )
    ]

    await maria.sends("12")
    await maria.taps("Sí")
    assert maria.buttons[-1] == "Enviar"
    await maria.taps("Enviar")
    await maria.begins("Visita de campo")
    await maria.sends("Danlí")
    await maria.sends("3")
    await maria.taps("No")
    assert maria.news[0].endswith("¿Algo más?")

    def told(db: Session) -> list[int]:
        workshop = choose_workshop(db, number=None)
        submissions = list_submissions(db, workshop_id=workshop.id, form_id="visita")
        return [one.form_version_id for one in submissions]

    assert bot.database.transact_now(told) == [one.id for one in versions(bot)]


async def test_taking_out_a_question_that_was_answered_asks_twice(
    bot: Bot, lucia: Phone, maria: Phone
) -> None:
    await publishes(lucia, book())
    await maria.begins("Visita de campo")
    await maria.sends("Choluteca")
    await maria.sends("12")

    await sends(lucia, "visita.xlsx", book(*WITHOUT_PEOPLE))
    assert "Lo que cambia:\n• Preguntas quitadas: personas" in lucia.news[1]
    await lucia.taps("Publicar")

    assert lucia.news == [
        (
            "¿Publicar aunque haya respuestas que pierden su pregunta?\n\n"
            "La versión nueva no tiene lugar para las respuestas que ya se dieron a: personas. Se"
            " conservan en la exportación, en columnas propias."
        )
    ]
    assert lucia.buttons == ["Publicar igualmente: 1 respuesta", "Descartar el borrador"]
    assert len(versions(bot)) == 1

    await lucia.taps("Publicar igualmente: 1 respuesta")
    assert [one.number for one in versions(bot)] == [1, 2]


TWO_NAMES = (
    ("type", "name", "label::Español (es)"),
    ("text", "nombre", "¿Cómo se llama el lugar?"),
    ("begin_repeat", "visita", "Visita"),
    ("text", "nombre", "¿Quién fue?"),
    ("select_one sino", "volver", "¿Volvería?"),
    ("end_repeat",),
)


async def test_only_answers_to_the_very_question_or_choice_that_goes_are_counted(
    lucia: Phone, maria: Phone
) -> None:
    await publishes(lucia, book(*TWO_NAMES))
    await maria.begins("Visita de campo")
    await maria.sends("Choluteca")
    for name, again in (("Rosa", "Agregar más"), ("Inés", "Seguir")):
        await maria.sends(name)
        await maria.taps("Sí")
        await maria.taps(again)
    await maria.taps("Enviar")

    without_visitors = (*TWO_NAMES[:3], *TWO_NAMES[4:])
    await sends(lucia, "visita.xlsx", book(*without_visitors))
    await lucia.taps("Publicar")
    assert "ya se dieron a: visita/nombre." in lucia.news[0]
    assert lucia.buttons[0] == "Publicar igualmente: 2 respuestas"

    only = {
        choice: [CHOICES[0], *(row for row in CHOICES if row[1] == choice)]
        for choice in ("si", "no")
    }
    await sends(lucia, "visita.xlsx", book(*TWO_NAMES, choices=only["no"]))
    await lucia.taps("Publicar")
    assert "ya se dieron a: visita/volver." in lucia.news[0]
    assert lucia.buttons[0] == "Publicar igualmente: 2 respuestas"

    await publishes(lucia, book(*TWO_NAMES, choices=only["si"]))  # nobody has chosen the other one
    assert lucia.news[0].startswith("Publicado: «Visita de campo», versión 2.")


async def test_the_forms_are_listed_with_how_far_people_have_come(
    lucia: Phone, maria: Phone
) -> None:
    await publishes(lucia, book())
    await maria.begins("Visita de campo")

    await lucia.sends("/formularios")

    assert lucia.news[0] == "Formularios de «Buenas prácticas contra la trata»"
    assert lucia.news[1] == (
        "Sobre usted\nprofile, versión 1 desde el lunes 23 de noviembre\n"
        "Enviados: 1. Sin terminar: 0."
    )
    assert lucia.news[8] == (
        "Visita de campo\nvisita, versión 1 desde el lunes 23 de noviembre\n"
        "Enviados: 0. Sin terminar: 1."
    )
    assert lucia.news[-1].startswith("Para cambiar un formulario, envíeme su archivo ya editado.")


async def test_what_is_in_no_menu_is_listed_first_and_cannot_be_taken_out_of_it(
    lucia: Phone,
) -> None:
    await publishes(lucia, book())

    await lucia.sends("/formularios")

    listed = [said.split("\n")[0] for said in lucia.news[1:-1]]
    assert listed == [
        "Sobre usted",
        "Nota para el equipo organizador",
        "Comentario de la mesa",
        "Mi compromiso",
        "Cómo va",
        "Buena práctica",
        "Lección aprendida",
        "Visita de campo",
    ]
    looks = ["Archivo", "Vista previa", "Versiones"]
    assert lucia.labels[-27:] == [*looks * 5, *[*looks, "Quitar del menú"] * 3]


async def test_the_bot_sends_the_workbook_which_comes_back_edited(bot: Bot, lucia: Phone) -> None:
    await publishes(lucia, book(form_id=None))
    await lucia.sends("/formularios")

    await lucia.taps("Archivo")

    written, excel = (bot.simulator.file_of(one) for one in lucia.bubbles[-2:])
    assert written
    assert excel
    assert (written.name, excel.name) == ("visita-v1.md", "visita-v1.xlsx")
    await sends(lucia, "otro nombre (1).xlsx", excel.content)
    assert "Sería la versión 2 del formulario visita" in lucia.news[1]
    assert "No hay diferencias." in lucia.news[1]


async def test_the_versions_are_told_with_what_each_changed(lucia: Phone) -> None:
    await publishes(lucia, book())
    await publishes(lucia, book(*WITHOUT_PEOPLE))
    await lucia.sends("/formularios")

    await lucia.taps("Versiones")

    assert lucia.news == [
        (
            "Visita de campo\n\n"
            "Versión 2, lunes 23 de noviembre\n• Preguntas quitadas: personas\n\n"
            "Versión 1, lunes 23 de noviembre"
        )
    ]
    assert lucia.buttons == ["Archivo de la versión 2", "Archivo de la versión 1"]


async def test_a_form_is_not_asked_for_a_while(lucia: Phone, maria: Phone) -> None:
    await maria.sends("/leccion")
    await lucia.sends("/formularios")
    await lucia.taps("Quitar del menú")
    assert lucia.news == [
        (
            "«Lección aprendida» ya no está en el menú. No se pierde nada: quien está a la mitad puede"
            " terminar, y todas las respuestas se conservan."
        )
    ]

    await maria.starts()
    assert maria.buttons != []  # the open question is put again
    await maria.sends("/cancelar")
    assert maria.buttons == ["Seguir: Lección aprendida", "Contar una buena práctica"]
    anna = lucia.bot.phone("Ana")
    await anna.arrives()
    await anna.sends("/leccion")
    assert anna.news == ["Este taller no pregunta por eso."]

    await lucia.sends("/formularios")
    await lucia.taps("Poner en el menú")
    assert lucia.news == ["«Lección aprendida» está de nuevo en el menú."]
    await anna.sends("/leccion")
    assert len(anna.buttons) > 1


async def test_what_was_done_stands_in_the_audit_trail_and_is_told_to_the_others(
    bot: Bot, lucia: Phone
) -> None:
    berta = bot.phone("Berta", language_code="fr")
    await berta.starts(bot.home.organisers)

    await publishes(lucia, book())

    await berta.hears("«\u00a0Buenas prácticas contra la trata\u00a0»\u00a0: le formulaire")
    assert lucia.news_of("«Buenas") == []

    def trail(db: Session) -> list[tuple[str, str]]:
        workshop = choose_workshop(db, number=None)
        return [(one.role, one.action) for one in list_audit(db, workshop_id=workshop.id)]

    assert ("organiser", "form_published") in bot.database.transact_now(trail)


async def test_a_form_with_a_list_is_published_once_the_list_is_there(
    lucia: Phone, maria: Phone
) -> None:
    survey = (
        ("type", "name", "label::Español (es)", "label::Français (fr)"),
        ("select_one_from_file aldeas.csv", "aldea", "¿Qué aldea?", "Quel village ?"),
    )
    await sends(lucia, "visita.xlsx", book(*survey))
    assert lucia.news[1].endswith("con estos nombres:\n• aldeas.csv")
    assert lucia.buttons == ["Vista previa", "Descartar"]
    draft = unpack(lucia.data_of("Vista previa"))
    assert isinstance(draft, DraftTap)
    await lucia.forges(pack(replace(draft, act="publish")), lucia.bubbles[-1].message_id)
    assert lucia.news[0].endswith("con estos nombres:\n• aldeas.csv")

    await sends(lucia, "aldeas.csv", b"name;etiqueta\n1;Norte\n")
    assert lucia.news == ["aldeas.csv: El formulario lee columnas que la lista no tiene: label"]
    await sends(lucia, "Aldeas (1).csv", "name;label\n1;Ñande\n2;Sur\n".encode())
    await lucia.taps("Publicar")

    await maria.begins("Visita de campo")
    assert maria.buttons[:2] == ["Ñande", "Sur"]

    # who corrects the form does not send its list again
    await publishes(lucia, book(*survey, ("text", "nota", "¿Algo más?", "Autre chose ?")))
    assert lucia.news[0].startswith("Publicado: «Visita de campo», versión 2.")


async def test_files_that_are_still_missing_are_named_one_by_one(lucia: Phone) -> None:
    survey = (
        ("type", "name", "label::Español (es)", "media::image::Español (es)"),
        ("select_one_from_file aldeas.csv", "aldea", "¿Qué aldea?", "mapa.png"),
        ("text", "nota", "¿Qué vio?", "foto.png"),
    )
    await sends(lucia, "visita.xlsx", book(*survey))

    await sends(lucia, "mapa.png", b"a picture")
    assert lucia.news == ["Ya tengo mapa.png. Todavía falta: aldeas.csv y foto.png"]
    await lucia.sends_photo()
    assert lucia.news[0].startswith("Por favor, envíelo como archivo, para que conserve su nombre:")
    await sends(lucia, "foto.png", b"a picture")
    await sends(lucia, "aldeas.csv", b"name,label\n1,Norte\n")
    assert "Publicar" in lucia.buttons


async def test_what_was_told_last_time_is_put_again(lucia: Phone, maria: Phone) -> None:
    survey = (
        ("type", "name", "label::Español (es)", "default", "required"),
        ("text", "lugar", "¿Dónde trabaja?", "${last-saved#lugar}", "true"),
        ("text", "nota", "¿Algo más?", None, "true"),
    )
    await sends(lucia, "visita.xlsx", book(*survey))
    assert "Por favor, revise esto:\n• survey" in lucia.news[1]  # some texts have no French
    await lucia.taps("Vista previa")
    assert "Su respuesta" not in lucia.news[-1]
    await lucia.sends("/cancelar")
    await lucia.taps("Publicar")
    await maria.begins("Visita de campo")
    assert "Su respuesta" not in maria.news[-1]
    await maria.sends("Choluteca")
    await maria.sends("Nada")
    await maria.taps("Enviar")

    await maria.begins("Visita de campo")

    assert "Su respuesta: Choluteca" in maria.news[-1]


async def test_of_two_workbooks_of_a_form_the_one_sent_last_stays(bot: Bot, lucia: Phone) -> None:
    bot.simulator.faults.fail_next("getFile", Fault.INTERNAL)
    await sends(lucia, "visita.xlsx", book(*WITHOUT_PEOPLE))
    await sends(lucia, "visita.xlsx", book())
    draft = lucia.data_of("Publicar")

    bot.watch.move(minutes=1)
    await bot.fetches_files()

    assert lucia.data_of("Publicar") == draft
    await lucia.taps("Publicar")
    assert "personas" in versions(bot)[0].source
