"""A letter as a mail message: text, HTML and, for an appointment, a file for the agenda."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from assistant.domain.mail import Letter
from assistant.errors import MailRefused
from connectors.backends.mail.headers import MAIL_POLICY
from connectors.backends.mail.markup import to_html, to_text
from connectors.calendar_file import FILE_NAME, calendar_file, method

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ADDRESS = re.compile(r'([^\s@<>()\[\]\\,;:"]+)@([^\s@<>()\[\]\\,;:"]+)')
_LONGEST_ADDRESS = 254  # RFC 5321


def read_address(address: str) -> Address:
    """One plain mail address; a domain with other letters than ours becomes its ASCII form.

    Raises:
        ValueError: it is none, or more than one. The text does not repeat it.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or len(address) > _LONGEST_ADDRESS or _CONTROL.search(address):
        raise ValueError("not one mail address")
    if not found[1].isascii():  # few servers bring it, and fewer programs can answer it
        raise ValueError("other letters than ASCII before the @")
    try:
        return Address("", found[1], found[2].encode("idna").decode("ascii"))
    except UnicodeError as error:
        raise ValueError("not the name of a mail domain") from error


def message_id(reference: str, domain: str) -> str:
    """The same for the same letter, and telling nothing of the reference that it is made of."""
    return f"<{hashlib.sha256(reference.encode()).hexdigest()[:32]}@{domain}>"


def compose(letter: Letter, sender: Address) -> EmailMessage:
    """The message, ready to be handed over.

    Raises:
        MailRefused: the address or a header cannot be written; a line break in one is an attack.
    """
    if _CONTROL.search(letter.subject + letter.sender_name):
        raise MailRefused("a line break in a header")
    try:
        to = read_address(letter.to)
    except ValueError as error:
        raise MailRefused(str(error)) from error
    message = EmailMessage(policy=MAIL_POLICY)
    message["From"] = Address(letter.sender_name, sender.username, sender.domain)
    message["To"] = to
    message["Subject"] = letter.subject
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = message_id(letter.reference, sender.domain)
    message["Content-Language"] = "nl"
    # No out-of-office answers to us, please (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(letter))
    message.add_alternative(_html(letter), subtype="html")
    if letter.event:
        message.add_attachment(
            calendar_file(letter.event),
            maintype="text",
            subtype="calendar",
            filename=FILE_NAME,
            params={"charset": "utf-8", "method": method(letter.event)},
        )
    return message


def _text(letter: Letter) -> str:
    parts = [to_text(letter.text)]
    if letter.button:
        parts.append(f"{letter.button.title}:\n{letter.button.url}")
    return "\n\n".join(parts) + "\n"


def _html(letter: Letter) -> str:
    # Safe: to_html lets nothing through but what it made itself.
    return _template().render(letter=letter, body=Markup(to_html(letter.text)))  # noqa: S704


@lru_cache
def _template() -> Template:
    return Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    ).get_template("letter.html")
