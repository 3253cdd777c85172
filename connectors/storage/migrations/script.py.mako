"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Say here what those who look after the database must know."""
    ${upgrades}


def downgrade() -> None:
    """Back to how it was."""
    ${downgrades}
