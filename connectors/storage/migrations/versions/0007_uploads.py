"""Files that residents send along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """A new table: nothing that is there changes."""
    op.create_table(
        "uploads",
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("link", "number", name=op.f("pk_uploads")),
    )
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        for column in ("key", "until"):
            batch_op.create_index(batch_op.f(f"ix_uploads_{column}"), [column], unique=False)


def downgrade() -> None:
    """Back to how it was. What was not handed in yet is gone."""
    op.drop_table("uploads")
