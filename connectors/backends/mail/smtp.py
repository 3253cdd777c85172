"""Hands letters to an SMTP server."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from assistant.domain.mail import Letter
from assistant.errors import BackendUnavailable, MailRefused
from assistant.ports.mail import MailPort
from connectors.backends.mail.rendering import render

log = structlog.get_logger(__name__)

# 550 to 553: there is no such mailbox, or its name is wrong. Others may be better tomorrow.
_NO_SUCH_ADDRESS = {550, 551, 553}


class SmtpMail(MailPort):
    """`url` is smtp://user:password@host:port; smtps:// speaks TLS from the start.

    Over smtp:// TLS begins as soon as the server offers it; a password never goes without.
    """

    def __init__(self, url: str, sender: str, timeout: float = 10.0) -> None:
        parts = urlsplit(url)
        self._sender = sender
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._host = parts.hostname or "127.0.0.1"
        self._tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 587)
        self._timeout = timeout

    async def send(self, letter: Letter) -> None:
        mail = render(letter, self._sender)
        try:
            async with self._connection() as server:
                await server.send_message(mail)
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = {refused.code for refused in error.recipients}
            if codes <= _NO_SUCH_ADDRESS:
                log.warning("mail_refused", codes=sorted(codes))
                raise MailRefused(str(sorted(codes))) from error
            raise self._failed(error) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            raise self._failed(error) from error
        log.info("mail_sent")

    async def check(self) -> None:
        try:
            async with self._connection() as server:
                await server.noop()
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            raise self._failed(error) from error

    def _connection(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._tls,
            # With a password TLS must be there; without one it is taken when it is offered.
            start_tls=None if not self._user else not self._tls,
            timeout=self._timeout,
        )

    def _failed(self, error: Exception) -> BackendUnavailable:
        log.warning("mail_failed", reason=type(error).__name__)
        return BackendUnavailable(type(error).__name__)
