"""What may stand in the open, and nothing else."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import JSON, LargeBinary, String, TypeDecorator, insert, select
from sqlalchemy.dialects import sqlite

from storage.database import Database, Session
from storage.tables import UtcDateTime, metadata, processed_update

# Every column of words that is not sealed, and why each may be read by who steals the file.
CODE = "a code chosen by this program or by a form, never typed by a person"
OPEN_WORDS = {
    "adoption.country": "the code of a country",
    "adoption.stage": CODE,
    "adoption_stage.stage": CODE,
    "answer.kind": CODE,
    "answer.name": "the name of a question in a form",
    "answer.ref": "the path of a question in a form",
    "answer.screened": CODE,
    "answer.value_code": "the name of a choice in a form",
    "answer_choice.code": "the name of a choice in a form",
    "answer_choice.ref": "the path of a question in a form",
    "audit.action": CODE,
    "audit.role": CODE,
    "audit.subject": "the kind and the id of what was acted upon",
    "broadcast.kind": CODE,
    "broadcast.state": CODE,
    "capture.carrier": CODE,
    "capture.mime_type": "a kind of file, as Telegram names it",
    "confirmation.state": CODE,
    "consent.language": CODE,
    "consent.purpose": CODE,
    "consent.sha256": "of the bot's own words",
    "consent.text": "the bot's own words, the same for everybody",
    "consent.text_id": CODE,
    "consent.version": CODE,
    "conversation.language": CODE,
    "conversation.status": CODE,
    "delivery.key": "a kind and ids, by which a message is promised once",
    "delivery.method": "the name of a method of the Bot API",
    "delivery.owner": "the name of a replica",
    "delivery.reason": CODE,
    "delivery.state": CODE,
    "draft_attachment.name": "the name of a file that a form asks for",
    "erasure.receipt": "a number that is nobody's name",
    "erasure.subject": CODE,
    "event.detail": CODE,
    "event.form_code": "the name of a form",
    "event.kind": CODE,
    "expected.kind": CODE,
    "file.mime_type": "a kind of file, as Telegram names it",
    "file.name": "made by this program, or the name of a file that a form asks for",
    "file.owner": "the name of a replica",
    "file.purpose": CODE,
    "file.ref": "the path of a question in a form",
    "file.state": CODE,
    "file.transcript_state": CODE,
    "form.code": "the name of a form",
    "form_attachment.name": "the name of a file that a form asks for",
    "form_draft.form_code": "the name of a form",
    "form_draft.problems": "what is wrong in a form, in the bot's own words",
    "form_draft.source": "a form, which everybody will be shown",
    "form_draft.state": CODE,
    "form_draft.xform": "a form, which everybody will be shown",
    "form_version.note": "what changed in a form, in the bot's own words",
    "form_version.sha256": "of a form, which everybody is shown",
    "form_version.source": "a form, which everybody is shown",
    "form_version.xform": "a form, which everybody is shown",
    "former_answer.kind": CODE,
    "former_answer.name": "the name of a question in a form",
    "former_answer.ref": "the path of a question in a form",
    "hotline.country": "the code of a country",
    "hotline.line": "where to call for help: public, and shown to everybody",
    "invitation.role": CODE,
    "job.key": "a kind and ids, by which a job is done once",
    "job.kind": CODE,
    "job.owner": "the name of a replica",
    "job.reason": CODE,
    "job.state": CODE,
    "limiter.name": CODE,
    "organiser.language": CODE,
    "organiser.role": CODE,
    "organiser.weekdays": CODE,
    "organiser.zone": "the name of a time zone",
    "participant.age": CODE,
    "participant.country": "the code of a country, which digests count by",
    "participant.language": CODE,
    "preview.language": CODE,
    "redaction.ref": "the path of a question in a form",
    "review.state": CODE,
    "submission.form_code": "the name of a form",
    "submission.level": CODE,
    "submission.share": CODE,
    "submission.status": CODE,
    "target.form_code": "the name of a form",
    "wave.form_code": "the name of a form",
    "wave.reminder_days": "numbers of days",
    "wave.state": CODE,
    "wave_member.disposition": CODE,
    "wave_member.last_answer": "the name of a choice in a form",
    "workshop.countries": "codes of countries",
    "workshop.default_language": CODE,
    "workshop.languages": CODE,
    "workshop.zone": "the name of a time zone",
}


def test_every_column_of_words_is_sealed_or_reviewed() -> None:
    words = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(_storage_type(column.type), String | JSON)
    }

    assert words == set(OPEN_WORDS)


# What a form shows or offers to everybody: pictures, and lists of places or names of things.
OPEN_FILES = {"draft_attachment.content", "form_attachment.content"}


def test_every_column_of_bytes_is_sealed_a_blind_index_or_reviewed() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }

    open_to_read = {name for name in named if not name.endswith(("_sealed", "_index"))}

    assert open_to_read == OPEN_FILES


def _storage_type(declared: object) -> object:
    return declared.impl_instance if isinstance(declared, TypeDecorator) else declared


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        UtcDateTime().process_bind_param(datetime(2026, 11, 24, 18), sqlite.dialect())  # noqa: DTZ001 -- the point


def test_a_moment_comes_back_in_utc(database: Database) -> None:
    evening = datetime(2026, 11, 24, 18, tzinfo=ZoneInfo("America/Tegucigalpa"))

    def write_and_read(db: Session) -> datetime | None:
        db.execute(insert(processed_update).values(update_id=1, at=evening))
        return db.scalar(select(processed_update.c.at))

    kept = database.transact_now(write_and_read)

    assert kept == evening
    assert kept is not None
    assert kept.tzinfo is UTC
