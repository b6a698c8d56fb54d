"""Waves: rounds of asking, who is asked, and what was taken over since."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from storage.tables.columns import Codes, UtcDateTime, belongs_to, may_belong_to, metadata, own_id

# One round of asking: the commitment at the end of the workshop, then the follow-ups.
wave = Table(
    "wave",
    metadata,
    own_id(),
    belongs_to("workshop"),
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
    own_id(),
    belongs_to("wave"),
    belongs_to("participant"),
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
    own_id(),
    belongs_to("workshop"),
    belongs_to("participant"),
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
    own_id(),
    belongs_to("adoption"),
    belongs_to("wave"),
    Column("stage", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("adoption_id", "wave_id"),
    Index(None, "wave_id"),
)

# In which wave a submission was asked for, and about which adoption.
wave_submission = Table(
    "wave_submission",
    metadata,
    belongs_to("submission", primary_key=True),
    belongs_to("wave"),
    may_belong_to("adoption"),
    Index(None, "wave_id"),
    Index(None, "adoption_id"),
)
