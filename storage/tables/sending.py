"""What goes out and what is due: promised messages, the limiter, jobs, updates that are done."""

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
    UniqueConstraint,
    text,
    true,
)

from storage.tables.columns import BIG_KEY, UtcDateTime, metadata, own_id

# A promised message is open until it is settled: sent, blocked, failed or cancelled.
_OPEN = text("settled_at IS NULL")
_QUEUED = text("state = 'queued'")
# What stands in a chat is looked for by chat, to be taken away again.
_SHOWN = text("message_id IS NOT NULL")

delivery = Table(
    "delivery",
    metadata,
    own_id(),
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
    Column("update_id", BIG_KEY, primary_key=True, autoincrement=False),
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
    own_id(),
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
