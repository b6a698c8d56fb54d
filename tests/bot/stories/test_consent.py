"""Age and consent: asked before the first answer, and again where what is promised has changed."""

import json

from bot.actions.workshops import Changes
from storage.consents import Purpose
from storage.participants import Age
from tests.bot.edge import Bot, Phone
from tests.bot.kept import (
    answers_of,
    change,
    close,
    consents_of,
    count_held,
    forget_ages,
    forget_form,
    people,
    submissions_of,
    the_only_one,
)

CHANGED = "Lo que prometo sobre sus respuestas cambió, por eso le pregunto de nuevo."
HELD = "Lo que acaba de enviar no se pierde: lo recibo justo después."
ASKED = "¿Nos permite guardar sus respuestas para este taller?"
AGE = "¿Tiene 18 años o más?"
VISIT = """
## survey

| type | name | label |
| --- | --- | --- |
| text | who | ¿A quién visitó? |
| geopoint | where | ¿Dónde fue? |
| image | seen | ¿Qué se vio? |
| text | more | ¿Algo más? |

## settings

| form_id | form_title | version | default_language |
| --- | --- | --- | --- |
| visit | Una visita | 1 | Español (es) |
"""


async def test_a_minor_is_sent_away_kindly_with_help_and_nothing_is_kept(bot: Bot) -> None:
    ana = bot.phone("Ana")
    await ana.starts(bot.home.participants)
    await ana.taps("Español")
    assert ana.news[-1] == AGE

    await ana.taps("No, menos de 18")

    (said,) = ana.news
    assert said.startswith("Gracias por decírmelo. No hiciste nada malo.")
    assert "145" in said
    await ana.sends("Me pasó algo")
    assert ana.news == [said]
    assert (the_only_one(bot).age, consents_of(bot), len(submissions_of(bot))) == (Age.MINOR, (), 0)


async def test_an_adult_who_tapped_wrong_comes_in_all_the_same(bot: Bot) -> None:
    ana = bot.phone("Ana")
    await ana.starts(bot.home.participants)
    await ana.taps("Español")
    await ana.taps("No, menos de 18")

    await ana.taps("Tengo 18 o más")

    assert ASKED in ana.news[-1]
    assert the_only_one(bot).age is Age.ADULT


async def test_an_adult_is_asked_for_the_age_once(maria: Phone) -> None:
    await maria.forges("age:minor", maria.newest)

    assert (maria.news, maria.toast) == ([], "Este botón ya no funciona.")
    assert the_only_one(maria.bot).age is Age.ADULT


async def test_an_adolescent_is_asked_in_plain_words_and_sees_first_who_can_help(bot: Bot) -> None:
    change(bot, Changes(adolescents=True, guardian_note="Signed on paper."))
    ana = bot.phone("Ana")
    await ana.starts(bot.home.participants)
    await ana.taps("Español")
    await ana.taps("No, menos de 18")
    assert "¿Quieres participar?" in ana.news[-1]
    assert ana.buttons == ["Sí, quiero", "No, gracias"]

    await ana.taps("Sí, quiero")

    card, question = ana.news
    assert card.startswith("¿Alguien está en peligro ahora?")
    assert question.endswith("¿En qué país trabaja?")


async def test_an_adolescent_is_sent_away_when_the_workshop_takes_none_any_more(bot: Bot) -> None:
    change(bot, Changes(adolescents=True, guardian_note="Signed on paper."))
    ana = bot.phone("Ana")
    await ana.starts(bot.home.participants)
    for label in ("Español", "No, menos de 18", "Sí, quiero"):
        await ana.taps(label)
    change(bot, Changes(adolescents=False))

    await ana.taps("Honduras")

    assert ana.news[0].startswith("Gracias por decírmelo.")
    assert answers_of(bot) == []


async def test_an_old_yes_of_an_adolescent_is_none_where_none_may_take_part(bot: Bot) -> None:
    change(bot, Changes(adolescents=True, guardian_note="Signed on paper."))
    ana = bot.phone("Ana")
    await ana.starts(bot.home.participants)
    for label in ("Español", "No, menos de 18"):
        await ana.taps(label)
    change(bot, Changes(adolescents=False))

    await ana.taps("Sí, quiero")

    assert ana.news[0].startswith("Gracias por decírmelo.")
    assert consents_of(bot) == ()


async def test_who_came_before_ages_were_asked_is_asked_once_and_loses_nothing(
    maria: Phone,
) -> None:
    await maria.sends("/practica")
    forget_ages(maria.bot)

    await maria.sends("Rutas seguras")
    assert maria.news == [
        f"Primero una pregunta que hago una vez a todas las personas. {HELD}",
        AGE,
    ]
    await maria.taps("Sí, 18 o más")

    assert maria.news[-1].startswith("2 de 18\n")
    assert "Rutas seguras" in answers_of(maria.bot)


async def test_a_minor_who_told_something_before_is_asked_before_it_is_erased(
    maria: Phone,
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    forget_ages(maria.bot)
    await maria.sends("/practica")

    await maria.taps("No, menos de 18")
    assert maria.news[-1].endswith("Entonces hay que borrar todo lo que contaste aquí.")
    assert (the_only_one(maria.bot).age, len(submissions_of(maria.bot))) == (None, 2)
    await maria.taps("Tengo menos de 18: borrar")

    assert people(maria.bot) == ()


async def test_what_a_minor_sends_before_the_age_is_asked_is_not_held_any_longer(bot: Bot) -> None:
    bot.database.transact_now(forget_form, code="profile")
    ana = bot.phone("Ana")
    await ana.agrees()
    forget_ages(bot)
    await ana.sends("Me pasó algo")
    assert count_held(bot) == 1

    await ana.taps("No, menos de 18")

    assert (count_held(bot), submissions_of(bot)) == (0, ())
    assert ana.news[0].startswith("Gracias por decírmelo.")


async def test_who_turns_out_to_be_an_adolescent_is_not_written_to_afterwards(
    maria: Phone,
) -> None:
    change(maria.bot, Changes(adolescents=True, guardian_note="Signed on paper."))
    forget_ages(maria.bot)
    await maria.sends("/practica")

    await maria.taps("No, menos de 18")

    assert "¿Quieres participar?" in maria.news[-1]
    assert consents_of(maria.bot, Purpose.FOLLOW_UP, in_force=True) == ()


async def test_an_answer_is_held_while_the_consent_of_today_is_asked_for(maria: Phone) -> None:
    await maria.sends("/practica")
    change(maria.bot, Changes(identity_days=30))

    await maria.sends("Rutas seguras")
    assert maria.news[0] == f"{CHANGED} {HELD}"
    assert "El 25 de diciembre de 2026 olvido quién contó qué." in maria.news[1]
    assert "Rutas seguras" not in answers_of(maria.bot)
    await maria.taps("Acepto")

    assert maria.news[-1].startswith("2 de 18\n")
    assert "Rutas seguras" in answers_of(maria.bot)
    assert len({one.version for one in consents_of(maria.bot, Purpose.WORKSHOP)}) == 2


async def test_a_press_in_the_middle_is_asked_for_again(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    change(maria.bot, Changes(answers_days=300))

    await maria.taps("En uso actualmente")
    assert maria.news[0] == CHANGED
    await maria.taps("Acepto")

    assert "En uso actualmente" in maria.buttons


async def test_all_that_was_sent_while_it_was_asked_for_is_taken_in_its_order(
    maria: Phone,
) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    await maria.taps("En uso actualmente")
    change(maria.bot, Changes(identity_days=30))

    await maria.sends("Prevención")
    await maria.sends("Adolescentes")
    await maria.taps("Acepto")

    assert "Prevención" in str(maria.bubbles)
    assert count_held(maria.bot) == 0


async def test_places_photos_and_edited_messages_are_held_too_and_a_sticker_is_not(
    maria: Phone,
) -> None:
    await maria.bot.publish(VISIT)
    await maria.begins("Una visita")
    await maria.sends("Ana")
    change(maria.bot, Changes(identity_days=30))

    await maria.sends_location(14.07, -87.21)
    await maria.edits("Ana", "Rosa")
    await maria.sends_photo()
    await maria.did(maria.bot.simulator.send_sticker(maria.person))
    assert count_held(maria.bot) == 3
    await maria.taps("Acepto")

    assert count_held(maria.bot) == 0
    photo, place, who = answers_of(maria.bot)[-3:]
    assert (photo[-4:], place, who) == (".jpg", "14.07 -87.21", "Rosa")


async def test_what_is_held_is_among_all_that_is_known_of_a_person(maria: Phone) -> None:
    change(maria.bot, Changes(identity_days=30))
    await maria.sends("Rutas seguras")
    await maria.sends_location(14.07, -87.21)
    await maria.sends_photo()

    await maria.sends("/exportar")

    (told,) = (one for name, one in maria.documents.items() if name.endswith(".json"))
    (workshop,) = json.loads(told)["workshops"]
    assert [(one["text"], one["carrier"]) for one in workshop["captures"]] == [
        ("Rutas seguras", ""),
        ("14.07 -87.21", ""),
        ("", "photo"),
    ]


async def test_no_more_is_held_than_twenty_messages(maria: Phone) -> None:
    change(maria.bot, Changes(identity_days=30))

    for number in range(22):
        await maria.sends(f"Nota {number}")
        await maria.bot.app.drained()

    assert count_held(maria.bot) == 20
    assert maria.news[0] == CHANGED


async def test_who_refuses_the_new_words_is_told_what_stays_and_what_is_not_kept(
    maria: Phone,
) -> None:
    await maria.sends("/practica")
    change(maria.bot, Changes(identity_days=30))
    await maria.sends("Rutas seguras")

    await maria.taps("No")

    assert maria.news == [
        "Lo que envió mientras tanto no lo guardé.",
        "De acuerdo. No le pregunto nada más. Lo que contó queda guardado hasta que usted lo borre.",
        "¿Borrar todo lo que usted contó en este taller? No se puede deshacer.",
    ]
    assert "Rutas seguras" not in answers_of(maria.bot)
    await maria.sends("Otra cosa")
    assert [ASKED in one for one in maria.news] == [True]
    await maria.taps("Acepto")
    assert maria.news[-1].startswith("1 de 18\n")


async def test_a_newer_translation_asks_nobody_again(maria: Phone) -> None:
    await maria.sends("/idioma")

    await maria.taps("Français")
    await maria.sends("/pratique")

    assert maria.news[-1].startswith("1 sur 18\n")
    assert len(consents_of(maria.bot, Purpose.WORKSHOP)) == 1


async def test_what_a_closed_workshop_no_longer_takes_is_said_after_the_yes(maria: Phone) -> None:
    await maria.sends("/practica")
    change(maria.bot, Changes(identity_days=30))
    await maria.sends("Rutas seguras")
    close(maria.bot)

    await maria.taps("Acepto")

    assert maria.news == ["Este taller ya no recibe respuestas. Gracias por haber participado."]
    assert len(consents_of(maria.bot, Purpose.WORKSHOP)) == 2
