"""Waves: rounds of asking with a plan of contacts, and where each participant stands in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from storage.audiences import EVERYBODY, Audience
from storage.ids import new_id
from storage.sealing import blind, seal_json, unseal_json
from storage.tables import participant, wave, wave_member
from storage.upsert import per_engine


class WaveState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Disposition(StrEnum):
    """How far somebody has come in a wave."""

    QUEUED = "queued"  # not written to yet
    CONTACTED = "contacted"
    STARTED = "started"
    PARTIAL = "partial"  # some of it was answered, and it will not be finished
    COMPLETED = "completed"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


OPEN: Final = frozenset({Disposition.QUEUED, Disposition.CONTACTED, Disposition.STARTED})
ANSWERED: Final = frozenset({Disposition.COMPLETED, Disposition.PARTIAL})
STANDARD_REMINDERS: Final = (3, 7)  # days after the first contact
STANDARD_DEADLINE: Final = 14
STANDARD_HOURS: Final = (8, 20)


@dataclass(frozen=True, slots=True)
class Wave:
    """`starts_on` is the day itself, else it follows from `offset_days` after the workshop's end."""

    id: int
    workshop_id: int
    number: int
    form_code: str
    offset_days: int | None
    starts_on: date | None
    from_hour: int
    until_hour: int
    reminder_days: tuple[int, ...]
    deadline_days: int
    last_question: bool  # whether the last contact asks a single question with one press
    state: WaveState
    created_at: datetime
    started_at: datetime | None
    closed_at: datetime | None
    audience: Audience = EVERYBODY

    @property
    def most_contacts(self) -> int:
        return 1 + len(self.reminder_days)

    @property
    def is_open(self) -> bool:
        return self.state in {WaveState.RUNNING, WaveState.PAUSED}


@dataclass(frozen=True, slots=True)
class Member:
    """Where one participant stands; `next_contact_at` is the only contact that may still come."""

    id: int
    wave_id: int
    participant_id: int
    disposition: Disposition
    contacts: int
    next_contact_at: datetime | None
    last_contact_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    last_answer: str | None

    @property
    def is_open(self) -> bool:
        return self.disposition in OPEN


def create_wave(  # noqa: PLR0913 -- what is kept of it, each by name
    db: Session,
    *,
    workshop_id: int,
    number: int,
    form_code: str,
    now: datetime,
    offset_days: int | None = None,
    starts_on: date | None = None,
    audience: Audience = EVERYBODY,
    hours: tuple[int, int] = STANDARD_HOURS,
    reminder_days: Sequence[int] = STANDARD_REMINDERS,
    deadline_days: int = STANDARD_DEADLINE,
    last_question: bool = True,
) -> Wave:
    planned = Wave(
        id=new_id(),
        workshop_id=workshop_id,
        number=number,
        form_code=form_code,
        offset_days=offset_days,
        starts_on=starts_on,
        from_hour=hours[0],
        until_hour=hours[1],
        reminder_days=tuple(reminder_days),
        deadline_days=deadline_days,
        last_question=last_question,
        state=WaveState.PLANNED,
        created_at=now,
        started_at=None,
        closed_at=None,
        audience=audience,
    )
    db.execute(insert(wave).values(_row(db, planned)))
    return planned


def save_wave(db: Session, changed: Wave) -> None:
    db.execute(update(wave).where(wave.c.id == changed.id).values(_row(db, changed)))


def set_state(db: Session, known: Wave, state: WaveState) -> Wave:
    changed = replace(known, state=state)
    save_wave(db, changed)
    return changed


def find_wave(db: Session, *, wave_id: int) -> Wave | None:
    row = db.execute(select(wave).where(wave.c.id == wave_id)).one_or_none()
    return None if row is None else _record(db, row)


def get_wave(db: Session, *, wave_id: int) -> Wave:
    return _record(db, db.execute(select(wave).where(wave.c.id == wave_id)).one())


def list_waves(db: Session, *, workshop_id: int) -> tuple[Wave, ...]:
    """Return the waves of a workshop, in the order of their numbers."""
    rows = db.execute(select(wave).where(wave.c.workshop_id == workshop_id).order_by(wave.c.number))
    return tuple(_record(db, row) for row in rows)


def running_wave(db: Session, *, workshop_id: int) -> Wave | None:
    """Return the wave that is being asked now, the newest where there are several."""
    running = [one for one in list_waves(db, workshop_id=workshop_id) if one.is_open]
    return running[-1] if running else None


def list_dispositions(db: Session, *, wave_id: int) -> Mapping[Disposition, int]:
    """Return how many stand where; what nobody stands at is left out."""
    rows = db.execute(
        select(wave_member.c.disposition, func.count())
        .where(wave_member.c.wave_id == wave_id)
        .group_by(wave_member.c.disposition)
    )
    return {Disposition(disposition): count for disposition, count in rows}


def add_members(db: Session, *, wave_id: int, participants: Iterable[int]) -> tuple[Member, ...]:
    """Let these participants stand in the wave, not written to yet; who stands in it stays so."""
    rows = [
        asdict(_queued(wave_id, participant_id)) for participant_id in participants
    ]  # a slice: few enough for one statement
    if not rows:
        return ()
    db.execute(_ADD_MEMBER(db), rows)
    ids = [row["participant_id"] for row in rows]
    known = db.execute(_OF_WAVE.where(wave_member.c.wave_id == wave_id, _is_one_of(ids)))
    return tuple(map(_member, known))


def add_lost(db: Session, *, wave_id: int, earlier: Iterable[int]) -> None:
    """Keep in the wave who stood in `earlier` ones and cannot be asked any more.

    Else a wave would look the better answered the more people it has lost.
    """
    stood = select(wave_member.c.participant_id).where(wave_member.c.wave_id.in_(tuple(earlier)))
    rows = db.execute(
        select(participant.c.id, participant.c.unreachable_at)
        .where(participant.c.id.in_(stood))
        .order_by(participant.c.id)
    )
    lost = [
        asdict(
            replace(
                _queued(wave_id, row.id),
                disposition=Disposition.UNREACHABLE if row.unreachable_at else Disposition.REFUSED,
            )
        )
        for row in rows
    ]
    if lost:
        db.execute(_ADD_MEMBER(db), lost)


def find_member(db: Session, *, member_id: int) -> Member | None:
    row = db.execute(_OF_WAVE.where(wave_member.c.id == member_id)).one_or_none()
    return None if row is None else _member(row)


def find_member_of(db: Session, *, wave_id: int, participant_id: int) -> Member | None:
    one = (wave_member.c.wave_id == wave_id) & (wave_member.c.participant_id == participant_id)
    row = db.execute(_OF_WAVE.where(one)).one_or_none()
    return None if row is None else _member(row)


def list_memberships_of(db: Session, *, participant_id: int) -> tuple[tuple[Wave, Member], ...]:
    """Return where this participant stands in each wave of theirs, in order."""
    rows = db.execute(_OF_WAVE.where(wave_member.c.participant_id == participant_id)).all()
    members = {row.wave_id: _member(row) for row in rows}
    waves = db.execute(select(wave).where(wave.c.id.in_(members)).order_by(wave.c.number))
    return tuple((_record(db, row), members[row.id]) for row in waves)


def list_open_members(db: Session, *, wave_id: int) -> tuple[Member, ...]:
    """Return who has not finished, refused or been lost."""
    rows = db.execute(
        _OF_WAVE.where(wave_member.c.wave_id == wave_id, wave_member.c.disposition.in_(OPEN))
    )
    return tuple(map(_member, rows))


def save_member(db: Session, changed: Member) -> None:
    values = {name: value for name, value in asdict(changed).items() if name not in _FIXED}
    db.execute(update(wave_member).where(wave_member.c.id == changed.id).values(values))


def close_members(db: Session, *, wave_id: int) -> None:
    """Let nobody be asked any more; what somebody has begun counts as it stands."""
    here = wave_member.c.wave_id == wave_id
    db.execute(update(wave_member).where(here).values(next_contact_at=None))
    started = here & (wave_member.c.disposition == Disposition.STARTED)
    db.execute(update(wave_member).where(started).values(disposition=Disposition.PARTIAL))
    gone = select(participant.c.id).where(participant.c.unreachable_at.is_not(None))
    waiting = (Disposition.QUEUED, Disposition.CONTACTED)
    lost = here & wave_member.c.disposition.in_(waiting) & wave_member.c.participant_id.in_(gone)
    db.execute(update(wave_member).where(lost).values(disposition=Disposition.UNREACHABLE))


def refuse_open(db: Session, *, chat_id: int) -> None:
    """Ask this chat nothing more in any wave under way, whichever its workshop.

    How it stood in a wave that is over stays so.
    """
    of_chat = select(participant.c.id).where(participant.c.chat_index == blind(db, chat_id))
    theirs = wave_member.c.participant_id.in_(of_chat)
    under_way = select(wave.c.id).where(wave.c.state.in_((WaveState.RUNNING, WaveState.PAUSED)))
    db.execute(
        update(wave_member)
        .where(theirs, wave_member.c.wave_id.in_(under_way), wave_member.c.disposition.in_(OPEN))
        .values(disposition=Disposition.REFUSED, next_contact_at=None)
    )


_FIXED: Final = frozenset({"id", "wave_id", "participant_id"})
_OF_WAVE: Final = select(wave_member)
_ADD_MEMBER: Final = per_engine(
    lambda insert_into: insert_into(wave_member).on_conflict_do_nothing(
        index_elements=["wave_id", "participant_id"]
    )
)


def _is_one_of(participant_ids: Sequence[int]) -> Any:
    return wave_member.c.participant_id.in_(participant_ids)


def _queued(wave_id: int, participant_id: int) -> Member:
    return Member(
        new_id(), wave_id, participant_id, Disposition.QUEUED, 0, None, None, None, None, None
    )


def _row(db: Session, of: Wave) -> dict[str, Any]:
    values = {name: getattr(of, name) for name in _PLAIN}
    values["reminder_days"] = tuple(map(str, of.reminder_days))
    values["audience_sealed"] = seal_json(
        db, wave.c.audience_sealed, row=of.id, value=of.audience.to_json()
    )
    return values


_PLAIN: Final = tuple(
    name for name in Wave.__dataclass_fields__ if name not in {"audience", "reminder_days"}
)


def _record(db: Session, row: Any) -> Wave:
    kept = unseal_json(db, wave.c.audience_sealed, row=row.id, sealed=row.audience_sealed)
    values = {name: getattr(row, name) for name in _PLAIN}
    values["state"] = WaveState(row.state)
    return Wave(
        **values,
        reminder_days=tuple(map(int, row.reminder_days)),
        audience=Audience.from_json(kept),
    )


def _member(row: Any) -> Member:
    return replace(Member(*row), disposition=Disposition(row.disposition))
