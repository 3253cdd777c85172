"""Residents who call: through the signed webhook of a telephony provider, in words and keys."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
import urllib.error
from xml.etree.ElementTree import Element

import aiohttp
from sqlalchemy import select

from assistant.domain.turn_json import reply_from_json
from assistant.settings import Settings
from connectors.channels.telephone.call import CHANNEL
from connectors.channels.telephone.twilio import PATH
from connectors.storage.database import open_engine
from connectors.storage.tables import messages
from tools.evaluate.by_message import SECRET
from tools.evaluate.drive import Exchange, Said
from tools.evaluate.login import log_in
from tools.phone import LINE, Phone, path_of

MOST_STEPS = 40


class CallResident:
    """One call."""

    def __init__(self, address: str, database_url: str) -> None:
        self._phone = Phone(address, address, SECRET, LINE)
        self._engine = open_engine(database_url)
        self._document: Element | None = None
        self._count = 0
        called = f"{CHANNEL}:twilio:{self._phone.call_id}".encode()
        secret = Settings.model_fields["session_secret"].default.encode()
        self.conversation_id = hmac.new(secret, called, hashlib.sha256).hexdigest()[:40]

    async def say(self, text: str = "", choice: str = "") -> Exchange:
        """Say something or press a key; what is heard until it is the caller's turn again."""
        self._count += 1
        started = time.perf_counter()
        try:
            heard = await asyncio.to_thread(self._turn, text, choice)
            error = ""
        except urllib.error.URLError as problem:
            heard, error = [], f"{type(problem).__name__}: {problem}"
        ms = (time.perf_counter() - started) * 1000
        said = self._said(heard)
        return Exchange(self.conversation_id, f"m{self._count}", said, round(ms, 1), error)

    async def log_in(self, url: str, bsn: str) -> Exchange:
        """Log in by the link of the text message, on the same mobile, and tell the code."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            code = await log_in(browser, url, bsn)
        return await self.say(f"de code is {' '.join(code)}")

    def _turn(self, text: str, choice: str) -> list[str]:
        if self._document is None:
            self._listen(self._phone.report(PATH))
        assert self._document is not None  # noqa: S101
        fields = {"Digits": choice} if choice else {"SpeechResult": text, "Confidence": "0.9"}
        return self._listen(self._phone.report(path_of(self._document), **fields))

    def _listen(self, document: Element) -> list[str]:
        """What is said until somebody has to answer."""
        heard: list[str] = []
        for _ in range(MOST_STEPS):
            heard += ["".join(say.itertext()) for say in document.iter("Say")]
            ended = document.find("Hangup") is not None or document.find("Dial") is not None
            if document.find("Gather") is not None or ended:
                break
            document = self._phone.report(path_of(document))
        self._document = document
        return heard

    def _said(self, heard: list[str]) -> tuple[Said, ...]:
        found = (
            select(messages.c.reply)
            .where(
                messages.c.conversation_id == self.conversation_id, messages.c.reply.is_not(None)
            )
            .order_by(messages.c.sequence.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            reply = connection.execute(found).scalar()
        if reply is None:
            return (Said(" ".join(heard), "smalltalk"),)
        last = reply_from_json(reply)
        choices = tuple((str(n), c.title) for n, c in enumerate(last.choices, start=1))
        links = tuple((link.title, link.url) for link in last.links)
        return (Said(" ".join(heard), last.outcome.value, True, last.articles, choices, links),)
