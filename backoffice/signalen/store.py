"""Reports as they are kept."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    RowMapping,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from backoffice.database import Database, UtcDateTime, metadata

meldingen = Table(
    "meldingen",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("tekst", Text, nullable=False),
    Column("categorie", String(80), nullable=False),
    Column("bron", String(100), nullable=False),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("adres", JSON, nullable=False),
    Column("stand", String(10), nullable=False),
    Column("gemaakt", UtcDateTime, nullable=False),
)

fotos = Table(
    "meldingfotos",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("melding", Integer, ForeignKey("meldingen.id"), nullable=False, index=True),
    Column("soort", String(40), nullable=False),
    Column("inhoud", LargeBinary, nullable=False),
)


class ReportStore:
    """`now` is the clock of the back office."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def add(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Keep a report; what comes back is its row."""
        row = {**values, "uuid": str(uuid.uuid4()), "stand": "OPEN", "gemaakt": self._now()}

        def work(connection: Connection) -> dict[str, Any]:
            statement = insert(meldingen).values(row).returning(meldingen.c.id)
            return {**row, "id": connection.execute(statement).scalar_one()}

        return await self._database.write(work)

    async def get(self, identifier: str) -> RowMapping | None:
        """The report with this uuid."""
        return await self._database.read(
            lambda connection: (
                connection.execute(select(meldingen).where(meldingen.c.uuid == identifier))
                .mappings()
                .one_or_none()
            )
        )

    async def within(self, west: float, south: float, east: float, north: float) -> Sequence[Any]:
        """Open reports in this box of degrees."""
        return await self._database.read(
            lambda connection: (
                connection.execute(
                    select(meldingen).where(
                        meldingen.c.lon.between(west, east),
                        meldingen.c.lat.between(south, north),
                        meldingen.c.stand == "OPEN",
                    )
                )
                .mappings()
                .all()
            )
        )

    async def page(self, number: int, size: int) -> tuple[int, Sequence[Any]]:
        """How many there are, and one page of them, the newest first."""

        def work(connection: Connection) -> tuple[int, Sequence[Any]]:
            count = connection.execute(select(func.count()).select_from(meldingen)).scalar_one()
            rows = connection.execute(
                select(meldingen)
                .order_by(meldingen.c.id.desc())
                .limit(size)
                .offset((number - 1) * size)
            )
            return count, rows.mappings().all()

        return await self._database.read(work)

    async def attach(self, report: int, media_type: str, content: bytes) -> None:
        """Keep a photo with a report."""
        row = {"melding": report, "soort": media_type, "inhoud": content}
        await self._database.write(lambda connection: connection.execute(insert(fotos), row))

    async def photos(self, report: int) -> Sequence[int]:
        """Numbers of the photos of a report."""
        return await self._database.read(
            lambda connection: (
                connection.execute(
                    select(fotos.c.id).where(fotos.c.melding == report).order_by(fotos.c.id)
                )
                .scalars()
                .all()
            )
        )

    async def photo(self, identifier: str, number: int) -> tuple[str, bytes] | None:
        """Kind and content of one photo of the report with this uuid."""
        row = await self._database.read(
            lambda connection: connection.execute(
                select(fotos.c.soort, fotos.c.inhoud)
                .join(meldingen, meldingen.c.id == fotos.c.melding)
                .where(meldingen.c.uuid == identifier, fotos.c.id == number)
            ).one_or_none()
        )
        return (row.soort, row.inhoud) if row else None

    async def close_report(self, identifier: str) -> None:
        """It is done."""
        await self._database.write(
            lambda connection: connection.execute(
                update(meldingen).where(meldingen.c.uuid == identifier).values(stand="CLOSED")
            )
        )
