"""People: who takes part and who organises, what they agreed to, what they are working on."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from storage.tables.columns import Codes, UtcDateTime, belongs_to, may_belong_to, metadata, own_id

participant = Table(
    "participant",
    metadata,
    own_id(),
    belongs_to("workshop"),
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
    own_id(),
    belongs_to("workshop"),
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
    Column("notices", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("workshop_id", "chat_index"),
    Index(None, "chat_index"),
)

# The second factor of who may export and erase: a secret shared with an app on their phone.
second_factor = Table(
    "second_factor",
    metadata,
    belongs_to("organiser", primary_key=True),
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
    own_id(),
    belongs_to("organiser"),
    belongs_to("workshop"),
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
    own_id(),
    belongs_to("form_draft"),
    Column("name", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("form_draft_id", "name"),
)

preview = Table(
    "preview",
    metadata,
    own_id(),
    belongs_to("organiser"),
    may_belong_to("form_draft"),
    may_belong_to("form_version"),
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
    own_id(),
    belongs_to("participant"),
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
    own_id(),
    belongs_to("participant"),
    Column("sent_sealed", LargeBinary, nullable=False),
    Column("held_at", UtcDateTime, nullable=False),
    Index(None, "participant_id"),
)

# Who or what was erased, known by keyed hash alone: what a restored backup must lose again.
erasure = Table(
    "erasure",
    metadata,
    own_id(),
    Column("subject", String, nullable=False),
    Column("subject_index", LargeBinary, nullable=False),
    Column("workshop_id", BigInteger),
    Column("receipt", String, nullable=False),
    Column("erased_at", UtcDateTime, nullable=False),
    Index(None, "subject_index"),
)

audit = Table(
    "audit",
    metadata,
    own_id(),
    Column("at", UtcDateTime, nullable=False),
    Column("role", String, nullable=False),
    Column("actor_index", LargeBinary),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("workshop_id", BigInteger, ForeignKey("workshop.id", ondelete="SET NULL")),
    Index(None, "workshop_id", "at"),
)
