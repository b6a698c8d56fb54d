"""What a person can tell, and what can be gone on with, as buttons under a sentence."""

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.actions.visits import Visit
from bot.actions.wording import COMMENT, COMMITMENT, IN_NO_MENU, LESSON, PRACTICE, PROFILE
from bot.commands import Verb, name_of
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import CaptureTap, FormTap, ResumeTap, Tap
from conversations.shown import clip, is_voice
from locales import N_
from storage import adoptions, captures, conversations, forms, practices, workshops
from storage.captures import Capture
from storage.conversations import ConversationStatus, StoredConversation
from storage.participants import Participant

# The forms that come with the program are offered first, in their own words.
_BUILTIN = {
    PRACTICE: N_("Tell us about a good practice"),
    LESSON: N_("Tell us about a lesson learned"),
}
_NAMING = ("title", "lesson", "note")  # the questions whose answer something is known by
_SHOWN_NAME = 60  # characters
VOICE_NOTE = N_("🎤 Voice note")
_MOST_WAITING = 3  # of what was begun, and of what was kept, above other things
_TAKING_HOME = timedelta(days=14)  # after the last day
_MOST_OFFERED = 20  # forms; more would not be read on a phone


def put_menu(visit: Visit, sentence: str) -> None:
    """Say `sentence`, and show what can be told and what can be gone on with."""
    assert visit.participant is not None  # nobody else tells anything
    begun = list_begun(visit, visit.participant)[:_MOST_WAITING]
    go_on = (go_on_button(visit, one) for one in begun)
    text = bold(visit.words.say(sentence))
    visit.show(Note(text, (*go_on, *_waiting(visit), *tellable(visit))))


def thank(visit: Visit, form_id: str) -> None:
    """Say what happens next with what was sent, and what else could be told."""
    if form_id == PROFILE:
        put_menu(visit, N_("Thank you, now I know you a little. What would you like to tell us?"))
        return
    sentences = {
        PRACTICE: N_("Thank you. Your practice is with the organisers."),
        LESSON: N_("Thank you. Your lesson is with the organisers."),
        COMMENT: N_("Thank you. Whoever told it and the organisers can read it."),
    }
    thanks = visit.words.say(sentences.get(form_id, N_("Thank you. It is with the organisers.")))
    later = visit.words.say(N_("{mine} lists what you told."), mine=name_of(Verb.MINE, visit.words))
    text = f"{bold(thanks)}\n{plain(later)}"
    visit.show(Note(text, (*way_back(visit), *_waiting(visit), *tellable(visit))))


def say_changed(visit: Visit) -> None:
    thanks = visit.words.say(N_("Thank you. The organisers have your change."))
    visit.show(Note(bold(thanks), way_back(visit)))


def say_unchanged(visit: Visit) -> None:
    said = visit.words.say(N_("Nothing is different: it counts as it was."))
    visit.show(Note(bold(said), way_back(visit)))


def tellable(visit: Visit) -> tuple[tuple[str, Tap], ...]:
    """Return a button for each form that this person's workshop asks now."""
    assert visit.participant is not None  # nobody else tells anything
    asked = {
        one.version.form_id: one.version.id
        for one in forms.list_forms(visit.db, workshop_id=visit.participant.workshop_id)
        if one.stopped_at is None and one.version.form_id not in IN_NO_MENU
    }
    own = [form_id for form_id in asked if form_id not in _BUILTIN]
    labels = {form_id: visit.words.say(said) for form_id, said in _BUILTIN.items()}
    labels |= {form_id: visit.title_of(asked[form_id]) for form_id in own}
    offered = [*(form_id for form_id in _BUILTIN if form_id in asked), *own][:_MOST_OFFERED]
    own_id = visit.participant.id
    told = ((labels[form_id], FormTap(form_id, participant=own_id)) for form_id in offered)
    return (*_commitment(visit, visit.participant), *told)


def practices_to_choose(
    visit: Visit, participant: Participant
) -> tuple[practices.SharedTitle, ...]:
    """Return the practices of other countries to which this person can still commit."""
    taken = {
        one.practice_id for one in adoptions.list_adoptions(visit.db, participant_id=participant.id)
    }
    if len(taken) >= adoptions.MOST:
        return ()
    shared = practices.list_shared_titles(
        visit.db,
        workshop_id=participant.workshop_id,
        not_by=participant.id,
        not_in=participant.country,
    )
    return tuple(one for one in shared if one.submission_id not in taken)


def _commitment(visit: Visit, participant: Participant) -> tuple[tuple[str, Tap], ...]:
    """Return the way to take a practice home, around the end of the workshop."""
    workshop = workshops.get_workshop(visit.db, workshop_id=participant.workshop_id)
    today = visit.now.astimezone(ZoneInfo(workshop.zone)).date()
    is_time = workshop.ends_on <= today <= workshop.ends_on + _TAKING_HOME
    if not is_time or not practices_to_choose(visit, participant):
        return ()
    label = visit.words.say(N_("Take a practice of others home"))
    return ((label, FormTap(COMMITMENT, participant=participant.id)),)


def way_back(visit: Visit) -> tuple[tuple[str, Tap], ...]:
    """Return the button that leads back to what is open, or was left last, where something is."""
    participant = visit.participant
    if participant is None:
        return ()
    return tuple(go_on_button(visit, one) for one in list_begun(visit, participant)[:1])


def list_begun(visit: Visit, participant: Participant) -> list[StoredConversation]:
    """Return what can be gone on with: the open conversation, then what was left, newest first."""
    return [
        one
        for status in (ConversationStatus.OPEN, ConversationStatus.PARKED)
        for one in conversations.list_conversations(
            visit.db, participant_id=participant.id, status=status
        )
    ]


def _waiting(visit: Visit) -> tuple[tuple[str, Tap], ...]:
    """Return the newest of what was kept: it is to be met again, and not to fill the screen."""
    return kept_buttons(visit)[:_MOST_WAITING]


def kept_buttons(visit: Visit) -> tuple[tuple[str, Tap], ...]:
    """Return a button for each thing that was sent outside of a conversation and waits for a word."""
    assert visit.participant is not None  # nobody else has anything kept
    kept = captures.list_captures(visit.db, participant_id=visit.participant.id)
    return tuple(
        (
            visit.words.say(N_("What is it? {text}"), text=shown_capture(visit, one)),
            CaptureTap("show", one.id),
        )
        for one in kept[:_MOST_OFFERED]
    )


def shown_capture(visit: Visit, kept: Capture) -> str:
    """Return what was sent, as somebody knows it again."""
    if kept.text:
        return clip(kept.text, most=_SHOWN_NAME)
    return visit.words.say(VOICE_NOTE if kept.carrier == "voice" else N_("📷 Photo"))


def go_on_button(visit: Visit, left: StoredConversation) -> tuple[str, Tap]:
    title = called(visit, left)
    return visit.words.say(N_("Go on: {title}"), title=title), ResumeTap(left.id)


def called(visit: Visit, stored: StoredConversation) -> str:
    """Return by what a person knows a conversation from others: the form, and what it is about."""
    title = visit.title_of(stored.form_version_id)
    answers: Mapping[str, str] = stored.state["entry"]["answers"]
    by_name = {ref.rpartition("/")[2]: value for ref, value in answers.items()}
    told = next(filter(None, map(by_name.get, _NAMING)), "")
    name = visit.words.say(VOICE_NOTE) if is_voice(told) else clip(told, most=_SHOWN_NAME)
    return visit.words.say(N_("{name}: {text}"), name=title, text=name) if name else title
