"""Limited Markdown: paragraphs, lists, bold, italics and links; nothing else. Safe as HTML."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SCHEMES = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)

_parser = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
    ["list", "emphasis", "link", "newline", "escape", "entity"]
)


def is_safe_url(url: str) -> bool:
    """Whether a page may link to it."""
    return _SCHEMES.match(url) is not None


_parser.validateLink = is_safe_url  # type: ignore[method-assign]


@lru_cache(maxsize=2048)
def to_html(markdown: str) -> str:
    """HTML in which everything that is not allowed stands as plain text.

    The same answers go to many residents, so the result is kept.
    """
    html: str = _parser.render(markdown)
    return html.strip()


def parse(markdown: str) -> list[Token]:
    """The same limited Markdown as tokens, for a medium that shows no HTML."""
    return _parser.parse(markdown)
