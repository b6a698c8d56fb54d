"""What organisers read and decide: the log, reviews, announcements."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from storage.tables.columns import UtcDateTime, belongs_to, may_belong_to, metadata, own_id

# What happened in a workshop: digests, notices and lists all read this one log.
event = Table(
    "event",
    metadata,
    own_id(),
    belongs_to("workshop"),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("form_code", String),
    Column("detail", String),
    may_belong_to("submission"),
    may_belong_to("participant"),
    Index(None, "workshop_id", "at"),
    Index(None, "submission_id"),
    Index(None, "participant_id"),
)

# What the organisers decided about a contribution, in the revision they had before them.
review = Table(
    "review",
    metadata,
    belongs_to("submission", primary_key=True),
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("waiting_since", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", BigInteger),
    Column("merged_into", BigInteger, ForeignKey("submission.id", ondelete="SET NULL")),
    Index(None, "state", "waiting_since"),
    Index(None, "merged_into"),
)

# What an organiser asked an author, and the note that came back.
review_question = Table(
    "review_question",
    metadata,
    own_id(),
    belongs_to("submission"),
    Column("asked_by", BigInteger, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("answer_id", BigInteger, ForeignKey("submission.id", ondelete="SET NULL")),
    Index(None, "submission_id"),
    Index(None, "answer_id"),
)

# What the next words of an organiser are for, where a button has asked for some.
expected = Table(
    "expected",
    metadata,
    belongs_to("organiser", primary_key=True),
    Column("kind", String, nullable=False),
    Column("about_sealed", LargeBinary, nullable=False),
    Column("expected_at", UtcDateTime, nullable=False),
)

# A passage that only the trail shows any more; `shown_sealed` is the answer without it.
redaction = Table(
    "redaction",
    metadata,
    own_id(),
    belongs_to("submission"),
    Column("ref", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("passage_sealed", LargeBinary, nullable=False),
    Column("shown_sealed", LargeBinary, nullable=False),
    Column("redacted_by", BigInteger, nullable=False),
    Column("redacted_at", UtcDateTime, nullable=False),
    Index(None, "submission_id"),
)

# One message to many: its audience, and how far it has got.
broadcast = Table(
    "broadcast",
    metadata,
    own_id(),
    belongs_to("workshop"),
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
    Index(None, "workshop_id", "state"),
)
