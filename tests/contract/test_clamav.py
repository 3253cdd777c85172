"""The scanner, against a daemon that speaks as clamd does."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from assistant.errors import BackendUnavailable
from connectors.backends.scanner.clamav import CHUNK, ClamavScanner

pytestmark = pytest.mark.asyncio
BAD = b"this is malware"


class Daemon:
    """`says` takes the place of its answer; `got` is what came in."""

    def __init__(self) -> None:
        self.says = b""
        self.got = b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        self.got = b""
        while length := struct.unpack("!I", await reader.readexactly(4))[0]:
            self.got += await reader.readexactly(length)
        found = b"stream: Test-Signature FOUND\0" if BAD in self.got else b"stream: OK\0"
        writer.write(self.says or found)
        await writer.drain()
        writer.close()


@pytest_asyncio.fixture
async def daemon() -> AsyncIterator[tuple[Daemon, ClamavScanner]]:
    made = Daemon()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    async with server:
        yield made, ClamavScanner("127.0.0.1", server.sockets[0].getsockname()[1], timeout=2)


async def test_clean_and_not(daemon: tuple[Daemon, ClamavScanner]) -> None:
    made, scanner = daemon
    content = b"x" * (2 * CHUNK + 5)
    assert await scanner.is_clean(content)
    assert made.got == content
    assert not await scanner.is_clean(content + BAD)


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"no end"])
async def test_what_nobody_knows_is_not_clean(
    daemon: tuple[Daemon, ClamavScanner], says: bytes
) -> None:
    made, scanner = daemon
    made.says = says
    with pytest.raises(BackendUnavailable):
        await scanner.is_clean(b"x")


async def test_daemon_that_is_away() -> None:
    with pytest.raises(BackendUnavailable):
        await ClamavScanner("127.0.0.1", 9).is_clean(b"x")
