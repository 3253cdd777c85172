"""The contact register: keeps klantcontacten and finds them back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, cast, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from backoffice.database import Database, klantcontacten, metadata
from backoffice.fields import CONTAINING

_DEFAULTS: Mapping[str, Any] = {"inhoud": "", "reactie": "", "metadata": {}}
_HIGHEST = 9_999_999_999


class NummerTaken(Exception):
    """Another klantcontact has this nummer."""


class NoNummerLeft(Exception):
    """The highest nummer is in use, so the register cannot make the next one."""


@dataclass(frozen=True)
class Klantcontacten:
    """One page of them, and how many there are in all."""

    items: tuple[Mapping[str, Any], ...]
    count: int


class Register:
    """On any SQL database; made for SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create_tables(self) -> None:
        """Create what is missing."""
        metadata.create_all(self._database.engine)

    async def find(
        self, filters: Mapping[str, Any], page: int, size: int, by_moment: bool = False
    ) -> Klantcontacten:
        """A page, newest first: by entry, or by the moment of the contact."""
        where = [_condition(name, value) for name, value in filters.items()]
        moment = [klantcontacten.c.plaatsgevonden_op.desc()] if by_moment else []

        def work() -> Klantcontacten:
            with self._database.engine.connect() as connection:
                count = connection.scalar(
                    select(func.count()).select_from(klantcontacten).where(*where)
                )
                if not count or (page - 1) * size >= count:
                    return Klantcontacten((), count or 0)
                rows = connection.execute(
                    select(klantcontacten)
                    .where(*where)
                    .order_by(*moment, klantcontacten.c.id.desc())
                    .limit(size)
                    .offset((page - 1) * size)
                ).mappings()
                return Klantcontacten(tuple(dict(row) for row in rows), count)

        return await self._database.run(work)

    async def get(self, key: str) -> Mapping[str, Any] | None:
        """The one with this uuid, if there is one."""

        def work() -> Mapping[str, Any] | None:
            with self._database.engine.connect() as connection:
                return _one(connection, key)

        return await self._database.run(work)

    async def add(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Enter one; the register makes what is left out.

        Raises:
            NummerTaken, NoNummerLeft: nothing was entered.
        """
        key = str(uuid.uuid4())
        row = {"plaatsgevonden_op": datetime.now(UTC), **_DEFAULTS, **values, "uuid": key}

        def work() -> Mapping[str, Any]:
            with self._database.engine.begin() as connection:
                nummer = row.get("nummer") or _next_nummer(connection)
                connection.execute(insert(klantcontacten).values(**{**row, "nummer": nummer}))
                return _one(connection, key) or {}

        try:
            return await self._database.run(work)
        except IntegrityError as error:
            raise NummerTaken from error

    async def change(self, key: str, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Change one; None when there is none with this uuid.

        Raises:
            NummerTaken: nothing was changed.
        """
        changes = {k: v for k, v in values.items() if not (k == "nummer" and v is None)}

        def work() -> Mapping[str, Any] | None:
            with self._database.engine.begin() as connection:
                if changes:
                    connection.execute(
                        update(klantcontacten).where(klantcontacten.c.uuid == key).values(**changes)
                    )
                return _one(connection, key)

        try:
            return await self._database.run(work)
        except IntegrityError as error:
            raise NummerTaken from error


def _one(connection: Connection, key: str) -> Mapping[str, Any] | None:
    query = select(klantcontacten).where(klantcontacten.c.uuid == key)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def _next_nummer(connection: Connection) -> str:
    numbers = cast(klantcontacten.c.nummer, BigInteger)
    highest = int(connection.scalar(select(func.max(numbers))) or 0)
    if highest >= _HIGHEST:
        raise NoNummerLeft
    return f"{highest + 1:010d}"


def _condition(name: str, value: Any) -> ColumnElement[bool]:
    chosen = klantcontacten.c[name]
    if name in CONTAINING:
        return chosen.icontains(value, autoescape=True)
    return chosen.is_(value) if isinstance(value, bool) else chosen == value
