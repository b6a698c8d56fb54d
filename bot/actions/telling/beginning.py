"""Beginning a form: what was open stays as it is, and what was begun before is not lost."""

from collections.abc import Mapping

from bot.actions.offers import called, list_begun
from bot.actions.telling import keeping, wave_forms
from bot.actions.telling.around import Around, of_version
from bot.actions.telling.taking import open_workshop, park_others, promise, with_recap
from bot.actions.visits import Refusal, Visit
from bot.commands import Verb, name_of
from bot.markup import bold
from bot.render import Note
from bot.taps import FormTap, ResumeTap
from conversations.conversation import NOTHING_GIVEN, Turn
from locales import N_
from storage import adoptions, conversations, forms, submissions
from storage.adoptions import Asked
from storage.conversations import ConversationStatus, StoredConversation
from storage.forms import FormVersion
from storage.participants import Participant


class NotAsked(Refusal):
    sentence = N_("This workshop does not ask for that.")


def begin(
    visit: Visit,
    participant: Participant,
    form_id: str,
    *,
    about: int | None = None,
    given: Mapping[str, str] = NOTHING_GIVEN,
) -> StoredConversation:
    """Begin a form, about another submission or not; `given` is proposed where it fits."""
    version, around = _asked(visit, participant, form_id)
    start = wave_forms.start_of(visit, participant, form_id)
    submission = submissions.begin_submission(
        visit.db,
        participant_id=participant.id,
        form_id=form_id,
        form_version_id=version.id,
        now=visit.now,
        subject_id=about,
    )
    if start is not None:
        adoptions.link(visit.db, Asked(submission.id, start.wave_id, start.adoption_id))
        given = {**given, **start.given}
    turn = around.begin(language=visit.language, seed=submission.id, given=given)
    left = _word_of_what_is_left(visit, participant)
    stored = conversations.begin_conversation(
        visit.db,
        participant_id=participant.id,
        form_version_id=version.id,
        submission_id=submission.id,
        turn=0,
        state=turn.conversation.to_state(),
        language=visit.language,
        now=visit.now,
    )
    park_others(visit, stored)
    promise(visit, around, stored, with_recap(turn, left))
    return stored


def tried(visit: Visit, participant: Participant, form_id: str, given: Mapping[str, str]) -> Turn:
    """Return how a form would begin with `given`; nothing is kept of it."""
    _, around = _asked(visit, participant, form_id)
    return around.begin(language=visit.language, seed=0, given=given)


def find_unfinished(
    visit: Visit, participant: Participant, form_id: str
) -> StoredConversation | None:
    """Return what was begun of this form last and never sent, held for the turn that it is found in."""
    begun = (one for one in list_begun(visit, participant) if keeping.state_as_sent(one) is None)
    found = next((one for one in begun if one.form_id == form_id), None)
    return found and conversations.get_conversation(visit.db, id=found.id)


def offer_to_go_on(visit: Visit, begun: StoredConversation) -> None:
    question = visit.words.say(N_("You have begun this already. Go on where you were?"))
    visit.show(
        Note(
            bold(question),
            (
                (visit.words.say(N_("Go on")), ResumeTap(begun.id)),
                (
                    visit.words.say(N_("Start over")),
                    FormTap(begun.form_id, True, begun.participant_id),
                ),
            ),
        )
    )


def put_aside(visit: Visit, begun: StoredConversation) -> None:
    """Cancel what was begun: its author begins anew instead."""
    keeping.save_state(visit, begun, begun.state, ConversationStatus.CANCELLED)


def _asked(visit: Visit, participant: Participant, form_id: str) -> tuple[FormVersion, Around]:
    """Return the version in which a form is begun now, and what is around its turns."""
    workshop = open_workshop(visit, participant)
    version = forms.asked_version(visit.db, workshop_id=workshop.id, form_id=form_id)
    if version is None:
        raise NotAsked
    return version, of_version(visit, workshop, version.id)


def _word_of_what_is_left(visit: Visit, participant: Participant) -> str:
    """Say that what is open now stays, and how to come back to it."""
    left = conversations.find_open_conversation(visit.db, participant_id=participant.id)
    if left is None:
        return ""
    return visit.words.say(
        N_("“{title}” stays as you left it: {mine}"),
        title=called(visit, left),
        mine=name_of(Verb.MINE, visit.words),
    )
