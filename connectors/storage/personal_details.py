"""Personal details for a short time, sealed, on SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.ports.personal_details import PersonalDetailsPort
from connectors.storage.appointment_tables import personal_details
from connectors.storage.database import Database
from connectors.storage.sealing import Sealing


class SqlPersonalDetails(PersonalDetailsPort):
    """`secret` seals what is kept."""

    def __init__(self, engine: Engine, secret: str) -> None:
        self._engine = engine
        self._database = Database(engine)
        self._sealing = Sealing(secret)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def keep(self, key: str, details: Mapping[str, str], until: datetime) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                found = connection.execute(
                    select(personal_details).where(personal_details.c.key == key).with_for_update()
                ).one_or_none()
                before = self._sealing.open(key, found.sealed) if found else {}
                row = {
                    "key": key,
                    "sealed": self._sealing.seal(key, {**before, **details}),
                    "until": until,
                }
                if found:
                    connection.execute(
                        update(personal_details).where(personal_details.c.key == key).values(row)
                    )
                else:
                    connection.execute(insert(personal_details), row)

        try:
            await self._database.run(work)
        except IntegrityError:  # two at once, and the other was first
            await self._database.run(work)

    async def get(self, key: str, now: datetime) -> dict[str, str]:
        def work() -> dict[str, str]:
            with self._engine.connect() as connection:
                found = connection.execute(
                    select(personal_details).where(
                        personal_details.c.key == key, personal_details.c.until > now
                    )
                ).one_or_none()
            return self._sealing.open(key, found.sealed) if found else {}

        return await self._database.run(work)

    async def erase_old(self, now: datetime) -> int:
        return await self._database.erase(personal_details, personal_details.c.until <= now)

    async def forget(self, key: str) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(delete(personal_details).where(personal_details.c.key == key))

        await self._database.run(work)
