"""Many conversations on four channels while processes die: `python -m tests.e2e.soak`.

Web chat, WhatsApp, SMS and telephone talk to the real `python -m web` with signed requests, on
SQLite or PostgreSQL, with a stand-in for the engine. Providers do as theirs: they send again what
was not taken, now and then twice what was, and report what they got. Afterwards every message has
one answer, in its turn, and what went out arrived once. Prints what is not so; exit code 1.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar, TCPConnector, web
from sqlalchemy import select

from connectors.channels.sms.twilio import MESSAGES as SMS_PATH
from connectors.channels.telephone.twilio import PATH as PHONE_PATH
from connectors.channels.twilio_signature import signature
from connectors.channels.whatsapp.webhook import PATH as WHATSAPP_PATH
from connectors.storage.database import open_engine
from connectors.storage.tables import messages
from tests.e2e.killable import Killable, engine_process, web_process
from tools.simulate.provider import Call
from tools.simulate.sms import Sent
from tools.simulate.sms_twilio import TwilioSmsProvider
from tools.simulate.whatsapp import WhatsAppProvider

SECRET, PUBLIC = "soak", "http://balie.example"
WORDS = ("appel", "peer", "druif")
CHANNELS = ("webchat", "whatsapp", "sms", "telephone")
AT_ONCE = 40
LINE = "+15005550006"


@dataclass
class Got:
    """What reached residents by their address, in order, and the references that came with it."""

    texts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, address: str, text: str) -> None:
        self.texts.setdefault(address, []).append(text)


class Persistent:
    """Reports until it was heard, as providers do."""

    async def call(self, call: Call) -> int:
        while True:
            try:
                status: int = await super().call(call)  # type: ignore[misc]
                if status < 300:
                    return status
            except (ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(0.3)


class Meta(Persistent, WhatsAppProvider):
    """All residents on WhatsApp; remembers per resident."""

    def __init__(self, got: Got) -> None:
        super().__init__(SECRET, "webhook")
        self._got = got

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.json()
        response = await super()._take(request)
        if body.get("to"):
            self._got.add(body["to"], str(body.get("text", {}).get("body", "")))
        return response


class Twilio(Persistent, TwilioSmsProvider):
    """All residents on SMS."""

    def __init__(self, got: Got) -> None:
        super().__init__(SECRET, PUBLIC, "webhook")
        self._got = got

    def _show(self, sent: Sent) -> None:
        super()._show(sent)
        self._got.add(sent.to, sent.text)


class Soak:
    """One run. `faults` says what was not as it should be."""

    def __init__(self, web_: Killable, engine: Killable, seed: int) -> None:
        self.web, self.engine = web_, engine
        self.dice = random.Random(seed)
        self.got = Got()
        self.faults: list[str] = []
        self.repeats = 0
        self.whatsapp, self.sms = Meta(self.got), Twilio(self.got)
        self._session = ClientSession(
            timeout=ClientTimeout(total=20), connector=TCPConnector(limit=0), cookie_jar=None
        )

    async def close(self) -> None:
        await self._session.close()

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        """As a provider: again until it was taken, and sometimes once more after that."""
        while True:
            try:
                url = self.web.url + path
                async with self._session.post(url, data=body, headers=headers) as response:
                    content = await response.read()
                    if response.status in (200, 204):
                        return content
            except (ClientError, TimeoutError):
                pass
            await asyncio.sleep(self.dice.uniform(0.1, 0.5))

    async def twice(self, send: Callable[[], Awaitable[object]]) -> None:
        await send()
        if self.dice.random() < 0.1:
            self.repeats += 1
            await send()

    # --- a conversation on each channel

    async def webchat(self, number: int) -> None:
        jar = CookieJar(unsafe=True)
        async with ClientSession(timeout=ClientTimeout(total=20), cookie_jar=jar) as session:

            async def until(status: int, method: str, path: str, body: Any = None) -> Any:
                while True:
                    try:
                        url = f"{self.web.url}/rotterdam{path}"
                        async with session.request(method, url, json=body) as response:
                            if response.status == status:
                                is_json = response.content_type == "application/json"
                                return await response.json() if is_json else None
                    except (ClientError, TimeoutError):
                        pass
                    await asyncio.sleep(0.2)

            await until(200, "GET", "")
            for word in WORDS:
                body = {"id": word, "text": word}
                await self.twice(lambda body=body: until(202, "POST", "/messages", body))
                await asyncio.sleep(self.dice.uniform(0, 1.0))
            said: list[dict[str, Any]] = []
            while sum(bool(m.get("final")) for m in said) < len(WORDS):
                await asyncio.sleep(0.3)
                said = (await until(200, "GET", "/messages"))["messages"]
            self.expect(f"webchat {number}", [m["text"] for m in said if m.get("final")])

    async def by_whatsapp(self, number: int) -> None:
        address = f"3160000{number:04}"
        resident = WhatsAppProvider(SECRET, resident=address)
        start = int(time.time())
        for turn, word in enumerate(WORDS):
            content = {"type": "text", "text": {"body": word}, "timestamp": str(start + turn)}
            call = resident.messages({**content, "id": f"wamid.{number}.{turn}"})
            await self.twice(lambda call=call: self.post(WHATSAPP_PATH, call.body, call.headers))
            await asyncio.sleep(self.dice.uniform(0, 1.0))
        await self.arrived(f"whatsapp {number}", address)

    async def by_sms(self, number: int) -> None:
        address = f"+3160000{number:04}"
        for turn, word in enumerate(WORDS):
            fields = self.sms.fields(word, f"SM{number:08}{turn}", address=address)
            call = self.sms.signed(SMS_PATH, fields)
            await self.twice(lambda call=call: self.post(SMS_PATH, call.body, call.headers))
            await asyncio.sleep(self.dice.uniform(0, 1.0))
        await self.arrived(f"sms {number}", address)

    async def by_telephone(self, number: int) -> None:
        form = {"CallSid": f"CA{number:032}", "From": "", "To": LINE, "CallStatus": "in-progress"}

        async def report(path: str, **heard: str) -> Element:
            fields = form | heard
            signed = signature(SECRET, PUBLIC + path, list(fields.items()))
            body = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in fields.items())
            headers = {
                "X-Twilio-Signature": signed,
                "Content-Type": "application/x-www-form-urlencoded",
            }
            # Our own document.
            return fromstring(await self.post(path, body.encode(), headers))  # noqa: S314

        heard: list[str] = []
        document = await report(PHONE_PATH)
        for word in WORDS:
            document = await report(_next(document), SpeechResult=word, Confidence="0.95")
            for _ in range(200):
                said = " ".join("".join(say.itertext()) for say in document.iter("Say"))
                if word in said:
                    heard.append(word)
                    break
                document = await report(_next(document))
        if heard != list(WORDS):
            self.faults.append(f"telephone {number}: heard {heard}")

    # --- what must have happened

    async def arrived(self, who: str, address: str) -> None:
        def answers() -> list[str]:
            return [t for t in self.got.texts.get(address, []) if t[:1].isdigit()]

        for _ in range(900):
            if len(answers()) >= len(WORDS):
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(1)
        self.expect(who, answers())

    def expect(self, who: str, answers: list[str]) -> None:
        wanted = [f"{turn}: {word}" for turn, word in enumerate(WORDS)]
        if answers != wanted:
            self.faults.append(f"{who}: {answers}")

    async def kill(self, times: int) -> None:
        for _ in range(times):
            await asyncio.sleep(self.dice.uniform(0.5, 3))
            victim = self.dice.choice([self.web, self.web, self.engine])
            await victim.kill()
            await asyncio.sleep(self.dice.uniform(0, 0.5))
            await victim.start()
            await victim.serve()


def _next(document: Element) -> str:
    parts = urlsplit(document.findtext("Redirect") or PHONE_PATH)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def wrong_in_record(database: str, conversations: int) -> list[str]:
    """What the record has that it should not, whatever residents saw."""
    engine = open_engine(database)
    said: dict[str, list[str]] = {}
    with engine.connect() as connection:
        for row in connection.execute(
            select(messages).order_by(messages.c.conversation_id, messages.c.sequence)
        ):
            if row.kind == "reply" and row.author == "assistant" and row.answers:
                said.setdefault(row.conversation_id, []).append(row.text)
    engine.dispose()
    wanted = [f"{turn}: {word}" for turn, word in enumerate(WORDS)]
    faults = [f"record {who[:6]}: {texts}" for who, texts in said.items() if texts != wanted]
    if len(said) != conversations:
        faults.append(f"record: {len(said)} conversations of {conversations}")
    return faults


async def soak(folder: Path, database: str, conversations: int, kills: int, seed: int) -> Soak:
    """Run it. The processes that it starts end with it."""
    engine = engine_process(folder, database)
    gateway = web_process(folder, database, engine.url)
    run = Soak(gateway, engine, seed)
    run.whatsapp.webhook = gateway.url + WHATSAPP_PATH
    run.sms.webhook = gateway.url
    gateway.settings(
        BALIE_WHATSAPP_URL=await run.whatsapp.start(),
        BALIE_WHATSAPP_APP_SECRET=SECRET,
        BALIE_TWILIO_URL=await run.sms.start(),
        BALIE_TWILIO_AUTH_TOKEN=SECRET,
        BALIE_PUBLIC_URL=PUBLIC,
    )
    talks = (run.webchat, run.by_whatsapp, run.by_sms, run.by_telephone)
    room = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with room:
            await talks[number % len(talks)](number)

    try:
        for process in (engine, gateway):
            await process.start()
        for process in (engine, gateway):
            await process.serve()
        killing = asyncio.create_task(run.kill(kills))
        await asyncio.gather(*(one(number) for number in range(conversations)))
        await killing
    finally:
        for process in (gateway, engine):
            await process.kill()
        await asyncio.gather(run.whatsapp.stop(), run.sms.stop(), run.close())
    run.faults += wrong_in_record(database, conversations)
    return run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--database", default="", help="an empty one; SQLite where none is given")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="balie-soak-") as place:
        folder = Path(place)
        database = arguments.database or f"sqlite:///{folder / 'balie.db'}"
        started = time.monotonic()
        run = asyncio.run(
            soak(folder, database, arguments.conversations, arguments.kills, arguments.seed)
        )
    deaths = f"{run.web.deaths - 1} of web, {run.engine.deaths - 1} of the engine"
    print(
        f"soak: {arguments.conversations} conversations on {', '.join(CHANNELS)};"
        f" {arguments.conversations * len(WORDS)} messages, {run.repeats} of them twice;"
        f" deaths: {deaths}; {time.monotonic() - started:.0f} s; {len(run.faults)} faults"
    )
    print("\n".join(run.faults[:40]))
    return 1 if run.faults else 0


if __name__ == "__main__":
    sys.exit(main())
