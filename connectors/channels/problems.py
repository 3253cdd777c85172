"""Refusals as `application/problem+json` (RFC 9457), in words that a resident understands."""

from __future__ import annotations

import json

from aiohttp import web

from assistant.ports.texts import TextsPort
from connectors.channels.markdown import to_html

UNREADABLE = "utter_unreadable"
TOO_FAST = "utter_too_fast"
STORAGE_DOWN = "utter_storage_down"
CHOICE_GONE = "utter_choice_gone"
CODE_TOO_EARLY = "utter_code_too_early"
CODE_TOO_FAST = "utter_code_too_fast"

TEXTS = (UNREADABLE, TOO_FAST, STORAGE_DOWN, CHOICE_GONE, CODE_TOO_EARLY, CODE_TOO_FAST)


class Problems:
    """Makes refusals out of texts from data."""

    def __init__(self, texts: TextsPort) -> None:
        self._texts = texts

    def response(
        self, status: int, key: str, municipality: str, *, wait: int = 0, text: str = ""
    ) -> web.Response:
        """A refusal; `text` takes the place of the text under `key`."""
        detail = text or self._texts.text(key, municipality)
        return problem(status, detail, {"Retry-After": str(wait)} if wait else None)


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> web.Response:
    """A refusal in the standard form. `html` is the detail as a page may show it."""
    body = {"type": "about:blank", "status": status, "detail": detail, "html": to_html(detail)}
    return web.Response(
        status=status,
        text=json.dumps(body, ensure_ascii=False),
        content_type="application/problem+json",
        headers=headers,
    )
