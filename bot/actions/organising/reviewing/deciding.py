"""/review: what waits is published, asked back about, merged, redacted, or left for later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.actions.organising import awaited
from bot.actions.organising.reviewing import asking_back, merging, redacting
from bot.actions.organising.reviewing.decided import author_of, tell, write_down
from bot.actions.organising.reviewing.queue import place_of, put_card
from bot.actions.organising.reviewing.told_lines import title_of
from bot.actions.roles import Deed, require
from bot.actions.visits import Visit
from bot.markup import plain
from bot.render import Note
from bot.taps import ReviewAct, ReviewTap
from bot.updates import Toast
from locales import N_
from storage import reviews, submissions
from storage.events import EventKind
from storage.expected import Expected
from storage.organisers import Organiser
from storage.reviews import Review, ReviewState
from storage.submissions import Submission

_DECIDED: Final[Mapping[ReviewState, str]] = MappingProxyType(
    {
        ReviewState.PUBLISHED: N_("✓ Published: “{title}”"),
        ReviewState.SEEN: N_("✓ Read: “{title}” stays with the organisers."),
        ReviewState.ASKED: N_("A question about “{title}” is with its author."),
        ReviewState.MERGED: N_("✓ “{title}” counts together with another one."),
        ReviewState.WAITING: N_("“{title}” waits to be reviewed."),
    }
)
_CAN_BE_UNDONE: Final = (ReviewState.PUBLISHED, ReviewState.SEEN, ReviewState.MERGED)
_ALREADY: Final = N_("This has been decided meanwhile.")
_CHANGED: Final = N_("Its author has changed it meanwhile. Here it is as it stands now.")
_GONE: Final = N_("Its author has taken it back meanwhile.")


@dataclass(frozen=True, slots=True)
class Meant:
    """What a button is about: a contribution, how its review stands, and which other one, or part."""

    organiser: Organiser
    told: Submission
    review: Review
    other: int
    asked: Expected | None


def put_queue(visit: Visit) -> None:
    """Put the first card of what waits."""
    put_card(visit, require(visit, Deed.REVIEW), place=0)


def press(visit: Visit, tap: ReviewTap) -> Toast | None:
    """Do what a button says about the revision under which it stands."""
    meant = _meant(visit, tap)
    if meant is None:
        return None if tap.act == "queue" else Toast(visit.words.say(_GONE))
    if meant.review.revision != tap.revision:
        return _show_anew(visit, meant)
    if tap.act in _AT_ANY_TIME:
        return _AT_ANY_TIME[tap.act](visit, meant)
    if reviews.is_waiting(visit.db, submission_id=meant.told.id, now=visit.now):
        return _WHILE_IT_WAITS[tap.act](visit, meant)
    return _say_decided(visit, meant)


def _meant(visit: Visit, tap: ReviewTap) -> Meant | None:
    """Return what a button is about; the first card instead where that is not there any more."""
    told = submissions.find_submission(visit.db, submission_id=tap.submission)
    workshop_id = told.workshop_id if told else None
    organiser = require(visit, Deed.REVIEW, workshop_id=workshop_id)
    asked = awaited.take_away(visit, organiser)
    found = reviews.find_review(visit.db, submission_id=tap.submission)
    if told is not None and found is not None:
        return Meant(organiser, told, found, tap.other, asked)
    visit.drop_buttons()
    put_card(visit, organiser, place=0)
    return None


def _publish(visit: Visit, meant: Meant) -> Toast | None:
    """Publish what its author lets others read; to whom, they may have changed meanwhile."""
    if meant.told.share not in submissions.SHARED:
        return _show_anew(visit, meant)
    return _decide(visit, meant, ReviewState.PUBLISHED)


def _see(visit: Visit, meant: Meant) -> Toast | None:
    return _decide(visit, meant, ReviewState.SEEN)


def _ask(visit: Visit, meant: Meant) -> None:
    asking_back.expect_question(visit, meant.organiser, meant.told)


def _redact(visit: Visit, meant: Meant) -> Toast | None:
    return redacting.put_numbers(visit, meant.told)


def _choose_passage(visit: Visit, meant: Meant) -> Toast | None:
    return redacting.expect_passage(visit, meant.organiser, meant.told, meant.other)


def _leave_for_later(visit: Visit, meant: Meant) -> None:
    visit.drop_buttons()
    put_card(visit, meant.organiser, place=place_of(visit, meant.organiser, meant.review) + 1)


def _decide(visit: Visit, meant: Meant, state: ReviewState) -> Toast | None:
    decided = reviews.decide(
        visit.db,
        submission_id=meant.told.id,
        state=state,
        revision=meant.review.revision,
        organiser_id=meant.organiser.id,
        now=visit.now,
    )
    if not decided:
        return _say_decided(visit, meant)
    if state is ReviewState.PUBLISHED:
        write_down(visit, meant.told, "contribution_published", kind=EventKind.PUBLISHED)
        _tell_published(visit, meant.told)
    else:
        write_down(visit, meant.told, "contribution_read")
    _put_done(visit, meant.told, state)
    put_card(visit, meant.organiser, place=place_of(visit, meant.organiser, meant.review))
    return None


def _put_done(visit: Visit, told: Submission, state: ReviewState) -> None:
    """Let what was decided stand in place of the card, with the way back."""
    text = plain(visit.words.say(_DECIDED[state], title=title_of(visit, told)))
    undo = (visit.words.say(N_("Undo")), ReviewTap("undo", told.id, told.revision))
    visit.show_in_place(Note(text, (undo,) if state in _CAN_BE_UNDONE else ()))


def _tell_published(visit: Visit, told: Submission) -> None:
    published = reviews.find_review(visit.db, submission_id=told.id)
    assert published is not None  # it was published a moment ago
    author, said = author_of(visit, told)
    text = said.say(
        N_("Thank you: the organisers have published “{title}”, so that others can learn from it."),
        title=title_of(visit, told),
    )
    tell(visit, author, Note(plain(text)), key=_key(published))


def _key(published: Review) -> str:
    """Return what the word to the author is known by: each publication has one of its own."""
    assert published.decided_at is not None  # it is published
    return f"published:{published.submission_id}:{published.decided_at.timestamp():.6f}"


def _undo(visit: Visit, meant: Meant) -> Toast | None:
    """Let it wait again; its author, who heard of a publication, hears of this too."""
    told, before = meant.told, meant.review
    undone = before.state in _CAN_BE_UNDONE and reviews.reopen(
        visit.db, submission_id=told.id, revision=told.revision, decided=before.state
    )
    if not undone:
        return _say_decided(visit, meant)
    if before.state is ReviewState.MERGED:
        merging.undo(visit, told, before)
    else:
        write_down(visit, told, "review_undone")
    if before.state is ReviewState.PUBLISHED:
        author, said = author_of(visit, told)
        text = said.say(
            N_("“{title}” is not published for now: the organisers look at it once more."),
            title=title_of(visit, told),
        )
        tell(visit, author, Note(plain(text)), key=f"{_key(before)}:undone")
    text = plain(visit.words.say(_DECIDED[ReviewState.WAITING], title=title_of(visit, told)))
    again = (visit.words.say(N_("Show it")), ReviewTap("open", told.id, told.revision))
    visit.show_in_place(Note(text, (again,)))
    return None


def _choose(visit: Visit, meant: Meant) -> Toast | None:
    other = merging.find_other(visit, meant.told, meant.other)
    if other is None:
        return visit.no_longer()
    merging.put_choice(visit, meant.told, other)
    return None


def _merge(visit: Visit, meant: Meant) -> Toast | None:
    """Merge, and put the card of the one that stays where that waits, else the next one."""
    into = merging.find_other(visit, meant.told, meant.other)
    if into is None or not merging.merge(visit, meant.organiser, meant.told, into):
        return _say_decided(visit, meant)
    _put_done(visit, meant.told, ReviewState.MERGED)
    stays = reviews.find_review(visit.db, submission_id=into.id)
    waits = reviews.is_waiting(visit.db, submission_id=into.id, now=visit.now)
    shown = stays if stays and waits else meant.review
    put_card(visit, meant.organiser, place=place_of(visit, meant.organiser, shown))
    return None


def _take_out(visit: Visit, meant: Meant) -> Toast | None:
    if not redacting.take_out(visit, meant.organiser, meant.told, meant.asked):
        return visit.no_longer()
    text = plain(visit.words.say(N_("✓ Taken out of what others read.")))
    visit.show_in_place(Note(text))
    return _open(visit, meant)


def _turn_to(visit: Visit, meant: Meant) -> Toast | None:
    visit.drop_buttons()
    return _open(visit, meant)


def _open(visit: Visit, meant: Meant) -> Toast | None:
    """Put the card of one that waits; of another one say what was decided."""
    if not reviews.is_waiting(visit.db, submission_id=meant.told.id, now=visit.now):
        return _say_decided(visit, meant)
    put_card(visit, meant.organiser, place=place_of(visit, meant.organiser, meant.review))
    return None


def _show_anew(visit: Visit, meant: Meant) -> Toast:
    visit.drop_buttons()
    _open(visit, meant)
    return Toast(visit.words.say(_CHANGED))


def _say_decided(visit: Visit, meant: Meant) -> Toast:
    """Tell what was decided meanwhile, and go on with what comes behind it."""
    now = reviews.find_review(visit.db, submission_id=meant.told.id)
    assert now is not None  # it was found a moment ago, in this transaction
    _put_done(visit, meant.told, now.state)
    put_card(visit, meant.organiser, place=place_of(visit, meant.organiser, now))
    return Toast(visit.words.say(_ALREADY))


_Step = Callable[[Visit, Meant], Toast | None]
_AT_ANY_TIME: Final[Mapping[ReviewAct, _Step]] = MappingProxyType(
    {"undo": _undo, "into": _merge, "open": _turn_to}
)
_WHILE_IT_WAITS: Final[Mapping[ReviewAct, _Step]] = MappingProxyType(
    {
        "publish": _publish,
        "seen": _see,
        "ask": _ask,
        "merge": _choose,
        "redact": _redact,
        "passage": _choose_passage,
        "take-out": _take_out,
        "later": _leave_for_later,
    }
)
