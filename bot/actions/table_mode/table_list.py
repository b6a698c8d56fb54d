"""/table: who sits at a table, what was told there, how far it is confirmed, what is still open."""

from collections.abc import Iterator, Mapping, Sequence

from bot.actions import contributions
from bot.actions.roles import Deed, OrganiserRole, require
from bot.actions.table_mode import feedback
from bot.actions.visits import Participant, Visit
from bot.markup import bold, plain
from bot.render import Note
from conversations.cleaning import fold
from locales import N_
from storage import confirmations, participants, submissions
from storage.confirmations import Count
from storage.submissions import Submission, SubmissionStatus

MOST_TOLD = 20  # the newest at one table; a screen shows no more


def put_tables(visit: Visit) -> None:
    """Show the table of whoever sits at one; to organisers, each table in a message of its own.

    A facilitator may show it on a screen, so nothing stands here that is for organisers only.
    """
    known = visit.organiser or visit.participant
    if known is None:
        visit.say(N_("Tables are of workshops. Please open your invitation link first."))
        return
    if visit.organiser:
        require(visit, Deed.SEE_TABLE)
    everybody = participants.list_participants(visit.db, workshop_id=known.workshop_id)
    tables = list(_tables(everybody))
    if visit.organiser and visit.organiser.role is OrganiserRole.FACILITATOR:
        own = fold(visit.organiser.table_name or "")
        tables = [table for table in tables if fold(table[0].table_name or "") == own]
    elif not visit.organiser:
        tables = [table for table in tables if visit.participant in table]
    if not tables:
        none_here = N_("Nobody has come in by the link of a table yet.")
        visit.say(none_here if visit.organiser else N_("You came in by a link without a table."))
        return
    told = submissions.list_submissions(visit.db, workshop_id=known.workshop_id)
    counts = confirmations.count_in_workshop(visit.db, workshop_id=known.workshop_id)
    for table in tables:
        visit.show(Note("\n".join(_lines(visit, table, told, counts))))


def _tables(everybody: Sequence[Participant]) -> Iterator[list[Participant]]:
    """Yield who sits together, table by table, by name."""
    seated: dict[str, list[Participant]] = {}
    for one in everybody:
        if one.table_name:
            seated.setdefault(fold(one.table_name), []).append(one)
    for _, table in sorted(seated.items()):
        yield table


def _lines(
    visit: Visit,
    table: Sequence[Participant],
    told: Sequence[Submission],
    counts: Mapping[int, Count],
) -> Iterator[str]:
    ids = {one.id for one in table}
    here = [one for one in told if one.participant_id in ids]
    shown = [one for one in here if contributions.may_be_read(one)][-MOST_TOLD:]
    begun = sum(
        one.status is SubmissionStatus.BEGUN and one.form_id in contributions.NAMED_BY
        for one in here
    )
    yield bold(table[0].table_name or "")
    yield plain(
        visit.words.say_many("{count} person is here.", "{count} people are here.", len(table))
    )
    for one in shown:
        yield from _line(visit, one, counts.get(one.id, Count()))
    if not shown:
        yield plain(visit.words.say(N_("Nothing was told here yet that the table may read.")))
    if begun:
        yield plain(
            visit.words.say_many(
                "Begun and not sent: {count}.", "Begun and not sent: {count}.", begun
            )
        )


def _line(visit: Visit, told: Submission, count: Count) -> Iterator[str]:
    name = contributions.name_of(visit.db, told, house=visit.house, said=visit.words)
    yield f"\n• {bold(name)}"
    yield plain(feedback.count_in_words(count, visit.words))
