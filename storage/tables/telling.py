"""What is told: submissions, their answers, and the conversations in which they are given."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from storage.tables.columns import UtcDateTime, belongs_to, may_belong_to, metadata, own_id

submission = Table(
    "submission",
    metadata,
    own_id(),
    belongs_to("participant"),
    belongs_to("workshop"),
    belongs_to("form_version"),
    Column("form_code", String, nullable=False),
    Column("status", String, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("completed_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    Column("level", String),
    Column("share", String),
    Column("revision", Integer, nullable=False),
    Column("changed_at", UtcDateTime),
    Index(None, "participant_id"),
    Index(None, "workshop_id", "form_code", "status", "completed_at"),
)

# A submission that is about another one: a comment from the same table.
about = Table(
    "about",
    metadata,
    belongs_to("submission", primary_key=True),
    Column(
        "subject_id", BigInteger, ForeignKey("submission.id", ondelete="CASCADE"), nullable=False
    ),
    Index(None, "subject_id"),
)

# What few answers are is looked up for many submissions at once.
_IDLE = text("NOT relevant")
_FOUND = text("screened IS NOT NULL")

answer = Table(
    "answer",
    metadata,
    belongs_to("submission", primary_key=True),
    Column("ref", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("relevant", Boolean, nullable=False),
    Column("value_sealed", LargeBinary),
    Column("value_code", String),
    Column("value_number", Double),
    Column("value_date", Date),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("screened", String),
    Index(
        "ix_answer_irrelevant", "submission_id", "ref", sqlite_where=_IDLE, postgresql_where=_IDLE
    ),
    Index("ix_answer_screened", "submission_id", sqlite_where=_FOUND, postgresql_where=_FOUND),
)

answer_choice = Table(
    "answer_choice",
    metadata,
    Column("submission_id", BigInteger, primary_key=True, autoincrement=False),
    Column("ref", String, primary_key=True),
    Column("code", String, primary_key=True),
    Column("position", Integer, nullable=False),
    ForeignKeyConstraint(
        ["submission_id", "ref"], ["answer.submission_id", "answer.ref"], ondelete="CASCADE"
    ),
)

# What stood there before somebody changed it after sending: the trail of an answer.
former_answer = Table(
    "former_answer",
    metadata,
    own_id(),
    belongs_to("submission"),
    Column("revision", Integer, nullable=False),
    Column("ref", String, nullable=False),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("value_sealed", LargeBinary),
    Column("changed_at", UtcDateTime, nullable=False),
    Index(None, "submission_id"),
)

# What was sent outside of every conversation, until its sender says what it is.
capture = Table(
    "capture",
    metadata,
    own_id(),
    belongs_to("participant"),
    Column("message_id", BigInteger, nullable=False),
    Column("text_sealed", LargeBinary),
    Column("file_id_sealed", LargeBinary),
    Column("carrier", String),
    Column("mime_type", String),
    Column("size", Integer),
    Column("seconds", Integer),
    Column("captured_at", UtcDateTime, nullable=False),
    Index(None, "participant_id"),
)

# A contribution as it was shown to the others at its author's table.
confirmation = Table(
    "confirmation",
    metadata,
    belongs_to("submission", primary_key=True),
    belongs_to("participant", primary_key=True),
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Index(None, "participant_id"),
)

conversation = Table(
    "conversation",
    metadata,
    own_id(),
    belongs_to("participant"),
    belongs_to("form_version"),
    belongs_to("submission"),
    Column("status", String, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("state_sealed", LargeBinary, nullable=False),
    Column("language", String, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "participant_id", "status"),
    Index(None, "submission_id"),
)

# Only what is still to be fetched from Telegram is looked for by its hour.
_WANTED = text("state = 'wanted'")

file = Table(
    "file",
    metadata,
    own_id(),
    Column("chat_index", LargeBinary, nullable=False),
    Column("chat_sealed", LargeBinary, nullable=False),
    Column("purpose", String, nullable=False),
    may_belong_to("submission"),
    Column("ref", String),
    may_belong_to("form_draft"),
    Column("name", String, nullable=False),
    Column("file_id_sealed", LargeBinary, nullable=False),
    Column("mime_type", String),
    Column("size", Integer),
    Column("seconds", Integer),
    Column("transcript_sealed", LargeBinary),
    Column("transcript_state", String),
    Column("content_sealed", LargeBinary),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("kept_at", UtcDateTime),
    Column("owner", String),
    Index(None, "submission_id"),
    Index(None, "form_draft_id"),
    Index("ix_file_wanted_due", "due_at", sqlite_where=_WANTED, postgresql_where=_WANTED),
)
