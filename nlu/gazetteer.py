"""Names that are known beforehand: products and other municipalities."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.domain.articles import Article, Kind
from assistant.domain.text import fold
from nlu.normaliser import normalise


class Gazetteer:
    """Look-ups on names. Built from the library at load time, so it is never out of date."""

    def __init__(
        self, articles: Iterable[Article], places: Iterable[str], own_places: Iterable[str]
    ) -> None:
        self._articles = {article.slug: article for article in articles}
        terms = {
            normalise(term): article.slug
            for article in self._articles.values()
            if article.kind is Kind.FAQ
            for term in article.terms
        }
        self._terms = terms
        self._product = _any_of(terms)
        own = {fold(place) for place in own_places}
        self._places = {fold(p): p for p in places if fold(p) not in own and len(p) > 3}
        self._place = _any_of(self._places)

    def product(self, clean: str) -> str:
        """Slug of the product that a normalised text names (the longest name wins), or ""."""
        found = self._product.findall(clean) if self._product else []
        return self._terms[max(found, key=len)] if found else ""

    def other_place(self, clean: str) -> str:
        """Another Dutch municipality that the text names, in its official spelling, or ""."""
        match = self._place.search(clean) if self._place else None
        return self._places[match[0]] if match else ""

    def name(self, slug: str) -> str:
        """How to name the subject of an article in front of a follow-up question."""
        article = self._articles.get(slug)
        if article is None:
            return ""
        return normalise(article.terms[0] if article.terms else article.title)

    def family(self, slug: str) -> frozenset[str]:
        """The article itself, what it is related to or has steps about, and what has its stem."""
        article = self._articles.get(slug)
        stem = slug.partition("_")[0]
        same_stem = {other for other in self._articles if other.partition("_")[0] == stem}
        steps = {step.article for step in article.steps} if article else set()
        return frozenset({slug, *(article.related if article else ()), *steps, *same_stem})


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted((name for name in names if name), key=len, reverse=True)
    if not ordered:
        return None
    return re.compile(r"\b(?:" + "|".join(map(re.escape, ordered)) + r")\b")
