"""Talks to Balie as a resident's browser does: a session cookie, messages, the transcript."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, TypeVar

import aiohttp
from sqlalchemy import select

from connectors.engine.tables import turns
from connectors.storage.database import open_engine
from tools.evaluate.login import log_in

T = TypeVar("T")
U = TypeVar("U")

PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.05
"""Also how exact `ms` is."""
_BLOCKS = {"p", "li", "ul", "ol", "br"}


@dataclass(frozen=True)
class Said:
    """One message of Balie on the page; `choices` are (id, title), `links` (title, url)."""

    text: str
    outcome: str
    final: bool = True
    articles: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Exchange:
    """One message and everything that was said to it; `error` when no answer came."""

    conversation_id: str
    message_id: str
    said: tuple[Said, ...] = ()
    ms: float = 0.0
    error: str = ""


class Resident:
    """One conversation in one browser."""

    def __init__(self, session: aiohttp.ClientSession, address: str, municipality: str) -> None:
        self._session = session
        self._url = f"{address}/{municipality}/messages"
        self._count = 0
        self._seen = 0

    async def say(self, text: str = "", choice: str = "") -> Exchange:
        """Send a typed message, or the id of a button, and wait for its answer."""
        self._count += 1
        message_id = f"m{self._count}"
        body = {"id": message_id, "choice": choice} if choice else {"id": message_id, "text": text}
        said: tuple[Said, ...] = ()
        error = ""
        started = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._post(body)
                said = await self._answer(message_id)
        except TimeoutError:
            error = f"no answer within {PATIENCE_SECONDS:.0f} s"
        except aiohttp.ClientError as problem:
            error = f"{type(problem).__name__}: {problem}"
        ms = (time.perf_counter() - started) * 1000
        return Exchange(self.conversation_id, message_id, said, round(ms, 1), error)

    async def log_in(self, url: str, bsn: str) -> Exchange:
        """Log in by a link that Balie gave, in this browser, and wait for what is said then."""
        started = time.perf_counter()
        await log_in(self._session, url, bsn)
        message_id = f"login-{url.rpartition('/')[2]}"
        said: tuple[Said, ...] = ()
        error = ""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                said = await self._answer(message_id)
        except TimeoutError:
            error = "nothing was said after logging in"
        ms = (time.perf_counter() - started) * 1000
        return Exchange(self.conversation_id, message_id, said, round(ms, 1), error)

    async def _post(self, body: Mapping[str, str]) -> None:
        while True:
            async with self._session.post(self._url, json=body) as response:
                if response.status != 429:
                    response.raise_for_status()
                    return
                wait = float(response.headers.get("Retry-After", "3"))
            await asyncio.sleep(wait)

    async def _answer(self, message_id: str) -> tuple[Said, ...]:
        while True:
            params = {"after": str(self._seen)}
            async with self._session.get(self._url, params=params) as response:
                response.raise_for_status()
                messages = (await response.json())["messages"]
            said = said_to(message_id, messages)
            if any(one.final for one in said):
                self._seen = max(message["sequence"] for message in messages)
                return said
            await asyncio.sleep(POLL_SECONDS)

    @property
    def conversation_id(self) -> str:
        """The first part of the session cookie; the second is its signature."""
        for cookie in self._session.cookie_jar:
            if cookie.key == "balie":
                return cookie.value.partition(".")[0]
        return ""


@asynccontextmanager
async def browser(address: str, municipality: str) -> AsyncIterator[Resident]:
    """A resident who was never here before."""
    # A browser keeps cookies of every host; aiohttp does so for an address only when told.
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Resident(session, address, municipality)


def said_to(message_id: str, messages: Sequence[Mapping[str, Any]]) -> tuple[Said, ...]:
    """What Balie said to this message, notices included, in the order of the page."""
    mine = [m for m in messages if m["author"] == "assistant" and m["answers"] == message_id]
    return tuple(
        Said(
            text=visible(m["html"]),
            outcome=m["outcome"],
            final=m["final"],
            articles=tuple(m["articles"]),
            choices=tuple((c["id"], c["title"]) for c in m["choices"]),
            links=tuple((link["title"], link["url"]) for link in m["links"]),
        )
        for m in sorted(mine, key=lambda m: int(m["sequence"]))
    )


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))


def visible(html: str) -> str:
    """The text that a reader sees: no markup, one line for each paragraph and list item."""
    parser = _Visible()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line)


async def in_parallel(
    work: Callable[[T], Awaitable[U]], items: Sequence[T], at_once: int, what: str
) -> list[U]:
    """The work on every item, in the order of the items; tells a person how far it is."""
    gate = asyncio.Semaphore(at_once)
    done = 0

    async def one(item: T) -> U:
        nonlocal done
        async with gate:
            result = await work(item)
        done += 1
        if done % 50 == 0 or done == len(items):
            print(f"evaluate: {done} of {len(items)} {what}", flush=True)
        return result

    return list(await asyncio.gather(*(one(item) for item in items)))


def engine_answers(database_url: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What the page never shows, by (conversation, message): intents, what buttons stand for."""
    engine = open_engine(database_url)
    try:
        with engine.connect() as connection:
            rows = connection.execute(select(turns)).mappings().all()
    finally:
        engine.dispose()
    return {(row["conversation_id"], row["message_id"]): row["answer"] for row in rows}
