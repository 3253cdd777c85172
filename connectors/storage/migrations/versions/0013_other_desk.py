"""What was brought to another desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """A new table: nothing that is there changes."""
    op.create_table(
        "other_desk",
        sa.Column("handover_id", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("handover_id", name=op.f("pk_other_desk")),
    )
    with op.batch_alter_table("other_desk", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_other_desk_reference"), ["reference"], unique=False)


def downgrade() -> None:
    """Back to how it was."""
    op.drop_table("other_desk")
