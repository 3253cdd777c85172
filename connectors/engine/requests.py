"""Reads what the gateway asks of the engine door, and makes typed text safe for Rasa."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from assistant.errors import BalieError

MAX_TEXT = 10_000
MAX_ID = 255
# The longest text with every character escaped, and some room for the rest.
MAX_BODY = 12 * MAX_TEXT + 10_000


class BadRequest(BalieError):
    """The gateway sent something that will never be accepted."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class EngineRequest:
    """One message. `text_for_rasa` begins with a slash only if it is a payload of our own.

    `contact` is the id of the verified address that it came from; empty where there is none.
    """

    conversation_id: str
    message_id: str
    municipality: str
    channel: str
    text_for_rasa: str
    contact: str = ""


def read_request(body: bytes) -> EngineRequest:
    """Raises BadRequest when the body is not what the wire format says."""
    data = _object(body)
    if ("text" in data) == ("payload" in data):
        raise BadRequest("give either text or payload")
    return EngineRequest(
        conversation_id=_word(data, "conversation_id"),
        message_id=_word(data, "message_id"),
        municipality=_word(data, "municipality"),
        channel=_word(data, "channel"),
        text_for_rasa=_payload(data) if "payload" in data else _typed(data),
        contact=_word(data, "contact") if "contact" in data else "",
    )


def read_text(body: bytes) -> tuple[str, str]:
    """A text that is part of no conversation, and the municipality where it was said.

    Raises:
        BadRequest: the body is not what the wire format says.
    """
    data = _object(body)
    return _typed({"text": data.get("text")}), _word(data, "municipality")


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_BODY:
        raise BadRequest("body is too long", 413)
    try:
        data = json.loads(body)
    except ValueError as error:
        raise BadRequest("body is not JSON") from error
    if not isinstance(data, dict):
        raise BadRequest("body is not an object")
    return data


def without_slashes(text: str) -> str:
    """Text that Rasa, which strips white space and then looks for a slash, reads as words."""
    before = None
    while text != before:
        before, text = text, text.strip().lstrip("/")
    return text


def _typed(data: dict[str, Any]) -> str:
    text = data["text"]
    if not isinstance(text, str):
        raise BadRequest("text is not a string")
    if len(text) > MAX_TEXT:
        raise BadRequest("text is too long", 413)
    if not text.strip():
        raise BadRequest("text is empty")
    # A message of slashes only still deserves an answer; a question mark is as meaningless.
    return without_slashes(text) or "?"


def _payload(data: dict[str, Any]) -> str:
    payload = data["payload"]
    if not isinstance(payload, str) or not payload.startswith("/"):
        raise BadRequest("payload does not begin with a slash")
    if len(payload) > MAX_TEXT:
        raise BadRequest("payload is too long", 413)
    return payload


def _word(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_ID:
        raise BadRequest(f"{key} is missing or not a string of at most {MAX_ID} characters")
    return value
