"""Appointments, who tried to reach them, personal details for a short time, and jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """New tables: nothing that is there changes."""
    op.create_table(
        "appointment_attempts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("municipality", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("code_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_attempts")),
    )
    with op.batch_alter_table("appointment_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_attempts_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_appointment_attempts_code_fingerprint"),
            ["code_fingerprint"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_appointment_attempts_conversation_id"), ["conversation_id"], unique=False
        )

    op.create_table(
        "appointments",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("municipality", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_appointments")),
    )
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.create_index("ix_appointments_code", ["municipality", "code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_appointments_contact_id"), ["contact_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_appointments_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index("ix_appointments_start", ["start"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=240), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=160), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=120), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jobs_about"), ["about"], unique=False)
        batch_op.create_index("ix_jobs_due", ["state", "due"], unique=False)

    op.create_table(
        "personal_details",
        sa.Column("key", sa.String(length=240), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_personal_details")),
    )
    with op.batch_alter_table("personal_details", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_personal_details_until"), ["until"], unique=False)


def downgrade() -> None:
    """Back to how it was. Appointments are forgotten here; the appointment system keeps them."""
    with op.batch_alter_table("personal_details", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_personal_details_until"))

    op.drop_table("personal_details")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_jobs_due")
        batch_op.drop_index(batch_op.f("ix_jobs_about"))

    op.drop_table("jobs")
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.drop_index("ix_appointments_start")
        batch_op.drop_index(batch_op.f("ix_appointments_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_appointments_contact_id"))
        batch_op.drop_index("ix_appointments_code")

    op.drop_table("appointments")
    with op.batch_alter_table("appointment_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_attempts_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_attempts_code_fingerprint"))
        batch_op.drop_index(batch_op.f("ix_appointment_attempts_at"))

    op.drop_table("appointment_attempts")
