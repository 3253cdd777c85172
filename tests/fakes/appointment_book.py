"""Our own memory of appointments, in memory."""

from __future__ import annotations

from datetime import datetime

from assistant.domain.appointments import Attempt, Record, Stage
from assistant.ports.appointment_book import AppointmentBookPort


class FakeAppointmentBook(AppointmentBookPort):
    """`records` and `attempts` are there for a test to look at."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.attempts: list[Attempt] = []

    async def begin(self, record: Record) -> Record:
        return self.records.setdefault(record.key, record)

    async def keep(self, record: Record) -> None:
        self.records[record.key] = record

    async def get(self, key: str) -> Record | None:
        return self.records.get(key)

    async def of(
        self, municipality: str, conversation_id: str, contact_id: str, now: datetime
    ) -> tuple[Record, ...]:
        found = [
            record
            for record in self.records.values()
            if record.municipality == municipality
            and record.stage is Stage.BOOKED
            and record.order.start > now
            and (
                record.conversation_id == conversation_id
                or (contact_id != "" and record.contact_id == contact_id)
            )
        ]
        return tuple(sorted(found, key=lambda record: record.order.start))

    async def by_code(self, municipality: str, code: str) -> Record | None:
        # A moved appointment keeps its code: the newest with it is the one that stands.
        found = [
            record
            for record in self.records.values()
            if record.municipality == municipality and record.code == code
        ]
        booked = [record for record in found if record.stage is Stage.BOOKED]
        return (booked or found or [None])[-1]

    async def note(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)

    async def failures(self, conversation_id: str, code_fingerprint: str, since: datetime) -> int:
        return sum(
            not attempt.succeeded
            and attempt.at >= since
            and (
                attempt.conversation_id == conversation_id
                or attempt.code_fingerprint == code_fingerprint
            )
            for attempt in self.attempts
        )

    async def erase(self, before: datetime) -> int:
        old = [key for key, record in self.records.items() if record.order.start < before]
        for key in old:
            del self.records[key]
        self.attempts = [attempt for attempt in self.attempts if attempt.at >= before]
        return len(old)
