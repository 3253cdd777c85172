"""Is a text for residents at language level B1? Rules of thumb that an editor can act on."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_SENTENCE = 22
"""Words in one sentence. The norm for editors is 20; names and links get two more."""

JARGON = {
    "alsmede": "en ook",
    "betreffende": "over",
    "conform": "volgens",
    "dient te": "moet",
    "dienen te": "moeten",
    "derhalve": "daarom",
    "desgewenst": "als u wilt",
    "doch": "maar",
    "ingevolge": "volgens",
    "indien": "als",
    "inzake": "over",
    "middels": "met",
    "mits": "als",
    "omtrent": "over",
    "reeds": "al",
    "tenzij": "behalve als",
    "teneinde": "om",
    "tevens": "ook",
    "thans": "nu",
    "uiterlijk binnen": "binnen",
    "verstrekken": "geven",
    "voornoemde": "deze",
    "woonachtig": "wonen",
    "zulks": "dit",
}
_OFFICIAL = re.compile(r"verklaring omtrent (?:het )?gedrag", re.IGNORECASE)
_INFORMAL = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)|https?://\S+")
_SENTENCE = re.compile(r"[^.!?:]+[.!?:]?")


def problems(text: str) -> Iterator[str]:
    """Say what makes `text` (Markdown) harder than B1, in sentences for an editor."""
    plain = _LINK.sub(lambda m: m[1] or "", text).replace("**", "")
    plain = _OFFICIAL.sub("vog", plain)
    for match in _INFORMAL.finditer(plain):
        yield f"schrijf in de u-vorm: '{match[0]}'"
    for sentence in _sentences(plain):
        count = len(sentence.split())
        if count > MAX_SENTENCE:
            yield f"zin van {count} woorden (hoogstens 20): '{sentence[:60]}...'"
        lowered = f" {sentence.lower()} "
        for hard, easy in JARGON.items():
            if re.search(rf"\b{hard}\b", lowered):
                yield f"moeilijk woord '{hard}': gebruik '{easy}'"


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        line = line.strip().lstrip("-0123456789. ").strip()
        for match in _SENTENCE.finditer(line):
            sentence = match[0].strip()
            if sentence:
                yield sentence
