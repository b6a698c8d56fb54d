"""What stays around a person or a contribution, where no row of theirs would take it along."""

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from storage.sealing import blind
from storage.tables import (
    about,
    audit,
    broadcast,
    delivery,
    file,
    organiser,
    participant,
    processed_update,
    submission,
)


def remove_traces(db: Session, *, chat_index: bytes) -> None:
    """Remove what is known of a chat, where nobody takes part or organises from it any more.

    Of its updates the marks stay, which are numbers of Telegram's: none is to be done twice.
    """
    if _is_known(db, chat_index):
        return
    db.execute(delete(delivery).where(delivery.c.chat_index == chat_index))
    db.execute(
        update(processed_update)
        .where(processed_update.c.chat_index == chat_index)
        .values(chat_index=None, message_id=None)
    )
    db.execute(update(audit).where(audit.c.actor_index == chat_index).values(actor_index=None))
    db.execute(delete(file).where(file.c.chat_index == chat_index))


def remove_announced(db: Session, *, chat_index: bytes, workshop_id: int) -> None:
    """Send nothing more of what a workshop has to announce to a chat that may be in others too."""
    of_workshop = select(broadcast.c.id).where(broadcast.c.workshop_id == workshop_id)
    db.execute(
        delete(delivery).where(
            delivery.c.chat_index == chat_index,
            delivery.c.broadcast_id.in_(of_workshop),
            delivery.c.settled_at.is_(None),
        )
    )


def remove_traces_of_stranger(db: Session, *, chat_id: int) -> None:
    remove_traces(db, chat_index=blind(db, chat_id))


def remove_comments(db: Session, on: ColumnElement[bool]) -> None:
    """Remove what others said about these contributions: it speaks of them alone."""
    of_these = (
        select(about.c.submission_id)
        .join(submission, submission.c.id == about.c.subject_id)
        .where(on)
        .scalar_subquery()
    )
    db.execute(delete(submission).where(submission.c.id.in_(of_these)))


def _is_known(db: Session, chat_index: bytes) -> bool:
    people = (participant.c.chat_index, organiser.c.chat_index)
    return any(db.scalar(exists().where(chat == chat_index).select()) for chat in people)
