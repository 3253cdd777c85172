"""Residents who speak with a human, for `bench.desk`: on the web chat, by WhatsApp and by SMS."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from connectors.channels.whatsapp import webhook as whatsapp_webhook
from tools.evaluate.by_message import Hub
from tools.evaluate.stack import Stack

CHANNELS = ("webchat", "whatsapp", "sms")
PAUSE_SECONDS = 2.0
"""Between two messages of one resident: people type. With so many rounds all of them overlap."""
PROVIDER_SECONDS = 0.4
"""What a provider needs to answer when we hand it a message: about what one over the internet
does."""
CHAT = "Chat met een medewerker"
_ANSWER = re.compile(r"antwoord [a-z]{3}$")


@dataclass
class Figures:
    """Seconds of each kind."""

    packet: list[float] = field(default_factory=list)
    to_staff: list[float] = field(default_factory=list)
    to_resident: list[float] = field(default_factory=list)


@dataclass
class Board:
    """What was sent when, and what came back of it, on each channel."""

    figures: dict[str, Figures] = field(default_factory=lambda: defaultdict(Figures))
    taken: set[str] = field(default_factory=set)
    sent: dict[str, float] = field(default_factory=dict)

    def packet_seen(self, name: str) -> None:
        """A desk has all there is of this resident."""
        if name in self.sent:
            self._of(name[16:18]).packet.append(time.perf_counter() - self.sent[name])

    def reached_staff(self, text: str) -> None:
        """A desk has this message."""
        self._of(text[-3:]).to_staff.append(time.perf_counter() - self.sent[text])

    def reached_resident(self, text: str, at: float) -> None:
        """A resident has this answer."""
        if found := _ANSWER.search(text):
            self._of(found[0][-3:]).to_resident.append(at - self.sent[found[0]])

    def _of(self, code: str) -> Figures:
        number = 26 * (ord(code[0]) - 97) + ord(code[1]) - 97
        return self.figures[channel_of(number)]


def channel_of(number: int) -> str:
    """Each channel has as many residents."""
    return CHANNELS[number % len(CHANNELS)]


class Resident:
    """From the first word to the last answer. `code` is two letters that nobody else has."""

    def __init__(self, number: int, rounds: int, board: Board) -> None:
        self.code = f"{chr(97 + number // 26)}{chr(97 + number % 26)}"
        self.name = f"ik ben resident {self.code}, en wil een mens"
        self._rounds = rounds
        self._done = 0
        self._board = board

    def next(self, text: str, at: float) -> str:
        """What to say after this, to whom a human speaks; empty where nothing is to be said."""
        self._board.reached_resident(text, at)
        if "U praat nu met" not in text and not _ANSWER.search(text):
            return ""
        self._done += 1
        return "" if self.over else f"bericht {self.code}{chr(96 + self._done)}"

    @property
    def over(self) -> bool:
        """Whether the last answer was had."""
        return self._done > self._rounds

    def clock(self, what: str) -> None:
        """This is sent now."""
        self._board.sent[what] = time.perf_counter()


async def on_the_web(resident: Resident, stack: Stack) -> None:
    """With the page open."""
    url = f"{stack.address}/rotterdam"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:

        async def say(**body: str) -> None:
            async with session.post(f"{url}/messages", json=body) as answer:
                await answer.read()

        await say(text=resident.name)
        async with session.get(f"{url}/events") as stream:
            async for raw in stream.content:
                if not raw.startswith(b"data: "):
                    continue
                message = json.loads(raw[6:])
                for choice in message.get("choices", ()):
                    if choice["title"] == CHAT:
                        resident.clock(resident.name)
                        await say(choice=choice["id"])
                said = resident.next(message.get("text", ""), time.perf_counter())
                if said:
                    await asyncio.sleep(PAUSE_SECONDS)
                    resident.clock(said)
                    await say(text=said)
                if resident.over:
                    return


class Telephones:
    """Both providers, and what they were given for whom, with the moment."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._inboxes: dict[str, asyncio.Queue[tuple[str, float]]] = defaultdict(asyncio.Queue)

    async def speak(self, resident: Resident, channel: str) -> None:
        """By this channel, as a provider brings it."""
        telephone = self._hub.resident(channel)
        inbox = self._inboxes[telephone.address]
        await telephone.send(resident.name)
        while not resident.over:
            text, at = await inbox.get()
            if CHAT in text:
                resident.clock(resident.name)
                await telephone.send(CHAT)
            said = resident.next(text, at)
            if said:
                await asyncio.sleep(PAUSE_SECONDS)
                resident.clock(said)
                await telephone.send(said)

    async def ring(self, channel: str) -> None:
        """Bring what a provider is given to whom it is for. Ends only when it is cancelled."""
        provider = self._hub.sms if channel == "sms" else self._hub.whatsapp
        count = 0
        while True:
            text = await provider.shown.get()
            at = time.perf_counter()
            self._inboxes[self._hub.recipient(channel, count)].put_nowait((text, at))
            count += 1


@asynccontextmanager
async def telephones(stack: Stack) -> AsyncIterator[Telephones]:
    """Providers that report on every message and take their time to answer, as real ones do."""
    hub = Hub(stack.address, stack.database_url)
    hub.whatsapp.webhook = f"{stack.address}{whatsapp_webhook.PATH}"
    hub.sms.webhook = stack.address
    hub.whatsapp.takes = hub.sms.takes = PROVIDER_SECONDS
    await hub.start(stack.whatsapp_port, stack.sms_port)
    made = Telephones(hub)
    ringing = [asyncio.create_task(made.ring(channel)) for channel in CHANNELS[1:]]
    try:
        yield made
    finally:
        for one in ringing:
            one.cancel()
        await asyncio.gather(*ringing, return_exceptions=True)
        await hub.stop()
