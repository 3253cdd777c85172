"""What alembic runs for each of its commands: our connection, our transaction, no alembic.ini."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import TypeDecorator


def plain_type(kind: str, found: Any, _context: AutogenContext) -> str | Literal[False]:
    """How a migration writes our own types: as what they are in the database."""
    if kind == "type" and isinstance(found, TypeDecorator):
        return f"sa.{found.impl_instance!r}"
    return False


given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=given.get("metadata"),
    render_item=plain_type,
    # SQLite can change next to nothing of a table: alembic copies it then.
    render_as_batch=True,
)
context.run_migrations()
