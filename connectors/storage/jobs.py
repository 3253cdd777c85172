"""Jobs that wait for their moment, on SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from assistant.domain.jobs import Job, JobKind
from assistant.ports.jobs import JobsPort
from connectors.storage.appointment_tables import jobs
from connectors.storage.database import Database


class SqlJobs(JobsPort):
    """A job that is over stays in the table, so that the same id is never done twice."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._database = Database(engine)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def add(self, jobs: Sequence[Job]) -> None:
        try:
            await self._database.run(lambda: self._add(jobs))
        except IntegrityError:  # somebody added one of them at the same time
            for one in jobs:
                with suppress(IntegrityError):
                    await self._database.run(lambda one=one: self._add([one]))  # type: ignore[misc]

    async def drop(self, about: str, kinds: Sequence[str]) -> None:
        which = (jobs.c.about == about, jobs.c.kind.in_([str(kind) for kind in kinds]))
        await self._change(which, {"state": "dropped"})

    async def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Job, ...]:
        free = or_(jobs.c.claimed_until.is_(None), jobs.c.claimed_until <= now)
        due = (jobs.c.state == "waiting", jobs.c.due <= now, free)

        def work() -> tuple[Job, ...]:
            claimed = []
            with self._engine.begin() as connection:
                rows = connection.execute(
                    select(jobs).where(*due).order_by(jobs.c.due, jobs.c.id).limit(limit)
                ).all()
                for row in rows:
                    # Two processes may see the same job; one of them gets it.
                    mine = connection.execute(
                        update(jobs)
                        .where(jobs.c.id == row.id, *due)
                        .values(claimed_until=until, attempts=jobs.c.attempts + 1)
                    ).rowcount
                    if mine:
                        kind = JobKind(row.kind)
                        claimed.append(Job(row.id, kind, row.about, row.due, row.attempts + 1))
            return tuple(claimed)

        return await self._database.run(work)

    async def done(self, job_id: str) -> None:
        await self._change((jobs.c.id == job_id,), {"state": "done"})

    async def postpone(self, job_id: str, due: datetime) -> None:
        await self._change((jobs.c.id == job_id,), {"due": due, "claimed_until": None})

    async def give_up(self, job_id: str, reason: str) -> None:
        await self._change((jobs.c.id == job_id,), {"state": "failed", "reason": reason[:120]})

    async def waiting(self) -> int:
        def work() -> int:
            with self._engine.connect() as connection:
                found = select(func.count()).select_from(jobs).where(jobs.c.state == "waiting")
                return int(connection.execute(found).scalar_one())

        return await self._database.run(work)

    def _add(self, new: Sequence[Job]) -> None:
        with self._engine.begin() as connection:
            wanted = select(jobs.c.id).where(jobs.c.id.in_([one.id for one in new]))
            known = set(connection.execute(wanted).scalars())
            rows = [
                {
                    "id": one.id,
                    "kind": one.kind.value,
                    "about": one.about,
                    "due": one.due,
                    "attempts": one.attempts,
                    "state": "waiting",
                }
                for one in new
                if one.id not in known
            ]
            if rows:
                connection.execute(insert(jobs), rows)

    async def _change(self, which: Sequence[Any], values: dict[str, Any]) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(
                    update(jobs).where(*which, jobs.c.state == "waiting").values(values)
                )

        await self._database.run(work)
