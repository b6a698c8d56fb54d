"""Audiences: whom a message of the organisers is for, and who of them may be written to now."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from storage.consents import Purpose
from storage.conversations import ConversationStatus
from storage.participants import Age
from storage.sealing import unseal, unseal_optional
from storage.submissions import SubmissionStatus
from storage.tables import consent, conversation, participant, submission
from storage.workshops import Workshop, get_workshop

# Forms about who fills them in, or about what others told: who sent these alone told nothing yet.
_NO_CONTRIBUTIONS: Final = ("profile", "comment", "commitment", "followup")
_PAGE: Final = 500  # receivers read at once


class Standing(StrEnum):
    """How far somebody has come with telling."""

    SENT_NOTHING = "sent_nothing"
    BEGUN = "begun"  # something is open
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is meant; where nothing is named it is everybody, and of each kind any may hold."""

    countries: tuple[str, ...] = ()
    tables: tuple[str, ...] = field(default=(), repr=False)
    languages: tuple[str, ...] = ()
    states: tuple[Standing, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            countries=tuple(kept.get("countries", ())),
            tables=tuple(kept.get("tables", ())),
            languages=tuple(kept.get("languages", ())),
            states=tuple(map(Standing, kept.get("states", ()))),
        )


EVERYBODY: Final = Audience()


@dataclass(frozen=True, slots=True)
class Receiver:
    participant_id: int
    chat_id: int = field(repr=False)
    language: str
    country: str | None


def list_receivers(
    db: Session, *, workshop_id: int, audience: Audience, purpose: Purpose, after: int = 0
) -> Iterator[Receiver]:
    """Yield who of `audience` may be written to now, by rising id from the one behind `after`.

    That is who can be reached, wants messages, is of an age that may take part, and has agreed to
    `purpose`; messages after the workshop also need the agreement to the workshop itself. They are
    read a page at a time, so that who takes only some of them pays only for those.
    """
    workshop = get_workshop(db, workshop_id=workshop_id)
    query = (
        select(
            participant.c.id,
            participant.c.chat_sealed,
            participant.c.table_name_sealed,
            participant.c.language,
            participant.c.country,
        )
        .where(*_may_be_written_to(workshop, purpose), *_meant(audience))
        .order_by(participant.c.id)
        .limit(_PAGE)
    )
    while rows := db.execute(query.where(participant.c.id > after)).all():
        after = rows[-1].id
        yield from (_receiver(db, row) for row in rows if _sits_there(db, row, audience))


def count_receivers(db: Session, *, workshop_id: int, audience: Audience, purpose: Purpose) -> int:
    return sum(
        1 for _ in list_receivers(db, workshop_id=workshop_id, audience=audience, purpose=purpose)
    )


def list_tables(db: Session, *, workshop_id: int) -> tuple[str, ...]:
    """Return the names of the tables at which somebody sits, in order."""
    seated = (participant.c.workshop_id == workshop_id) & participant.c.table_name_sealed.is_not(
        None
    )
    rows = db.execute(select(participant.c.id, participant.c.table_name_sealed).where(seated))
    return tuple(sorted({_table(db, row) or "" for row in rows}))


def _may_be_written_to(workshop: Workshop, purpose: Purpose) -> Iterator[ColumnElement[bool]]:
    yield participant.c.workshop_id == workshop.id
    yield participant.c.unreachable_at.is_(None)
    yield participant.c.stopped_at.is_(None)
    yield participant.c.unlinked_at.is_(None)
    if not workshop.takes_adolescents:
        yield or_(participant.c.age.is_(None), participant.c.age != Age.MINOR)
    for needed in sorted({Purpose.WORKSHOP, purpose}):
        yield exists().where(
            consent.c.participant_id == participant.c.id,
            consent.c.purpose == needed,
            consent.c.submission_id.is_(None),
            consent.c.given_at.is_not(None),
            consent.c.withdrawn_at.is_(None),
        )


def _meant(audience: Audience) -> Iterator[ColumnElement[bool]]:
    """Yield what the database can tell; at which table somebody sits is sealed."""
    if audience.countries:
        yield participant.c.country.in_(audience.countries)
    if audience.languages:
        yield participant.c.language.in_(audience.languages)
    if audience.states:
        yield or_(*(_STANDS[state] for state in audience.states))


_THEIRS: Final = submission.c.participant_id == participant.c.id
_HAS_SENT: Final = exists().where(
    _THEIRS,
    submission.c.status == SubmissionStatus.COMPLETED,
    submission.c.form_code.not_in(_NO_CONTRIBUTIONS),
)
_HAS_BEGUN: Final = exists().where(
    _THEIRS,
    submission.c.status == SubmissionStatus.BEGUN,
    conversation.c.submission_id == submission.c.id,
    conversation.c.status.in_((ConversationStatus.OPEN, ConversationStatus.PARKED)),
)
_STANDS: Final[Mapping[Standing, ColumnElement[bool]]] = {
    Standing.SENT_NOTHING: ~_HAS_SENT,
    Standing.BEGUN: _HAS_BEGUN,
    Standing.SENT: _HAS_SENT,
}


def _sits_there(db: Session, row: Any, audience: Audience) -> bool:
    return not audience.tables or _table(db, row) in audience.tables


def _table(db: Session, row: Any) -> str | None:
    column = participant.c.table_name_sealed
    return unseal_optional(db, column, row=row.id, sealed=row.table_name_sealed)


def _receiver(db: Session, row: Any) -> Receiver:
    chat_id = unseal(db, participant.c.chat_sealed, row=row.id, sealed=row.chat_sealed)
    return Receiver(row.id, int(chat_id), row.language, row.country)
