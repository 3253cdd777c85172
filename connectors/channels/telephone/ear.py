"""A reply for the ear: what is written for a screen, as one would say it to somebody.

Paragraphs and list items become sentences; bold, headings and links lose their marks; a web
address is never spelled out. Where it is only a place ("voorbeeld.nl") its name is said; a page
within one is called "the website", and its address can be sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.domain.conversation import Reply
from connectors.channels.markdown import is_safe_url
from connectors.channels.telephone.aloud import WEB_ADDRESS, aloud, host_aloud

_parser = MarkdownIt("zero", {"html": False}).enable(
    ["list", "heading", "emphasis", "link", "newline", "escape", "entity"]
)
_PLACE = re.compile(r"(?:https?://)?([\w.-]+)/?", re.IGNORECASE | re.ASCII)
_ENDS = re.compile(r"[.!?:;,]$")


@dataclass(frozen=True)
class Heard:
    """What is said: `lines` with a pause between them; `links` is where more can be read."""

    lines: tuple[str, ...]
    links: tuple[str, ...] = ()


class Ear:
    """Says replies. `website` is how a page is called that has no name that one can say."""

    def __init__(self, website: str) -> None:
        self._website = website

    def reply(self, reply: Reply) -> Heard:
        """A whole reply without its choices: those depend on what a caller can do."""
        links: list[str] = []
        lines = tuple(self._lines(reply.text, links))
        links += [link.url for link in reply.links if is_safe_url(link.url)]
        pages = (link for link in links if link.startswith(("http://", "https://")))
        return Heard(lines, tuple(dict.fromkeys(pages)))

    def text(self, markdown: str) -> tuple[str, ...]:
        """Only what is said."""
        return tuple(self._lines(markdown, []))

    def _lines(self, markdown: str, links: list[str]) -> Iterator[str]:
        numbers: list[int] = []
        for token in _parser.parse(markdown):
            match token.type:
                case "ordered_list_open":
                    numbers.append(int(token.attrGet("start") or 1))
                case "bullet_list_open":
                    numbers.append(0)
                case "ordered_list_close" | "bullet_list_close":
                    numbers.pop()
                case "inline":
                    said = self._sentence(token, links)
                    if numbers and numbers[-1]:
                        said = f"{aloud(str(numbers[-1]))}: {said}" if said else ""
                        numbers[-1] += 1
                    if said:
                        yield said if _ENDS.search(said) else f"{said}."

    def _sentence(self, inline: Token, links: list[str]) -> str:
        parts: list[str] = []
        for token in inline.children or ():
            if token.type in ("text", "text_special"):
                parts.append(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                parts.append(" ")
            elif token.type == "link_open":
                links.append(str(token.attrGet("href") or ""))
        return self._without_addresses("".join(parts), links)

    def _without_addresses(self, text: str, links: list[str]) -> str:
        """Pieces of text said in words, with a name in the place of each web address."""
        said: list[str] = []
        position = 0
        for match in WEB_ADDRESS.finditer(text):
            said.append(aloud(text[position : match.start()]))
            place = _PLACE.fullmatch(match[0])
            if place:
                said.append(host_aloud(place[1]))
            else:
                said.append(self._website)
                links.append(match[0] if "://" in match[0] else f"https://{match[0]}")
            position = match.end()
        rest = aloud(text[position:])
        return re.sub(r" (?=[.,;:!?])", "", " ".join(part for part in (*said, rest) if part))


def place_of(url: str) -> str:
    """The place of a web address, as one says it: "voorbeeld punt nl"."""
    return host_aloud(urlsplit(url).hostname or "")
