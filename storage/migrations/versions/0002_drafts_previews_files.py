"""Forms that organisers bring: drafts, previews, attachments, and the files people send."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
WANTED = sa.text("state = 'wanted'")


def upgrade() -> None:
    op.add_column(
        "workshop",
        sa.Column("protected", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.add_column("form", sa.Column("stopped_at", MOMENT))
    op.add_column("form_version", sa.Column("published_by", sa.BigInteger))
    op.add_column("form_version", sa.Column("note", sa.Text))
    _create_drafts()
    _create_preview()
    _create_file()


def downgrade() -> None:
    for table in ("file", "preview", "draft_attachment", "form_draft", "form_attachment"):
        op.drop_table(table)
    for table, column in (
        ("form_version", "note"),
        ("form_version", "published_by"),
        ("form", "stopped_at"),
        ("workshop", "protected"),
    ):
        op.drop_column(table, column)


def _create_drafts() -> None:
    op.create_table(
        "form_draft",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("organiser_id", sa.BigInteger, nullable=False),
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("form_code", sa.String),
        sa.Column("file_name_sealed", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("based_on", sa.Integer),
        sa.Column("source", sa.Text),
        sa.Column("xform", sa.Text),
        sa.Column("problems", sa.Text),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_draft"),
        _goes_with("organiser", of="form_draft"),
        _goes_with("workshop", of="form_draft"),
    )
    op.create_index("ix_form_draft_organiser_id", "form_draft", ["organiser_id"])
    for table, owner in (("form_attachment", "form_version"), ("draft_attachment", "form_draft")):
        op.create_table(
            table,
            sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
            sa.Column(f"{owner}_id", sa.BigInteger, nullable=False),
            sa.Column("name", sa.String, nullable=False),
            sa.Column("content", sa.LargeBinary, nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            _goes_with(owner, of=table),
            sa.UniqueConstraint(f"{owner}_id", "name", name=f"uq_{table}_{owner}_id_name"),
        )


def _create_preview() -> None:
    op.create_table(
        "preview",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("organiser_id", sa.BigInteger, nullable=False),
        sa.Column("form_draft_id", sa.BigInteger),
        sa.Column("form_version_id", sa.BigInteger),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("state_sealed", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_preview"),
        _goes_with("organiser", of="preview"),
        _goes_with("form_draft", of="preview"),
        _goes_with("form_version", of="preview"),
        sa.UniqueConstraint("organiser_id", name="uq_preview_organiser_id"),
    )


def _create_file() -> None:
    op.create_table(
        "file",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("chat_index", sa.LargeBinary, nullable=False),
        sa.Column("chat_sealed", sa.LargeBinary, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("submission_id", sa.BigInteger),
        sa.Column("ref", sa.String),
        sa.Column("form_draft_id", sa.BigInteger),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("file_id_sealed", sa.LargeBinary, nullable=False),
        sa.Column("mime_type", sa.String),
        sa.Column("size", sa.Integer),
        sa.Column("content_sealed", sa.LargeBinary),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("kept_at", MOMENT),
        sa.Column("owner", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_file"),
        _goes_with("submission", of="file"),
        _goes_with("form_draft", of="file"),
    )
    op.create_index("ix_file_submission_id", "file", ["submission_id"])
    op.create_index("ix_file_form_draft_id", "file", ["form_draft_id"])
    op.create_index(
        "ix_file_wanted_due", "file", ["due_at"], sqlite_where=WANTED, postgresql_where=WANTED
    )


def _goes_with(table: str, *, of: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that erases rows of `of` with their row of `table`."""
    return sa.ForeignKeyConstraint(
        [f"{table}_id"], [f"{table}.id"], name=f"fk_{of}_{table}_id", ondelete="CASCADE"
    )
