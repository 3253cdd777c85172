"""Takes mail by SMTP and delivers nothing: every letter stays in the mailbox."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import structlog
from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from backoffice.mailbox import Mailbox, read_mail

log = structlog.get_logger("backoffice")

LOOPBACK = "127.0.0.1"
MAX_MAIL = 1024 * 1024
MAX_RECIPIENTS = 50
_SECONDS = 60.0


class Intake:
    """What the protocol asks while a mail comes in."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """`.invalid` exists nowhere by agreement (RFC 2606); so that refusal can be tried."""
        if address.casefold().endswith(".invalid"):
            return "550 5.1.2 No such domain"
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        if len(address) > 254 or "@" not in address:
            return "553 5.1.3 Not a mail address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep it before saying that we have it."""
        content = envelope.content
        try:
            await self._mailbox.add(
                read_mail(content.encode() if isinstance(content, str) else content or b""),
                envelope.rcpt_tos,
            )
        except Exception as error:
            log.error("mail_not_kept", reason=type(error).__name__)
            return "451 4.3.0 Try again later"
        return "250 2.0.0 Kept"


def mail_server(
    mailbox: Mailbox, listener: socket.socket
) -> Callable[[web.Application], AsyncIterator[None]]:
    """Serves while the web application runs, in its event loop."""

    async def serve(_app: web.Application) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        intake = Intake(mailbox)

        def protocol() -> SMTP:
            return SMTP(
                intake,
                data_size_limit=MAX_MAIL,
                enable_SMTPUTF8=True,
                hostname="localhost",  # looking up the name of this machine can take seconds
                ident="Gemeente in een doos",
                timeout=_SECONDS,
                loop=loop,
            )

        server = await loop.create_server(protocol, sock=listener)
        yield
        server.close()  # who is still talking is cut off, and will offer the mail again

    return serve
