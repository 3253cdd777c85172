"""The desk of another system, in memory."""

from __future__ import annotations

from assistant.domain.handover import Handover
from assistant.errors import BackendUnavailable
from assistant.ports.live_desk import LiveDeskPort, Seen, Word


class FakeLiveDesk(LiveDeskPort):
    """`there` is how many people are; `busy` that one is who takes nobody new; `answer_lost` does
    what is asked once and does not say so; `words` and `over` are what staff did."""

    def __init__(self) -> None:
        self.there = 1
        self.busy = False
        self.down = False
        self.words: dict[str, list[Word]] = {}
        self.over: set[str] = set()
        self.answer_lost = False
        self.opened: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        self.said: dict[str, dict[str, str]] = {}
        self.closed: list[str] = []

    async def people(self, municipality: str) -> int:
        self._check()
        return self.there

    async def is_manned(self, municipality: str) -> bool:
        self._check()
        return bool(self.there) or self.busy

    async def open(self, handover: Handover, note: str) -> str:
        self._check()
        reference = self.opened.setdefault(handover.id, str(len(self.opened) + 1))
        self.notes.setdefault(reference, note)
        self.said.setdefault(reference, {})
        self._lose()
        return reference

    async def find(self, handover: Handover) -> str:
        self._check()
        return self.opened.get(handover.id, "")

    async def look(self, reference: str) -> Seen:
        self._check()
        return Seen(tuple(self.words.get(reference, ())), reference in self.over)

    async def bring(self, reference: str, message_id: str, text: str) -> None:
        self._check()
        self.said[reference].setdefault(message_id, text)
        self._lose()

    async def close(self, reference: str) -> None:
        self._check()
        self.closed.append(reference)
        self.over.add(reference)

    def _check(self) -> None:
        if self.down:
            raise BackendUnavailable("down")

    def _lose(self) -> None:
        if self.answer_lost:
            self.answer_lost = False
            raise BackendUnavailable("answer lost")
