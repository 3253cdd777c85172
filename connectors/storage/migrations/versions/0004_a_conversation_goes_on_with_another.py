"""A conversation goes on with another, and a code knows the message that used it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Empty columns: nothing that is there changes."""
    for table in ("conversations", "messages"):
        op.add_column(
            table,
            sa.Column("continues", sa.String(length=64), server_default="", nullable=False),
        )
    op.add_column(
        "channel_codes",
        sa.Column("used_by", sa.String(length=160), server_default="", nullable=False),
    )


def downgrade() -> None:
    """Back to how it was. Some codes may be used already, so none is worth anything any more."""
    op.execute("DELETE FROM channel_codes")
    # Not in a batch: on SQLite that makes the table anew, and messages go with their conversation.
    op.drop_column("channel_codes", "used_by")
    op.drop_column("messages", "continues")
    op.drop_column("conversations", "continues")
