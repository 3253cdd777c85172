"""Consents and look-ups, on SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update

from assistant.domain.lookups import Consent, Lookup, Result, Source
from assistant.ports.lookups import LookupsPort
from connectors.storage.database import Database
from connectors.storage.login_tables import consents, lookups


class SqlLookups(LookupsPort):
    """In the database of the conversations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._database = Database(engine)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def answer(self, consent: Consent) -> None:
        row = {
            "conversation_id": consent.conversation_id,
            "source": consent.source.value,
            "given": consent.given,
            "subject": consent.subject,
            "at": consent.at,
            "until": consent.until,
        }

        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(
                    delete(consents).where(
                        consents.c.conversation_id == consent.conversation_id,
                        consents.c.source == consent.source.value,
                    )
                )
                connection.execute(insert(consents), row)

        await self._database.run(work)

    async def consent(self, conversation_id: str, source: Source, now: datetime) -> Consent | None:
        def work() -> Consent | None:
            with self._engine.connect() as connection:
                row = connection.execute(
                    select(consents).where(
                        consents.c.conversation_id == conversation_id,
                        consents.c.source == source.value,
                        consents.c.until > now,
                    )
                ).first()
            if row is None:
                return None
            return Consent(conversation_id, source, row.given, row.at, row.until, row.subject)

        return await self._database.run(work)

    async def erase_old(self, now: datetime) -> int:
        """Of consents: what was looked up stays to be told."""
        return await self._database.erase(consents, consents.c.until <= now)

    async def begin(self, lookup: Lookup) -> None:
        row = {
            "id": lookup.id,
            "conversation_id": lookup.conversation_id,
            "municipality": lookup.municipality,
            "subject": lookup.subject,
            "source": lookup.source.value,
            "purpose": lookup.purpose,
            "at": lookup.at,
            "outcome": lookup.result.value,
        }

        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(insert(lookups), row)

        await self._database.run(work)

    async def end(self, lookup_id: str, result: Result) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(
                    update(lookups).where(lookups.c.id == lookup_id).values(outcome=result.value)
                )

        await self._database.run(work)

    async def of_subject(self, subject: str) -> Sequence[Lookup]:
        def work() -> list[Lookup]:
            with self._engine.connect() as connection:
                rows = connection.execute(
                    select(lookups)
                    .where(lookups.c.subject == subject)
                    .order_by(lookups.c.at.desc(), lookups.c.id)
                )
                return [_lookup(row) for row in rows]

        return await self._database.run(work)


def _lookup(row: Any) -> Lookup:
    return Lookup(
        row.id,
        row.conversation_id,
        row.municipality,
        row.subject,
        Source(row.source),
        row.purpose,
        row.at,
        Result(row.outcome),
    )
