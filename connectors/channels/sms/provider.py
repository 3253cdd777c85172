"""One request to a provider, and which answers mean "later"."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog

from connectors.channels.sender import SendUnavailable

log = structlog.get_logger(__name__)

# Something is wrong with our account or settings, or it is too much or too soon; nothing is wrong
# with the message.
_LATER = {401, 402, 403, 404, 408, 409, 425, 429}
_NOBODY_THERE = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class ProviderClient:
    """One keep-alive session for the whole process; made at the first message, in its loop."""

    def __init__(
        self,
        provider: str,
        url: str,
        timeout: float,
        headers: Mapping[str, str] | None = None,
        auth: aiohttp.BasicAuth | None = None,
    ) -> None:
        self._provider = provider
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=min(timeout, 3))
        self._headers = headers
        self._auth = auth
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self, *, form: Mapping[str, str] | None = None, body: Mapping[str, Any] | None = None
    ) -> tuple[int, Any]:
        """The status (2xx or a refusal) and the JSON of the answer; None where that is no JSON.

        Raises:
            SendUnavailable: no answer, or one that is not about this message.
        """
        try:
            async with self._open().post(
                self._url,
                data=form,
                json=body,
                # A redirect would take the token to an address that nobody configured.
                allow_redirects=False,
            ) as response:
                status, content = response.status, await response.read()
        except _NOBODY_THERE as error:
            raise self._unavailable(type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise self._unavailable(type(error).__name__, certain=False) from error
        if status in _LATER or not (200 <= status < 300 or 400 <= status < 500):
            # What stands between us may say 502 or 504 of a request that went through.
            raise self._unavailable(str(status), certain=status < 500)
        try:
            return status, json.loads(content)
        except (ValueError, RecursionError):
            return status, None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _unavailable(self, reason: str, certain: bool = True) -> SendUnavailable:
        log.warning("send_failed", provider=self._provider, reason=reason)
        return SendUnavailable(f"{self._provider} {reason}", certain)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout,
                headers=self._headers,
                auth=self._auth,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session
