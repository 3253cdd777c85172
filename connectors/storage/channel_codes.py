"""Codes for another channel, on SQLAlchemy Core."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, delete, insert, update

from assistant.ports.channel_codes import ChannelCodesPort
from connectors.storage.database import Database
from connectors.storage.tables import channel_codes


class SqlChannelCodes(ChannelCodesPort):
    """One statement takes a code, so one message has it, whoever tries at the same moment."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._database = Database(engine)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def keep(
        self, fingerprint: str, conversation_id: str, municipality: str, until: datetime
    ) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(
                    delete(channel_codes).where(channel_codes.c.conversation_id == conversation_id)
                )
                connection.execute(
                    insert(channel_codes).values(
                        fingerprint=fingerprint,
                        conversation_id=conversation_id,
                        municipality=municipality,
                        until=until,
                    )
                )

        await self._database.run(work)

    async def use(
        self, fingerprint: str, municipality: str, now: datetime, used_by: str
    ) -> str | None:
        def work() -> str | None:
            with self._engine.begin() as connection:
                connection.execute(delete(channel_codes).where(channel_codes.c.until < now))
                found = connection.execute(
                    update(channel_codes)
                    .where(
                        channel_codes.c.fingerprint == fingerprint,
                        channel_codes.c.municipality == municipality,
                        channel_codes.c.used_by.in_(("", used_by)),
                    )
                    .values(used_by=used_by)
                    .returning(channel_codes.c.conversation_id)
                ).scalar()
                return str(found) if found else None

        return await self._database.run(work)
