"""Limited Markdown as WhatsApp shows it, and how to make text shorter.

Lengths are in characters, of text in composed form: "é" is one, whichever way it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from markdown_it.token import Token

from connectors.channels.markdown import parse

_MARKS = {"strong_open": "*", "strong_close": "*", "em_open": "_", "em_close": "_"}
_SENTENCE_END = re.compile(r"[.!?][)”\"]?(?=\s)|(?=\n)")
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)
_BESIDE_THE_POINT = re.compile(r"[\s()-]|^www\.|/$", re.IGNORECASE)


def to_whatsapp(markdown: str) -> str:
    """Paragraphs, `*bold*`, `_italics_`, lists with dashes or numbers, links written out."""
    written: list[str] = []
    lists: list[int] = []  # of each list that we are in its next number; 0 has dashes
    marker = ""
    in_list = False  # whether the text before this one stands in a list
    for token in parse(markdown):
        match token.type:
            case "bullet_list_open":
                lists.append(0)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                marker = "  " * (len(lists) - 1) + (f"{lists[-1]}. " if lists[-1] else "- ")
                lists[-1] += bool(lists[-1])
            case "inline":
                if written:
                    written.append("\n" if in_list and lists else "\n\n")
                written.append(marker + _inline(token.children or ()))
                marker, in_list = "", bool(lists)
    return composed("".join(written))


def composed(text: str) -> str:
    """The text with every letter and its accent as one character, without spaces around it."""
    return unicodedata.normalize("NFC", text).strip()


def cut(text: str, limit: int) -> str:
    """At most `limit` characters: whole sentences where that keeps half of them, else words."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    ends = [match.end() for match in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] >= limit // 2:
        return head[: ends[-1]].rstrip()
    return at_word(text, limit - 1) + "…"


def at_word(text: str, limit: int) -> str:
    """At most `limit` characters without half a word, unless the first word is longer."""
    if len(text) <= limit:
        return text
    return text[: limit + 1].rpartition(" ")[0].rstrip() or text[:limit]


def _inline(children: Sequence[Token]) -> str:
    written: list[str] = []
    links: list[tuple[str, int]] = []  # address, and where its title begins in `written`
    for token in children:
        match token.type:
            case "link_open":
                links.append((str(token.attrGet("href")), len(written)))
            case "link_close":
                url, start = links.pop()
                written[start:] = [link("".join(written[start:]), url)]
            case "softbreak" | "hardbreak":
                written.append("\n")
            case kind:
                written.append(_MARKS.get(kind, token.content))
    return "".join(written)


def link(title: str, url: str) -> str:
    """A link as text; WhatsApp makes addresses, and telephone numbers, clickable by itself."""
    is_web = url.lower().startswith("http")
    address = url if is_web else _SCHEME.sub("", url)
    if _bare(title) == _bare(address) or not title.strip():
        return address if is_web else title or address
    return f"{title} ({address})"


def _bare(text: str) -> str:
    """What a reader takes for the same address or number."""
    return _BESIDE_THE_POINT.sub("", _SCHEME.sub("", text.strip())).casefold()
