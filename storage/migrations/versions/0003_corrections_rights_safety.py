"""What participants may correct, take back and confirm; and where they find help."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
SHOWN = sa.text("message_id IS NOT NULL")

NEW_TABLES = ("held", "about", "former_answer", "capture", "confirmation", "hotline", "erasure")


def upgrade() -> None:
    for table, added in _new_columns():
        op.add_column(table, added)
    for table, moment in (("delivery", "settled_at"), ("processed_update", "at")):
        op.create_index(
            f"ix_{table}_shown_chat",
            table,
            ["chat_index", moment],
            sqlite_where=SHOWN,
            postgresql_where=SHOWN,
        )
    _create_held()
    _create_about()
    _create_former_answer()
    _create_capture()
    _create_confirmation()
    _create_hotline()
    _create_erasure()


def downgrade() -> None:
    for table in NEW_TABLES:
        op.drop_table(table)
    op.drop_index("ix_delivery_shown_chat", "delivery")
    op.drop_index("ix_processed_update_shown_chat", "processed_update")
    for table, added in reversed(_new_columns()):
        op.drop_column(table, added.name)


def _new_columns() -> list[tuple[str, "sa.Column[object]"]]:
    return [
        ("workshop", _days("identity_days", 210)),
        ("workshop", _days("answers_days", 365)),
        ("workshop", _off("documents")),
        ("workshop", _off("adolescents")),
        ("workshop", sa.Column("guardian_note_sealed", sa.LargeBinary)),
        ("workshop", sa.Column("focal_point_sealed", sa.LargeBinary)),
        ("participant", sa.Column("age", sa.String)),
        ("participant", sa.Column("stopped_at", MOMENT)),
        ("participant", sa.Column("unlinked_at", MOMENT)),
        ("consent", sa.Column("purpose", sa.String, nullable=False, server_default="workshop")),
        ("consent", sa.Column("submission_id", sa.BigInteger)),
        ("consent", sa.Column("version", sa.String)),
        ("submission", sa.Column("changed_at", MOMENT)),
        ("answer", sa.Column("screened", sa.String)),
        ("file", sa.Column("seconds", sa.Integer)),
        ("file", sa.Column("transcript_sealed", sa.LargeBinary)),
        ("file", sa.Column("transcript_state", sa.String)),
        ("processed_update", sa.Column("chat_index", sa.LargeBinary)),
        ("processed_update", sa.Column("message_id", sa.BigInteger)),
    ]


def _days(name: str, usual: int) -> "sa.Column[object]":
    return sa.Column(name, sa.Integer, nullable=False, server_default=sa.text(str(usual)))


def _off(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def _create_held() -> None:
    op.create_table(
        "held",
        _id(),
        sa.Column("participant_id", sa.BigInteger, nullable=False),
        sa.Column("sent_sealed", sa.LargeBinary, nullable=False),
        sa.Column("held_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_held"),
        _goes_with("participant", of="held"),
    )
    op.create_index("ix_held_participant_id", "held", ["participant_id"])


def _create_about() -> None:
    op.create_table(
        "about",
        sa.Column("submission_id", sa.BigInteger, nullable=False),
        sa.Column("subject_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("submission_id", name="pk_about"),
        _goes_with("submission", of="about"),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["submission.id"], name="fk_about_subject_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_about_subject_id", "about", ["subject_id"])


def _create_former_answer() -> None:
    op.create_table(
        "former_answer",
        _id(),
        sa.Column("submission_id", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("ref", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("value_sealed", sa.LargeBinary),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_former_answer"),
        _goes_with("submission", of="former_answer"),
    )
    op.create_index("ix_former_answer_submission_id", "former_answer", ["submission_id"])


def _create_capture() -> None:
    op.create_table(
        "capture",
        _id(),
        sa.Column("participant_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("text_sealed", sa.LargeBinary),
        sa.Column("file_id_sealed", sa.LargeBinary),
        sa.Column("carrier", sa.String),
        sa.Column("mime_type", sa.String),
        sa.Column("size", sa.Integer),
        sa.Column("seconds", sa.Integer),
        sa.Column("captured_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_capture"),
        _goes_with("participant", of="capture"),
    )
    op.create_index("ix_capture_participant_id", "capture", ["participant_id"])


def _create_confirmation() -> None:
    op.create_table(
        "confirmation",
        sa.Column("submission_id", sa.BigInteger, nullable=False),
        sa.Column("participant_id", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.PrimaryKeyConstraint("submission_id", "participant_id", name="pk_confirmation"),
        _goes_with("submission", of="confirmation"),
        _goes_with("participant", of="confirmation"),
    )
    op.create_index("ix_confirmation_participant_id", "confirmation", ["participant_id"])


def _create_hotline() -> None:
    op.create_table(
        "hotline",
        _id(),
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("country", sa.String, nullable=False),
        sa.Column("line", sa.Text),
        sa.Column("confirmed_by", sa.BigInteger),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hotline"),
        _goes_with("workshop", of="hotline"),
        sa.UniqueConstraint("workshop_id", "country", name="uq_hotline_workshop_id_country"),
    )


def _create_erasure() -> None:
    op.create_table(
        "erasure",
        _id(),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("subject_index", sa.LargeBinary, nullable=False),
        sa.Column("workshop_id", sa.BigInteger),
        sa.Column("receipt", sa.String, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_subject_index", "erasure", ["subject_index"])


def _id() -> "sa.Column[int]":
    return sa.Column("id", BIG_KEY, autoincrement=False, nullable=False)


def _goes_with(table: str, *, of: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that erases rows of `of` with their row of `table`."""
    return sa.ForeignKeyConstraint(
        [f"{table}_id"], [f"{table}.id"], name=f"fk_{of}_{table}_id", ondelete="CASCADE"
    )
