"""HTTP client of a Klantinteracties API. Logs and raises codes, never content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog

from assistant.errors import BackendUnavailable
from connectors.backends.klantinteracties.shapes import error_summary
from connectors.http_session import HttpSession

log = structlog.get_logger(__name__)


class KlantinteractiesClient:
    """One keep-alive session for the whole process; made at the first call, in its loop."""

    def __init__(self, url: str, token: str, timeout: float = 5.0) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Token {token}", "Accept": "application/json"}
        self._http = HttpSession(timeout, connect=3)

    async def get(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        """Read.

        Raises:
            BackendUnavailable: no answer, or not the agreed one.
        """
        return await self._call("GET", path, params=params)

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Create.

        Raises:
            BackendUnavailable: no answer, or not the agreed one. It may still have been created.
        """
        return await self._call("POST", path, body=body)

    async def patch(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change.

        Raises:
            BackendUnavailable: no answer, or not the agreed one. It may still have been changed.
        """
        return await self._call("PATCH", path, body=body)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _call(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        try:
            async with self._http.open().request(
                method,
                self._url + path,
                params=params,
                json=body,
                headers=self._headers,
                # A redirect would take the token to an address that nobody configured.
                allow_redirects=False,
            ) as response:
                status, content = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _failed(method, path, type(error).__name__) from error
        try:
            data: Any = json.loads(content)
        except (ValueError, RecursionError):
            data = None
        if not 200 <= status < 300:
            raise _failed(method, path, error_summary(status, data))
        if not isinstance(data, dict):
            raise _failed(method, path, f"{status} unreadable")
        return data


def _failed(method: str, path: str, reason: str) -> BackendUnavailable:
    log.warning(
        "backend_call_failed", backend="klantinteracties", method=method, path=path, reason=reason
    )
    return BackendUnavailable(f"klantinteracties {method} {path}: {reason}")
