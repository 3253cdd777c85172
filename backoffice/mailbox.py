"""The mails that would have gone to residents, kept so that a person can read them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import structlog
from sqlalchemy import Column, Integer, String, Table, Text, UniqueConstraint, func, insert, select
from sqlalchemy.exc import IntegrityError

from backoffice.database import Database, UtcDateTime, metadata

log = structlog.get_logger("backoffice")

mails = Table(
    "mails",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", String(500), nullable=False),
    Column("aan", String(320), nullable=False, index=True),
    Column("van", String(500), nullable=False),
    Column("onderwerp", Text, nullable=False),
    Column("tekst", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("ics", Text, nullable=False),
    Column("ontvangen_op", UtcDateTime, nullable=False),
    UniqueConstraint("message_id", "aan"),
)


@dataclass(frozen=True)
class Mail:
    """What can be shown of one message; empty where it has no such part."""

    message_id: str
    van: str
    onderwerp: str
    tekst: str
    html: str = ""
    ics: str = ""


@dataclass(frozen=True)
class Mails:
    """One page of them, and how many there are in all."""

    items: tuple[Mapping[str, Any], ...]
    count: int


class Mailbox:
    """One row for each recipient, whose address is kept in small letters."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def add(self, mail: Mail, to: list[str]) -> None:
        """Keep it for each of these; who has it already does not get it twice."""

        def work() -> None:
            row = {**asdict(mail), "ontvangen_op": self._now()}
            for address in to:
                try:
                    with self._database.engine.begin() as connection:
                        connection.execute(insert(mails).values(**row, aan=address.casefold()))
                except IntegrityError:
                    log.info("mail_repeated", message_id=mail.message_id)

        await self._database.run(work)

    async def find(self, to: str, page: int, size: int) -> Mails:
        """A page, newest first; to one address if one is given."""
        where = [mails.c.aan == to.casefold()] if to else []

        def work() -> Mails:
            with self._database.engine.connect() as connection:
                count = connection.scalar(select(func.count()).select_from(mails).where(*where))
                rows = connection.execute(
                    select(mails)
                    .where(*where)
                    .order_by(mails.c.id.desc())
                    .limit(size)
                    .offset((page - 1) * size)
                ).mappings()
                return Mails(tuple(dict(row) for row in rows), count or 0)

        return await self._database.run(work)

    async def get(self, number: int) -> Mapping[str, Any] | None:
        """The one with this id, if there is one."""

        def work() -> Mapping[str, Any] | None:
            with self._database.engine.connect() as connection:
                row = connection.execute(select(mails).where(mails.c.id == number)).mappings()
                found = row.first()
                return dict(found) if found else None

        return await self._database.run(work)


def read_mail(content: bytes) -> Mail:
    """Take a message apart. One that cannot be read is kept as it came, as text."""
    try:
        message = message_from_bytes(content, policy=policy.default)
        parts = {name: _part(message, name) for name in ("plain", "html", "calendar")}
        mail = Mail(
            _plain(str(message["Message-ID"] or "").strip())[:500] or f"<{uuid.uuid4()}@postvak>",
            _plain(str(message["From"] or ""))[:500],
            _plain(str(message["Subject"] or "")),
            parts["plain"].replace("\r\n", "\n"),
            parts["html"],
            parts["calendar"],
        )
    except Exception as error:
        # What the library makes of nonsense differs from version to version.
        log.warning("mail_unreadable", reason=type(error).__name__)
        text = _plain(content.decode("utf-8", "replace"))
        mail = Mail(f"<{uuid.uuid4()}@postvak>", "", "", text)
    return mail


def _part(message: EmailMessage, subtype: str) -> str:
    for part in message.walk():
        if part.get_content_type() == f"text/{subtype}":
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes):
                continue
            try:
                text = content.decode(part.get_content_charset("utf-8"), "replace")
            except LookupError:  # a character set that nobody knows
                text = content.decode("utf-8", "replace")
            return _plain(text)
    return ""


def _plain(text: str) -> str:
    """Without what a database cannot hold: null characters and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
