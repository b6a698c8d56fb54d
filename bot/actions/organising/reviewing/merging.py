"""Near duplicates: the one that is most alike is shown beside a card, and one can go into the other.

What goes into another stays as its author told it, and is theirs to change or withdraw. It only
counts no more, for as long as the other one does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.actions.contributions import NAMED_BY
from bot.actions.organising.reviewing.decided import author_of, tell, write_down
from bot.actions.organising.reviewing.told_lines import lines_of, title_of
from bot.actions.visits import Visit
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import ReviewTap, Tap
from conversations.shown import clip, is_voice
from locales import N_
from reports.likeness import Likeness, Worded, in_words, most_alike
from storage import comparing, reviews, submissions
from storage.events import EventKind
from storage.organisers import Organiser
from storage.reviews import Review, ReviewState
from storage.submissions import Submission, SubmissionStatus

LONGEST_SHOWN = 300  # characters of what is alike: enough to see whether it is the same


@dataclass(frozen=True, slots=True)
class Alike:
    told: Submission = field(repr=False)
    likeness: Likeness


def find_alike(visit: Visit, told: Submission) -> Alike | None:
    """Return what is most alike among what was told in the same form, where anything is."""
    texts = comparing.list_texts(visit.db, workshop_id=told.workshop_id, form_id=told.form_id)
    worded = {id_: _worded(id_, told.form_id, written) for id_, written in texts.items()}
    own = worded.pop(told.id, None)
    match = most_alike(own, worded.values()) if own else None
    if match is None:
        return None
    return Alike(submissions.get_submission(visit.db, submission_id=match.id), match.likeness)


def shown(visit: Visit, alike: Alike) -> str:
    """Return, in Telegram's HTML, what is alike: its name, and how it begins."""
    title = title_of(visit, alike.told)
    heading = visit.words.say(
        N_("Looks {likeness}: “{title}”"),
        likeness=in_words(alike.likeness, visit.words),
        title=title,
    )
    texts = (line.text for line in lines_of(visit, alike.told) if line.is_text)
    text = " ".join(text for text in texts if text != title)
    return "\n".join([bold(f"≈ {heading}"), plain(clip(text, most=LONGEST_SHOWN))])


def put_choice(visit: Visit, told: Submission, other: Submission) -> None:
    """Ask which of the two stays."""
    say = visit.words.say
    older, newer = sorted((told, other), key=lambda one: (one.completed_at or one.begun_at, one.id))
    text = bold(say(N_("Which of the two stays? The other one then counts no more.")))
    buttons: tuple[tuple[str, Tap], ...] = (
        (
            say(N_("The older one: {title}"), title=title_of(visit, older)),
            ReviewTap("into", newer.id, newer.revision, older.id),
        ),
        (
            say(N_("The newer one: {title}"), title=title_of(visit, newer)),
            ReviewTap("into", older.id, older.revision, newer.id),
        ),
        (say(N_("Leave both")), ReviewTap("open", told.id, told.revision)),
    )
    visit.show(Note(text, buttons))


def find_other(visit: Visit, told: Submission, other_id: int) -> Submission | None:
    """Return what this may go into: of the same form and workshop, and there as it stands."""
    other = submissions.find_submission(visit.db, submission_id=other_id)
    if other is None or other.status is not SubmissionStatus.COMPLETED or other.id == told.id:
        return None
    same = (other.workshop_id, other.form_id) == (told.workshop_id, told.form_id)
    found = reviews.find_review(visit.db, submission_id=other_id)
    return other if same and found and found.state is not ReviewState.MERGED else None


def merge(visit: Visit, organiser: Organiser, told: Submission, into: Submission) -> bool:
    """Let `told` go into the other one; False where it was changed or merged meanwhile."""
    done = reviews.merge(
        visit.db,
        submission_id=told.id,
        revision=told.revision,
        into=into.id,
        organiser_id=organiser.id,
        now=visit.now,
    )
    if not done:
        return False
    write_down(visit, told, "contribution_merged", kind=EventKind.MERGED)
    _tell_authors(visit, told, into)
    return True


def undo(visit: Visit, told: Submission, merged: Review) -> None:
    """Let it count by itself again, as its author hears."""
    write_down(visit, told, "merge_undone")
    author, said = author_of(visit, told)
    text = said.say(N_("“{title}” counts by itself again."), title=title_of(visit, told))
    tell(visit, author, Note(plain(text)), key=f"{_key(told, merged, 'merged')}:undone")


def _tell_authors(visit: Visit, told: Submission, into: Submission) -> None:
    merged = reviews.find_review(visit.db, submission_id=told.id)
    assert merged is not None  # it was merged a moment ago
    author, said = author_of(visit, told)
    of_merged = said.say(
        N_(
            "“{title}” says much the same as something that others told. The organisers count the"
            " two as one. Yours stays as you told it: thank you, it shows that this matters."
        ),
        title=title_of(visit, told),
    )
    tell(visit, author, Note(plain(of_merged)), key=_key(told, merged, "merged"))
    keeper, said = author_of(visit, into)
    if keeper.id == author.id:
        return
    of_kept = said.say(
        N_(
            "Somebody else has told much the same as your “{title}”. The organisers count the two"
            " as one, under yours."
        ),
        title=title_of(visit, into),
    )
    tell(visit, keeper, Note(plain(of_kept)), key=_key(told, merged, "into"))


def _key(told: Submission, merged: Review, what: str) -> str:
    assert merged.decided_at is not None  # it was merged
    return f"{what}:{told.id}:{merged.decided_at.timestamp():.6f}"


def _worded(id_: int, form_id: str, written: Mapping[str, str]) -> Worded:
    name = NAMED_BY.get(form_id, "")
    texts = {of: text for of, text in written.items() if not is_voice(text)}
    rest = " ".join(text for of, text in texts.items() if of != name)
    return Worded(id_, texts.get(name, ""), rest)
