"""Which mail server, as one address: `smtp://user:password@host:port`."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class MailServer:
    """`tls`: encrypted from the first byte. Without a user there is no login."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False


def read_mail_url(url: str) -> MailServer:
    """Take the address apart; special characters in user and password are percent-encoded.

    Raises:
        ValueError: it is not such an address. The text does not repeat it: it holds a password.
    """
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError as error:
        raise ValueError("BALIE_MAIL_URL: the port or the host cannot be read") from error
    if scheme not in ("smtp", "smtps") or not host:
        raise ValueError("BALIE_MAIL_URL must be smtp://host:port or smtps://host:port")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("BALIE_MAIL_URL has a user without a password, or the other way round")
    tls = scheme == "smtps"
    usual = 465 if tls else 587 if user else 25
    return MailServer(host, port or usual, user, password, tls)
