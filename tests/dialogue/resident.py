"""A resident's browser: a session cookie, messages, buttons, and the page as it grows."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

from tools.evaluate.drive import visible

PATIENCE_SECONDS = 45.0
Message = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """Everything that Balie said to one message."""

    messages: tuple[Message, ...]

    @property
    def text(self) -> str:
        """What a reader sees of it, buttons not included."""
        return "\n".join(visible(message["html"]) for message in self.messages)

    @property
    def outcome(self) -> str:
        """Of the last message: what comes before it may be a notice."""
        return str(self.messages[-1]["outcome"])

    @property
    def articles(self) -> list[str]:
        return [slug for message in self.messages for slug in message["articles"]]

    @property
    def sources(self) -> list[dict[str, str]]:
        return [source for message in self.messages for source in message["sources"]]

    @property
    def choices(self) -> list[dict[str, str]]:
        return [choice for message in self.messages for choice in message["choices"]]


class Resident:
    """One conversation. `last` is what Balie said last."""

    def __init__(self, address: str, municipality: str = "rotterdam") -> None:
        self._url = f"{address}/{municipality}"
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._count = 0
        self.prefix = "m"
        self.last = Answer(())

    def say(self, text: str) -> Answer:
        """Type a message and wait for the answer; that it took long is no part of it."""
        return self._ask({"text": text})

    def press(self, title: str) -> Answer:
        """Press the button below the last answer of which this is (part of) the title."""
        found = [c["id"] for c in self.last.choices if re.search(title, c["title"], re.IGNORECASE)]
        assert found, f"no button {title!r} among {[c['title'] for c in self.last.choices]}"
        return self._ask({"choice": found[0]})

    def send(self, text: str) -> str:
        """Type a message without waiting; its id."""
        self._count += 1
        message_id = f"{self.prefix}{self._count}"
        status, body = self.post(json.dumps({"id": message_id, "text": text}).encode())
        assert status == 202, body
        return message_id

    def post(self, body: bytes) -> tuple[int, Message]:
        """Send this as it is: (status, what came back)."""
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self._url}/messages", body, headers)  # noqa: S310
        try:
            with self._browser.open(request, timeout=PATIENCE_SECONDS) as response:
                return int(response.status), json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def page(self) -> list[Message]:
        """All that is said so far."""
        with self._browser.open(f"{self._url}/messages", timeout=PATIENCE_SECONDS) as response:
            messages: list[Message] = json.load(response)["messages"]
        return messages

    def answer_to(
        self, message_id: str, wanted: Callable[[Message], bool] = lambda message: message["final"]
    ) -> Answer:
        """Wait until something that is wanted was said to this message."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            said = [m for m in self.page() if m.get("answers") == message_id]
            if any(wanted(message) for message in said):
                self.last = Answer(tuple(said))
                return self.last
            time.sleep(0.03)
        raise AssertionError(f"no answer within {PATIENCE_SECONDS:.0f} s: {self.page()[-2:]}")

    def _ask(self, what: dict[str, str]) -> Answer:
        self._count += 1
        message_id = f"{self.prefix}{self._count}"
        status, body = self.post(json.dumps({"id": message_id, **what}).encode())
        assert status == 202, body
        said = self.answer_to(message_id).messages
        self.last = Answer(tuple(m for m in said if not m["id"].endswith(":delay")))
        return self.last
