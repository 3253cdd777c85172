"""A mailbox for everyone: what Balie would mail, to read on a page instead of being delivered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import structlog
from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from backoffice.database import Database, mails
from backoffice.pages import Pages

log = structlog.get_logger("backoffice")

MOST_BYTES = 2_000_000
SHOWN = 100
# A mail brings its own style, and nothing else may come from it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups"


class Mailbox:
    """The SMTP side. A message that comes again is kept once."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep one mail, for each of those it is for."""
        mail = message_from_bytes(envelope.original_content or b"", policy=default)
        rows = [self._row(mail, address) for address in envelope.rcpt_tos]
        await self._database.run(lambda: self._keep(rows))
        log.info("mail_received", recipients=len(rows))
        return "250 OK"

    def _keep(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            try:
                with self._database.engine.begin() as connection:
                    connection.execute(insert(mails), row)
            except IntegrityError:
                continue

    def _row(self, mail: EmailMessage, address: str) -> dict[str, Any]:
        return {
            "message_id": str(mail["Message-ID"] or ""),
            "aan": address,
            "van": str(mail["From"] or ""),
            "onderwerp": str(mail["Subject"] or ""),
            "tekst": _part(mail, "text/plain"),
            "html": _part(mail, "text/html"),
            "ics": _part(mail, "text/calendar"),
            "ontvangen_op": self._now(),
        }


class MailboxServer:
    """Listens on `port`; 0 takes a free one. `port` is the real one once it runs."""

    def __init__(self, mailbox: Mailbox, host: str, port: int) -> None:
        self._mailbox = mailbox
        self._host = host
        self.port = port
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin to listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, self._host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def _connection(self) -> SMTP:
        loop = asyncio.get_running_loop()
        return SMTP(self._mailbox, data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, loop=loop)


class MailboxPages:
    """What came in, newest first."""

    def __init__(self, database: Database, pages: Pages) -> None:
        self._database = database
        self._pages = pages

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The addresses of the pages."""
        router.add_get("/postvak", self.newest)
        router.add_get(r"/postvak/{id:\d{1,9}}", self.read)
        router.add_get(r"/postvak/{id:\d{1,9}}/html", self.html)
        router.add_get(r"/postvak/{id:\d{1,9}}/afspraak.ics", self.calendar)

    async def newest(self, request: web.Request) -> web.Response:
        """The newest hundred, of everyone or to one address (`?aan=`)."""
        to = request.query.get("aan", "")
        found = select(mails).order_by(mails.c.id.desc()).limit(SHOWN)
        rows = await self._rows(found.where(mails.c.aan == to) if to else found)
        return self._pages.page("mails.html", items=rows, to=to)

    async def read(self, request: web.Request) -> web.Response:
        """One mail."""
        mail = await self._one(request)
        return self._pages.page("mail.html", mail=mail) if mail else self._pages.error(404)

    async def html(self, request: web.Request) -> web.Response:
        """The HTML of a mail, shut in: no script, no form, nothing from elsewhere."""
        mail = await self._one(request)
        if mail is None:
            return self._pages.error(404)
        return web.Response(
            text=mail.html,
            content_type="text/html",
            headers={"Content-Security-Policy": _POLICY},
        )

    async def calendar(self, request: web.Request) -> web.Response:
        """The appointment in a mail."""
        mail = await self._one(request)
        if mail is None or not mail.ics:
            return self._pages.error(404)
        return web.Response(text=mail.ics, content_type="text/calendar")

    async def _one(self, request: web.Request) -> Any:
        identifier = int(request.match_info["id"])
        return next(iter(await self._rows(select(mails).where(mails.c.id == identifier))), None)

    async def _rows(self, statement: Any) -> list[Any]:
        def work() -> list[Any]:
            with self._database.engine.connect() as connection:
                return list(connection.execute(statement))

        return await self._database.run(work)


def _part(mail: EmailMessage, kind: str) -> str:
    for part in mail.walk():
        if part.get_content_type() == kind:
            content = part.get_content()
            return content if isinstance(content, str) else content.decode("utf-8", "replace")
    return ""
