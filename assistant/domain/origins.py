"""Origins of web pages: what a browser says about the site that a request comes from."""

from __future__ import annotations

from urllib.parse import urlsplit

_PORTS = {"https": 443, "http": 80}


def origin_of(url: str) -> str:
    """`scheme://host[:port]` of an address as a browser writes it; "" where it is none."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not host or not _is_plain(host) or parts.username is not None:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (
        f":{port}" if port and port != _PORTS[parts.scheme] else ""
    )


def _is_plain(host: str) -> bool:
    """Whether a host is written as a browser writes it: no accents, spaces or control signs."""
    return host.isascii() and host.isprintable() and " " not in host


def is_trusted_origin(value: str) -> bool:
    """Whether this is exactly one origin that nobody on the way can pretend to be.

    Without TLS only the machine of who builds the site counts.
    """
    if value == "" or origin_of(value) != value:
        return False
    return value.startswith("https://") or urlsplit(value).hostname in ("localhost", "127.0.0.1")
