"""The limited Markdown of a letter, as HTML and as plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SCHEMES = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)

_parser = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
    ["list", "emphasis", "link", "newline", "escape", "entity"]
)
_parser.validateLink = lambda url: _SCHEMES.match(url) is not None  # type: ignore[method-assign]


def to_html(markdown: str) -> str:
    """HTML in which everything that is not allowed stands as plain text."""
    html: str = _parser.render(markdown)
    return html.strip()


def to_text(markdown: str) -> str:
    """Paragraphs with an empty line between them; the address of a link stands behind its words."""
    blocks: list[list[str]] = []
    counters: list[int] = []  # of the lists that are open; below zero: without numbers
    prefix = ""
    for token in _parser.parse(markdown):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            numbered = token.type == "ordered_list_open"
            if not counters:
                blocks.append([])
            counters.append(int(token.attrs.get("start", 1)) if numbered else -1)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            counters.pop()
        elif token.type == "list_item_open":
            prefix = "- " if counters[-1] < 0 else f"{counters[-1]}. "
            counters[-1] += counters[-1] >= 0
        elif token.type == "inline":
            words = _words(token.children or ())
            if counters:
                blocks[-1].append("  " * (len(counters) - 1) + prefix + words)
                prefix = " " * len(prefix)
            else:
                blocks.append([words])
    return "\n\n".join("\n".join(lines) for lines in blocks)


def _words(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    opened: list[tuple[str, int]] = []
    for token in tokens:
        if token.type == "link_open":
            opened.append((str(token.attrs.get("href", "")), len(parts)))
        elif token.type == "link_close":
            address, start = opened.pop()
            shown = re.sub(r"^(?:mailto|tel):", "", address, flags=re.IGNORECASE)
            # "14 030" is the number 14030 already.
            if "".join(shown.split()) not in "".join("".join(parts[start:]).split()):
                parts.append(f" ({shown})")
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        else:
            parts.append(token.content)
    return "".join(parts)
