"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    "engine_turns",
    "engine_checkpoints",
    "engine_events",
    "klantcontact_outbox",
    "messages",
    "conversations",
)


def upgrade() -> None:
    """Databases from before there were migrations have some or all of these: they are kept."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("municipality", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        if_not_exists=True,
    )
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.String(80), nullable=False),
        sa.Column("author", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("answers", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("reply", sa.JSON(), nullable=True),
        sa.Column("understanding", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "sequence", name="pk_messages"),
        sa.UniqueConstraint(
            "conversation_id", "message_id", name="uq_messages_conversation_id_message_id"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_messages_conversation_id",
            ondelete="CASCADE",
        ),
        if_not_exists=True,
    )
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["at"],
        sqlite_where=sa.text("state = 'received'"),
        postgresql_where=sa.text("state = 'received'"),
        if_not_exists=True,
    )
    op.create_table(
        "klantcontact_outbox",
        sa.Column("reference", sa.String(160), nullable=False),
        sa.Column("klantcontact", sa.JSON(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_klantcontact_outbox"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_klantcontact_outbox_due_at", "klantcontact_outbox", ["due_at"], if_not_exists=True
    )
    op.create_table(
        "engine_events",
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(255), nullable=True),
        sa.PrimaryKeyConstraint("conversation_id", "seq"),
        if_not_exists=True,
    )
    op.create_table(
        "engine_checkpoints",
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "seq"),
        if_not_exists=True,
    )
    op.create_table(
        "engine_turns",
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("message_id", sa.String(255), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "message_id"),
        if_not_exists=True,
    )


def downgrade() -> None:
    """Everything that was ever said is gone after this."""
    for name in TABLES:
        op.drop_table(name)
