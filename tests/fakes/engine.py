"""An engine that answers what it was told to, and can be away or slow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from assistant.domain.conversation import (
    Choice,
    InboundMessage,
    Link,
    Outcome,
    Reply,
    Source,
    Suggestion,
    Turn,
    Understanding,
)
from assistant.errors import EngineRefused, EngineUnavailable
from assistant.ports.engine import EnginePort

PASSPORT = Reply(
    "Een paspoort vraagt u **persoonlijk** aan.\n\n"
    "- neem een pasfoto mee\n- neem uw oude paspoort mee",
    Outcome.ANSWER,
    links=(Link("Afspraak maken", "https://www.rotterdam.example/afspraak"),),
    sources=(
        Source("Rijksoverheid: paspoort", "https://www.rijksoverheid.nl/paspoort", "2026-11-22"),
    ),
    articles=("paspoort",),
)
DID_YOU_MEAN = Reply(
    "Bedoelt u een van deze onderwerpen?",
    Outcome.CHOICE,
    choices=(
        Choice("Paspoort aanvragen", '/faq{"article": "paspoort"}'),
        Choice("Rijbewijs verlengen", '/faq{"article": "rijbewijs"}'),
    ),
    articles=("paspoort", "rijbewijs"),
)


def talk(message: InboundMessage) -> Turn:
    """A small conversation for pages and browsers."""
    if message.payload == "/request_human":
        return Turn((Reply("U kunt ons bellen: 14 010.", Outcome.HANDOVER),))
    if message.payload:
        return Turn((PASSPORT,), Understanding("faq/paspoort", 1.0))
    if "paspoort" in message.text.lower():
        return Turn((PASSPORT,), Understanding("faq/paspoort", 0.9))
    if "document" in message.text.lower():
        return Turn((DID_YOU_MEAN,), Understanding("faq/paspoort", 0.4))
    return Turn((Reply(f"antwoord op: {message.text}"),))


class FakeEngine(EnginePort):
    def __init__(self, answer: Callable[[InboundMessage], Turn] = talk) -> None:
        self._answer = answer
        self.asked: list[InboundMessage] = []
        self.away = False
        self.refuses = False
        self.slow = 0.0
        self.most_at_once = 0
        self._at_once = 0

    async def ask(self, message: InboundMessage) -> Turn:
        self.asked.append(message)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(self.slow)
        finally:
            self._at_once -= 1
        if self.refuses:
            raise EngineRefused("400")
        if self.away:
            raise EngineUnavailable("away")
        return self._answer(message)

    async def suggest(self, text: str, municipality: str) -> tuple[Suggestion, ...]:
        if self.away:
            raise EngineUnavailable("away")
        return (Suggestion("paspoort", "kosten", 0.9),) if "paspoort" in text.lower() else ()

    async def ready(self) -> bool:
        return not self.away
