"""Up to where the contact register has a conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """A column with a default: quick, and older code goes on."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("registered", sa.Integer(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    """Back to how it was."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("registered")
