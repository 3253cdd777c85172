"""A mail server that says what the test wants to hear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answers:
    """What it says at each step. `hangs`: never answers the content; `closes`: hangs up instead."""

    greeting: str = "220 mail.example ESMTP"
    sender: str = "250 2.1.0 OK"
    recipient: str = "250 2.1.5 OK"
    content: str = "250 2.0.0 OK"
    hangs: bool = False
    closes: bool = False

    def to(self, line: str) -> str:
        """The answer to one line of a client."""
        command = line.partition(" ")[0].upper()
        return {
            "EHLO": "250-mail.example\r\n250 8BITMIME",
            "MAIL": self.sender,
            "RCPT": self.recipient,
            "DATA": "354 go on",
            "NOOP": "250 OK",
            "RSET": "250 OK",
            "QUIT": "221 bye",
        }.get(command, "502 5.5.1 what?")


@dataclass
class MailServer:
    """Its port, every line it heard and every mail that was offered."""

    port: int = 0
    heard: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def mail_server(answers: Answers) -> AsyncIterator[MailServer]:
    known = MailServer()
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        writer.write(f"{answers.greeting}\r\n".encode())
        while line := (await reader.readline()).decode().strip():
            known.heard.append(line)
            writer.write(f"{answers.to(line)}\r\n".encode())
            if line.upper() == "DATA":
                known.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                if answers.closes:
                    break
                if not answers.hangs:
                    writer.write(f"{answers.content}\r\n".encode())
            if line.upper() == "QUIT":
                break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    known.port = server.sockets[0].getsockname()[1]
    try:
        yield known
    finally:
        server.close()
        for writer in writers:
            writer.close()
