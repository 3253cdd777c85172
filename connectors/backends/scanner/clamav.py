"""A ClamAV daemon (clamd), by its INSTREAM command."""

from __future__ import annotations

import asyncio
import struct
from contextlib import suppress

import structlog

from assistant.errors import BackendUnavailable
from assistant.ports.scanner import ScannerPort

log = structlog.get_logger(__name__)

CHUNK = 64 * 1024


class ClamavScanner(ScannerPort):
    """At `host` and `port`; timeout in seconds for a whole file."""

    def __init__(self, host: str, port: int, timeout: float = 20.0) -> None:
        self._host = host
        self._port = port
        self._timeout = timeout

    async def is_clean(self, content: bytes) -> bool:
        try:
            async with asyncio.timeout(self._timeout):
                said = await self._scan(content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            log.error("clamav_failed", reason=type(error).__name__)
            raise BackendUnavailable("clamav") from error
        if said.endswith("OK"):
            return True
        if said.endswith("FOUND"):
            log.warning("malware_found")
            return False
        log.error("clamav_failed", reason="unexpected answer")
        raise BackendUnavailable("clamav")

    async def _scan(self, content: bytes) -> str:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                piece = content[start : start + CHUNK]
                writer.write(struct.pack("!I", len(piece)) + piece)
                await writer.drain()
            writer.write(struct.pack("!I", 0))
            await writer.drain()
            answer = await reader.readuntil(b"\0")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


class NoScanner(ScannerPort):
    """Where there is no scanner: what is sent is then only checked for its kind and size."""

    async def is_clean(self, content: bytes) -> bool:
        return True
