"""Who wants to hear what becomes of a zaak."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """A new table: nothing that is there changes."""
    op.create_table(
        "followers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zaak", sa.String(length=400), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("municipality", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followers")),
        sa.UniqueConstraint(
            "zaak", "conversation_id", name=op.f("uq_followers_zaak_conversation_id")
        ),
    )
    with op.batch_alter_table("followers", schema=None) as batch_op:
        for column in ("zaak", "until"):
            batch_op.create_index(batch_op.f(f"ix_followers_{column}"), [column], unique=False)


def downgrade() -> None:
    """Back to how it was. Nobody follows anything."""
    op.drop_table("followers")
