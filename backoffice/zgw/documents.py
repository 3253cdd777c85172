"""Documents, and with which zaak each belongs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    RowMapping,
    String,
    Table,
    Text,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from backoffice.database import Database, metadata

documenten = Table(
    "documenten",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("identificatie", String(40), nullable=False),
    Column("bronorganisatie", String(9), nullable=False),
    Column("informatieobjecttype", String(36), nullable=False),
    Column("creatiedatum", Date, nullable=False),
    Column("titel", String(200), nullable=False),
    Column("auteur", String(200), nullable=False),
    Column("formaat", String(255), nullable=False),
    Column("bestandsnaam", String(255), nullable=False),
    Column("inhoud", LargeBinary, nullable=False),
    Index("uq_documenten_identificatie", "bronorganisatie", "identificatie", unique=True),
)

zaakdocumenten = Table(
    "zaakinformatieobjecten",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("zaak", Integer, ForeignKey("zaken.id"), nullable=False, index=True),
    Column("document", String(36), nullable=False),
    Column("titel", Text, nullable=False),
    Index("uq_zaakinformatieobjecten", "zaak", "document", unique=True),
)


class NotUnique(Exception):
    """This identificatie, or this document with this zaak, is there already."""


class DocumentStore:
    """What is kept of documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new document.

        Raises:
            NotUnique: its identificatie is not new.
        """
        key = str(uuid.uuid4())
        row = {**values, "uuid": key, "identificatie": values["identificatie"] or key}
        await self._insert(documenten, row)
        return row

    async def link(self, zaak: int, document: str, title: str) -> dict[str, Any]:
        """A document belongs with a zaak.

        Raises:
            NotUnique: it does already.
        """
        row = {"uuid": str(uuid.uuid4()), "zaak": zaak, "document": document, "titel": title}
        await self._insert(zaakdocumenten, row)
        return row

    async def get(self, key: str) -> RowMapping | None:
        """The document with this uuid."""
        return await self._database.read(
            lambda c: (
                c.execute(select(documenten).where(documenten.c.uuid == key))
                .mappings()
                .one_or_none()
            )
        )

    async def named(self, organisation: str, name: str) -> RowMapping | None:
        """The document with this identificatie."""
        wanted = (documenten.c.bronorganisatie == organisation, documenten.c.identificatie == name)
        return await self._database.read(
            lambda c: c.execute(select(documenten).where(*wanted)).mappings().one_or_none()
        )

    async def of(self, zaak: int) -> Sequence[RowMapping]:
        """What belongs with a zaak, in order."""
        return await self._database.read(
            lambda c: (
                c.execute(
                    select(zaakdocumenten)
                    .where(zaakdocumenten.c.zaak == zaak)
                    .order_by(zaakdocumenten.c.id)
                )
                .mappings()
                .all()
            )
        )

    async def _insert(self, table: Table, row: Mapping[str, Any]) -> None:
        try:
            await self._database.write(lambda connection: connection.execute(insert(table), row))
        except IntegrityError:
            raise NotUnique from None
