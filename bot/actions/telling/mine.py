"""What one told: begun, sent, withdrawn or just kept, the newest first, with the way on for each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions import offers, privacy
from bot.actions.telling import changes, memberships
from bot.actions.visits import Participant, Visit
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import MineTap, Tap
from locales import N_
from storage import captures, conversations, submissions, workshops
from storage.conversations import ConversationStatus, StoredConversation
from storage.submissions import Submission, SubmissionStatus

SHOWN = 20  # of each; more would not be read on a phone


@dataclass(frozen=True, slots=True)
class Told:
    """A submission, and the conversation in which it was told."""

    submission: Submission
    conversation: StoredConversation


def put_mine(visit: Visit, participant: Participant) -> None:
    """Show what this person told here, and the way into their other workshops."""
    told = _list_told(visit, participant)
    sections = _sections(visit, participant, told)
    nothing = N_("You have not told us anything yet. What would you like to tell us?")
    if not sections and not memberships.others(visit):
        offers.put_menu(visit, nothing)
        return
    sections = sections or [bold(visit.words.say(nothing))]
    buttons = (
        *_ways_on(visit, told),
        *offers.kept_buttons(visit),
        privacy.permissions_button(visit),
        *_other_workshops(visit),
    )
    visit.show_in_place(Note("\n\n".join(sections), buttons))


def find_told(visit: Visit, participant: Participant, submission_id: int) -> Told | None:
    """Return what this person sent, unless it is withdrawn."""
    found = submissions.find_submission(visit.db, submission_id=submission_id)
    stored = conversations.find_of_submission(visit.db, submission_id=submission_id)
    if found is None or stored is None or found.participant_id != participant.id:
        return None
    return Told(found, stored) if found.status is SubmissionStatus.COMPLETED else None


def called(visit: Visit, told: Told) -> str:
    """Return what this is known by; what is being changed is known as it was sent."""
    as_sent = dict(changes.as_sent(told.conversation))
    return offers.called(visit, replace(told.conversation, state=as_sent))


def day_of(visit: Visit, told: Told, at: datetime | None) -> str:
    """Return a moment as a day of the workshop."""
    assert at is not None  # it was sent, changed or withdrawn
    workshop = workshops.get_workshop(visit.db, workshop_id=told.submission.workshop_id)
    return visit.words.day(at.astimezone(ZoneInfo(workshop.zone)).date())


def _list_told(visit: Visit, participant: Participant) -> list[Told]:
    """Return all that was begun and not put aside, what was touched last first."""
    known = submissions.list_submissions(visit.db, participant_id=participant.id)
    by_id = {one.id: one for one in known}
    talks = conversations.list_conversations(visit.db, participant_id=participant.id)
    told = [Told(by_id[one.submission_id], one) for one in talks]
    return sorted(told, key=_is_open, reverse=True)


def _is_open(told: Told) -> bool:
    return told.conversation.status is ConversationStatus.OPEN


def _is_begun(told: Told) -> bool:
    can_go_on = told.conversation.status in {ConversationStatus.OPEN, ConversationStatus.PARKED}
    return can_go_on and told.submission.status is SubmissionStatus.BEGUN


def _begun(told: Iterable[Told]) -> list[Told]:
    return [one for one in told if _is_begun(one)][:SHOWN]


def _of(told: Iterable[Told], status: SubmissionStatus) -> list[Told]:
    """Return those of a status, the one that was begun last first."""
    of_status = [one for one in told if one.submission.status is status]
    return sorted(of_status, key=lambda one: one.submission.begun_at, reverse=True)[:SHOWN]


def _sections(visit: Visit, participant: Participant, told: list[Told]) -> list[str]:
    say = visit.words.say
    begun = [_begun_line(visit, one) for one in _begun(told)]
    sent = [_sent_line(visit, one) for one in _of(told, SubmissionStatus.COMPLETED)]
    withdrawn = [_withdrawn_line(visit, one) for one in _of(told, SubmissionStatus.WITHDRAWN)]
    kept = captures.list_captures(visit.db, participant_id=participant.id)[:SHOWN]
    headed: Mapping[str, list[str]] = {
        say(N_("Begun")): begun,
        say(N_("Sent")): sent,
        say(N_("Withdrawn")): withdrawn,
        say(N_("Kept, and not told yet")): [offers.shown_capture(visit, one) for one in kept],
    }
    return [
        "\n".join([bold(heading), *(f"• {plain(line)}" for line in lines)])
        for heading, lines in headed.items()
        if lines
    ]


def _begun_line(visit: Visit, told: Told) -> str:
    title = called(visit, told)
    if not _is_open(told):
        return title
    return visit.words.say(N_("{title} (you are in it now)"), title=title)


def _sent_line(visit: Visit, told: Told) -> str:
    title, day = called(visit, told), day_of(visit, told, told.submission.completed_at)
    if changes.is_being_changed(told.conversation):
        msgid = N_("{title} ({day}; you are changing it)")
    elif told.submission.changed_at:
        msgid, day = N_("{title} (changed {day})"), day_of(visit, told, told.submission.changed_at)
    else:
        msgid = N_("{title} ({day})")
    return visit.words.say(msgid, title=title, day=day)


def _withdrawn_line(visit: Visit, told: Told) -> str:
    day = day_of(visit, told, told.submission.withdrawn_at)
    return visit.words.say(N_("{title} ({day})"), title=called(visit, told), day=day)


def _ways_on(visit: Visit, told: list[Told]) -> Iterator[tuple[str, Tap]]:
    for one in _begun(told):
        yield offers.go_on_button(visit, one.conversation)
    for one in _of(told, SubmissionStatus.COMPLETED):
        yield called(visit, one), MineTap("card", one.submission.id)


def _other_workshops(visit: Visit) -> Iterator[tuple[str, Tap]]:
    for other in memberships.others(visit):
        title = memberships.title_of_workshop(visit, other)
        label = visit.words.say(N_("Go to the workshop: {title}"), title=title)
        yield label, MineTap("workshop", other.id)
