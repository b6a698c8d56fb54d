"""How a person arrives: the invitation, the language, age and consent, the profile.

Where somebody stands on this way is never kept: it follows from what is there already.
"""

from dataclasses import replace
from datetime import timedelta

from bot.actions.arriving import agreeing
from bot.actions.digests import hour_of
from bot.actions.safeguarding import lines
from bot.actions.telling import turns
from bot.actions.visits import Refusal, Visit
from bot.commands import Verb, name_of
from bot.commands import menu as commands_of
from bot.markup import bold
from bot.render import Message, Note
from bot.taps import LanguageTap
from bot.updates import Toast
from locales import LANGUAGES, N_, negotiate
from storage import audit, hotlines, invitations, organisers, participants, workshops
from storage.events import EventKind, record_event
from storage.invitations import Invitation, Role
from storage.participants import Participant
from storage.workshops import Workshop

WRONG_CODES_AN_HOUR = 5  # then guesses are not answered any more
LANGUAGE_NAMES = {"es": "Español", "fr": "Français", "en": "English", "pt": "Português"}


class InvitationUnknown(Refusal):
    sentence = N_(
        "I do not know this invitation. Please open the link once more, or ask your organisers"
        " for a new one."
    )


class InvitationOver(Refusal):
    sentence = N_("This invitation is no longer valid. Please ask your organisers for a new one.")


class NotInvited(Refusal):
    sentence = N_(
        "I am the bot of a workshop and write only with its participants. Please open the"
        " invitation link which your organisers gave you."
    )


def start(visit: Visit, argument: str) -> None:
    """Take the invitation in `argument`; without one, go on where the person stands."""
    if not argument:
        go_on(visit)
        return
    invitation = invitations.find_invitation(visit.db, code=argument)
    if invitation is None:
        _refuse_guess(visit)
    elif invitation.role is Role.ORGANISER:
        _accept_organiser(visit, invitation)
    else:
        _accept_participant(visit, invitation)


def go_on(visit: Visit) -> None:
    """Put what comes next for this person: language, age, consent, profile, or what is open."""
    participant = may_answer(visit)
    if participant:
        turns.put_open_question(visit, participant)


def may_answer(visit: Visit) -> Participant | None:
    """Return who may answer now; None where a step of the arrival has been put instead."""
    participant = visit.participant
    if participant is None:
        _greet_without_participant(visit)
    elif not participant.language_chosen:
        put_languages(visit)
    elif not agreeing.put_missing(visit, participant):
        return participant
    return None


def put_languages(visit: Visit) -> None:
    if visit.participant is None and visit.organiser is None:
        raise NotInvited
    buttons = tuple((LANGUAGE_NAMES[code], LanguageTap(code)) for code in LANGUAGES)
    question = visit.words.say(N_("In which language do you want to go on?"))
    visit.show(Note(bold(question), buttons))


def choose_language(visit: Visit, tap: LanguageTap) -> Toast | None:
    """Keep the language, and put again in it what is open."""
    if tap.language not in LANGUAGES:
        return None
    if visit.participant:
        participants.set_language(
            visit.db, participant_id=visit.participant.id, language=tap.language
        )
    if visit.organiser:
        organisers.set_language(visit.db, organiser_id=visit.organiser.id, language=tap.language)
        _promise_menu(visit.speaking(tap.language))
    _go_on_in(visit, tap.language)
    visit.drop_buttons()
    return Toast(LANGUAGE_NAMES[tap.language])


def _go_on_in(visit: Visit, language: str) -> None:
    """Go on in `language`, with what was just written about this person."""
    chat_id = visit.came.chat_id
    go_on(
        replace(
            visit,
            language=language,
            participant=participants.find_participant(visit.db, chat_id=chat_id),
            organiser=organisers.find_organiser(visit.db, chat_id=chat_id),
        )
    )


def _greet_without_participant(visit: Visit) -> None:
    if visit.organiser is None:
        raise NotInvited
    visit.say(
        N_(
            "You are an organiser of this workshop. {digest} shows what has come in, {forms} the"
            " forms."
        ),
        digest=name_of(Verb.DIGEST, visit.words),
        forms=name_of(Verb.FORMS, visit.words),
    )


def _refuse_guess(visit: Visit) -> None:
    """Say once more that the code is unknown, but not to somebody who keeps guessing."""
    guesses = audit.count_recent(
        visit.db,
        actor_chat_id=visit.came.chat_id,
        action="invitation_refused",
        since=visit.now - timedelta(hours=1),
    )
    visit.record("guest", "invitation_refused", workshop_id=None)
    if guesses < WRONG_CODES_AN_HOUR:
        visit.say(InvitationUnknown.sentence)


def _accept_participant(visit: Visit, invitation: Invitation) -> None:
    workshop = workshops.get_workshop(visit.db, workshop_id=invitation.workshop_id)
    participant = participants.join_workshop(
        visit.db,
        workshop_id=workshop.id,
        chat_id=visit.came.chat_id,
        language=_language_for(visit, workshop),
        table_name=invitation.table_name,
        now=visit.now,
    )
    if participant.joined_at == visit.now:
        _use(visit, invitation, workshop)
        record_event(
            visit.db,
            workshop_id=workshop.id,
            kind=EventKind.JOINED,
            at=visit.now,
            participant_id=participant.id,
        )
    if invitation.table_name:
        _seat(visit.speaking(participant.language), participant, invitation.table_name)
    _go_on_in(visit, participant.language)


def _seat(visit: Visit, participant: Participant, table: str) -> None:
    """Say at which table somebody sits; the link of another table is how they change it."""
    participants.set_table(visit.db, participant_id=participant.id, table_name=table)
    visit.say(N_("Your table: {table}"), table=table)


def _accept_organiser(visit: Visit, invitation: Invitation) -> None:
    workshop = workshops.get_workshop(visit.db, workshop_id=invitation.workshop_id)
    organiser = organisers.join_organiser(
        visit.db,
        workshop_id=workshop.id,
        chat_id=visit.came.chat_id,
        language=_language_for(visit, workshop),
        now=visit.now,
    )
    if organiser.joined_at == visit.now:
        _use(visit, invitation, workshop)
        visit.record("organiser", "organiser_joined", workshop_id=workshop.id)
    speaking = visit.speaking(organiser.language)
    _promise_menu(speaking)
    speaking.say(
        N_(
            "Welcome. You are an organiser of “{title}”. Every day at {hour}:00 ({zone}) I send"
            " you what came in; {digest} shows it at any time. {forms} shows the forms, and how to"
            " bring your own. {language} changes the language."
        ),
        title=workshop.title,
        hour=hour_of(organiser, workshop),
        zone=workshop.zone,
        digest=name_of(Verb.DIGEST, speaking.words),
        forms=name_of(Verb.FORMS, speaking.words),
        language=name_of(Verb.LANGUAGE, speaking.words),
    )
    if not hotlines.is_open(visit.db, workshop):
        lines.put_cards(speaking, organiser, workshop)


def _use(visit: Visit, invitation: Invitation, workshop: Workshop) -> None:
    """Count one use of the invitation; refuse where it is over."""
    expired = invitation.expires_at is not None and invitation.expires_at <= visit.now
    if expired or workshop.closed_at is not None:
        raise InvitationOver
    if not invitations.use_invitation(visit.db, invitation_id=invitation.id):
        raise InvitationOver


def _language_for(visit: Visit, workshop: Workshop) -> str:
    return negotiate(
        visit.came.language_code, default=workshop.default_language, among=workshop.languages
    )


def _promise_menu(visit: Visit) -> None:
    """Show an organiser's own commands in the menu of this chat."""
    scope = {"type": "chat", "chat_id": visit.came.chat_id}
    commands = commands_of(visit.words, organiser=True)
    visit.promise([Message("setMyCommands", {"commands": commands, "scope": scope})])
