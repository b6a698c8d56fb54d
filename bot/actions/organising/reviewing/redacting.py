"""Taking a passage out of what others read: the answer by its number, then the passage in its words.

Nothing is taken from the author: what they told stays theirs as it was.
"""

from typing import Final

from bot.actions.organising.reviewing.decided import write_down
from bot.actions.organising.reviewing.told_lines import Line, lines_of
from bot.actions.visits import Visit
from bot.commands import Verb, name_of
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import ReviewTap, Tap
from bot.updates import Toast
from conversations.cleaning import clean, is_seen
from locales import N_
from storage import expected, redactions
from storage.events import EventKind
from storage.expected import Expected
from storage.organisers import Organiser
from storage.redactions import GONE
from storage.submissions import Submission

REDACT: Final = "redact"  # what is expected: a passage, then a yes to what is left without it
SHOWN: Final = 700  # characters of an answer before and after, so that both fit one message


def put_numbers(visit: Visit, told: Submission) -> Toast | None:
    """Ask in which answer the passage stands."""
    lines = [line for line in lines_of(visit, told) if line.is_text]
    if not lines:
        return Toast(visit.words.say(N_("There is no text in it from which to take anything out.")))
    text = bold(visit.words.say(N_("In which answer is the passage? Its number stands before it.")))
    numbers: list[tuple[str, Tap]] = [
        (str(line.number), ReviewTap("passage", told.id, told.revision, line.number))
        for line in lines
    ]
    leave = (visit.words.say(N_("Leave it")), ReviewTap("open", told.id, told.revision))
    visit.show(Note(text, (*numbers, leave), compact=True))
    return None


def expect_passage(
    visit: Visit, organiser: Organiser, told: Submission, number: int
) -> Toast | None:
    """Let the next words be the passage."""
    line = next((one for one in lines_of(visit, told) if one.number == number), None)
    if line is None or not line.is_text:
        return visit.no_longer()
    about = {"submission": told.id, "revision": told.revision, "ref": line.ref}
    _expect(visit, organiser, about)
    say = visit.words.say
    html = "\n".join(
        [
            plain(say(N_("Please copy or type the passage, exactly as it stands here:"))),
            f"<blockquote>{plain(line.text)}</blockquote>",
            plain(say(N_("{cancel} leaves it."), cancel=name_of(Verb.CANCEL, visit.words))),
        ]
    )
    visit.show(Note(html))
    return None


def take_passage(
    visit: Visit, organiser: Organiser, told: Submission, asked: Expected, written: str
) -> None:
    """Show the answer as it is and as it would be; nothing is taken out yet."""
    line = _line(visit, told, asked)
    passage = clean(written)
    if line is None or told.revision != asked.about["revision"]:
        expected.expect_nothing(visit.db, organiser_id=organiser.id)
        visit.say(N_("It was changed meanwhile, so nothing was taken out."))
    elif not is_seen(passage) or passage not in line.text:
        visit.say(N_("That does not stand in the answer like this. Please copy it from there."))
    else:
        _expect(visit, organiser, {**asked.about, "passage": passage})
        visit.show(_before_and_after(visit, told, line, passage))


def take_out(visit: Visit, organiser: Organiser, told: Submission, asked: Expected | None) -> bool:
    """Take the passage out that was shown last; False where that was something else."""
    passage = asked.about.get("passage") if asked else None
    line = _line(visit, told, asked) if asked else None
    about_this = asked is not None and asked.about["submission"] == told.id
    if passage is None or line is None or not about_this or passage not in line.text:
        return False
    redactions.redact(
        visit.db,
        submission_id=told.id,
        ref=line.ref,
        revision=told.revision,
        passage=passage,
        shown=line.text.replace(passage, GONE),
        organiser_id=organiser.id,
        now=visit.now,
    )
    write_down(visit, told, "passage_redacted", kind=EventKind.REDACTED)
    return True


def _expect(visit: Visit, organiser: Organiser, about: dict[str, object]) -> None:
    expected.expect(visit.db, organiser_id=organiser.id, kind=REDACT, about=about, now=visit.now)


def _line(visit: Visit, told: Submission, asked: Expected) -> Line | None:
    return next((one for one in lines_of(visit, told) if one.ref == asked.about.get("ref")), None)


def _before_and_after(visit: Visit, told: Submission, line: Line, passage: str) -> Note:
    say = visit.words.say
    times = line.text.count(passage)
    parts = [
        bold(say(N_("As it is:"))),
        _around(line.text, passage),
        bold(say(N_("As others would read it:"))),
        _around(line.text.replace(passage, GONE), GONE),
        plain(
            visit.words.say_many(
                "It stands there {count} time.", "It stands there {count} times.", times
            )
        ),
    ]
    buttons: tuple[tuple[str, Tap], ...] = (
        (say(N_("Take it out")), ReviewTap("take-out", told.id, told.revision)),
        (say(N_("Leave it")), ReviewTap("open", told.id, told.revision)),
    )
    return Note("\n".join(parts), buttons, compact=True)


def _around(text: str, passage: str) -> str:
    """Return a text, of a long one what stands around the passage."""
    if len(text) <= SHOWN:
        return f"<blockquote>{plain(text)}</blockquote>"
    begin = max(0, text.index(passage) - SHOWN // 2)
    end = begin + SHOWN
    before, after = "…" if begin else "", "…" if end < len(text) else ""
    return f"<blockquote>{before}{plain(text[begin:end])}{after}</blockquote>"
