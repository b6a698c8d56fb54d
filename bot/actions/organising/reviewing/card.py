"""The card of a contribution that waits: what was told, what speaks for and against, and the buttons."""

from collections.abc import Iterator

from bot.actions.organising.reviewing import merging
from bot.actions.organising.reviewing.told_lines import Line, lines_of, title_of
from bot.actions.organising.team import erasing_others
from bot.actions.purposes import who_may_see
from bot.actions.roles import Deed, find_allowed
from bot.actions.visits import Visit
from bot.markup import bold, marked_up_in, plain
from bot.render import Note
from bot.taps import ReviewTap, Tap
from locales import N_
from reports.levels import level_name
from storage import confirmations, participants, questions, submissions
from storage.questions import AskedBack
from storage.reviews import Review
from storage.submissions import Submission, SubmissionStatus


def card_of(visit: Visit, waiting: Review, *, place: int, total: int) -> Note:
    """Return what an organiser reads before deciding; `place` counts from 1."""
    told = submissions.get_submission(visit.db, submission_id=waiting.submission_id)
    alike = merging.find_alike(visit, told)
    parts = [
        "\n".join(_heading(visit, told, waiting, place=place, total=total)),
        *map(_line, lines_of(visit, told)),
        *_asked(visit, told),
    ]
    if alike:
        parts.append(merging.shown(visit, alike))
    return Note("\n\n".join(parts), tuple(_buttons(visit, told, alike)), compact=True)


def _heading(
    visit: Visit, told: Submission, waiting: Review, *, place: int, total: int
) -> Iterator[str]:
    say = visit.words.say
    yield plain(say(N_("{place} of {total}"), place=place, total=total))
    yield bold(title_of(visit, told))
    yield plain(" · ".join(_facts(visit, told)))
    count = confirmations.count(visit.db, submission_id=told.id)
    if count.asked:
        yield plain(
            say(
                N_("Confirmed at the table: {confirmed} of {asked}"),
                confirmed=count.confirmed,
                asked=count.asked,
            )
        )
    if told.share:
        yield plain(say(N_("Who may see it: {who}"), who=who_may_see(visit, told)))
    if told.revision > 1:
        yield plain(say(N_("It was changed after it was sent.")))
    if waiting.flagged:
        yield plain("⚠ " + say(N_("Something in it could tell who somebody is.")))


def _facts(visit: Visit, told: Submission) -> Iterator[str]:
    author = participants.get_participant(visit.db, participant_id=told.participant_id)
    form = visit.title_of(told.form_version_id)
    yield form
    if author.country:
        yield visit.words.country(author.country)
    if author.table_name:
        yield author.table_name
    level = level_name(told.level, words=visit.words) if told.level else ""
    if level.casefold() not in {"", form.casefold()}:
        yield level


def _line(line: Line) -> str:
    shown = [f"{line.number}. {marked_up_in('i', line.label)}", plain(line.text)]
    return "\n".join([*shown, *(f"🔒 <i>{plain(one)}</i>" for one in line.remarks)])


def _asked(visit: Visit, told: Submission) -> Iterator[str]:
    """Yield what was asked back, each with its answer where there is one."""
    for one in questions.list_questions(visit.db, submission_id=told.id):
        heading = visit.words.say(N_("The organisers asked:"))
        parts = [bold(heading), plain(one.text)]
        answer = _answer_to(visit, one)
        if answer:
            parts += [bold(visit.words.say(N_("The author answers:"))), plain(answer)]
        elif one.answered_at is None:
            parts.append(f"<i>{plain(visit.words.say(N_('No answer yet.')))}</i>")
        yield "\n".join(parts)


def _answer_to(visit: Visit, asked: AskedBack) -> str:
    """Return the note that answers; "" where there is none, or its author took it back."""
    if asked.answer_id is None:
        return ""
    note = submissions.get_submission(visit.db, submission_id=asked.answer_id)
    if note.status is not SubmissionStatus.COMPLETED:
        return ""
    return "\n".join(line.text for line in lines_of(visit, note))


def _buttons(
    visit: Visit, told: Submission, alike: merging.Alike | None
) -> Iterator[tuple[str, Tap]]:
    say, id_, revision = visit.words.say, told.id, told.revision
    if told.share in submissions.SHARED:
        yield say(N_("Publish")), ReviewTap("publish", id_, revision)
    else:
        yield say(N_("Only read")), ReviewTap("seen", id_, revision)
    yield say(N_("Ask the author")), ReviewTap("ask", id_, revision)
    if alike:
        yield say(N_("Merge")), ReviewTap("merge", id_, revision, alike.told.id)
    yield say(N_("Redact")), ReviewTap("redact", id_, revision)
    yield say(N_("Later")), ReviewTap("later", id_, revision)
    if find_allowed(visit, Deed.ERASE_OTHERS, workshop_id=told.workshop_id):
        yield erasing_others.button(visit, told)
