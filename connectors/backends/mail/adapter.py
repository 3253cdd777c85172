"""Letters by SMTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage

import aiosmtplib
import structlog

from assistant.domain.mail import Letter
from assistant.errors import BackendUnavailable, MailRefused
from assistant.ports.mail import MailPort
from connectors.backends.mail.message import compose, read_address
from connectors.backends.mail.server import read_mail_url

log = structlog.get_logger(__name__)

_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")  # RFC 3463
_LOGIN_NEEDED = 530


class SmtpMail(MailPort):
    """One connection for each letter: they are few, and none waits for another.

    `url` and `sender` are the settings `mail_url` and `mail_from`; `timeout` is in seconds, for
    each step of the exchange. A setting that cannot be read raises `ValueError`.
    """

    def __init__(self, url: str, sender: str, timeout: float = 10.0) -> None:
        self._server = read_mail_url(url)
        try:
            self._sender = read_address(sender)
        except ValueError as error:
            raise ValueError(f"BALIE_MAIL_FROM: {error}") from error
        self._timeout = timeout

    async def send(self, letter: Letter) -> None:
        message = compose(letter, self._sender)
        to = message["To"].addresses[0].addr_spec
        async with self._connection("send") as connection:
            try:
                await connection.sendmail(self._sender.addr_spec, [to], message.as_bytes())
            except aiosmtplib.SMTPRecipientsRefused as error:
                answer = error.recipients[0]
                if _is_final(answer):
                    raise _refused(message, _reason(answer)) from error
                raise answer from error

    async def check(self) -> None:
        async with self._connection("check") as connection:
            await connection.noop()

    @asynccontextmanager
    async def _connection(self, step: str) -> AsyncIterator[aiosmtplib.SMTP]:
        """Connected and, where there is a user, logged in. Every failure is one of ours."""
        server = self._server
        connection = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.tls,
            # A password never travels unencrypted; without one, encryption is used where offered.
            start_tls=False if server.tls else True if server.user else None,
            local_hostname=self._sender.domain,
            timeout=self._timeout,
        )
        try:
            # The steps are few; a server that takes all its time for each is not well.
            async with asyncio.timeout(3 * self._timeout):
                async with connection:
                    yield connection
        except aiosmtplib.SMTPResponseException as error:
            raise _failed(step, _reason(error)) from error
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise _failed(step, type(error).__name__) from error


def _is_final(answer: aiosmtplib.SMTPResponseException) -> bool:
    """Whether it is about the address. Refusing *us* ends when a person puts the setting right."""
    ours = answer.code == _LOGIN_NEEDED or "5.7." in _reason(answer)
    return answer.code >= 500 and not ours


def _reason(answer: aiosmtplib.SMTPResponseException) -> str:
    """The codes only: the words of a server repeat the address."""
    enhanced = _ENHANCED.search(str(answer.message))
    return f"{answer.code} {enhanced[0]}" if enhanced else str(answer.code)


def _refused(message: EmailMessage, reason: str) -> MailRefused:
    log.warning("mail_refused", message_id=str(message["Message-ID"]), reason=reason)
    return MailRefused(f"mail: {reason}")


def _failed(step: str, reason: str) -> BackendUnavailable:
    log.warning("backend_call_failed", backend="mail", step=step, reason=reason)
    return BackendUnavailable(f"mail {step}: {reason}")
