"""A passage is taken out of what others read; its author keeps it, and is told."""

from storage import audit
from tests.bot.edge import Bot, Phone

TEXT = "Se forma a docentes y se acompaña a las familias."


async def picks(lucia: Phone, maria: Phone) -> None:
    """Let María tell a practice, and Lucía pick the answer in which a passage is to go."""
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await lucia.taps("Quitar un pasaje")
    await lucia.taps("6")


async def takes_out(lucia: Phone, maria: Phone, passage: str = "a docentes ") -> None:
    await picks(lucia, maria)
    await lucia.sends(passage)
    await lucia.taps("Quitarlo")


async def test_before_and_after_are_seen_first(lucia: Phone, maria: Phone) -> None:
    await picks(lucia, maria)
    assert lucia.news == [
        f"Copie o escriba el pasaje, tal como está aquí:\n{TEXT}\n/cancelar lo deja."
    ]

    await lucia.sends("  a ")

    assert lucia.news == [
        f"Como está:\n{TEXT}\nComo lo leerían los demás:\n{TEXT.replace('a', '[…]')}\nEstá 9 veces."
    ]


async def test_what_is_taken_out_others_read_no_more(bot: Bot, lucia: Phone, maria: Phone) -> None:
    await takes_out(lucia, maria, "a docentes")

    assert "Se forma […] y se acompaña a las familias." in lucia.news[-1]
    await maria.turns_to("Rutas")
    assert "No se muestra a los demás: «a docentes»" in maria.bubbles[-1].text
    await maria.taps("Leerlo otra vez")
    assert TEXT in maria.bubbles[-1].text
    await maria.sends("/exportar")
    assert b"a docentes" in maria.documents["tertulia.json"]
    trail = bot.database.transact_now(audit.list_audit, workshop_id=None)
    assert "passage_redacted" in [one.action for one in trail]


async def test_a_change_of_something_else_does_not_bring_it_back(
    lucia: Phone, maria: Phone
) -> None:
    await takes_out(lucia, maria, "a docentes")
    await maria.edits("Rutas", "Caminos")

    await lucia.sends("/revisar")

    assert "Se forma […] y se acompaña a las familias." in lucia.news[0]
    await maria.turns_to("Caminos")
    assert "No se muestra a los demás: «a docentes»" in maria.bubbles[-1].text


async def test_around_it_the_answer_can_be_changed(lucia: Phone, maria: Phone) -> None:
    await takes_out(lucia, maria, "a docentes")
    await maria.edits(TEXT, "Formamos a docentes.")

    await lucia.sends("/revisar")

    assert "Formamos […]." in lucia.news[0]


async def test_it_ends_with_the_words_that_its_author_takes_away(
    lucia: Phone, maria: Phone
) -> None:
    await takes_out(lucia, maria, "a docentes")
    await maria.edits(TEXT, "Formamos a las escuelas.")

    await lucia.sends("/revisar")

    assert "Formamos a las escuelas." in lucia.news[0]
    await maria.turns_to("Rutas")
    assert "No se muestra" not in maria.bubbles[-1].text


async def test_what_does_not_stand_there_is_asked_again(lucia: Phone, maria: Phone) -> None:
    await picks(lucia, maria)

    await lucia.sends("a las maestras")

    assert lucia.news == ["Eso no está así en la respuesta. Cópielo de allí, por favor."]


async def test_it_can_be_left(lucia: Phone, maria: Phone) -> None:
    await picks(lucia, maria)
    await lucia.sends("a docentes")
    take, message = lucia.data_of("Quitarlo"), lucia.bubbles[-1].message_id
    await lucia.taps("Dejarlo")
    assert TEXT in lucia.news[0]

    await lucia.forges(take, message)

    assert lucia.toast == "Este botón ya no funciona."


async def test_of_a_long_answer_what_stands_around_is_shown(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await maria.edits("Se forma", "Antes. " * 60 + "Aquí está. " + "Después. " * 60)
    await lucia.sends("/revisar")
    await lucia.taps("Quitar un pasaje")
    await lucia.taps("6")

    await lucia.sends("Aquí está.")

    assert "\n…Antes. Antes. " in lucia.news[0]
    assert "…\nComo lo leerían los demás:\n…" in lucia.news[0]
    assert "Antes. […] Después." in lucia.news[0]


async def test_what_changed_meanwhile_stays_as_it_is(lucia: Phone, maria: Phone) -> None:
    await picks(lucia, maria)
    await maria.edits("Rutas", "Caminos")

    await lucia.sends("a docentes")

    assert lucia.news == ["Cambió entretanto, así que no se quitó nada."]


async def test_a_choice_has_no_passage(lucia: Phone, maria: Phone) -> None:
    await picks(lucia, maria)
    forged = lucia.data_of("6").rpartition(":")[0] + ":2"

    await lucia.forges(forged, lucia.bubbles[-1].message_id)

    assert lucia.toast == "Este botón ya no funciona."
