"""Jobs that wait, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.domain.jobs import Job
from assistant.ports.jobs import JobsPort


class FakeJobs(JobsPort):
    """`waiting_jobs` by id; `over` holds every id that was done, and `given_up` why it was not."""

    def __init__(self) -> None:
        self.waiting_jobs: dict[str, Job] = {}
        self.over: set[str] = set()
        self.given_up: dict[str, str] = {}
        self._claimed: dict[str, datetime] = {}

    async def add(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            if job.id not in self.over:
                self.waiting_jobs.setdefault(job.id, job)

    async def drop(self, about: str, kinds: Sequence[str]) -> None:
        for job in list(self.waiting_jobs.values()):
            if job.about == about and job.kind in kinds:
                self._end(job.id)

    async def claim(self, now: datetime, until: datetime, limit: int) -> tuple[Job, ...]:
        due = [
            job
            for job in self.waiting_jobs.values()
            if job.due <= now and self._claimed.get(job.id, now) <= now
        ]
        claimed = []
        for job in sorted(due, key=lambda job: job.due)[:limit]:
            self._claimed[job.id] = until
            self.waiting_jobs[job.id] = replace(job, attempts=job.attempts + 1)
            claimed.append(self.waiting_jobs[job.id])
        return tuple(claimed)

    async def done(self, job_id: str) -> None:
        self._end(job_id)

    async def postpone(self, job_id: str, due: datetime) -> None:
        self.waiting_jobs[job_id] = replace(self.waiting_jobs[job_id], due=due)
        self._claimed.pop(job_id, None)

    async def give_up(self, job_id: str, reason: str) -> None:
        self.given_up[job_id] = reason
        self._end(job_id)

    async def waiting(self) -> int:
        return len(self.waiting_jobs)

    def _end(self, job_id: str) -> None:
        self.waiting_jobs.pop(job_id, None)
        self._claimed.pop(job_id, None)
        self.over.add(job_id)
