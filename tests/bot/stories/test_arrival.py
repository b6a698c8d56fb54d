"""How people come in: the invitation, the language, consent, the profile."""

from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from bot.actions.workshops import Role, choose_workshop, invite
from storage.workshops import close_workshop
from tests.bot.edge import Bot, Phone, Watch
from tests.bot.kept import consents_of, the_only_one

NOT_INVITED = (
    "Soy el bot de un taller y solo converso con sus participantes. Por favor, abra el enlace de"
    " invitación que le dio el equipo organizador."
)
UNKNOWN = (
    "No conozco esta invitación. Por favor, abra el enlace otra vez o pida uno nuevo al equipo"
    " organizador."
)
OVER = "Esta invitación ya no es válida. Por favor, pida una nueva al equipo organizador."


async def test_a_stranger_is_told_what_the_bot_is(bot: Bot) -> None:
    stranger = bot.phone("Ana")

    await stranger.starts()
    assert stranger.news == [NOT_INVITED]

    for text in ("Hola", "/practica", "/idioma", "/mias"):
        await stranger.sends(text)
        assert stranger.news == [NOT_INVITED]


async def test_the_language_is_asked_in_the_one_telegram_names(bot: Bot) -> None:
    jean, grace = bot.phone("Jean", "fr"), bot.phone("Grace", "en-GB")

    await jean.starts(bot.home.participants)
    await grace.starts(bot.home.participants)

    assert jean.news == ["Dans quelle langue souhaitez-vous continuer\u202f?"]
    assert grace.news == ["In which language do you want to go on?"]
    assert grace.buttons == ["Español", "Français", "English", "Português"]


async def test_an_unknown_language_is_answered_in_that_of_the_workshop(bot: Bot) -> None:
    pieter = bot.phone("Pieter", "nl")

    await pieter.starts(bot.home.participants)

    assert pieter.news == ["¿En qué idioma quiere seguir?"]


async def test_consent_is_kept_with_the_very_text_that_was_shown(bot: Bot) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)
    await maria.taps("Español")
    await maria.taps("Sí, 18 o más")
    shown = maria.bubbles[-1].text

    await maria.taps("Acepto")

    (consent,) = consents_of(bot)
    assert _without_tags(consent.text) == shown
    assert consent.sha256 == sha256(consent.text.encode()).hexdigest()
    assert (consent.language, consent.given_at) == ("es", bot.watch())
    assert maria.news == ["1 de 5\n¿En qué país trabaja?"]


async def test_without_consent_nothing_is_asked_and_it_can_be_given_later(bot: Bot) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)
    await maria.taps("Español")
    await maria.taps("Sí, 18 o más")

    await maria.taps("No")
    assert maria.news == [
        "De acuerdo. No guardo nada de lo que escriba. Si cambia de opinión: /start"
    ]

    await maria.sends("Rutas seguras")
    assert "¿Nos permite guardar sus respuestas" in maria.news[-1]

    await maria.taps("Acepto")
    assert maria.news == ["1 de 5\n¿En qué país trabaja?"]


async def test_a_text_that_is_not_the_one_of_today_is_not_agreed_to(bot: Bot) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)
    await maria.taps("Español")
    await maria.taps("Sí, 18 o más")
    old = maria.data_of("Acepto")
    await maria.sends("/language")
    await maria.taps("English")

    await maria.forges(old, maria.newest)

    assert consents_of(bot) == ()
    assert "May we keep your answers" in maria.news[-1]


async def test_before_the_language_nothing_else_is_asked(bot: Bot) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)

    await maria.sends("/practica")

    assert maria.news == ["¿En qué idioma quiere seguir?"]


async def test_before_the_profile_no_practice_is_asked(bot: Bot) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)
    await maria.taps("Español")
    await maria.taps("Sí, 18 o más")
    await maria.taps("Acepto")

    await maria.sends("/practica")

    assert maria.news[0] == (
        "Primero, por favor, unas preguntas cortas sobre usted. Después podrá contarlo."
    )
    assert maria.news[-1].endswith("1 de 5\n¿En qué país trabaja?")


async def test_a_second_start_in_the_middle_puts_the_open_question_again(maria: Phone) -> None:
    await maria.sends("/practica")

    await maria.starts(maria.bot.home.participants)

    assert maria.news[-1].endswith(
        "1 de 18\n¿Cómo se llama la práctica?\n\nUn nombre corto, de hasta 80 caracteres."
    )


async def test_who_has_nothing_open_is_shown_what_can_be_told(maria: Phone) -> None:
    await maria.starts()

    assert maria.news == ["¿Qué le gustaría contar?"]
    assert maria.buttons == ["Contar una buena práctica", "Contar una lección aprendida"]


async def test_wrong_codes_are_not_answered_after_the_fifth_in_an_hour(
    bot: Bot, watch: Watch
) -> None:
    guesser = bot.phone("Ana")
    for _ in range(5):
        await guesser.starts("wrong")
        assert guesser.news == [UNKNOWN]

    await guesser.starts("wrong")
    assert guesser.news == []

    watch.move(hours=2)
    await guesser.starts("wrong")
    assert guesser.news == [UNKNOWN]


async def test_a_used_up_invitation_is_refused_but_not_to_who_used_it(bot: Bot) -> None:
    code = _invite(bot, max_uses=1)
    maria, ana = bot.phone("María"), bot.phone("Ana")
    await maria.starts(code)
    bot.watch.move(minutes=1)

    await ana.starts(code)
    await maria.starts(code)

    assert ana.news == [OVER]
    assert maria.news[-1] == "¿En qué idioma quiere seguir?"


async def test_an_expired_invitation_is_refused(bot: Bot, watch: Watch) -> None:
    code = _invite(bot, expires_at=watch() + timedelta(days=1))
    watch.move(days=2)
    ana = bot.phone("Ana")

    await ana.starts(code)

    assert ana.news == [OVER]


async def test_a_profile_that_was_stopped_is_gone_on_with(bot: Bot) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)
    for label in ("Español", "Sí, 18 o más", "Acepto", "Honduras"):
        await maria.taps(label)
    await maria.sends("/cancelar")

    await maria.starts()

    assert maria.news[-1].endswith("2 de 5\n¿En qué tipo de organización trabaja?")


async def test_the_profile_is_asked_once(maria: Phone) -> None:
    await maria.forges("begin:profile", maria.newest)

    assert maria.news == ["¿Qué le gustaría contar?"]


async def test_an_old_no_takes_nothing_back(bot: Bot) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)
    await maria.taps("Español")
    await maria.taps("Sí, 18 o más")
    no, where = maria.data_of("No"), maria.bubbles[-1].message_id
    await maria.taps("Acepto")

    await maria.forges(no, where)

    assert (maria.news, maria.toast) == ([], "Esto ya lo aceptó.")
    assert [one.in_force for one in consents_of(bot)] == [True]


async def test_a_closed_workshop_is_told_to_who_comes_back(maria: Phone) -> None:
    workshop = maria.bot.database.transact_now(choose_workshop, number=None)
    maria.bot.database.transact_now(close_workshop, workshop_id=workshop.id, now=maria.bot.watch())

    await maria.starts()

    assert maria.news == ["Este taller ya no recibe respuestas. Gracias por haber participado."]


async def test_a_closed_workshop_takes_nobody_in_and_no_answers(maria: Phone) -> None:
    await maria.sends("/practica")
    workshop = maria.bot.database.transact_now(choose_workshop, number=None)
    maria.bot.database.transact_now(close_workshop, workshop_id=workshop.id, now=maria.bot.watch())

    await maria.sends("Rutas seguras")
    ana = maria.bot.phone("Ana")
    await ana.starts(maria.bot.home.participants)

    assert maria.news == ["Este taller ya no recibe respuestas. Gracias por haber participado."]
    assert ana.news == [OVER]


@pytest.mark.parametrize("data", ["language:xx", "consent:yes:0000"])
async def test_forged_buttons_of_the_arrival_change_nothing(bot: Bot, data: str) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)

    await maria.forges(data, maria.newest)

    participant = the_only_one(bot)
    assert (participant.language_chosen, consents_of(bot)) == (False, ())


async def test_a_stranger_cannot_agree_to_anything(bot: Bot) -> None:
    stranger = bot.phone("Ana")
    await stranger.starts()

    await stranger.forges("consent:yes:0000", stranger.newest)

    assert (stranger.news, stranger.toast) == ([], "Este botón ya no funciona.")


async def test_a_form_that_the_workshop_does_not_ask_is_refused(maria: Phone) -> None:
    await maria.forges("begin:advocacy", maria.newest)

    assert maria.news == ["Este taller no pregunta por eso."]


def _invite(bot: Bot, *, max_uses: int | None = None, expires_at: datetime | None = None) -> str:
    workshop = bot.database.transact_now(choose_workshop, number=None)
    return bot.database.transact_now(
        invite,
        workshop_id=workshop.id,
        role=Role.PARTICIPANT,
        table_name="Mesa 4",
        max_uses=max_uses,
        expires_at=expires_at,
        now=bot.watch(),
    )


def _without_tags(html: str) -> str:
    return html.replace("<b>", "").replace("</b>", "")
