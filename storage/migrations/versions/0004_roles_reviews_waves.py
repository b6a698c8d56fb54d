"""Who runs a workshop and what they decide; waves, announcements, and a log of what happened."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
QUEUED = sa.text("state = 'queued'")
TO_DO = sa.text("done_at IS NULL")
ANSWER_INDEXES = (
    ("ix_answer_irrelevant", ["submission_id", "ref"], sa.text("NOT relevant")),
    ("ix_answer_screened", ["submission_id"], sa.text("screened IS NOT NULL")),
)

NEW_TABLES = (
    "limiter",
    "broadcast",
    "target",
    "wave",
    "second_factor",
    "wave_member",
    "adoption",
    "event",
    "redaction",
    "review",
    "review_question",
    "expected",
    "adoption_stage",
    "wave_submission",
)


def upgrade() -> None:
    for table, added in _new_columns():
        op.add_column(table, added)
    op.create_index("ix_delivery_broadcast", "delivery", ["broadcast_id", "state"])
    op.create_index(
        "ix_delivery_queued",
        "delivery",
        ["priority", "due_at", "id"],
        sqlite_where=QUEUED,
        postgresql_where=QUEUED,
    )
    op.create_index(
        "ix_job_open_due", "job", ["run_at"], sqlite_where=TO_DO, postgresql_where=TO_DO
    )
    for name, columns, where in ANSWER_INDEXES:
        op.create_index(name, "answer", columns, sqlite_where=where, postgresql_where=where)
    _create_limiter()
    _create_broadcast()
    _create_target()
    _create_wave()
    _create_second_factor()
    _create_wave_member()
    _create_adoption()
    _create_event()
    _create_redaction()
    _create_review()
    _create_review_question()
    _create_expected()
    _create_adoption_stage()
    _create_wave_submission()
    _carry_over()


def downgrade() -> None:
    for table in reversed(NEW_TABLES):
        op.drop_table(table)
    for name, _, _ in reversed(ANSWER_INDEXES):
        op.drop_index(name, "answer")
    op.drop_index("ix_job_open_due", "job")
    op.drop_index("ix_delivery_queued", "delivery")
    op.drop_index("ix_delivery_broadcast", "delivery")
    for table, added in reversed(_new_columns()):
        op.drop_column(table, added.name)


def _new_columns() -> list[tuple[str, "sa.Column[object]"]]:
    return [
        ("delivery", sa.Column("broadcast_id", sa.BigInteger)),
        ("delivery", sa.Column("resend", sa.Boolean, nullable=False, server_default=sa.true())),
        ("job", sa.Column("part", sa.Integer)),
        ("job", sa.Column("whole", sa.Integer)),
        ("job", sa.Column("reason", sa.String)),
        ("organiser", sa.Column("role", sa.String, nullable=False, server_default="organiser")),
        ("organiser", sa.Column("table_name_sealed", sa.LargeBinary)),
        ("organiser", sa.Column("zone", sa.String)),
        ("organiser", sa.Column("weekdays", sa.String)),
        (
            "organiser",
            sa.Column("empty_days", sa.Boolean, nullable=False, server_default=sa.false()),
        ),
        ("organiser", sa.Column("muted_until", MOMENT)),
        (
            "organiser",
            sa.Column("notices", sa.Boolean, nullable=False, server_default=sa.true()),
        ),
    ]


def _carry_over() -> None:
    """Let the first organiser own the workshop, and what was told before be in log and review."""
    op.execute(
        "UPDATE organiser SET role = 'owner'"
        " WHERE id IN (SELECT MIN(id) FROM organiser GROUP BY workshop_id)"
    )
    op.execute(
        "INSERT INTO event (id, workshop_id, at, kind, form_code, submission_id, participant_id)"
        " SELECT id, workshop_id, completed_at, 'completed', form_code, id, participant_id"
        " FROM submission WHERE status = 'completed' AND completed_at IS NOT NULL"
    )
    op.execute(
        "INSERT INTO review (submission_id, state, revision, waiting_since)"
        " SELECT id, 'waiting', revision, completed_at FROM submission"
        " WHERE status = 'completed' AND completed_at IS NOT NULL"
        " AND form_code NOT IN ('profile', 'comment')"
    )


def _create_limiter() -> None:
    op.create_table(
        "limiter",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("free_at", sa.BigInteger, nullable=False),
        sa.Column("held_until", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_limiter"),
    )


def _create_broadcast() -> None:
    op.create_table(
        "broadcast",
        _id(),
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("made_by", sa.BigInteger),
        sa.Column("text_sealed", sa.LargeBinary),
        sa.Column("audience_sealed", sa.LargeBinary),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("receivers", sa.Integer),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("started_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        _goes_with("workshop", of="broadcast"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast"),
    )
    op.create_index("ix_broadcast_workshop_id_state", "broadcast", ["workshop_id", "state"])


def _create_target() -> None:
    op.create_table(
        "target",
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("form_code", sa.String, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        _goes_with("workshop", of="target"),
        sa.PrimaryKeyConstraint("workshop_id", "form_code", name="pk_target"),
    )


def _create_wave() -> None:
    op.create_table(
        "wave",
        _id(),
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("form_code", sa.String, nullable=False),
        sa.Column("offset_days", sa.Integer),
        sa.Column("starts_on", sa.Date),
        sa.Column("audience_sealed", sa.LargeBinary),
        sa.Column("from_hour", sa.Integer, nullable=False),
        sa.Column("until_hour", sa.Integer, nullable=False),
        sa.Column("reminder_days", sa.String, nullable=False),
        sa.Column("deadline_days", sa.Integer, nullable=False),
        sa.Column("last_question", sa.Boolean, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        _goes_with("workshop", of="wave"),
        sa.PrimaryKeyConstraint("id", name="pk_wave"),
        sa.UniqueConstraint("workshop_id", "number", name="uq_wave_workshop_id_number"),
    )


def _create_second_factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("organiser_id", sa.BigInteger, nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("last_step", sa.BigInteger),
        sa.Column("valid_until", MOMENT),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failed_at", MOMENT),
        _goes_with("organiser", of="second_factor"),
        sa.PrimaryKeyConstraint("organiser_id", name="pk_second_factor"),
    )


def _create_wave_member() -> None:
    op.create_table(
        "wave_member",
        _id(),
        sa.Column("wave_id", sa.BigInteger, nullable=False),
        sa.Column("participant_id", sa.BigInteger, nullable=False),
        sa.Column("disposition", sa.String, nullable=False),
        sa.Column("contacts", sa.Integer, nullable=False),
        sa.Column("next_contact_at", MOMENT),
        sa.Column("last_contact_at", MOMENT),
        sa.Column("started_at", MOMENT),
        sa.Column("completed_at", MOMENT),
        sa.Column("last_answer", sa.String),
        _goes_with("participant", of="wave_member"),
        _goes_with("wave", of="wave_member"),
        sa.PrimaryKeyConstraint("id", name="pk_wave_member"),
        sa.UniqueConstraint(
            "wave_id", "participant_id", name="uq_wave_member_wave_id_participant_id"
        ),
    )
    op.create_index("ix_wave_member_next_contact_at", "wave_member", ["next_contact_at"])
    op.create_index("ix_wave_member_participant_id", "wave_member", ["participant_id"])


def _create_adoption() -> None:
    op.create_table(
        "adoption",
        _id(),
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("participant_id", sa.BigInteger, nullable=False),
        sa.Column("practice_id", sa.BigInteger, nullable=False),
        sa.Column("country", sa.String),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("stage_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _goes_with("participant", of="adoption"),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["submission.id"], name="fk_adoption_practice_id", ondelete="CASCADE"
        ),
        _goes_with("workshop", of="adoption"),
        sa.PrimaryKeyConstraint("id", name="pk_adoption"),
        sa.UniqueConstraint(
            "participant_id", "practice_id", name="uq_adoption_participant_id_practice_id"
        ),
    )
    op.create_index("ix_adoption_practice_id", "adoption", ["practice_id"])
    op.create_index("ix_adoption_workshop_id", "adoption", ["workshop_id"])


def _create_event() -> None:
    op.create_table(
        "event",
        _id(),
        sa.Column("workshop_id", sa.BigInteger, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("form_code", sa.String),
        sa.Column("detail", sa.String),
        sa.Column("submission_id", sa.BigInteger),
        sa.Column("participant_id", sa.BigInteger),
        _goes_with("participant", of="event"),
        _goes_with("submission", of="event"),
        _goes_with("workshop", of="event"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_participant_id", "event", ["participant_id"])
    op.create_index("ix_event_submission_id", "event", ["submission_id"])
    op.create_index("ix_event_workshop_id_at", "event", ["workshop_id", "at"])


def _create_redaction() -> None:
    op.create_table(
        "redaction",
        _id(),
        sa.Column("submission_id", sa.BigInteger, nullable=False),
        sa.Column("ref", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("passage_sealed", sa.LargeBinary, nullable=False),
        sa.Column("shown_sealed", sa.LargeBinary, nullable=False),
        sa.Column("redacted_by", sa.BigInteger, nullable=False),
        sa.Column("redacted_at", MOMENT, nullable=False),
        _goes_with("submission", of="redaction"),
        sa.PrimaryKeyConstraint("id", name="pk_redaction"),
    )
    op.create_index("ix_redaction_submission_id", "redaction", ["submission_id"])


def _create_review() -> None:
    op.create_table(
        "review",
        sa.Column("submission_id", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("waiting_since", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.BigInteger),
        sa.Column("merged_into", sa.BigInteger),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["submission.id"], name="fk_review_merged_into", ondelete="SET NULL"
        ),
        _goes_with("submission", of="review"),
        sa.PrimaryKeyConstraint("submission_id", name="pk_review"),
    )
    op.create_index("ix_review_merged_into", "review", ["merged_into"])
    op.create_index("ix_review_state_waiting_since", "review", ["state", "waiting_since"])


def _create_review_question() -> None:
    op.create_table(
        "review_question",
        _id(),
        sa.Column("submission_id", sa.BigInteger, nullable=False),
        sa.Column("asked_by", sa.BigInteger, nullable=False),
        sa.Column("text_sealed", sa.LargeBinary, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("answer_id", sa.BigInteger),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["submission.id"],
            name="fk_review_question_answer_id",
            ondelete="SET NULL",
        ),
        _goes_with("submission", of="review_question"),
        sa.PrimaryKeyConstraint("id", name="pk_review_question"),
    )
    op.create_index("ix_review_question_answer_id", "review_question", ["answer_id"])
    op.create_index("ix_review_question_submission_id", "review_question", ["submission_id"])


def _create_expected() -> None:
    op.create_table(
        "expected",
        sa.Column("organiser_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("about_sealed", sa.LargeBinary, nullable=False),
        sa.Column("expected_at", MOMENT, nullable=False),
        _goes_with("organiser", of="expected"),
        sa.PrimaryKeyConstraint("organiser_id", name="pk_expected"),
    )


def _create_adoption_stage() -> None:
    op.create_table(
        "adoption_stage",
        _id(),
        sa.Column("adoption_id", sa.BigInteger, nullable=False),
        sa.Column("wave_id", sa.BigInteger, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _goes_with("adoption", of="adoption_stage"),
        _goes_with("wave", of="adoption_stage"),
        sa.PrimaryKeyConstraint("id", name="pk_adoption_stage"),
        sa.UniqueConstraint("adoption_id", "wave_id", name="uq_adoption_stage_adoption_id_wave_id"),
    )
    op.create_index("ix_adoption_stage_wave_id", "adoption_stage", ["wave_id"])


def _create_wave_submission() -> None:
    op.create_table(
        "wave_submission",
        sa.Column("submission_id", sa.BigInteger, nullable=False),
        sa.Column("wave_id", sa.BigInteger, nullable=False),
        sa.Column("adoption_id", sa.BigInteger),
        _goes_with("adoption", of="wave_submission"),
        _goes_with("submission", of="wave_submission"),
        _goes_with("wave", of="wave_submission"),
        sa.PrimaryKeyConstraint("submission_id", name="pk_wave_submission"),
    )
    op.create_index("ix_wave_submission_adoption_id", "wave_submission", ["adoption_id"])
    op.create_index("ix_wave_submission_wave_id", "wave_submission", ["wave_id"])


def _id() -> "sa.Column[int]":
    return sa.Column("id", BIG_KEY, autoincrement=False, nullable=False)


def _goes_with(table: str, *, of: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that erases rows of `of` with their row of `table`."""
    return sa.ForeignKeyConstraint(
        [f"{table}_id"], [f"{table}.id"], name=f"fk_{of}_{table}_id", ondelete="CASCADE"
    )
