"""Reads one webhook request of Meta: messages of residents, and what became of ours.

A request holds `entry[].changes[].value`, each with `messages` or `statuses`; up to a thousand of
them, of several lines, in no particular order. What has another shape is passed over: a new kind
of message must not hold up the ones beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from connectors.channels.arrivals import Arrival, Media
from connectors.channels.provider_id import message_id_of

log = structlog.get_logger(__name__)

CHANNEL = "whatsapp"

# Error code: the last message of the resident is more than 24 hours ago.
WINDOW_CLOSED = 131047
# Stands before the reference of an invitation: see `Status`.
INVITATION = "invitation:"

_MEDIA = {
    "audio": Media.VOICE,
    "voice": Media.VOICE,
    "image": Media.FILE,
    "document": Media.FILE,
    "video": Media.FILE,
    "sticker": Media.FILE,
    "location": Media.LOCATION,
}
# Nothing that anybody waits for an answer to: a thumb, a new number, a message taken back.
_SILENT = {"reaction", "system", "edit", "revoke", "request_welcome"}


@dataclass(frozen=True)
class Received:
    """One message; `provider_id` is Meta's own id, by which it is marked as read."""

    arrival: Arrival
    provider_id: str


@dataclass(frozen=True)
class Status:
    """What became of a message of ours, by the reference that we sent along.

    An invitation that arrives says nothing about the message that it stands for, and is no
    status; one that fails does.
    """

    line: str
    address: str
    reference: str
    delivered: bool
    window_closed: bool = False


@dataclass(frozen=True)
class Batch:
    """What one request brought; `received` oldest first."""

    received: tuple[Received, ...] = ()
    statuses: tuple[Status, ...] = ()


def read(body: dict[str, Any], lines: Collection[str], now: datetime) -> Batch:
    """Everything in this request that is about our lines."""
    received: list[Received] = []
    statuses: list[Status] = []
    for value in _values(body):
        line = _text(_object(value.get("metadata")), "phone_number_id")
        if line not in lines:
            log.warning("webhook_ignored", channel=CHANNEL, reason="unknown_line", line=line[:32])
            continue
        for message in _objects(value.get("messages")):
            received += _received(message, line, now)
        for status in _objects(value.get("statuses")):
            statuses += _statuses(status, line)
    # The timestamp counts whole seconds; within one the order of the request is all there is.
    received.sort(key=lambda item: item.arrival.at)
    return Batch(tuple(received), tuple(statuses))


def _values(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in _objects(body.get("entry")):
        for change in _objects(entry.get("changes")):
            if change.get("field") == "messages":
                yield _object(change.get("value"))


def _received(message: dict[str, Any], line: str, now: datetime) -> Iterator[Received]:
    """One message, or two: the words under a photo are a message too."""
    provider_id, kind = _text(message, "id"), _text(message, "type")
    # Who hides the number behind a user name has only an id that is good for us alone.
    address = _text(message, "from") or _text(message, "from_user_id")
    if kind in _SILENT:
        return
    if not provider_id or not address:
        log.warning("webhook_ignored", channel=CHANNEL, reason="unreadable_message")
        return
    at = _moment(message.get("timestamp"), now)
    said = _said(message, kind)

    def arrival(suffix: str = "", **what: Any) -> Received:
        identifier = message_id_of(provider_id + suffix)
        return Received(Arrival(CHANNEL, line, address, identifier, at, **what), provider_id)

    yield arrival(**said)
    caption = _text(_object(message.get(kind)), "caption")
    if said.get("media") is Media.FILE and caption.strip():
        yield arrival(":caption", text=caption)


def _said(message: dict[str, Any], kind: str) -> dict[str, Any]:
    """The one field of an arrival that says what was said."""
    content = _object(message.get(kind))
    if kind == "interactive":
        return _chosen(content)
    # The button of a template sends no id of ours: what stands on it is what the resident says.
    words = _text(content, {"text": "body", "button": "text"}.get(kind, ""))
    if words.strip():
        return {"text": words}
    if kind == "location" and (point := _point(content)):
        return {"text": point}
    return {"media": _MEDIA.get(kind, Media.OTHER)}


def _point(content: dict[str, Any]) -> str:
    """A spot that was shared, as somebody would type it: in degrees, a metre or so precise."""
    try:
        lat, lon = float(content["latitude"]), float(content["longitude"])
    except (KeyError, TypeError, ValueError):
        return ""
    return f"{lat:.5f}, {lon:.5f}"


def _chosen(content: dict[str, Any]) -> dict[str, Any]:
    for kind in ("button_reply", "list_reply"):
        reply = _object(content.get(kind))
        if _text(reply, "id"):
            return {"choice": _text(reply, "id")}
    return {"media": Media.OTHER}


def _statuses(status: dict[str, Any], line: str) -> Iterator[Status]:
    """None or one. "sent" says that Meta has it: where we never heard the answer to our request,
    that ends the doubt.
    """
    state, reference = _text(status, "status"), _text(status, "biz_opaque_callback_data")
    if state not in ("sent", "delivered", "read", "failed") or not reference:
        return
    delivered = state != "failed"
    invitation = reference.startswith(INVITATION)
    if invitation and delivered:
        return
    codes = {error.get("code") for error in _objects(status.get("errors"))}
    if not delivered:
        known = sorted(code for code in codes if isinstance(code, int))
        log.warning("message_not_delivered", channel=CHANNEL, codes=known)
    yield Status(
        line,
        _text(status, "recipient_id") or _text(status, "recipient_user_id"),
        reference.removeprefix(INVITATION),
        delivered,
        window_closed=WINDOW_CLOSED in codes and not invitation,
    )


def _moment(value: Any, now: datetime) -> datetime:
    """Seconds since 1970, as text. Without a readable one a message came now."""
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return now


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""
