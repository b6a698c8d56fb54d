"""Every table. What is personal or free text is sealed; what SQL must count is a plain code."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
    true,
)
from typing_extensions import override


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be kept")
        return value.astimezone(UTC)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Codes(TypeDecorator[tuple[str, ...]]):
    """A few codes, as of countries or languages, in one column."""

    impl = String
    cache_ok = True

    @override
    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value.split())


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


# On SQLite only INTEGER makes the id the row's own address, which saves an index a table.
_BIG_KEY = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", _BIG_KEY, primary_key=True, autoincrement=False)


def _belongs_to(table: str, *, primary_key: bool = False) -> Column[int]:
    """Return a column for the row of `table` with which this row goes when it is erased."""
    return Column(
        f"{table}_id",
        BigInteger,
        ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


def _may_belong_to(table: str) -> Column[int]:
    """Return a column for the row of `table`, if any, with which this row goes when it is erased."""
    return Column(f"{table}_id", BigInteger, ForeignKey(f"{table}.id", ondelete="CASCADE"))


workshop = Table(
    "workshop",
    metadata,
    _id(),
    Column("title_sealed", LargeBinary, nullable=False),
    Column("zone", String, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("countries", Codes, nullable=False),
    Column("default_language", String, nullable=False),
    Column("languages", Codes, nullable=False),
    Column("digest_hour", Integer, nullable=False),
    Column("protected", Boolean, nullable=False, server_default=false()),
    Column("identity_days", Integer, nullable=False, server_default=text("210")),
    Column("answers_days", Integer, nullable=False, server_default=text("365")),
    Column("documents", Boolean, nullable=False, server_default=false()),
    Column("adolescents", Boolean, nullable=False, server_default=false()),
    Column("guardian_note_sealed", LargeBinary),
    Column("focal_point_sealed", LargeBinary),
    Column("created_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
)

form = Table(
    "form",
    metadata,
    _id(),
    _belongs_to("workshop"),
    Column("code", String, nullable=False),
    Column("stopped_at", UtcDateTime),
    UniqueConstraint("workshop_id", "code"),
)

form_version = Table(
    "form_version",
    metadata,
    _id(),
    _belongs_to("form"),
    Column("number", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("xform", Text, nullable=False),
    Column("sha256", String, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("published_by", BigInteger),
    Column("note", Text),
    UniqueConstraint("form_id", "number"),
    UniqueConstraint("form_id", "sha256"),
)

form_attachment = Table(
    "form_attachment",
    metadata,
    _id(),
    _belongs_to("form_version"),
    Column("name", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("form_version_id", "name"),
)

invitation = Table(
    "invitation",
    metadata,
    _id(),
    _belongs_to("workshop"),
    Column("code_index", LargeBinary, nullable=False),
    Column("role", String, nullable=False),
    Column("table_name_sealed", LargeBinary),
    Column("max_uses", Integer),
    Column("uses", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    UniqueConstraint("code_index"),
    Index(None, "workshop_id"),
)

participant = Table(
    "participant",
    metadata,
    _id(),
    _belongs_to("workshop"),
    Column("chat_index", LargeBinary, nullable=False),
    Column("chat_sealed", LargeBinary, nullable=False),
    Column("language", String, nullable=False),
    Column("language_chosen", Boolean, nullable=False),
    Column("country", String),
    Column("table_name_sealed", LargeBinary),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("active_at", UtcDateTime, nullable=False),
    Column("unreachable_at", UtcDateTime),
    Column("age", String),
    Column("stopped_at", UtcDateTime),
    Column("unlinked_at", UtcDateTime),
    UniqueConstraint("workshop_id", "chat_index"),
    Index(None, "chat_index"),
)

organiser = Table(
    "organiser",
    metadata,
    _id(),
    _belongs_to("workshop"),
    Column("chat_index", LargeBinary, nullable=False),
    Column("chat_sealed", LargeBinary, nullable=False),
    Column("language", String, nullable=False),
    Column("digest_hour", Integer),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("active_at", UtcDateTime, nullable=False),
    Column("unreachable_at", UtcDateTime),
    Column("last_digest_at", UtcDateTime),
    Column("role", String, nullable=False, server_default="organiser"),
    Column("table_name_sealed", LargeBinary),
    Column("zone", String),
    Column("weekdays", Codes),
    Column("empty_days", Boolean, nullable=False, server_default=false()),
    Column("muted_until", UtcDateTime),
    UniqueConstraint("workshop_id", "chat_index"),
    Index(None, "chat_index"),
)

# The second factor of who may export and erase: a secret shared with an app on their phone.
second_factor = Table(
    "second_factor",
    metadata,
    _belongs_to("organiser", primary_key=True),
    Column("secret_sealed", LargeBinary, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("last_step", BigInteger),
    Column("valid_until", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("failed_at", UtcDateTime),
)

form_draft = Table(
    "form_draft",
    metadata,
    _id(),
    _belongs_to("organiser"),
    _belongs_to("workshop"),
    Column("form_code", String),
    Column("file_name_sealed", LargeBinary, nullable=False),
    Column("state", String, nullable=False),
    Column("based_on", Integer),
    Column("source", Text),
    Column("xform", Text),
    Column("problems", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "organiser_id"),
)

draft_attachment = Table(
    "draft_attachment",
    metadata,
    _id(),
    _belongs_to("form_draft"),
    Column("name", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("form_draft_id", "name"),
)

preview = Table(
    "preview",
    metadata,
    _id(),
    _belongs_to("organiser"),
    _may_belong_to("form_draft"),
    _may_belong_to("form_version"),
    Column("turn", Integer, nullable=False),
    Column("state_sealed", LargeBinary, nullable=False),
    Column("language", String, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("organiser_id"),
)

consent = Table(
    "consent",
    metadata,
    _id(),
    _belongs_to("participant"),
    Column("purpose", String, nullable=False, server_default="workshop"),
    Column("submission_id", BigInteger),
    Column("version", String),
    Column("text_id", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String, nullable=False),
    Column("language", String, nullable=False),
    Column("update_id", BigInteger),
    Column("given_at", UtcDateTime),
    Column("refused_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    Index(None, "participant_id"),
)

# What was sent while a consent was asked for again: taken after the yes, gone after the no.
held = Table(
    "held",
    metadata,
    _id(),
    _belongs_to("participant"),
    Column("sent_sealed", LargeBinary, nullable=False),
    Column("held_at", UtcDateTime, nullable=False),
    Index(None, "participant_id"),
)

submission = Table(
    "submission",
    metadata,
    _id(),
    _belongs_to("participant"),
    _belongs_to("workshop"),
    _belongs_to("form_version"),
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
    _belongs_to("submission", primary_key=True),
    Column(
        "subject_id", BigInteger, ForeignKey("submission.id", ondelete="CASCADE"), nullable=False
    ),
    Index(None, "subject_id"),
)

answer = Table(
    "answer",
    metadata,
    _belongs_to("submission", primary_key=True),
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
    _id(),
    _belongs_to("submission"),
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
    _id(),
    _belongs_to("participant"),
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
    _belongs_to("submission", primary_key=True),
    _belongs_to("participant", primary_key=True),
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Index(None, "participant_id"),
)

# Where to call for help, as an organiser has confirmed it; without a line there is none.
hotline = Table(
    "hotline",
    metadata,
    _id(),
    _belongs_to("workshop"),
    Column("country", String, nullable=False),
    Column("line", Text),
    Column("confirmed_by", BigInteger),
    Column("confirmed_at", UtcDateTime, nullable=False),
    UniqueConstraint("workshop_id", "country"),
)

# Who or what was erased, known by keyed hash alone: what a restored backup must lose again.
erasure = Table(
    "erasure",
    metadata,
    _id(),
    Column("subject", String, nullable=False),
    Column("subject_index", LargeBinary, nullable=False),
    Column("workshop_id", BigInteger),
    Column("receipt", String, nullable=False),
    Column("erased_at", UtcDateTime, nullable=False),
    Index(None, "subject_index"),
)

# What happened in a workshop: digests, notices and lists all read this one log.
event = Table(
    "event",
    metadata,
    _id(),
    _belongs_to("workshop"),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("form_code", String),
    Column("detail", String),
    _may_belong_to("submission"),
    _may_belong_to("participant"),
    Index(None, "workshop_id", "at"),
    Index(None, "submission_id"),
    Index(None, "participant_id"),
)

# How many contributions of a form the organisers hope for.
target = Table(
    "target",
    metadata,
    _belongs_to("workshop", primary_key=True),
    Column("form_code", String, primary_key=True),
    Column("wanted", Integer, nullable=False),
)

# The figures about persons as they were told last, so that no two digests give one person away.
told_figure = Table(
    "told_figure",
    metadata,
    _belongs_to("workshop", primary_key=True),
    Column("figure", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
)

# What the organisers decided about a contribution, in the revision they had before them.
review = Table(
    "review",
    metadata,
    _belongs_to("submission", primary_key=True),
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("waiting_since", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", BigInteger),
    Column("merged_into", BigInteger, ForeignKey("submission.id", ondelete="SET NULL")),
    Index(None, "state", "waiting_since"),
    Index(None, "merged_into"),
)

# What an organiser asked an author, and what came back.
review_question = Table(
    "review_question",
    metadata,
    _id(),
    _belongs_to("submission"),
    Column("asked_by", BigInteger, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answer_sealed", LargeBinary),
    Column("answered_at", UtcDateTime),
    Index(None, "submission_id"),
)

# A passage that only the trail shows any more; `shown_sealed` is the answer without it.
redaction = Table(
    "redaction",
    metadata,
    _id(),
    _belongs_to("submission"),
    Column("ref", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("passage_sealed", LargeBinary, nullable=False),
    Column("shown_sealed", LargeBinary, nullable=False),
    Column("redacted_by", BigInteger, nullable=False),
    Column("redacted_at", UtcDateTime, nullable=False),
    Index(None, "submission_id"),
)

# One round of asking: the commitment at the end of the workshop, then the follow-ups.
wave = Table(
    "wave",
    metadata,
    _id(),
    _belongs_to("workshop"),
    Column("number", Integer, nullable=False),
    Column("form_code", String, nullable=False),
    Column("offset_days", Integer),
    Column("starts_on", Date),
    Column("audience_sealed", LargeBinary),
    Column("from_hour", Integer, nullable=False),
    Column("until_hour", Integer, nullable=False),
    Column("reminder_days", Codes, nullable=False),
    Column("deadline_days", Integer, nullable=False),
    Column("last_question", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    UniqueConstraint("workshop_id", "number"),
)

# Where one participant stands in a wave.
wave_member = Table(
    "wave_member",
    metadata,
    _id(),
    _belongs_to("wave"),
    _belongs_to("participant"),
    Column("disposition", String, nullable=False),
    Column("contacts", Integer, nullable=False),
    Column("next_contact_at", UtcDateTime),
    Column("last_contact_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("completed_at", UtcDateTime),
    Column("last_answer", String),
    UniqueConstraint("wave_id", "participant_id"),
    Index(None, "participant_id"),
    Index(None, "next_contact_at"),
)

# A practice of others that somebody means to take over, and how far that has come.
adoption = Table(
    "adoption",
    metadata,
    _id(),
    _belongs_to("workshop"),
    _belongs_to("participant"),
    Column(
        "practice_id", BigInteger, ForeignKey("submission.id", ondelete="CASCADE"), nullable=False
    ),
    Column("country", String),
    Column("stage", String, nullable=False),
    Column("stage_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("participant_id", "practice_id"),
    Index(None, "workshop_id"),
    Index(None, "practice_id"),
)

adoption_stage = Table(
    "adoption_stage",
    metadata,
    _id(),
    _belongs_to("adoption"),
    _belongs_to("wave"),
    Column("stage", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("adoption_id", "wave_id"),
    Index(None, "wave_id"),
)

# In which wave a submission was asked for, and about which adoption.
wave_submission = Table(
    "wave_submission",
    metadata,
    _belongs_to("submission", primary_key=True),
    _belongs_to("wave"),
    _may_belong_to("adoption"),
    Index(None, "wave_id"),
    Index(None, "adoption_id"),
)

# One message to many: its audience, and how far it has got.
broadcast = Table(
    "broadcast",
    metadata,
    _id(),
    _belongs_to("workshop"),
    Column("kind", String, nullable=False),
    Column("made_by", BigInteger),
    Column("text_sealed", LargeBinary),
    Column("audience_sealed", LargeBinary),
    Column("state", String, nullable=False),
    Column("receivers", Integer),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("progress_message_id", BigInteger),
    Index(None, "workshop_id", "state"),
)

conversation = Table(
    "conversation",
    metadata,
    _id(),
    _belongs_to("participant"),
    _belongs_to("form_version"),
    _belongs_to("submission"),
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
    _id(),
    Column("chat_index", LargeBinary, nullable=False),
    Column("chat_sealed", LargeBinary, nullable=False),
    Column("purpose", String, nullable=False),
    _may_belong_to("submission"),
    Column("ref", String),
    _may_belong_to("form_draft"),
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


# A promised message is open until it is settled: sent, blocked, failed or cancelled.
_OPEN = text("settled_at IS NULL")
_QUEUED = text("state = 'queued'")
# What stands in a chat is looked for by chat, to be taken away again.
_SHOWN = text("message_id IS NOT NULL")

delivery = Table(
    "delivery",
    metadata,
    _id(),
    Column("chat_index", LargeBinary, nullable=False),
    Column("chat_sealed", LargeBinary, nullable=False),
    Column("method", String, nullable=False),
    Column("payload_sealed", LargeBinary),
    Column("state", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("key", String),
    Column("conversation_id", BigInteger, ForeignKey("conversation.id", ondelete="CASCADE")),
    Column("turn", Integer),
    Column("message_id", BigInteger),
    Column("reason", String),
    Column("owner", String),
    Column("lease_until", UtcDateTime),
    Column("broadcast_id", BigInteger),
    Column("resend", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("key"),
    Index(None, "conversation_id"),
    Index("ix_delivery_broadcast", "broadcast_id", "state"),
    Index(
        "ix_delivery_queued",
        "priority",
        "due_at",
        "id",
        sqlite_where=_QUEUED,
        postgresql_where=_QUEUED,
    ),
    Index("ix_delivery_open_chat", "chat_index", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_delivery_open_due", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index(
        "ix_delivery_shown_chat",
        "chat_index",
        "settled_at",
        sqlite_where=_SHOWN,
        postgresql_where=_SHOWN,
    ),
)

# When this bot may send next what is not a reply, and until when it may send nothing at all.
limiter = Table(
    "limiter",
    metadata,
    Column("name", String, primary_key=True),
    Column("free_at", BigInteger, nullable=False),
    Column("held_until", BigInteger, nullable=False),
)

processed_update = Table(
    "processed_update",
    metadata,
    Column("update_id", _BIG_KEY, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("chat_index", LargeBinary),
    Column("message_id", BigInteger),
    Index(
        "ix_processed_update_shown_chat",
        "chat_index",
        "at",
        sqlite_where=_SHOWN,
        postgresql_where=_SHOWN,
    ),
)

# A job is open until it is done, skipped or given up.
_TO_DO = text("done_at IS NULL")

job = Table(
    "job",
    metadata,
    _id(),
    Column("key", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("run_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", String),
    Column("lease_until", UtcDateTime),
    Column("payload_sealed", LargeBinary),
    Column("part", Integer),
    Column("whole", Integer),
    Column("reason", String),
    UniqueConstraint("key"),
    Index("ix_job_open_due", "run_at", sqlite_where=_TO_DO, postgresql_where=_TO_DO),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", UtcDateTime, nullable=False),
    Column("role", String, nullable=False),
    Column("actor_index", LargeBinary),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("workshop_id", BigInteger, ForeignKey("workshop.id", ondelete="SET NULL")),
    Index(None, "workshop_id", "at"),
)
