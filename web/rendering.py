"""Draws pages and messages from the templates. Their texts are Dutch and live there."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assistant.domain.choices import choice_id
from assistant.domain.dutch.agenda_text import DUTCH_TIME
from assistant.domain.transcript import Message
from connectors.channels.markdown import is_safe_url, to_html

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"


class Renderer:
    """One per process; templates are compiled once."""

    def __init__(self) -> None:
        self._env = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._env.globals.update(
            asset=_asset, choice_id=choice_id, new_id=lambda: secrets.token_urlsafe(12)
        )
        # Safe: to_html lets nothing through but what it made itself.
        self._env.filters.update(markdown=lambda text: Markup(to_html(text)))  # noqa: S704
        self._env.filters["moment"] = _moment
        self._env.tests["safe_url"] = is_safe_url
        macros: Any = self._env.get_template("message.html").module
        self._message = macros.message

    def page(self, template: str, **values: Any) -> str:
        """A whole page."""
        return self._env.get_template(template).render(**values)

    def message(self, message: Message) -> str:
        """One line of the conversation."""
        return str(self._message(message))


def _moment(at: datetime) -> str:
    """By the clock in the Netherlands."""
    return at.astimezone(DUTCH_TIME).strftime("%d-%m-%Y %H:%M:%S")


@lru_cache
def _asset(name: str) -> str:
    """Address of a static file that changes with its content, so that browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
