"""Workshops, the people in them, their answers, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("settled_at IS NULL")


def upgrade() -> None:
    _create_workshops()
    _create_people()
    _create_answers()
    _create_outbox()


def downgrade() -> None:
    for table in (
        "audit",
        "job",
        "processed_update",
        "delivery",
        "conversation",
        "answer_choice",
        "answer",
        "submission",
        "consent",
        "organiser",
        "participant",
        "invitation",
        "form_version",
        "form",
        "workshop",
    ):
        op.drop_table(table)


def _create_workshops() -> None:
    op.create_table(
        "workshop",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("title_sealed", sa.LargeBinary, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("countries", sa.String, nullable=False),
        sa.Column("default_language", sa.String, nullable=False),
        sa.Column("languages", sa.String, nullable=False),
        sa.Column("digest_hour", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_workshop"),
    )
    op.create_table(
        "form",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name="fk_form_workshop_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("workshop_id", "code", name="uq_form_workshop_id_code"),
    )
    op.create_table(
        "form_version",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("form_id", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("xform", sa.Text, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_version"),
        sa.ForeignKeyConstraint(
            ["form_id"], ["form.id"], name="fk_form_version_form_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("form_id", "number", name="uq_form_version_form_id_number"),
        sa.UniqueConstraint("form_id", "sha256", name="uq_form_version_form_id_sha256"),
    )
    op.create_table(
        "invitation",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("code_index", sa.LargeBinary, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("table_name_sealed", sa.LargeBinary),
        sa.Column("max_uses", sa.Integer),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name="fk_invitation_workshop_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("code_index", name="uq_invitation_code_index"),
    )
    op.create_index("ix_invitation_workshop_id", "invitation", ["workshop_id"])


def _create_people() -> None:
    op.create_table(
        "participant",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("chat_index", sa.LargeBinary, nullable=False),
        sa.Column("chat_sealed", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("language_chosen", sa.Boolean, nullable=False),
        sa.Column("country", sa.String),
        sa.Column("table_name_sealed", sa.LargeBinary),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("active_at", MOMENT, nullable=False),
        sa.Column("unreachable_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_participant"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name="fk_participant_workshop_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "workshop_id", "chat_index", name="uq_participant_workshop_id_chat_index"
        ),
    )
    op.create_index("ix_participant_chat_index", "participant", ["chat_index"])
    op.create_table(
        "organiser",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("chat_index", sa.LargeBinary, nullable=False),
        sa.Column("chat_sealed", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("digest_hour", sa.Integer),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("active_at", MOMENT, nullable=False),
        sa.Column("unreachable_at", MOMENT),
        sa.Column("last_digest_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_organiser"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name="fk_organiser_workshop_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "workshop_id", "chat_index", name="uq_organiser_workshop_id_chat_index"
        ),
    )
    op.create_index("ix_organiser_chat_index", "organiser", ["chat_index"])
    op.create_table(
        "consent",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("participant_id", sa.BigInteger, nullable=False),
        sa.Column("text_id", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("update_id", sa.BigInteger),
        sa.Column("given_at", MOMENT),
        sa.Column("refused_at", MOMENT),
        sa.Column("withdrawn_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name="fk_consent_participant_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_consent_participant_id", "consent", ["participant_id"])


def _create_answers() -> None:
    op.create_table(
        "submission",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("participant_id", sa.BigInteger, nullable=False),
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("form_version_id", sa.BigInteger, nullable=False),
        sa.Column("form_code", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("completed_at", MOMENT),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("level", sa.String),
        sa.Column("share", sa.String),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.ForeignKeyConstraint(
            ["form_version_id"],
            ["form_version.id"],
            name="fk_submission_form_version_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name="fk_submission_participant_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name="fk_submission_workshop_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_submission_participant_id", "submission", ["participant_id"])
    op.create_index(
        "ix_submission_workshop_id_form_code_status_completed_at",
        "submission",
        ["workshop_id", "form_code", "status", "completed_at"],
    )
    op.create_table(
        "answer",
        sa.Column("submission_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("relevant", sa.Boolean, nullable=False),
        sa.Column("value_sealed", sa.LargeBinary),
        sa.Column("value_code", sa.String),
        sa.Column("value_number", sa.Double),
        sa.Column("value_date", sa.Date),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("submission_id", "ref", name="pk_answer"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_answer_submission_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "answer_choice",
        sa.Column("submission_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("submission_id", "ref", "code", name="pk_answer_choice"),
        sa.ForeignKeyConstraint(
            ["submission_id", "ref"],
            ["answer.submission_id", "answer.ref"],
            name="fk_answer_choice_submission_id",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "conversation",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("participant_id", sa.BigInteger, nullable=False),
        sa.Column("form_version_id", sa.BigInteger, nullable=False),
        sa.Column("submission_id", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("state_sealed", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.ForeignKeyConstraint(
            ["form_version_id"],
            ["form_version.id"],
            name="fk_conversation_form_version_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name="fk_conversation_participant_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name="fk_conversation_submission_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_conversation_participant_id_status", "conversation", ["participant_id", "status"]
    )
    op.create_index("ix_conversation_submission_id", "conversation", ["submission_id"])


def _create_outbox() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("chat_index", sa.LargeBinary, nullable=False),
        sa.Column("chat_sealed", sa.LargeBinary, nullable=False),
        sa.Column("method", sa.String, nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("key", sa.String),
        sa.Column("conversation_id", sa.BigInteger),
        sa.Column("turn", sa.Integer),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("reason", sa.String),
        sa.Column("owner", sa.String),
        sa.Column("lease_until", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_delivery_conversation_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("key", name="uq_delivery_key"),
    )
    op.create_index(
        "ix_delivery_open_chat",
        "delivery",
        ["chat_index", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_delivery_conversation_id", "delivery", ["conversation_id"])
    op.create_index(
        "ix_delivery_open_due", "delivery", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "processed_update",
        sa.Column("update_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_processed_update"),
    )
    op.create_table(
        "job",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("run_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("owner", sa.String),
        sa.Column("lease_until", MOMENT),
        sa.Column("payload_sealed", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("key", name="uq_job_key"),
    )
    op.create_table(
        "audit",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("actor_index", sa.LargeBinary),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("workshop_id", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name="fk_audit_workshop_id", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_audit_workshop_id_at", "audit", ["workshop_id", "at"])
