"""What I allow: each purpose shown with its state, taken back and given again by one tap."""

import pytest
from sqlalchemy import delete

from bot.actions.workshops import Changes
from locales import words
from storage.consents import Consent, Purpose
from storage.database import Session
from storage.submissions import get_answers
from storage.tables import consent
from tests.bot.edge import Bot, Phone
from tests.bot.kept import change, close, consents_of, submissions_of

KEEPS = "✓ El bot guarda mis respuestas para este taller."
WRITES = "✓ El bot me escribe 1, 3 y 6 meses después del taller."
WRITES_NOT = "✗ El bot me escribe 1, 3 y 6 meses después del taller."
PROFILE = """
## survey

| type | name | label |
| --- | --- | --- |
| text | called | ¿Cómo le llaman? |

## settings

| form_id | form_title | version | default_language |
| --- | --- | --- | --- |
| profile | Sobre usted | 1 | Español (es) |
"""
TOLD = "✓ Quién puede ver «Rutas seguras»: Solo participantes del taller"
TOLD_NOT = "✗ Quién puede ver «Rutas seguras»: Solo el equipo organizador"


async def test_privacy_leads_to_what_is_allowed(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await maria.sends("/privacidad")

    await maria.taps("Lo que permito")

    assert maria.news == [f"Lo que permito\n\n{KEEPS}\n\n{WRITES}\n\n{TOLD}"]
    assert maria.buttons == [
        "Retirar: guardar mis respuestas",
        "Retirar: mensajes después",
        "Solo el equipo: Rutas seguras",
    ]


async def test_the_list_of_what_was_told_leads_there_too(maria: Phone) -> None:
    await maria.sends("/mias")

    await maria.taps("Lo que permito")

    assert maria.news[-1].startswith("Lo que permito")


async def test_each_purpose_is_a_consent_of_its_own_in_the_words_of_the_form(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")

    follow_up, publication = (
        _only(consents_of(maria.bot, purpose))
        for purpose in (Purpose.FOLLOW_UP, Purpose.PUBLICATION)
    )

    assert follow_up.text == ("¿Podemos escribirle aquí 1, 3 y 6 meses después del taller?\nSí")
    assert publication.text == "¿Quién puede ver esta práctica?\nSolo participantes del taller"
    (practice,) = submissions_of(maria.bot, "practice")
    assert (publication.version, publication.submission_id) == ("workshop", practice.id)


async def test_messages_afterwards_are_taken_back_and_allowed_again(maria: Phone) -> None:
    await _opens(maria)

    await maria.taps("Retirar: mensajes después")
    assert WRITES_NOT in _screen(maria)
    assert consents_of(maria.bot, Purpose.FOLLOW_UP, in_force=True) == ()
    assert _answer(maria.bot, "profile", "followup_ok") == "no"

    await maria.taps("Permitir: mensajes después")
    assert WRITES in _screen(maria)
    assert len(consents_of(maria.bot, Purpose.FOLLOW_UP, in_force=True)) == 1
    assert _answer(maria.bot, "profile", "followup_ok") == "yes"


async def test_a_contribution_is_hidden_from_others_and_shown_again(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await _opens(maria)

    await maria.taps("Solo el equipo: Rutas seguras")
    assert TOLD_NOT in _screen(maria)
    assert _shares(maria.bot) == ("organisers", "organisers", ["organisers"])

    await maria.taps("Permitir: Rutas seguras")
    assert TOLD in _screen(maria)
    assert _shares(maria.bot) == ("workshop", "workshop", ["workshop"])


async def test_what_was_sent_before_consents_had_purposes_is_given_again_too(
    maria: Phone,
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    maria.bot.database.transact_now(_forget_consents_but, kept=())
    await _opens(maria)

    await maria.taps("Solo el equipo: Rutas seguras")
    await maria.taps("Permitir: Rutas seguras")

    assert _shares(maria.bot) == ("workshop", "workshop", ["workshop"])


async def test_it_is_hidden_at_once_while_its_author_is_changing_it(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await maria.turns_to("Rutas seguras")
    await maria.taps("Cambiarlo")
    await _opens(maria)

    await maria.taps("Solo el equipo: Rutas seguras")

    assert _shares(maria.bot) == ("organisers", "organisers", ["organisers"])


async def test_it_stays_hidden_when_a_change_that_waited_in_a_closed_workshop_is_given_up(
    maria: Phone,
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await maria.turns_to("Rutas seguras")
    await maria.taps("Cambiarlo")
    await _opens(maria)
    close(maria.bot)

    await maria.taps("Solo el equipo: Rutas seguras")
    await maria.turns_to("Rutas seguras")
    await maria.taps("Dejarlo como estaba")

    assert _shares(maria.bot) == ("organisers", "organisers", ["organisers"])


async def test_what_is_taken_back_needs_no_open_workshop(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await _opens(maria)
    close(maria.bot)

    await maria.taps("Solo el equipo: Rutas seguras")
    await maria.taps("Retirar: mensajes después")

    assert _shares(maria.bot) == ("organisers", "organisers", ["organisers"])
    assert consents_of(maria.bot, Purpose.FOLLOW_UP, in_force=True) == ()


@pytest.mark.parametrize("over", [False, True], ids=["open", "closed"])
async def test_what_is_taken_back_leaves_the_chats_of_the_table(bot: Bot, *, over: bool) -> None:
    code = bot.seat_at("Mesa 2")
    ana, luis = bot.phone("Ana"), bot.phone("Luis")
    for phone in (ana, luis):
        await phone.arrives(code=code)
    await ana.shows_the_table("Rutas seguras")
    if over:
        close(bot)
    await _opens(ana)

    await ana.taps("Solo el equipo: Rutas seguras")

    assert "Rutas seguras" not in "".join(one.text for one in luis.bubbles)


async def test_who_no_longer_lets_answers_be_kept_is_asked_nothing_before_a_new_yes(
    maria: Phone,
) -> None:
    await _opens(maria)

    await maria.taps("Retirar: guardar mis respuestas")
    assert maria.news == [
        "De acuerdo. No le pregunto nada más. Lo que contó queda guardado hasta que usted lo borre.",
        "¿Borrar todo lo que usted contó en este taller? No se puede deshacer.",
    ]
    assert consents_of(maria.bot, Purpose.WORKSHOP, in_force=True) == ()

    await maria.taps("Permitir: guardar mis respuestas")
    assert "¿Nos permite guardar sus respuestas" in maria.news[-1]
    await maria.taps("Acepto")
    assert len(consents_of(maria.bot, Purpose.WORKSHOP, in_force=True)) == 1


async def test_an_old_button_changes_nothing_and_shows_how_things_stand(maria: Phone) -> None:
    await _opens(maria)
    screen, old = maria.newest, maria.data_of("Retirar: mensajes después")
    await maria.taps("Retirar: mensajes después")
    again = maria.data_of("Permitir: mensajes después")
    await maria.taps("Permitir: mensajes después")

    for data in (old, again, "permit:take-back:publication:7:7"):
        await maria.forges(data, screen)

        assert maria.toast == "Así está ahora."
        assert WRITES in _screen(maria)


@pytest.mark.parametrize("changed", [Changes(), Changes(identity_days=30)], ids=["", "lapsed"])
async def test_what_was_taken_back_stays_so_when_the_form_is_sent_again(
    maria: Phone, changed: Changes
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await _opens(maria)
    change(maria.bot, changed)
    await maria.taps("Solo el equipo: Rutas seguras")
    if changed != Changes():
        await maria.sends("/mias")
        await maria.taps("Acepto")

    await maria.turns_to("Rutas seguras")
    await maria.taps("Cambiarlo")
    await maria.taps("Enviar el cambio")

    assert _shares(maria.bot) == ("organisers", "organisers", ["organisers"])


async def test_allowing_needs_the_consent_of_today_and_taking_back_does_not(maria: Phone) -> None:
    await _opens(maria)
    await maria.taps("Retirar: mensajes después")
    change(maria.bot, Changes(identity_days=30))

    await maria.taps("Permitir: mensajes después")

    assert "¿Nos permite guardar sus respuestas" in maria.news[-1]
    assert consents_of(maria.bot, Purpose.FOLLOW_UP, in_force=True) == ()


async def test_what_is_withdrawn_may_be_seen_by_nobody(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await maria.turns_to("Rutas seguras")
    for label in ("Withdraw it", "Yes, withdraw it"):
        await maria.taps(words("es").say(label))

    assert consents_of(maria.bot, Purpose.PUBLICATION, in_force=True) == ()


async def test_where_no_profile_asks_it_messages_afterwards_are_allowed_on_the_screen(
    bot: Bot,
) -> None:
    await bot.publish(PROFILE)
    ana = bot.phone("Ana")
    await ana.agrees()
    await ana.sends("Ana")
    await ana.taps("Enviar")
    await _opens(ana)
    assert WRITES_NOT in _screen(ana)

    await ana.taps("Permitir: mensajes después")
    assert [one.text for one in consents_of(bot, Purpose.FOLLOW_UP)] == [WRITES[2:]]
    await ana.taps("Retirar: mensajes después")

    assert consents_of(bot, Purpose.FOLLOW_UP, in_force=True) == ()


async def test_what_its_author_kept_for_the_organisers_is_shown_and_not_offered(
    maria: Phone,
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await maria.turns_to("Rutas seguras")
    await maria.taps(words("es").say("Who may see it"))
    await maria.taps("Solo el equipo organizador")
    await maria.taps("Enviar el cambio")
    only = consents_of(maria.bot, Purpose.PUBLICATION)[-1:]
    maria.bot.database.transact_now(_forget_consents_but, kept=only)

    await _opens(maria)

    assert TOLD_NOT in _screen(maria)
    assert [one for one in maria.buttons if "Rutas" in one] == []


async def test_a_stranger_allows_nothing(bot: Bot) -> None:
    ana = bot.phone("Ana")
    await ana.starts()

    for data in ("permissions", "permit:allow:follow_up:0:0"):
        await ana.forges(data, ana.newest)
        assert ana.toast == "Este botón ya no funciona."


async def test_an_adolescent_is_not_written_to_afterwards(bot: Bot) -> None:
    change(bot, Changes(adolescents=True, guardian_note="Signed on paper."))
    ana = bot.phone("Ana")
    await ana.starts(bot.home.participants)
    for label in (
        "Español",
        "No, menos de 18",
        "Sí, quiero",
        "Honduras",
        "Gobierno nacional",
        "Educación y sensibilización",
        "Omitir",
        "Enviar",
    ):
        await ana.taps(label)

    await _opens(ana)

    assert _screen(ana) == f"Lo que permito\n\n{KEEPS}"
    assert consents_of(bot, Purpose.FOLLOW_UP) == ()


def _forget_consents_but(db: Session, *, kept: tuple[Consent, ...]) -> None:
    """Let a contribution never have been for anybody else."""
    ids = [one.id for one in kept]
    publication = consent.c.purpose == Purpose.PUBLICATION
    db.execute(delete(consent).where(publication, consent.c.id.not_in(ids)))


async def _opens(phone: Phone) -> None:
    await phone.sends("/privacidad")
    await phone.taps("Lo que permito")


def _screen(phone: Phone) -> str:
    """Return the newest screen of permissions, which is changed in place."""
    return [one.text for one in phone.bubbles if one.text.startswith("Lo que permito")][-1]


def _only(consents: tuple[Consent, ...]) -> Consent:
    (one,) = consents
    return one


def _answer(bot: Bot, form_id: str, name: str) -> str:
    (told,) = submissions_of(bot, form_id)
    return _value(bot, told.id, name)


def _shares(bot: Bot) -> tuple[str | None, str, list[str | None]]:
    """Return who may see the practice: as it is counted, as it was answered, as it was agreed to."""
    (told,) = submissions_of(bot, "practice")
    agreed = [one.version for one in consents_of(bot, Purpose.PUBLICATION, in_force=True)]
    return told.share, _value(bot, told.id, "share"), agreed


def _value(bot: Bot, submission_id: int, name: str) -> str:
    answers = bot.database.transact_now(get_answers, submission_id=submission_id)
    return next(one.value for one in answers if one.name == name)
