"""Residents by WhatsApp and SMS: through signed webhooks, and read from what was sent to them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import aiohttp
from sqlalchemy import select

from assistant.domain.conversation import Reply
from assistant.domain.turn_json import reply_from_json
from connectors.channels.whatsapp import webhook as whatsapp_webhook
from connectors.storage.database import open_engine
from connectors.storage.tables import contacts, messages, outbox
from tools.evaluate.drive import PATIENCE_SECONDS, POLL_SECONDS, Exchange, Said
from tools.evaluate.login import log_in
from tools.simulate.provider import Provider
from tools.simulate.sms_twilio import TwilioSmsProvider
from tools.simulate.whatsapp import WhatsAppProvider, shown

SECRET = "balie-development"  # noqa: S105 - what a stack on this machine has
_NUMBERS = count(1)


class Hub:
    """Both providers of this machine, and the record that tells when an answer is whole."""

    def __init__(self, address: str, database_url: str) -> None:
        self._address = address
        self._engine = open_engine(database_url)
        self.whatsapp = WhatsAppProvider(SECRET)
        self.sms = TwilioSmsProvider(SECRET, address)

    async def start(self, whatsapp_port: int, sms_port: int) -> None:
        """Listen where Balie sends to."""
        await self.whatsapp.start(port=whatsapp_port)
        await self.sms.start(port=sms_port)

    async def stop(self) -> None:
        """Stop listening."""
        await self.whatsapp.stop()
        await self.sms.stop()
        self._engine.dispose()

    def resident(self, channel: str) -> MessageResident:
        """Somebody with a number that nobody else has."""
        number = f"+3160{next(_NUMBERS):07}"
        if channel == "sms":
            own: Provider = TwilioSmsProvider(SECRET, self._address, self._address, resident=number)
            return MessageResident(self, own, number, channel)
        webhook = f"{self._address}{whatsapp_webhook.PATH}"
        wa_id = number.lstrip("+")
        own = WhatsAppProvider(SECRET, webhook, resident=wa_id)
        return MessageResident(self, own, wa_id, channel)

    def sent_to(self, address: str, channel: str) -> list[str]:
        """Everything that this resident got, in order."""
        if channel == "sms":
            return [sent.text for sent in self.sms.sent if sent.to == address]
        return [shown(body) for body in self.whatsapp.sent if body.get("to") == address]

    def recipient(self, channel: str, index: int) -> str:
        """Who got this message of all that went by this channel."""
        if channel == "sms":
            return self.sms.sent[index].to
        return str(self.whatsapp.sent[index]["to"])

    def conversation_of(self, address: str) -> str:
        """The conversation that this resident is in; empty before the first message."""
        found = select(contacts.c.conversation_id).where(contacts.c.address == address)
        with self._engine.connect() as connection:
            return str(connection.execute(found).scalar() or "")

    def replies(self, conversation_id: str, after: int) -> tuple[list[tuple[int, Reply]], bool]:
        """What Balie said after this line of the transcript, and whether that is all of it."""
        said = select(messages).where(
            messages.c.conversation_id == conversation_id, messages.c.sequence > after
        )
        open_ = select(outbox.c.id).where(
            outbox.c.conversation_id == conversation_id, outbox.c.state.in_(("waiting", "sending"))
        )
        with self._engine.connect() as connection:
            rows = connection.execute(said.order_by(messages.c.sequence)).all()
            unsent = connection.execute(open_).first()
        mine = [row for row in rows if row.author == "resident"]
        whole = bool(mine) and all(row.state != "received" for row in mine) and unsent is None
        return [(row.sequence, reply_from_json(row.reply)) for row in rows if row.reply], whole


class MessageResident:
    """One telephone. A choice is made by typing its number, as on any old phone."""

    def __init__(self, hub: Hub, provider: Provider, address: str, channel: str) -> None:
        self._hub = hub
        self._provider = provider
        self.address = address
        self._channel = channel
        self._seen = 0
        self._count = 0

    @property
    def conversation_id(self) -> str:
        return self._hub.conversation_of(self.address) or "none yet"

    async def say(self, text: str = "", choice: str = "") -> Exchange:
        """Send a text, or the number of a choice, and wait until all of the answer was sent."""
        self._count += 1
        before = len(self._hub.sent_to(self.address, self._channel))
        started = time.perf_counter()
        status = await self.send(choice or text)
        error = "" if status == 200 else f"webhook: {status}"
        said: tuple[Said, ...] = ()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                said = await self._answer(before)
        except TimeoutError:
            error = error or f"no answer within {PATIENCE_SECONDS:.0f} s"
        ms = (time.perf_counter() - started) * 1000
        return Exchange(self.conversation_id, f"m{self._count}", said, round(ms, 1), error)

    async def send(self, text: str) -> int:
        """Have the provider bring this; the status of its webhook."""
        return await self._provider.call(self._provider.message(text))

    async def log_in(self, url: str, bsn: str) -> Exchange:
        """Log in by a link that Balie gave, in the browser of the telephone, and tell the code."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            code = await log_in(browser, url, bsn)
        return await self.say(code)

    async def _answer(self, before: int) -> tuple[Said, ...]:
        while True:
            replies, whole = self._hub.replies(self.conversation_id, self._seen)
            if whole and replies:
                break
            await asyncio.sleep(POLL_SECONDS)
        self._seen = replies[-1][0]
        texts = self._hub.sent_to(self.address, self._channel)[before:]
        last = replies[-1][1]
        choices = tuple((str(n), c.title) for n, c in enumerate(last.choices, start=1))
        links = tuple((link.title, link.url) for _, reply in replies for link in reply.links)
        articles = tuple(slug for _, reply in replies for slug in reply.articles)
        told = [Said(text, last.outcome.value) for text in texts[:-1]]
        return (
            *told,
            Said("\n".join(texts[-1:]), last.outcome.value, True, articles, choices, links),
        )


@asynccontextmanager
async def providers(
    address: str, database_url: str, whatsapp_port: int, sms_port: int
) -> AsyncIterator[Hub]:
    """Both providers, for as long as residents talk."""
    hub = Hub(address, database_url)
    await hub.start(whatsapp_port, sms_port)
    try:
        yield hub
    finally:
        await hub.stop()
