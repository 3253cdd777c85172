"""A provider that keeps what it is given, and can be away, unsure, unwilling or stuck."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from assistant.domain.transcript import Message
from connectors.channels.sender import Recipient, Sender, SendRefused, SendUnavailable


@dataclass(frozen=True)
class Got:
    to: Recipient
    text: str
    reference: str


class FakeSender(Sender):
    def __init__(self) -> None:
        self.got: list[Got] = []
        self.away = 0
        self.unsure = 0
        self.refuses: set[str] = set()
        self.slow = 0.0
        self.stuck: set[str] = set()
        self.closed = False

    async def send(self, to: Recipient, message: Message, reference: str) -> None:
        await asyncio.sleep(self.slow)
        if self.away:
            self.away -= 1
            raise SendUnavailable("away")
        if message.text in self.refuses:
            raise SendRefused("unwanted")
        self.got.append(Got(to, message.text, reference))
        if to.address in self.stuck:
            await asyncio.Event().wait()
        if self.unsure:
            self.unsure -= 1
            raise SendUnavailable("time-out", certain=False)

    async def close(self) -> None:
        self.closed = True

    def texts(self, address: str) -> list[str]:
        return [one.text for one in self.got if one.to.address == address]
