"""HTTP client of the Graph API. Logs and raises codes, never content or numbers of residents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog

from connectors.channels.sender import SendRefused, SendUnavailable
from connectors.channels.whatsapp.inbound import CHANNEL, WINDOW_CLOSED
from connectors.channels.whatsapp.settings import WhatsAppSettings

log = structlog.get_logger(__name__)

_NOBODY_THERE = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)

# Meta is away or busy, or wants fewer messages: per app, per number, per resident.
_BUSY = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004}
# Something is wrong with our account: a token that ended, a bill, a right. No message is to blame,
# so it waits until a person has put that right.
_ACCOUNT = {0, 3, 10, 190, 368, 131005, 131031, 131042, 131045, 133010, *range(200, 300)}


class WindowClosed(SendRefused):
    """The resident's last message is more than 24 hours ago: only a template may be sent."""


class GraphClient:
    """One keep-alive session for the whole process; made at the first call, in its loop."""

    def __init__(self, settings: WhatsAppSettings) -> None:
        self._root = f"{settings.base_url.rstrip('/')}/{settings.version}"
        self._headers = {"Authorization": f"Bearer {settings.token}"}
        self._timeout = aiohttp.ClientTimeout(
            total=settings.timeout, sock_connect=min(settings.timeout, 3)
        )
        self._session: aiohttp.ClientSession | None = None

    async def post(self, line: str, body: Mapping[str, Any]) -> None:
        """`POST /{line}/messages`. Whatever 2xx says more, Meta has the message then.

        Raises:
            WindowClosed, SendRefused: never; for the reason see the log.
            SendUnavailable: not now. After a timeout Meta may have it all the same: there is no key
                by which it would know the message again.
        """
        try:
            async with self._open().post(
                f"{self._root}/{line}/messages",
                json=body,
                headers=self._headers,
                # A redirect would take the token to an address that nobody configured.
                allow_redirects=False,
            ) as response:
                status, content = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            reason = type(error).__name__
            log.warning("send_failed", channel=CHANNEL, reason=reason)
            certain = isinstance(error, _NOBODY_THERE)
            raise SendUnavailable(f"whatsapp: {reason}", certain) from error
        if 200 <= status < 300:
            return
        code = _code(content)
        failure = _failure(status, code)
        account = isinstance(failure, SendUnavailable) and code in _ACCOUNT
        write = log.error if account else log.warning
        write("send_failed", channel=CHANNEL, status=status, code=code)
        raise failure

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


def _failure(status: int, code: int | None) -> SendRefused | SendUnavailable:
    """Only a 400 that is about this very message is final; all else may pass."""
    text = f"whatsapp: {status} code {code}"
    if code == WINDOW_CLOSED:
        return WindowClosed(text)
    if status == 400 and code is not None and code not in _BUSY | _ACCOUNT:
        return SendRefused(text)
    # What stands between us may say 502 or 504 of a request that went through.
    return SendUnavailable(text, certain=status < 500)


def _code(content: bytes) -> int | None:
    """`error.code` of the answer."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return None
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else None
