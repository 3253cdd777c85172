"""A letter as a mail: text and HTML that say the same, and the appointment as a file."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from assistant.domain.mail import Letter
from assistant.errors import MailRefused
from connectors.calendar_file import calendar_file, method_of

_SAFE = re.compile(r"^https?://", re.IGNORECASE)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_markdown = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
    ["list", "emphasis", "link", "newline", "escape", "entity"]
)
_markdown.validateLink = lambda url: bool(_SAFE.match(url))  # type: ignore[method-assign]


def render(letter: Letter, sender: str) -> EmailMessage:
    """The mail, from the address `sender`.

    Raises:
        MailRefused: the address of the resident cannot be written in a mail.
    """
    # The values were looked at, so that nothing in them becomes a header of its own.
    mail = EmailMessage(policy=SMTP)
    name, _, domain = letter.to.rpartition("@")
    try:
        mail["To"] = Address(username=name, domain=domain)
    except ValueError as error:
        raise MailRefused("address") from error
    own_name, _, own_domain = sender.rpartition("@")
    mail["From"] = Address(_flat(letter.sender_name), own_name, own_domain)
    mail["Subject"] = _flat(letter.subject)
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = f"<{re.sub(r'[^A-Za-z0-9.-]', '.', letter.reference)}@{own_domain}>"
    # No holiday answers to us (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "nl"
    mail.set_content(_text(letter))
    mail.add_alternative(_html(letter), subtype="html")
    if letter.event is not None:
        mail.add_attachment(
            calendar_file(letter.event),
            maintype="text",
            subtype="calendar",
            filename="afspraak.ics",
            params={"method": method_of(letter.event), "charset": "utf-8"},
        )
    return mail


def _text(letter: Letter) -> str:
    """What someone reads who sees no HTML."""
    text = _LINK.sub(r"\1 (\2)", _BOLD.sub(r"\1", letter.text))
    parts = [text.strip()]
    if letter.button is not None:
        parts.append(f"{letter.button.title}:\n{letter.button.url}")
    return "\n\n".join([*parts, letter.sender_name]) + "\n"


def _html(letter: Letter) -> str:
    return _templates().get_template("letter.html").render(
        subject=letter.subject,
        # Markdown that shows no HTML of its own: see `_markdown`.
        body=Markup(_markdown.render(letter.text)),  # noqa: S704
        button=letter.button,
        sender=letter.sender_name,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )


def _flat(value: str) -> str:
    """One line: what follows a line break would be a header of its own."""
    return " ".join(value.split())
