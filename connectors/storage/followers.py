"""Who follows which zaak, on SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.domain.followers import Follower
from assistant.ports.followers import FollowersPort
from connectors.storage.database import Database
from connectors.storage.follower_tables import followers


class SqlFollowers(FollowersPort):
    """In the database of the conversations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._database = Database(engine)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def follow(self, follower: Follower) -> None:
        row = asdict(follower)

        def work() -> None:
            with self._engine.begin() as connection:
                own = (followers.c.zaak == follower.zaak) & (
                    followers.c.conversation_id == follower.conversation_id
                )
                if not connection.execute(update(followers).where(own).values(row)).rowcount:
                    connection.execute(insert(followers), row)

        try:
            await self._database.run(work)
        except IntegrityError:  # two at once, and the other was first
            await self._database.run(work)

    async def erase_old(self, now: datetime) -> int:
        return await self._database.erase(followers, followers.c.until <= now)

    async def stop(self, zaak: str, conversation_id: str) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(
                    delete(followers).where(
                        followers.c.zaak == zaak, followers.c.conversation_id == conversation_id
                    )
                )

        await self._database.run(work)

    async def of(self, zaak: str, now: datetime) -> Sequence[Follower]:
        def work() -> list[Follower]:
            with self._engine.connect() as connection:
                rows = connection.execute(
                    select(followers)
                    .where(followers.c.zaak == zaak, followers.c.until > now)
                    .order_by(followers.c.id)
                ).mappings()
                return [Follower(**{k: v for k, v in row.items() if k != "id"}) for row in rows]

        return await self._database.run(work)
