"""Limited Markdown as the plain lines of a text message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from connectors.channels.markdown import parse


@dataclass(frozen=True)
class Plain:
    """`text` without marks; `links` are the web addresses that stood behind words of it."""

    text: str
    links: tuple[str, ...] = ()


def to_plain(markdown: str) -> Plain:
    """One line for a paragraph or an item, without empty lines: each costs a character.

    A link leaves its words, and of an e-mail address or number also what they do not show.
    """
    lines: list[str] = []
    links: list[str] = []
    counters: list[int] = []  # of the lists that are open; below zero: without numbers
    prefix = ""
    for token in parse(markdown):
        if token.type == "ordered_list_open":
            counters.append(int(token.attrs.get("start", 1)))
        elif token.type == "bullet_list_open":
            counters.append(-1)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            counters.pop()
        elif token.type == "list_item_open":
            prefix = "- " if counters[-1] < 0 else f"{counters[-1]}. "
            counters[-1] += counters[-1] >= 0
        elif token.type == "inline":
            words = _words(token.children or (), links)
            lines += [prefix + line.strip() for line in words.splitlines() if line.strip()]
            prefix = ""
    return Plain("\n".join(lines), tuple(links))


def _words(tokens: Sequence[Token], links: list[str]) -> str:
    parts: list[str] = []
    opened: list[tuple[str, int]] = []
    for token in tokens:
        if token.type == "link_open":
            opened.append((str(token.attrs.get("href", "")), len(parts)))
        elif token.type == "link_close":
            address, start = opened.pop()
            parts.append(_behind(address, "".join(parts[start:]), links))
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        else:
            parts.append(token.content)
    return "".join(parts)


def _behind(address: str, words: str, links: list[str]) -> str:
    """What the words of a link do not tell by themselves."""
    scheme, _, rest = address.partition(":")
    if scheme.lower() in ("http", "https"):
        if address not in words:
            links.append(address)
        return ""
    known = "".join(words.split()).casefold()
    return "" if "".join(rest.split()).casefold() in known else f" ({rest})"
