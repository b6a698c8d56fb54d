"""How a person arrives: the invitation, the language, age and consent, the profile.

Where somebody stands on this way is never kept: it follows from what is there already.
"""

from dataclasses import replace
from datetime import timedelta

from bot.actions.arriving import agreeing, joining
from bot.actions.telling import turns
from bot.actions.visits import Refusal, Visit
from bot.markup import bold
from bot.render import Note
from bot.taps import LanguageTap
from bot.updates import Toast
from locales import LANGUAGES, N_
from storage import audit, invitations, organisers, participants, workshops
from storage.events import EventKind, record_event
from storage.invitations import Invitation
from storage.participants import Participant

WRONG_CODES_AN_HOUR = 5  # then guesses are not answered any more
LANGUAGE_NAMES = {"es": "Español", "fr": "Français", "en": "English", "pt": "Português"}


class InvitationUnknown(Refusal):
    sentence = N_(
        "I do not know this invitation. Please open the link once more, or ask your organisers"
        " for a new one."
    )


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
    elif role := invitation.role.of_team:
        joining.join_team(visit, invitation, role)
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
        joining.put_menu(visit.speaking(tap.language), visit.organiser)
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
    joining.greet(visit, visit.organiser)


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
        language=joining.language_for(visit, workshop),
        table_name=invitation.table_name,
        now=visit.now,
    )
    if participant.joined_at == visit.now:
        joining.use(visit, invitation, workshop)
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
