"""Who is in line, in memory, beside a record of conversations in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from assistant.domain.handover import Ending, Handover, Note, Passed, Stage, Verdict
from assistant.errors import StorageUnavailable
from assistant.ports.handovers import HandoversPort
from tests.fakes.conversations import FakeConversations


class FakeHandovers(HandoversPort):
    """`rows` is what is in it; `down` makes it fail."""

    def __init__(self, conversations: FakeConversations) -> None:
        self._conversations = conversations
        self.rows: dict[str, Handover] = {}
        self.verdicts: dict[str, Verdict] = {}
        self.written: dict[str, Note] = {}
        self.down = False

    async def ask(self, handover: Handover) -> Handover:
        found = await self.open_in(handover.conversation_id)
        if found is None:
            self.rows[handover.id] = handover
        return found or handover

    async def get(self, handover_id: str) -> Handover | None:
        self._check()
        return self.rows.get(handover_id)

    async def open_in(self, conversation_id: str) -> Handover | None:
        self._check()
        for one in self.rows.values():
            if one.conversation_id == conversation_id and one.stage is not Stage.ENDED:
                return one
        return None

    async def open_of(self, municipality: str) -> Sequence[Handover]:
        self._check()
        found = [
            one
            for one in self.rows.values()
            if one.municipality == municipality and one.stage is not Stage.ENDED
        ]
        return sorted(found, key=lambda one: (one.asked_at, one.id))

    async def lengths(self, municipality: str) -> Mapping[str, int]:
        return {
            one.id: len(await self._conversations.messages(one.conversation_id))
            for one in await self.open_of(municipality)
        }

    async def accept(self, handover_id: str, staff_id: str, staff_name: str, at: datetime) -> bool:
        self._check()
        one = self.rows.get(handover_id)
        if one is None or one.stage is not Stage.WAITING:
            return False
        self.rows[handover_id] = replace(
            one, stage=Stage.ACTIVE, staff_id=staff_id, staff_name=staff_name, accepted_at=at
        )
        self._conversations.turn(one.conversation_id, handover_id)
        return True

    async def back_in_line(
        self, handover_id: str, staff_id: str, at: datetime, to: Passed | None = None
    ) -> bool:
        self._check()
        one = self.rows.get(handover_id)
        if one is None or one.stage is not Stage.ACTIVE or one.staff_id != staff_id:
            return False
        free = replace(one, stage=Stage.WAITING, staff_id="", staff_name="")
        if to is not None:
            free = replace(free, team=to.team, for_staff=to.staff_id, passed_at=at)
        self.rows[handover_id] = free
        self._conversations.turn(one.conversation_id, "")
        return True

    async def end(self, handover_id: str, ending: Ending, at: datetime, staff_id: str = "") -> bool:
        self._check()
        one = self.rows.get(handover_id)
        if one is None or one.stage is Stage.ENDED or (staff_id and one.staff_id != staff_id):
            return False
        self.rows[handover_id] = replace(one, stage=Stage.ENDED, ended_at=at, ending=ending)
        self._conversations.turn(one.conversation_id, "")
        return True

    async def lasted(self, municipality: str, since: datetime) -> Sequence[float]:
        self._check()
        return [
            (one.ended_at - one.accepted_at).total_seconds()
            for one in self.rows.values()
            if one.municipality == municipality
            and one.accepted_at
            and one.ended_at
            and one.ended_at >= since
        ]

    async def judge(self, verdict: Verdict) -> None:
        self._check()
        said = {k: v for k, v in asdict(verdict).items() if v is not None}
        self.verdicts[verdict.handover_id] = replace(
            await self.verdict(verdict.handover_id), **said
        )

    async def verdict(self, handover_id: str) -> Verdict:
        return self.verdicts.get(handover_id, Verdict(handover_id))

    async def note(self, note: Note) -> None:
        self._check()
        self.written.setdefault(note.id, note)

    async def notes(self, handover_id: str) -> Sequence[Note]:
        self._check()
        found = [one for one in self.written.values() if one.handover_id == handover_id]
        return sorted(found, key=lambda one: (one.at, one.id))

    def _check(self) -> None:
        if self.down:
            raise StorageUnavailable("down")
