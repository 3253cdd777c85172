"""A message of Balie as the content of one WhatsApp message, within Meta's limits.

| what                 | when                                                           |
|----------------------|----------------------------------------------------------------|
| reply buttons        | at most 3 choices, with titles of at most 20 characters        |
| a list               | at most 10, whose titles fit in a row and its description      |
| numbers in the text  | any other choices; a resident types the number                 |
| a button with a link | no choices, and one link with a title of at most 20 characters |
| text                 | anything else                                                  |

All but plain text and numbers hold at most 1024 characters; Meta allows 4096 in a list since 2025,
but not everywhere yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assistant.domain.choices import choice_id
from assistant.domain.conversation import Link, Reply, Source
from assistant.domain.transcript import Message
from assistant.ports.texts import TextsPort
from connectors.channels.markdown import is_safe_url
from connectors.channels.whatsapp.text import at_word, composed, cut, link, to_whatsapp

TEXT_LIMIT = 4096
INTERACTIVE_LIMIT = 1024
MOST_BUTTONS, BUTTON_TITLE = 3, 20
MOST_ROWS, ROW_TITLE, ROW_DESCRIPTION = 10, 24, 72
_LONGEST_URL = 1000

CHOOSE = "utter_whatsapp_choose"
TYPE_NUMBER = "utter_whatsapp_type_number"
MORE = "utter_whatsapp_more"
MORE_ON_WEBSITE = "utter_whatsapp_more_on_website"
SOURCE = "utter_whatsapp_source"
SOURCE_WITHOUT_DATE = "utter_whatsapp_source_without_date"

Content = dict[str, Any]


class Renderer:
    """Takes its own few words from data."""

    def __init__(self, texts: TextsPort) -> None:
        self._texts = texts

    def content(self, message: Message, municipality: str) -> Content:
        """`type` and the object of that type."""
        reply = message.reply or Reply(message.text)
        links = [item for item in reply.links if is_safe_url(item.url)]
        sources = [item for item in reply.sources if is_safe_url(item.url)]
        text = to_whatsapp(reply.signed)
        sourced = [self._source(source, municipality) for source in sources]
        whole = _paragraphs(text, _lines(links), "\n".join(sourced))
        more = self._more(links, sources, municipality)
        titles = [composed(" ".join(choice.title.split())) for choice in reply.choices]
        if titles:
            ids = [choice_id(message.sequence, index) for index in range(len(titles))]
            label = at_word(self._texts.text(CHOOSE, municipality), BUTTON_TITLE)
            body = whole or label
            if len(body) <= INTERACTIVE_LIMIT:
                action = _buttons(ids, titles) or _rows(ids, titles, label)
                if action:
                    return _interactive(body, action)
            numbers = _numbers(titles, self._texts.text(TYPE_NUMBER, municipality))
            return _text(_fitted(whole, text, more, numbers))
        if len(links) == 1 and _is_button(links[0]):
            body = _paragraphs(text, "\n".join(sourced))
            if 0 < len(body) <= INTERACTIVE_LIMIT:
                return _interactive(body, _link_button(links[0]))
        return _text(_fitted(whole, text, more))

    def _source(self, source: Source, municipality: str) -> str:
        named = link(source.title, source.url)
        try:
            checked_on = date.fromisoformat(source.checked_on)
        except ValueError:
            return self._texts.text(SOURCE_WITHOUT_DATE, municipality, bron=named)
        shown = f"{checked_on.day}-{checked_on.month}-{checked_on.year}"
        return self._texts.text(SOURCE, municipality, bron=named, datum=shown)

    def _more(self, links: Sequence[Link], sources: Sequence[Source], municipality: str) -> str:
        """Where the rest is of a text that is cut."""
        for url in (*(item.url for item in links), *(item.url for item in sources)):
            if _is_page(url):
                return self._texts.text(MORE, municipality, link=url)
        return self._texts.text(MORE_ON_WEBSITE, municipality)


def _buttons(ids: Sequence[str], titles: Sequence[str]) -> Content | None:
    """Reply buttons, or None where these choices cannot be buttons."""
    if len(titles) > MOST_BUTTONS or not _distinct(titles):
        return None
    if any(len(title) > BUTTON_TITLE for title in titles):
        return None
    buttons = [
        {"type": "reply", "reply": {"id": identifier, "title": title}}
        for identifier, title in zip(ids, titles, strict=True)
    ]
    return {"type": "button", "action": {"buttons": buttons}}


def _rows(ids: Sequence[str], titles: Sequence[str], label: str) -> Content | None:
    """A list that opens under `label`, or None where these choices cannot be rows."""
    if len(titles) > MOST_ROWS:
        return None
    parts = [_split(title) for title in titles]
    # Two rows that begin alike would read the same: then a number tells them apart.
    if any(len(rest) > ROW_DESCRIPTION for _, rest in parts) or not _distinct(
        [head for head, _ in parts]
    ):
        return None
    rows = [
        {"id": identifier, "title": head} | ({"description": rest} if rest else {})
        for identifier, (head, rest) in zip(ids, parts, strict=True)
    ]
    return {"type": "list", "action": {"button": label, "sections": [{"rows": rows}]}}


def _split(title: str) -> tuple[str, str]:
    """What stands in the title of a row, and what goes on in its description."""
    if len(title) <= ROW_TITLE:
        return title, ""
    head = at_word(title, ROW_TITLE - 1)
    whole_words = title[len(head)] == " "
    # Half a word and its other half do not read; then the description says all of it.
    return head + "…", title[len(head) :].lstrip() if whole_words else title


def _numbers(titles: Sequence[str], instruction: str) -> str:
    """The choices with their numbers. All of them, in half of a message at most."""
    lines = [f"{number}. {title}" for number, title in enumerate(titles, start=1)]
    share = (TEXT_LIMIT // 2 - len(instruction)) // len(lines) - 2
    return _paragraphs("\n".join(cut(line, share) for line in lines), instruction)


def _fitted(whole: str, text: str, more: str, ending: str = "") -> str:
    """All of it, or as much of the text as leaves room for the link to more and the choices."""
    complete = _paragraphs(whole, ending)
    if len(complete) <= TEXT_LIMIT:
        return complete
    rest = _paragraphs(more, ending)
    return _paragraphs(cut(text, TEXT_LIMIT - len(rest) - 2), rest)


def _is_button(item: Link) -> bool:
    return 0 < len(composed(item.title)) <= BUTTON_TITLE and _is_page(item.url)


def _is_page(url: str) -> bool:
    return url.lower().startswith("http") and len(url) <= _LONGEST_URL


def _link_button(item: Link) -> Content:
    parameters = {"display_text": composed(item.title), "url": item.url}
    return {"type": "cta_url", "action": {"name": "cta_url", "parameters": parameters}}


def _lines(links: Sequence[Link]) -> str:
    return "\n".join(link(composed(item.title), item.url) for item in links)


def _distinct(titles: Sequence[str]) -> bool:
    """Whether all say something, and none the same as another."""
    return all(titles) and len({title.casefold() for title in titles}) == len(titles)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _interactive(body: str, kind: Mapping[str, Any]) -> Content:
    return {"type": "interactive", "interactive": {**kind, "body": {"text": body}}}


def _text(body: str) -> Content:
    # A preview would have Meta fetch the page, and fill the screen.
    return {"type": "text", "text": {"body": body, "preview_url": False}}
