"""For whom a resident was put by, and a remark of his."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Columns that are empty: quick, and older code goes on."""
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("for_staff", sa.String(64), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("remark", sa.Text(), server_default="", nullable=False))
        batch_op.create_index("ix_handovers_ended", ["municipality", "ended_at"])


def downgrade() -> None:
    """Back to how it was."""
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_index("ix_handovers_ended")
        batch_op.drop_column("remark")
        batch_op.drop_column("passed_at")
        batch_op.drop_column("for_staff")
