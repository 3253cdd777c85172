"""A reply as one text message: plain, short, numbered choices, and never a fifth segment.

What gives way when there is too much: first the source, then the end of the text, from the last
sentence back, with where to read on; never a choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from urllib.parse import quote, urlsplit

from assistant.domain.choices import own_number
from assistant.domain.conversation import Choice, Reply, Source
from assistant.domain.transcript import Message
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.texts import TextsPort
from connectors.channels.sms.gsm import fold, segments
from connectors.channels.sms.plain import to_plain

MOST_SEGMENTS = 4
# Titles are cut off at so many characters, in these steps, until a segment is left for the text.
_TITLE_ROOM = (1000, 80, 60, 45, 30, 20, 12)

CHOOSE = "utter_sms_choose"
CHOOSE_WORDS = "utter_sms_choose_words"
READ_ON = "utter_sms_read_on"
SOURCE = "utter_sms_source"

_URL = re.compile(r"https?://[^\s<>()]*[^\s<>().,;:!?'\"]", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'(])|\n")


class SmsRenderer:
    """The fixed lines below a message are those of the municipality that has the number.

    `municipality_of` tells whose number it is, by the number.

    Raises:
        TextNotFound: a text that residents may need is missing; better now than tonight.
    """

    def __init__(
        self,
        texts: TextsPort,
        municipalities: MunicipalitiesPort,
        municipality_of: Callable[[str], str],
    ) -> None:
        self._texts = texts
        self._municipalities = municipalities
        self._municipality_of = municipality_of
        for slug in municipalities.slugs():
            for key in (CHOOSE, CHOOSE_WORDS, READ_ON, SOURCE):
                texts.text(key, slug, link="", bron="", datum="")

    def render(self, message: Message, line: str) -> str:
        """What leaves from this number of a municipality for a message of Balie."""
        slug = self._municipality_of(line)
        reply = message.reply or Reply(message.text)
        plain = to_plain(reply.signed)
        text, written = _one_address(fold(plain.text))
        offered = [_ascii(url) for url in (*(link.url for link in reply.links), *plain.links)]
        link = "" if written else "".join(offered[:1])
        below = self._choices(reply.choices, slug)
        for source in (*reply.sources[:1], None):
            whole = _joined(text, link, self._source(source, slug), below)
            if segments(whole) <= MOST_SEGMENTS:
                return whole
        page = written or link or _ascii(self._municipalities.get(slug).website)
        return _cut(text, self._text(READ_ON, slug, link=page), below)

    def _choices(self, choices: Sequence[Choice], slug: str) -> str:
        """A numbered line each, and how to choose; numbers as `nlu.choices` reads them back."""
        if not choices:
            return ""
        titles = [fold(" ".join(choice.title.split())) for choice in choices]
        numbered = [bool(own_number(title)) for title in titles]
        # Beside titles with a number of their own, a second number would only confuse.
        key = CHOOSE_WORDS if any(numbered) and not all(numbered) else CHOOSE
        labels = ["" if any(numbered) else f"{place} " for place in range(1, len(titles) + 1)]
        block = ""
        for room in _TITLE_ROOM:
            lines = [
                label + _shortened(title, room) for label, title in zip(labels, titles, strict=True)
            ]
            block = "\n".join((*lines, self._text(key, slug)))
            if segments(block) < MOST_SEGMENTS:
                break
        return block

    def _source(self, source: Source | None, slug: str) -> str:
        if source is None:
            return ""
        return self._text(SOURCE, slug, bron=source.title, datum=_day(source.checked_on))

    def _text(self, key: str, slug: str, **values: str) -> str:
        return fold(self._texts.text(key, slug, **values))


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _cut(text: str, read_on: str, below: str) -> str:
    """As much of the text as there is room for, from its beginning."""
    for kept in _shorter(text):
        whole = _joined(kept, read_on, below)
        if segments(whole) <= MOST_SEGMENTS:
            return whole
    return below


def _shorter(text: str) -> Iterator[str]:
    """The text without its last sentence, its last two, ...; when one is too long, by words."""
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    for end in reversed(ends):
        # "Neem mee:" promises a list that is gone.
        if not text[:end].rstrip().endswith(":"):
            yield text[:end].rstrip()
    first = text[: ends[0]] if ends else text
    for match in reversed(list(re.finditer(r"\s+", first))):
        yield f"{first[: match.start()]}..."
    yield ""


def _one_address(text: str) -> tuple[str, str]:
    """The text with one web address at most, and that one; of others only the name is left."""
    match = _URL.search(text)
    if match is None:
        return text, ""
    kept = match[0]
    return _URL.sub(lambda m: m[0] if m[0] == kept else urlsplit(m[0]).netloc, text), kept


def _shortened(title: str, room: int) -> str:
    return title if len(title) <= room else f"{title[: room - 3].rstrip()}..."


def _ascii(url: str) -> str:
    """The address in the letters that addresses are written in: cheap in every text message."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def _day(iso: str) -> str:
    """22-11-2026: shorter than with the name of the month."""
    try:
        return date.fromisoformat(iso).strftime("%d-%m-%Y")
    except ValueError:
        return iso
