"""Facts for a digest, counted by SQL on plain codes: what has come in, and what waits for somebody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from conversations.shown import is_voice
from storage import redactions, reviews, targets, waves
from storage.answers import Answer, get_answers
from storage.conversations import ConversationStatus
from storage.events import EventKind, within
from storage.participants import Age
from storage.sealing import unseal
from storage.submissions import SubmissionStatus
from storage.tables import (
    answer,
    answer_choice,
    broadcast,
    conversation,
    delivery,
    event,
    participant,
    submission,
)
from storage.waves import Disposition
from storage.workshops import get_workshop

# What digests are about: the form of practices, and the question in it that says for whom.
PRACTICE: Final = "practice"
TARGET_GROUPS: Final = "target_groups"
MOST_TITLES: Final = 5
SHARED: Final = ("public_named", "public_anonymous", "workshop")
_NAMED_BY: Final = MappingProxyType({PRACTICE: "title", "lesson": "lesson"})
_NEWEST_FIRST: Final = (event.c.at.desc(), event.c.id.desc())
_QUOTED: Final = MappingProxyType({PRACTICE: "result", "lesson": "happened"})


@dataclass(frozen=True, slots=True)
class NewTitle:
    """What came in last: `quote` is "" where its author shares it with the organisers alone."""

    submission_id: int
    form_id: str
    title: str = field(repr=False)
    quote: str = field(repr=False)
    country: str | None
    level: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an organiser; `unreachable` counts persons, and since the last digest."""

    reviews: int
    flagged: int
    unreachable: int
    uncertain: int  # messages of announcements of which nobody knows whether they arrived


@dataclass(frozen=True, slots=True)
class Response:
    """How many of those who are asked in the running wave have answered; both count persons."""

    wave: int
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What an organiser is told; `new` is since the last digest, `yesterday` as long before it.

    `changed` were sent before it and have been changed in it. `joined` and `answering` count
    persons, all others contributions; what is missing is so of practices. `by_table` is of what is
    new, by form.
    """

    workshop_title: str
    on: date
    since: datetime | None
    until: datetime
    waiting: Waiting
    joined: int
    answering: int
    new: Mapping[str, int]
    total: Mapping[str, int]
    yesterday: Mapping[str, int]
    targets: Mapping[str, int]
    by_table: Mapping[str, Mapping[str, int]]
    titles: tuple[NewTitle, ...]
    missing_countries: tuple[str, ...]
    missing_target_groups: tuple[str, ...]
    begun: int
    changed: int
    response: Response | None


@dataclass(frozen=True, slots=True)
class Window:
    """What is told of: after `since` and up to `until`, in one workshop, but not of `besides`."""

    workshop_id: int
    since: datetime | None
    until: datetime
    besides: Collection[str]  # forms that are about a person

    def before(self) -> "Window":
        """Return the window as long before this one; one that begins at the beginning has none."""
        start = self.until if self.since is None else self.since - (self.until - self.since)
        return Window(self.workshop_id, start, self.since or self.until, self.besides)


def facts_of(db: Session, window: Window, *, on: date, target_groups: Sequence[str]) -> DigestFacts:
    workshop = get_workshop(db, workshop_id=window.workshop_id)
    return DigestFacts(
        workshop_title=workshop.title,
        on=on,
        since=window.since,
        until=window.until,
        waiting=_waiting(db, window),
        joined=_count_joined(db, window.workshop_id),
        answering=_count_answering(db, window.workshop_id),
        new=count_new(db, window),
        total=_count_all(db, window),
        yesterday=count_new(db, window.before()),
        targets=targets.list_targets(db, workshop_id=workshop.id),
        by_table=_count_by_table(db, window),
        titles=_list_titles(db, window),
        missing_countries=_missing_countries(db, workshop.countries, workshop.id),
        missing_target_groups=_missing_groups(db, target_groups, workshop.id),
        begun=_count_begun(db, window.workshop_id),
        changed=_count_changed(db, window),
        response=_response(db, workshop.id),
    )


def count_new(db: Session, window: Window) -> dict[str, int]:
    """Return by form how many came in, as the log has it, and count still."""
    rows = db.execute(
        select(event.c.form_code, func.count())
        .join_from(event, submission, submission.c.id == event.c.submission_id)
        .where(*_news(window))
        .group_by(event.c.form_code)
        .order_by(event.c.form_code)
    )
    return {form: count for form, count in rows}  # noqa: C416 -- rows are not pairs to the types


def list_new(db: Session, window: Window, *, offset: int, limit: int) -> tuple[int, ...]:
    """Return what came in, the newest first: the very rows that `count_new` counts."""
    return tuple(
        db.scalars(
            select(submission.c.id)
            .join_from(event, submission, submission.c.id == event.c.submission_id)
            .where(*_news(window))
            .order_by(*_NEWEST_FIRST)
            .offset(offset)
            .limit(limit)
        )
    )


def _news(window: Window) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of what is new: completed in the window, and not withdrawn since."""
    return (
        *within(window.workshop_id, window.since, window.until),
        event.c.kind == EventKind.COMPLETED,
        event.c.form_code.not_in(window.besides),
        submission.c.status == SubmissionStatus.COMPLETED,
        ~reviews.is_merged(),
    )


def _count_all(db: Session, window: Window) -> dict[str, int]:
    rows = db.execute(
        select(submission.c.form_code, func.count())
        .where(*_counts(window.workshop_id), submission.c.completed_at <= window.until)
        .where(submission.c.form_code.not_in(window.besides))
        .group_by(submission.c.form_code)
        .order_by(submission.c.form_code)
    )
    return {form: count for form, count in rows}  # noqa: C416 -- as above


def _counts(workshop_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        submission.c.workshop_id == workshop_id,
        submission.c.status == SubmissionStatus.COMPLETED,
        ~reviews.is_merged(),
    )


def _count_by_table(db: Session, window: Window) -> dict[str, dict[str, int]]:
    """Return by form and table how much is new; names of tables are sealed, and counted here."""
    rows = db.execute(
        select(
            event.c.form_code,
            participant.c.id,
            participant.c.table_name_sealed.label("sealed"),
            func.count().label("told"),
        )
        .join_from(event, submission, submission.c.id == event.c.submission_id)
        .join(participant, participant.c.id == event.c.participant_id)
        .where(*_news(window), participant.c.table_name_sealed.is_not(None))
        .group_by(event.c.form_code, participant.c.id, participant.c.table_name_sealed)
    )
    names: dict[int, str] = {}
    tables: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.id not in names:
            column = participant.c.table_name_sealed
            names[row.id] = unseal(db, column, row=row.id, sealed=row.sealed)
        of_form = tables.setdefault(row.form_code, {})
        of_form[names[row.id]] = of_form.get(names[row.id], 0) + row.told
    return tables


def _list_titles(db: Session, window: Window) -> tuple[NewTitle, ...]:
    """Return the newest titles, of all sharing levels: organisers, who read them, may see each.

    Left out is what a minor told, and all in which something was found: neither is repeated into
    chats. A quote is of what its author lets others read too.
    """
    rows = db.execute(
        select(
            submission.c.id,
            submission.c.form_code,
            submission.c.level,
            submission.c.share,
            participant.c.country,
        )
        .join_from(event, submission, submission.c.id == event.c.submission_id)
        .join(participant, participant.c.id == submission.c.participant_id)
        .where(
            *_news(window),
            submission.c.form_code.in_(_NAMED_BY),
            participant.c.age.is_distinct_from(Age.MINOR),
            ~reviews.is_flagged(),
        )
        .order_by(*_NEWEST_FIRST)
        .limit(MOST_TITLES)
    )
    titles = []
    for row in rows:
        told = {one.name: one for one in get_answers(db, submission_id=row.id) if one.relevant}
        title = _text(db, row.id, told.get(_NAMED_BY[row.form_code]))
        quoted = told.get(_QUOTED[row.form_code]) if row.share in SHARED else None
        quote = _text(db, row.id, quoted)
        if title:
            about = (row.id, row.form_code, title, quote, row.country, row.level)
            titles.append(NewTitle(*about))
    return tuple(titles)


def _text(db: Session, submission_id: int, given: Answer | None) -> str:
    """Return what others may read of an answer; "" of one that was spoken, or not given."""
    if given is None or is_voice(given.value):
        return ""
    return redactions.shown(db, submission_id, given.ref, given.value)


def _waiting(db: Session, window: Window) -> Waiting:
    workshop_id, now = window.workshop_id, window.until
    return Waiting(
        reviews=reviews.count_waiting(db, workshop_id=workshop_id, now=now),
        flagged=reviews.count_flagged(db, workshop_id=workshop_id, now=now),
        unreachable=_count_unreachable(db, window),
        uncertain=_count_uncertain(db, window.workshop_id),
    )


def _count_unreachable(db: Session, window: Window) -> int:
    """Count who could no longer be written to since the last digest, and still cannot."""
    return _count(
        db,
        participant.c.id,
        participant.c.unreachable_at.is_not(None),
        participant.c.id == event.c.participant_id,
        event.c.kind == EventKind.UNREACHABLE,
        *within(window.workshop_id, window.since, window.until),
    )


def _count_uncertain(db: Session, workshop_id: int) -> int:
    return _count(
        db,
        delivery.c.id,
        delivery.c.broadcast_id == broadcast.c.id,
        broadcast.c.workshop_id == workshop_id,
        delivery.c.state == "uncertain",
    )


def _count_joined(db: Session, workshop_id: int) -> int:
    return _count(db, participant.c.id, participant.c.workshop_id == workshop_id)


def _count_answering(db: Session, workshop_id: int) -> int:
    """Count who has answered anything, sent or not."""
    told = exists().where(
        submission.c.participant_id == participant.c.id,
        submission.c.status != SubmissionStatus.WITHDRAWN,
        exists().where(answer.c.submission_id == submission.c.id),
    )
    return _count(db, participant.c.id, participant.c.workshop_id == workshop_id, told)


def _missing_countries(db: Session, wanted: Sequence[str], workshop_id: int) -> tuple[str, ...]:
    """Return the countries of the workshop from which no practice has come."""
    told = (
        *_counts(workshop_id),
        submission.c.form_code == PRACTICE,
        submission.c.participant_id == participant.c.id,
    )
    return tuple(
        code
        for code in wanted
        if not db.scalar(
            select(
                exists().where(
                    participant.c.workshop_id == workshop_id,
                    participant.c.country == code,
                    exists().where(*told),
                )
            )
        )
    )


def _missing_groups(db: Session, wanted: Sequence[str], workshop_id: int) -> tuple[str, ...]:
    """Return the target groups for which there is no practice."""
    chosen = (
        *_counts(workshop_id),
        submission.c.form_code == PRACTICE,
        answer.c.submission_id == submission.c.id,
        answer.c.name == TARGET_GROUPS,
        answer.c.relevant.is_(True),
        answer_choice.c.submission_id == answer.c.submission_id,
        answer_choice.c.ref == answer.c.ref,
    )
    return tuple(
        code
        for code in wanted
        if not db.scalar(select(exists().where(*chosen, answer_choice.c.code == code)))
    )


def _count_begun(db: Session, workshop_id: int) -> int:
    """Count what was never sent; what is being changed was."""
    return _count(
        db,
        conversation.c.id,
        conversation.c.submission_id == submission.c.id,
        submission.c.workshop_id == workshop_id,
        submission.c.status == SubmissionStatus.BEGUN,
        conversation.c.status.in_((ConversationStatus.OPEN, ConversationStatus.PARKED)),
    )


def _count_changed(db: Session, window: Window) -> int:
    """Count what was told before and changed since; in the beginning all is new."""
    if window.since is None:
        return 0
    return _count(
        db,
        submission.c.id,
        submission.c.id == event.c.submission_id,
        event.c.kind == EventKind.CHANGED,
        event.c.form_code.not_in(window.besides),
        *within(window.workshop_id, window.since, window.until),
        submission.c.status == SubmissionStatus.COMPLETED,
        submission.c.completed_at <= window.since,
    )


def _response(db: Session, workshop_id: int) -> Response | None:
    wave = waves.running_wave(db, workshop_id=workshop_id)
    if wave is None:
        return None
    stand = waves.list_dispositions(db, wave_id=wave.id)
    answered = sum(stand.get(one, 0) for one in waves.ANSWERED)
    asked = sum(stand.values()) - stand.get(Disposition.QUEUED, 0)
    return Response(wave.number, asked, answered)


def _count(db: Session, column: ColumnElement[int], *conditions: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count(column.distinct())).where(*conditions)) or 0
