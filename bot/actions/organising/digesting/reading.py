"""Reading what is new: the rows that a digest counted, newest first, a page at a time."""

from collections.abc import Iterator
from typing import Final

from bot.actions.digests import moment_told
from bot.actions.organising.reviewing.told_lines import title_of
from bot.actions.roles import Deed, find_allowed
from bot.actions.visits import Visit
from bot.actions.wording import NO_CONTRIBUTION
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import ReadTap, ReviewTap, Tap
from bot.updates import Toast
from locales import N_
from storage import participants
from storage.digests import Window, count_new, list_new
from storage.submissions import Submission, get_submission

PER_PAGE: Final = 8


def press(visit: Visit, tap: ReadTap) -> Toast | None:
    """Show a page of what came in while the digest's window was open, and counts still."""
    organiser = find_allowed(visit, Deed.READ_CONTRIBUTIONS, workshop_id=tap.workshop)
    if organiser is None:
        return visit.no_longer()
    window = _window(tap)
    total = sum(count_new(visit.db, window).values())
    first = tap.page * PER_PAGE
    if first >= total:
        return Toast(visit.words.say(N_("There is nothing more.")))
    told = [
        get_submission(visit.db, submission_id=one)
        for one in list_new(visit.db, window, offset=first, limit=PER_PAGE)
    ]
    heading = visit.words.say(
        N_("What is new: {first} to {last} of {total}"),
        first=visit.words.number(first + 1),
        last=visit.words.number(first + len(told)),
        total=visit.words.number(total),
    )
    lines = [f"{number}. {_line(visit, one)}" for number, one in enumerate(told, start=first + 1)]
    buttons = tuple(_buttons(visit, tap, told, is_last=first + len(told) >= total))
    visit.show(Note("\n".join([bold(heading), *lines]), buttons, compact=True))
    return None


def _window(tap: ReadTap) -> Window:
    since = moment_told(tap.since) if tap.since else None
    return Window(tap.workshop, since, moment_told(tap.until), NO_CONTRIBUTION)


def _line(visit: Visit, told: Submission) -> str:
    """Name a contribution, its form, and from which country and table it came."""
    author = participants.get_participant(visit.db, participant_id=told.participant_id)
    about = [
        visit.title_of(told.form_version_id),
        visit.words.country(author.country) if author.country else "",
        author.table_name or "",
    ]
    where = ", ".join(part for part in about if part)
    return f"<i>{plain(title_of(visit, told))}</i> ({plain(where)})"


def _buttons(
    visit: Visit, tap: ReadTap, told: list[Submission], *, is_last: bool
) -> Iterator[tuple[str, Tap]]:
    """Yield a number for each, which opens it, and the next page."""
    for number, one in enumerate(told, start=tap.page * PER_PAGE + 1):
        yield visit.words.number(number), ReviewTap("open", one.id, one.revision)
    if not is_last:
        more = ReadTap(tap.workshop, tap.since, tap.until, tap.page + 1)
        yield visit.words.say(N_("Older ones")), more
