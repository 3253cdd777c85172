"""What residents can make an appointment for, and how they call it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.domain.appointments import Method
from assistant.domain.text import fold


@dataclass(frozen=True)
class Entry:
    """One product. `title` is for residents; `system_name` what the appointment system calls it;
    `article` tells what to bring and what it costs (a slug, or empty). `also` is what to know too
    where a message has one of these words: {"gestolen": "rijbewijs_vermist"}."""

    key: str
    title: str
    system_name: str
    article: str = ""
    words: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Catalogue:
    """All products of one municipality. `methods` names, as the appointment system does, the
    places where nobody has to go: for video and for telephone."""

    entries: tuple[Entry, ...] = ()
    methods: Mapping[Method, str] = field(default_factory=dict)

    def entry(self, key: str) -> Entry | None:
        """The product with this key."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def by_system_name(self, name: str) -> Entry | None:
        """The product that the appointment system calls so."""
        named = fold(name)
        return next((e for e in self.entries if fold(e.system_name) == named), None)

    def named_in(self, text: str) -> tuple[str, ...]:
        """Keys of the products that a text names, in its order; longer names win."""
        folded = _plain(text)
        found: list[str] = []
        if self._pattern:
            for match in self._pattern.finditer(folded):
                key = self._keys[match[1]]
                if key not in found:
                    found.append(key)
        return tuple(found)

    def about(self, article: str) -> str:
        """Key of the product that an article (a slug) is about; empty where it is about none."""
        for slug in (article, article.partition("_")[0]):
            for entry in self.entries:
                if slug and entry.article == slug:
                    return entry.key
        return ""

    def also(self, keys: Sequence[str], text: str) -> str:
        """The article to know of beside an appointment for these products; empty for none."""
        said = set(re.findall(r"\w+", fold(text)))
        entries = (entry for key in keys if (entry := self.entry(key)))
        found = (entry.also[word] for entry in entries for word in entry.also if word in said)
        return next(found, "")

    def method_of(self, location_name: str) -> Method:
        """How people meet at the place that the appointment system calls so."""
        named = fold(location_name)
        for method, name in self.methods.items():
            if fold(name) == named:
                return method
        return Method.DESK

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {_plain(word): entry.key for entry in self.entries for word in entry.words}

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = sorted(self._keys, key=len, reverse=True)
        if not words:
            return None
        # "paspoorten", "rijbewijsje": an ending is allowed, another word is not.
        joined = "|".join(re.escape(word).replace(r"\ ", r"[ -]") for word in words)
        return re.compile(rf"(?<![\w-])({joined})(?:en|s|je|jes)?(?![\w-])")


def _plain(text: str) -> str:
    """As it is compared: "rybewijs" and "rijbewys" are written for "rijbewijs"."""
    return fold(text).replace("ij", "y")
