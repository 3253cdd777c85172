"""Who works at the desk, on SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.domain.staff import LOCKED_FOR, MOST_WRONG, Deed, Entry, Role, Staff
from assistant.ports.staff import StaffPort
from connectors.storage.database import Database
from connectors.storage.desk_tables import deeds, staff, staff_sessions


class SqlStaff(StaffPort):
    """In the database of the conversations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._database = Database(engine)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def keep(self, member: Staff, password_hash: str | None) -> None:
        values: dict[str, Any] = {
            "username": member.username.casefold(),
            "name": member.name,
            "municipality": member.municipality,
            "roles": [role.value for role in member.roles],
            "teams": list(member.teams),
            "available": member.available,
        }
        if password_hash is not None:
            values |= {"password_hash": password_hash, "wrong": 0, "locked_until": None}

        def work() -> None:
            with self._engine.begin() as connection:
                changed = connection.execute(
                    update(staff).where(staff.c.id == member.id).values(values)
                )
                if not changed.rowcount:
                    new = {"id": member.id, "password_hash": "", "wrong": 0}
                    connection.execute(insert(staff), new | values)
                connection.execute(
                    delete(staff_sessions).where(staff_sessions.c.staff_id == member.id)
                )

        try:
            await self._database.run(work)
        except IntegrityError:
            # Another process added him a moment ago; then there is somebody to change.
            await self._database.run(work)

    async def named(self, username: str) -> Staff | None:
        def work() -> Staff | None:
            with self._engine.connect() as connection:
                row = connection.execute(select(staff).where(_is(username))).first()
            return _staff(row) if row else None

        return await self._database.run(work)

    async def password_hash(self, username: str, now: datetime) -> str | None:
        def work() -> str | None:
            with self._engine.connect() as connection:
                row = connection.execute(select(staff).where(_is(username))).first()
            if row is None:
                return ""
            return None if row.locked_until and row.locked_until > now else str(row.password_hash)

        return await self._database.run(work)

    async def wrong_password(self, username: str, now: datetime) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                wrong = connection.execute(
                    update(staff)
                    .where(_is(username))
                    .values(wrong=staff.c.wrong + 1)
                    .returning(staff.c.wrong)
                ).scalar()
                if wrong is not None and wrong >= MOST_WRONG:
                    connection.execute(
                        update(staff)
                        .where(_is(username))
                        .values(wrong=0, locked_until=now + LOCKED_FOR)
                    )

        await self._database.run(work)

    async def sign_in(self, staff_id: str, token_hash: str, now: datetime, until: datetime) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(delete(staff_sessions).where(staff_sessions.c.until <= now))
                connection.execute(
                    insert(staff_sessions),
                    {"token_hash": token_hash, "staff_id": staff_id, "until": until},
                )
                connection.execute(update(staff).where(staff.c.id == staff_id).values(wrong=0))

        await self._database.run(work)

    async def signed_in(self, token_hash: str, now: datetime) -> Staff | None:
        def work() -> Staff | None:
            with self._engine.connect() as connection:
                row = connection.execute(
                    select(staff)
                    .join(staff_sessions, staff_sessions.c.staff_id == staff.c.id)
                    .where(staff_sessions.c.token_hash == token_hash, staff_sessions.c.until > now)
                ).first()
            return _staff(row) if row else None

        return await self._database.run(work)

    async def sign_out(self, token_hash: str) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(
                    delete(staff_sessions).where(staff_sessions.c.token_hash == token_hash)
                )

        await self._database.run(work)

    async def of(self, municipality: str) -> Sequence[Staff]:
        def work() -> list[Staff]:
            query = select(staff).where(staff.c.municipality == municipality)
            with self._engine.connect() as connection:
                return [_staff(row) for row in connection.execute(query.order_by(staff.c.name))]

        return await self._database.run(work)

    async def log(self, municipality: str, before: int, most: int) -> Sequence[Entry]:
        def work() -> list[Entry]:
            query = (
                select(deeds, staff.c.name)
                .join(staff, staff.c.id == deeds.c.staff_id)
                .where(staff.c.municipality == municipality, deeds.c.id < before)
                .order_by(deeds.c.id.desc())
                .limit(most)
            )
            with self._engine.connect() as connection:
                return [
                    Entry(row.id, row.name, Deed(row.staff_id, row.what, row.at, row.about))
                    for row in connection.execute(query)
                ]

        return await self._database.run(work)

    async def seen(self, staff_id: str, now: datetime) -> None:
        await self._change(staff_id, seen_at=now)

    async def available(self, staff_id: str, available: bool) -> None:
        await self._change(staff_id, available=available)

    async def present(self, municipality: str, since: datetime) -> Sequence[Staff]:
        def work() -> list[Staff]:
            with self._engine.connect() as connection:
                rows = connection.execute(
                    select(staff)
                    .where(staff.c.municipality == municipality, staff.c.seen_at >= since)
                    .order_by(staff.c.name)
                )
                return [_staff(row) for row in rows]

        return await self._database.run(work)

    async def did(self, deed: Deed) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(insert(deeds), asdict(deed))

        await self._database.run(work)

    async def deeds(self, about: str) -> Sequence[Deed]:
        def work() -> list[Deed]:
            with self._engine.connect() as connection:
                rows = connection.execute(
                    select(deeds).where(deeds.c.about == about).order_by(deeds.c.id)
                )
                return [Deed(row.staff_id, row.what, row.at, row.about) for row in rows]

        return await self._database.run(work)

    async def _change(self, staff_id: str, **values: Any) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(update(staff).where(staff.c.id == staff_id).values(values))

        await self._database.run(work)


def _is(username: str) -> Any:
    return staff.c.username == username.casefold()


def _staff(row: Any) -> Staff:
    return Staff(
        row.id,
        row.username,
        row.name,
        row.municipality,
        tuple(Role(role) for role in row.roles),
        tuple(row.teams),
        row.available,
        row.seen_at,
    )
