"""HTTP to a back end: JSON in and out, and one error for everything that fails."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from yarl import URL

from assistant.errors import BackendUnavailable
from connectors.http_session import HttpSession

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Answer:
    """What came back. `body` is None where it was no JSON; `message` what the system said of it."""

    status: int
    body: Any
    message: str = ""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class JsonClient:
    """One keep-alive session, made at the first call, in its loop."""

    def __init__(self, system: str, url: str, timeout: float = 5.0) -> None:
        self._system = system
        self._url = url.rstrip("/")
        self._http = HttpSession(timeout)

    async def call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """One call, whatever its status.

        Raises:
            BackendUnavailable: no answer, or none in time.
        """
        data: Any = form if form is not None else None if body is None else json.dumps(body)
        sent = dict(headers) | ({} if body is None else {"Content-Type": "application/json"})
        return await self._send(method, path, data, sent)

    async def upload(self, path: str, name: str, media_type: str, content: bytes) -> Answer:
        """One file (`file` of a multipart form), whatever the status.

        Raises:
            BackendUnavailable: no answer, or none in time.
        """
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name, content_type=media_type)
        return await self._send("POST", path, form, {})

    async def _send(self, method: str, path: str, data: Any, headers: Mapping[str, str]) -> Answer:
        try:
            # As it is: `;` and percent signs in a path have their meaning here.
            address = URL(f"{self._url}/{path}", encoded=True)
            async with self._http.open().request(
                method,
                address,
                data=data,
                headers=headers,
                # A redirect would take the key to an address that nobody configured.
                allow_redirects=False,
            ) as response:
                message = response.headers.get("error_message", "")
                return Answer(response.status, _json(await response.read()), message)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            log.warning("backend_call_failed", system=self._system, reason=type(error).__name__)
            raise BackendUnavailable(type(error).__name__) from error

    def failure(self, answer: Answer) -> BackendUnavailable:
        """The error for an answer that was not as agreed."""
        log.warning("backend_call_refused", system=self._system, status=answer.status)
        return BackendUnavailable(f"{self._system} said {answer.status}")

    def unreadable(self, error: Exception) -> BackendUnavailable:
        """The error for an answer in a form that nobody agreed on."""
        log.error("backend_answer_unreadable", system=self._system, reason=type(error).__name__)
        return BackendUnavailable("unreadable")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
