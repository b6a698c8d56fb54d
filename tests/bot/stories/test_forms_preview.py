"""An organiser tries a form as a participant would, and nothing of it is kept."""

from sqlalchemy import func, select

from storage.database import Session
from storage.tables import answer, preview, submission
from tests.bot.books import SURVEY, book, publishes, sends
from tests.bot.edge import Bot, Phone
from tests.simulator.samples import jpeg


async def begins(lucia: Phone, content: bytes | None = None) -> None:
    await sends(lucia, "visita.xlsx", content or book())
    await lucia.taps("Vista previa")


def kept(bot: Bot) -> list[int]:
    """Count submissions, answers and previews."""

    def count(db: Session) -> list[int]:
        tables = (submission, answer, preview)
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    return bot.database.transact_now(count)


async def test_a_draft_is_tried_in_two_languages_and_nothing_is_kept(
    bot: Bot, lucia: Phone
) -> None:
    await begins(lucia)
    assert lucia.news == [
        (
            "Esta es una vista previa de «Visita de campo». Lo que responda no se guarda ni se"
            " cuenta. Para salir: /cancelar."
        ),
        "👁 Vista previa\n1 de 3\n¿Qué lugar visitó?",
    ]
    await lucia.sends("Choluteca")

    await lucia.taps("Français")
    assert lucia.news == ["👁 Aperçu\n2 sur 3\nCombien de personnes ?"]
    assert lucia.toast == "Français"

    await lucia.sends("doce")
    assert lucia.news[0].startswith("👁 Aperçu\n")
    await lucia.sends("12")
    await lucia.taps(
        "Calculated values" if "Calculated values" in lucia.labels else "Valores calculados"
    )
    assert lucia.news == ["Valores calculados y ocultos:\ndoble = 24"]

    await lucia.taps("Oui")
    assert all(one.startswith("👁 Aperçu\n") for one in lucia.news)
    assert kept(bot) == [0, 0, 1]
    await lucia.taps("Envoyer")
    assert lucia.news == [
        (
            "Aquí termina la vista previa. No se guardó nada.\n\n"
            "Valores calculados y ocultos:\ndoble = 24"
        )
    ]
    assert lucia.buttons == ["Vista previa", "Publicar", "Descartar"]
    assert kept(bot) == [0, 0, 0]


async def test_a_preview_is_left_at_any_time(bot: Bot, lucia: Phone) -> None:
    await begins(lucia)
    await lucia.sends("/cancelar")
    assert lucia.news == ["Salió de la vista previa. No se guardó nada."]
    assert kept(bot) == [0, 0, 0]

    await lucia.taps("Vista previa")
    await lucia.taps("Salir de la vista previa")
    assert lucia.news == ["Salió de la vista previa. No se guardó nada."]
    assert kept(bot) == [0, 0, 0]

    await lucia.sends("Hola")
    assert lucia.news[0].startswith("Usted es parte del equipo organizador")


async def test_buttons_of_a_preview_that_is_over_are_answered_with_words(lucia: Phone) -> None:
    await begins(lucia)
    await lucia.sends("Choluteca")
    old, values = lucia.data_of("Atrás"), lucia.data_of("Valores calculados")
    await lucia.sends("/cancelar")

    await lucia.forges(old, lucia.bubbles[-2].message_id)
    assert lucia.toast == "Esta vista previa ya terminó."

    await lucia.taps("Vista previa")
    await lucia.forges(values, lucia.bubbles[-1].message_id)
    assert lucia.toast == "Esta vista previa ya terminó."
    await lucia.forges(old, lucia.bubbles[-1].message_id)
    assert lucia.toast == "Esta vista previa ya terminó."


async def test_a_published_version_is_tried_too(bot: Bot, lucia: Phone) -> None:
    await lucia.sends("/formularios")
    await lucia.taps("Vista previa")

    assert lucia.news[1].startswith("👁 Vista previa\n")
    await lucia.sends("/cancelar")

    assert lucia.buttons == []
    assert kept(bot) == [0, 0, 0]


async def test_who_is_a_participant_too_leaves_the_preview_by_going_on(lucia: Phone) -> None:
    await lucia.arrives()
    await lucia.sends("/practica")
    await begins(lucia)
    await lucia.sends("Choluteca")
    assert lucia.news[0].startswith("👁 Vista previa\n")
    question = lucia.data_of("Atrás")

    await lucia.sends("/leccion")
    assert not lucia.news[0].startswith("👁")

    await lucia.forges(question, lucia.bubbles[-1].message_id)
    assert lucia.toast == "Esta vista previa ya terminó."


async def test_pictures_places_and_files_are_tried_as_well(bot: Bot, lucia: Phone) -> None:
    survey = (
        ("type", "name", "label::Español (es)", "media::image::Español (es)"),
        ("geopoint", "donde", "¿Dónde fue?", None),
        ("file", "acta", "Mande el acta", None),
        ("image", "foto", "Mande una foto", "mapa.png"),
        ("text", "nota", "¿Algo más?", None),
    )
    await begins(lucia, book(*survey))
    assert lucia.news[-1].startswith("👁 Vista previa\n")

    await lucia.sends_location(14.07, -87.21)
    await lucia.sends_document("acta.xlsx", b"minutes")
    await lucia.sends_photo()

    assert lucia.news[-1].endswith("¿Algo más?")
    await bot.fetches_files()
    assert lucia.news[-1].endswith("¿Algo más?")  # the minutes were no workbook
    assert kept(bot) == [0, 0, 1]

    await sends(lucia, "mapa.png", jpeg())
    assert lucia.buttons == ["Vista previa", "Publicar", "Descartar"]
    await lucia.taps("Vista previa")
    await lucia.sends_location(14.07, -87.21)
    await lucia.sends_document("acta.xlsx", b"minutes")
    (shown,) = [one for one in lucia.bubbles if one.text == "👁 Vista previa"]
    picture = bot.simulator.file_of(shown)
    assert picture
    assert picture.content == jpeg()


async def test_a_place_that_was_asked_for_is_not_waited_for_after_leaving(lucia: Phone) -> None:
    survey = (("type", "name", "label::Español (es)"), ("geopoint", "donde", "¿Dónde fue?"))
    await begins(lucia, book(*survey))
    assert lucia.bot.simulator.chat(lucia.person).keyboard != ()

    await lucia.sends("/cancelar")

    assert lucia.bot.simulator.chat(lucia.person).keyboard == ()


async def test_choices_are_toggled_in_place_with_the_mark(lucia: Phone) -> None:
    survey = (*SURVEY[:1], ("select_multiple sino", "que", "¿Qué?", "Quoi ?", None, None))
    await begins(lucia, book(*survey))

    await lucia.taps("☐ Sí")

    assert lucia.bubbles[-1].text.startswith("👁 Vista previa\n")
    assert "☑ Sí" in lucia.labels


async def test_a_question_as_long_as_a_message_has_the_mark_on_each_of_its_parts(
    lucia: Phone,
) -> None:
    # With its position it fills a message to the last: with the mark, and with its answer, it is two.
    label = "¿" + "palabra " * 509 + "o no?"
    row = ("select_multiple sino", "que", label, "Quoi ?", None, None)
    await begins(lucia, book(*SURVEY[:1], row))
    asked = lucia.news[1:]

    await lucia.taps("☐ Sí")
    toggled = lucia.news
    await lucia.taps("Listo (1)")

    assert [len(asked), len(toggled)] == [2, 2]
    assert all(one.startswith("👁 Vista previa\n") for one in (*asked, *toggled, *lucia.news))
    assert " ".join(part.partition("\n")[2] for part in asked) == f"1 de 1\n{label}"
    assert "☑ Sí" not in lucia.labels


async def test_a_form_without_calculations_says_so(lucia: Phone) -> None:
    survey = (("type", "name", "label::Español (es)"), ("text", "nota", "¿Algo que contar?"))
    await begins(lucia, book(*survey, choices=[("list_name", "name", "label::Español (es)")]))
    assert "Français" not in lucia.labels

    await lucia.taps("Valores calculados")

    assert lucia.news == ["El formulario no calcula ni oculta nada."]


async def test_a_draft_is_published_after_it_was_tried(lucia: Phone) -> None:
    await begins(lucia)
    await lucia.sends("/cancelar")
    await publishes(lucia, book())

    assert lucia.news[0].startswith("Publicado: «Visita de campo», versión 1.")


LONG = f"""
## survey

| type | name | label | required |
| --- | --- | --- | --- |
| select_one yes_no | read | {"Lea esto. " * 450}¿Lo leyó? | yes |
| text | why | ¿Por qué? | |

## choices

| list_name | name | label |
| --- | --- | --- |
| yes_no | yes | Sí |
| yes_no | no | No |

## settings

| form_id | form_title | version |
| --- | --- | --- |
| largo | Un texto largo | 1 |
"""


async def test_a_question_too_long_for_one_message_loses_its_buttons_when_it_is_answered(
    lucia: Phone,
) -> None:
    await sends(lucia, "largo.md", LONG.encode())
    await lucia.taps("Vista previa")

    await lucia.taps("Sí")

    assert lucia.news[-1].endswith("¿Por qué?")
    assert [one.text for one in lucia.bubbles if one.rows and "¿Lo leyó?" in one.text] == []
