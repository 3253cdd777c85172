"""Zaken in the database; every change is one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from backoffice.database import Database, metadata
from backoffice.pages import HERE_TIME
from backoffice.zgw.catalogue import Catalogue, Part
from backoffice.zgw.filters import Search
from backoffice.zgw.tables import (
    eigenschappen,
    kenmerken,
    resultaten,
    rollen,
    statussen,
    zaken,
)

Row = dict[str, Any]
"""A row of one of the tables, by column."""


class NumberTaken(Exception):
    """Another zaak of this organisation has this identificatie."""


class NoResult(Exception):
    """A zaak can only be closed when it has a resultaat."""


class HasResult(Exception):
    """A zaak has one resultaat."""


@dataclass(frozen=True)
class ZaakRecord:
    """One zaak with all that hangs on it, oldest first."""

    row: Row
    statussen: tuple[Row, ...] = ()
    rollen: tuple[Row, ...] = ()
    eigenschappen: tuple[Row, ...] = ()
    resultaat: Row | None = None


class ZaakStore:
    """All zaken of all organisations."""

    def __init__(
        self, database: Database, catalogue: Catalogue, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self.now = now
        metadata.create_all(database.engine)

    async def add(
        self,
        zaak: Mapping[str, Any],
        status: Mapping[str, Any] | None = None,
        roles: Sequence[Mapping[str, Any]] = (),
    ) -> ZaakRecord:
        """A new zaak, with its first status and roles: all of it or nothing.

        Raises:
            NumberTaken: its identificatie is not new.
        """

        def work() -> ZaakRecord:
            with self._database.engine.begin() as connection:
                number = zaak["identificatie"] or _next_number(connection, zaak)
                values = {**zaak, "identificatie": number, "uuid": str(uuid.uuid4())}
                statement = insert(zaken).values(values).returning(zaken.c.id)
                key = connection.execute(statement).scalar_one()
                if zaak["kenmerken"]:
                    rows = [
                        {"zaak": key, "kenmerk": name, "bron": source}
                        for name, source in {tuple(pair) for pair in zaak["kenmerken"]}
                    ]
                    connection.execute(insert(kenmerken), rows)
                for role in roles:
                    connection.execute(insert(rollen), {**role, **_of(key)})
                if status is not None:
                    connection.execute(insert(statussen), {**status, **_of(key)})
                return _records(connection, [zaken.c.id == key])[0]

        try:
            return await self._database.run(work)
        except IntegrityError:
            raise NumberTaken from None

    async def get(self, identifier: str) -> ZaakRecord | None:
        """The zaak with this uuid; of anything else there is none."""
        try:
            identifier = str(uuid.UUID(identifier))
        except ValueError:
            return None

        def work() -> ZaakRecord | None:
            with self._database.engine.begin() as connection:
                return next(iter(_records(connection, [zaken.c.uuid == identifier])), None)

        return await self._database.run(work)

    async def find(self, search: Search, page: int, size: int) -> tuple[int, list[ZaakRecord]]:
        """How many fit, and one page of them."""

        def work() -> tuple[int, list[ZaakRecord]]:
            with self._database.engine.begin() as connection:
                clauses = search.clauses()
                count = connection.execute(
                    select(func.count()).select_from(zaken).where(*clauses)
                ).scalar_one()
                return count, _records(connection, clauses, search.order(), page, size)

        return await self._database.run(work)

    async def add_status(self, record: ZaakRecord, part: Part, values: Mapping[str, Any]) -> Row:
        """A next status; the last one closes the zaak.

        Raises:
            NoResult: it would close a zaak without a resultaat.
        """
        key = record.row["id"]

        def work() -> Row:
            with self._database.engine.begin() as connection:
                if part.last:
                    has = select(resultaten.c.uuid).where(resultaten.c.zaak == key)
                    if connection.execute(has).first() is None:
                        raise NoResult
                ended: date | None = None
                if part.last:
                    ended = values["gezet"].astimezone(HERE_TIME).date()
                connection.execute(update(zaken).where(zaken.c.id == key).values(einddatum=ended))
                return _add(connection, statussen, values, key)

        return await self._database.run(work)

    async def add_role(self, record: ZaakRecord, values: Mapping[str, Any]) -> Row:
        """Somebody more in a zaak."""
        return await self._insert(rollen, values, record)

    async def add_property(self, record: ZaakRecord, values: Mapping[str, Any]) -> Row:
        """A property more."""
        return await self._insert(eigenschappen, values, record)

    async def add_result(self, record: ZaakRecord, values: Mapping[str, Any]) -> Row:
        """How it ended.

        Raises:
            HasResult: that was said already.
        """
        try:
            return await self._insert(resultaten, values, record)
        except IntegrityError:
            raise HasResult from None

    async def one(self, table: Any, identifier: str) -> tuple[Row, Row] | None:
        """A status, rol (and so on) with its zaak."""

        def work() -> tuple[Row, Row] | None:
            with self._database.engine.begin() as connection:
                found = (
                    connection.execute(select(table).where(table.c.uuid == identifier))
                    .mappings()
                    .first()
                )
                if found is None:
                    return None
                of = connection.execute(select(zaken).where(zaken.c.id == found["zaak"]))
                return dict(found), dict(of.mappings().one())

        return await self._database.run(work)

    async def _insert(self, table: Any, values: Mapping[str, Any], record: ZaakRecord) -> Row:
        def work() -> Row:
            with self._database.engine.begin() as connection:
                return _add(connection, table, values, record.row["id"])

        return await self._database.run(work)


def _of(key: int) -> dict[str, Any]:
    return {"zaak": key, "uuid": str(uuid.uuid4())}


def _add(connection: Connection, table: Any, values: Mapping[str, Any], key: int) -> Row:
    row = {**values, **_of(key)}
    connection.execute(insert(table), row)
    found = connection.execute(select(table).where(table.c.uuid == row["uuid"]))
    return dict(found.mappings().one())


def _next_number(connection: Connection, zaak: Mapping[str, Any]) -> str:
    """ZAAK-2026-0000000001, counted per organisation and year."""
    begin = f"ZAAK-{zaak['registratiedatum'].year}-"
    # As long as the others, so that text sorts as numbers do.
    last = connection.execute(
        select(func.max(zaken.c.identificatie)).where(
            zaken.c.bronorganisatie == zaak["bronorganisatie"],
            zaken.c.identificatie.like(f"{begin}{'_' * 10}"),
        )
    ).scalar()
    tail = str(last or "").removeprefix(begin)
    return f"{begin}{(int(tail) if tail.isdigit() else 0) + 1:010d}"


def _records(
    connection: Connection,
    clauses: Sequence[Any],
    order: Sequence[Any] = (),
    page: int = 1,
    size: int = 1,
) -> list[ZaakRecord]:
    rows = (
        connection.execute(
            select(zaken)
            .where(*clauses)
            .order_by(*order, zaken.c.id)
            .limit(size)
            .offset((page - 1) * size)
        )
        .mappings()
        .all()
    )
    keys = [row["id"] for row in rows]

    def hanging(table: Any) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {key: [] for key in keys}
        sort = table.c.id if "id" in table.c else table.c.uuid
        for row in connection.execute(
            select(table).where(table.c.zaak.in_(keys)).order_by(sort)
        ).mappings():
            found[row["zaak"]].append(dict(row))
        return found

    status, role, prop, result = (
        hanging(table) for table in (statussen, rollen, eigenschappen, resultaten)
    )
    return [
        ZaakRecord(
            dict(row),
            tuple(status[row["id"]]),
            tuple(role[row["id"]]),
            tuple(prop[row["id"]]),
            next(iter(result[row["id"]]), None),
        )
        for row in rows
    ]
