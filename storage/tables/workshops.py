"""Workshops: what makes one up, and how people come into it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.tables.columns import Codes, UtcDateTime, belongs_to, metadata, own_id

workshop = Table(
    "workshop",
    metadata,
    own_id(),
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
    own_id(),
    belongs_to("workshop"),
    Column("code", String, nullable=False),
    Column("stopped_at", UtcDateTime),
    UniqueConstraint("workshop_id", "code"),
)

form_version = Table(
    "form_version",
    metadata,
    own_id(),
    belongs_to("form"),
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
    own_id(),
    belongs_to("form_version"),
    Column("name", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("form_version_id", "name"),
)

invitation = Table(
    "invitation",
    metadata,
    own_id(),
    belongs_to("workshop"),
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

# How many contributions of a form the organisers hope for.
target = Table(
    "target",
    metadata,
    belongs_to("workshop", primary_key=True),
    Column("form_code", String, primary_key=True),
    Column("wanted", Integer, nullable=False),
)

# Where to call for help, as an organiser has confirmed it; without a line there is none.
hotline = Table(
    "hotline",
    metadata,
    own_id(),
    belongs_to("workshop"),
    Column("country", String, nullable=False),
    Column("line", Text),
    Column("confirmed_by", BigInteger),
    Column("confirmed_at", UtcDateTime, nullable=False),
    UniqueConstraint("workshop_id", "country"),
)
