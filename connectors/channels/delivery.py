"""Rings for who follows a conversation when something was added to it."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Delivery:
    """Only the bell is in memory; what was said is read from the record.

    A follower in another process hears no bell and finds new messages at its next look.
    """

    def __init__(self) -> None:
        self._bells: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._typing: dict[str, tuple[str, float]] = {}
        self.closed = False

    def close(self) -> None:
        """Let all followers go: they come back when the server does."""
        self.closed = True
        for bells in self._bells.values():
            for bell in bells:
                bell.set()

    def changed(self, conversation_id: str) -> None:
        """Wake all followers of this conversation."""
        for bell in self._bells.get(conversation_id, ()):
            bell.set()

    def types(self, conversation_id: str, name: str, seconds: float) -> None:
        """Somebody with this name types, for so long."""
        self._typing[conversation_id] = (name, time.monotonic() + seconds)
        self.changed(conversation_id)

    def typing(self, conversation_id: str) -> str:
        """The name of who types now; empty where nobody does."""
        name, until = self._typing.get(conversation_id, ("", 0.0))
        if name and until <= time.monotonic():
            del self._typing[conversation_id]
            return ""
        return name

    def followers(self, conversation_id: str) -> int:
        """How many follow this conversation in this process."""
        return len(self._bells.get(conversation_id, ()))

    @contextmanager
    def listen(self, conversation_id: str) -> Iterator[asyncio.Event]:
        """A bell for as long as the follower is there."""
        bell = asyncio.Event()
        self._bells[conversation_id].add(bell)
        try:
            yield bell
        finally:
            self._bells[conversation_id].discard(bell)
            if not self._bells[conversation_id]:
                del self._bells[conversation_id]
