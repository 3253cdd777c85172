"""Links to log in and who is logged in, on SQLAlchemy Core."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from assistant.domain.bsn import Bsn
from assistant.domain.identity import MOST_CODES, Identity, Level, Login, LoginRequest
from assistant.ports.logins import LoginsPort
from connectors.storage.database import Database
from connectors.storage.login_tables import logins
from connectors.storage.sealing import Sealing

_OVER = {"stage": "over", "sealed": ""}


class SqlLogins(LoginsPort):
    """`secret` seals who somebody is."""

    def __init__(self, engine: Engine, secret: str) -> None:
        self._engine = engine
        self._database = Database(engine)
        self._sealing = Sealing(secret)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def ask(self, request: LoginRequest) -> None:
        row = {
            "id": request.id,
            "conversation_id": request.conversation_id,
            "municipality": request.municipality,
            "channel": request.channel,
            "contact_id": request.contact_id,
            "level": int(request.level),
            "mandate": request.mandate,
            "until": request.until,
            "stage": "asked",
            "state": "",
            "sealed": "",
            "wrong_codes": 0,
        }

        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(insert(logins), row)

        await self._database.run(work)

    async def erase_old(self, now: datetime) -> int:
        # A link is over before the login that came by it.
        over = (logins.c.until <= now) & (
            logins.c.login_until.is_(None) | (logins.c.login_until <= now)
        )
        return await self._database.erase(logins, over)

    async def request(self, request_id: str, now: datetime) -> LoginRequest | None:
        def work() -> LoginRequest | None:
            with self._engine.connect() as connection:
                row = _one(
                    connection,
                    logins.c.id == request_id,
                    logins.c.stage.in_(("asked", "departed")),
                    logins.c.until > now,
                )
            return _request(row) if row else None

        return await self._database.run(work)

    async def depart(self, request_id: str, state: str, secrets: Mapping[str, str]) -> None:
        sealed = self._sealing.seal(request_id, secrets)

        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(
                    update(logins)
                    .where(logins.c.id == request_id, logins.c.stage.in_(("asked", "departed")))
                    .values(stage="departed", state=state, sealed=sealed)
                )

        await self._database.run(work)

    async def departed(
        self, state: str, now: datetime
    ) -> tuple[LoginRequest, Mapping[str, str]] | None:
        def work() -> tuple[LoginRequest, Mapping[str, str]] | None:
            with self._engine.connect() as connection:
                row = _one(
                    connection,
                    logins.c.state == state,
                    logins.c.stage == "departed",
                    logins.c.until > now,
                )
            return (_request(row), self._sealing.open(row.id, row.sealed)) if row else None

        return await self._database.run(work) if state else None

    async def complete(self, request_id: str, login: Login, code: str = "") -> bool:
        identity = login.identity
        who = {"bsn": identity.bsn.digits, "level": str(int(identity.level))}
        if identity.on_behalf_of:
            who["other"] = identity.on_behalf_of.digits
        if code:
            who["code"] = code
        sealed = self._sealing.seal(request_id, who)

        def work() -> bool:
            with self._engine.begin() as connection:
                done = connection.execute(
                    update(logins)
                    .where(logins.c.id == request_id, logins.c.stage == "departed")
                    .values(
                        stage="code" if code else "in",
                        state="",
                        sealed=sealed,
                        at=login.at,
                        login_until=login.until,
                    )
                )
                if done.rowcount != 1:
                    return False
                # Who logged in last is who counts.
                connection.execute(
                    update(logins)
                    .where(
                        logins.c.conversation_id == login.conversation_id,
                        logins.c.id != request_id,
                    )
                    .values(_OVER)
                )
                return True

        return await self._database.run(work)

    async def confirm(self, conversation_id: str, code: str, now: datetime) -> bool:
        def work() -> bool:
            with self._engine.begin() as connection:
                row = _one(connection, *_logged_in(conversation_id, "code", now), lock=True)
                if row is None:
                    return False
                right = self._sealing.open(row.id, row.sealed).get("code", "")
                this = logins.c.id == row.id
                if right and hmac.compare_digest(right.encode(), code.encode()):
                    connection.execute(update(logins).where(this).values(stage="in"))
                    return True
                wrong = row.wrong_codes + 1
                change = _OVER if wrong >= MOST_CODES else {}
                connection.execute(update(logins).where(this).values(wrong_codes=wrong, **change))
                return False

        return await self._database.run(work)

    async def current(self, conversation_id: str, now: datetime) -> Login | None:
        def work() -> Login | None:
            with self._engine.connect() as connection:
                row = _one(connection, *_logged_in(conversation_id, "in", now))
            if row is None:
                return None
            who = self._sealing.open(row.id, row.sealed)
            if not who:
                return None
            other = who.get("other")
            identity = Identity(
                Bsn(who["bsn"]), Level(int(who["level"])), Bsn(other) if other else None
            )
            return Login(conversation_id, row.municipality, identity, row.at, row.login_until)

        return await self._database.run(work)

    async def awaits_code(self, conversation_id: str, now: datetime) -> bool:
        def work() -> bool:
            with self._engine.connect() as connection:
                return _one(connection, *_logged_in(conversation_id, "code", now)) is not None

        return await self._database.run(work)

    async def end(self, conversation_id: str) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(
                    update(logins).where(logins.c.conversation_id == conversation_id).values(_OVER)
                )

        await self._database.run(work)


def _one(connection: Connection, *clauses: Any, lock: bool = False) -> Any:
    query = select(logins).where(*clauses)
    return connection.execute(query.with_for_update() if lock else query).first()


def _logged_in(conversation_id: str, stage: str, now: datetime) -> tuple[Any, ...]:
    return (
        logins.c.conversation_id == conversation_id,
        logins.c.stage == stage,
        logins.c.login_until > now,
    )


def _request(row: Any) -> LoginRequest:
    return LoginRequest(
        row.id,
        row.conversation_id,
        row.municipality,
        row.channel,
        Level(row.level),
        row.until,
        row.contact_id,
        row.mandate,
    )
