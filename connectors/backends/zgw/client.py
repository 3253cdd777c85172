"""HTTP to a ZGW server. Logs and raises codes, never content: a body may hold a BSN."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import jwt
import structlog

from assistant.errors import BackendUnavailable, ZaakRefused
from connectors.http_session import HttpSession

log = structlog.get_logger(__name__)

ZAKEN, CATALOGI = "/zaken/api/v1", "/catalogi/api/v1"
DOCUMENTEN = "/documenten/api/v1"
CRS = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
SKEW_SECONDS = 5
"""A server refuses a token from the future, so ours are a little old."""
BUSY = {429, 503}
LONGEST_WAIT_SECONDS = 2.0
"""A server that wants more patience than this is not there for a resident who waits."""

Json = dict[str, Any]


class ZgwClient:
    """One keep-alive session, made at the first call, in its loop."""

    def __init__(self, url: str, client_id: str, secret: str, timeout: float = 5.0) -> None:
        self._url = url.rstrip("/")
        self._client_id = client_id
        self._secret = secret
        self._http = HttpSession(timeout)

    async def get(self, address: str, params: Mapping[str, str] | None = None) -> Json:
        """Read a path of ours, or an address that the server gave.

        Raises:
            BackendUnavailable: no answer, or not the agreed one.
        """
        return await self._call("GET", address, params or {})

    async def search(self, body: Mapping[str, Any], params: Mapping[str, str]) -> Json:
        """Look for zaken with the filters in the body, where no access log keeps them.

        Raises:
            BackendUnavailable: no answer, or not the agreed one.
        """
        return await self._call("POST", f"{ZAKEN}/zaken/_zoek", params, body)

    async def listed(self, address: str) -> list[Json]:
        """Read a list that has no pages.

        Raises:
            BackendUnavailable: no answer, or not the agreed one.
        """
        status, content, _ = await self._once("GET", address, {}, None)
        data = _json(content)
        if status != 200 or not isinstance(data, list):
            raise _failed("GET", f"{status} {_code(data)}")
        return data

    async def create(self, path: str, body: Mapping[str, Any]) -> Json | None:
        """Make something; None where this server does not know the path.

        Raises:
            ZaakRefused: it will never take this.
            BackendUnavailable: no answer, or not the agreed one. It may have been made.
        """
        status, content, _ = await self._once("POST", path, {}, body)
        data = _json(content)
        if status in (404, 405):
            return None
        if status == 400:
            raise _refused(data)
        if status != 201 or not isinstance(data, dict):
            raise _failed("POST", f"{status} {_code(data)}")
        return data

    async def clock_ahead(self) -> float:
        """By how many seconds the server's clock is ahead of ours; a token from its future is
        refused.

        Raises:
            BackendUnavailable: no answer, or one without a clock.
        """
        try:
            async with self._http.open().get(f"{self._url}{CATALOGI}/catalogussen") as response:
                said = parsedate_to_datetime(response.headers.get("Date", ""))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _failed("GET", type(error).__name__) from error
        return said.timestamp() - time.time()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _call(
        self, method: str, address: str, params: Mapping[str, str], body: Any = None
    ) -> Json:
        if not address.startswith("/"):
            if not address.startswith(f"{self._url}/"):
                # The token goes nowhere else, whatever an answer says.
                raise _failed(method, "another server")
            address = address.removeprefix(self._url)
        for last in (False, True):
            status, content, wait = await self._once(method, address, params, body)
            if status not in BUSY or last or wait > LONGEST_WAIT_SECONDS:
                break
            await asyncio.sleep(wait)
        data = _json(content)
        if status != 200:
            raise _failed(method, f"{status} {_code(data)}")
        if not isinstance(data, dict):
            raise _failed(method, "200 unreadable")
        return data

    async def _once(
        self, method: str, path: str, params: Mapping[str, str], body: Any
    ) -> tuple[int, bytes, float]:
        try:
            async with self._http.open().request(
                method,
                self._url + path,
                params=params,
                json=body,
                headers={"Authorization": f"Bearer {self._token()}", **CRS},
                allow_redirects=False,
            ) as response:
                wait = _seconds(response.headers.get("Retry-After", ""))
                return response.status, await response.read(), wait
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _failed(method, type(error).__name__) from error

    def _token(self) -> str:
        claims = {
            "iss": self._client_id,
            "iat": int(time.time()) - SKEW_SECONDS,
            "client_id": self._client_id,
            # What the audit trail of the server shows; never who the resident is.
            "user_id": "balie",
            "user_representation": "Balie",
        }
        return jwt.encode(claims, self._secret, algorithm="HS256")


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _code(data: Any) -> str:
    code = data.get("code") if isinstance(data, dict) else None
    return code if isinstance(code, str) else "unreadable"


def _refused(data: Any) -> ZaakRefused:
    """Which fields, and why; never what was in them."""
    params = data.get("invalidParams") if isinstance(data, dict) else None
    found = [
        f"{param.get('name')}:{param.get('code')}"
        for param in params or []
        if isinstance(param, dict)
    ]
    log.error("zaak_refused", fields=found or [_code(data)])
    return ZaakRefused(", ".join(found) or _code(data))


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.2


def _failed(method: str, reason: str) -> BackendUnavailable:
    log.warning("backend_call_failed", backend="zgw", method=method, reason=reason)
    return BackendUnavailable(f"zgw {method}: {reason}")
