"""Answers of the library for staff to send: found by the words in their titles and questions."""

from __future__ import annotations

import re

from assistant.domain.articles import Article, Kind
from assistant.domain.text import fold
from assistant.errors import NotFound
from assistant.ports.library import LibraryPort

MOST = 6
_WORD = re.compile(r"[a-z0-9]{3,}")


class CannedAnswers:
    """Looks up words; which answer fits is for who sends it."""

    def __init__(self, library: LibraryPort) -> None:
        self._library = library
        self._words = {
            article.slug: _words(article)
            for article in library.articles()
            if article.kind in (Kind.FAQ, Kind.REFERRAL)
        }

    def find(self, text: str, municipality: str) -> list[dict[str, str]]:
        """The best ones first: slug, title and text of each."""
        asked = set(_WORD.findall(fold(text)))
        if not asked:
            return []
        scored = sorted(
            ((self._score(asked, slug), slug) for slug in self._words),
            key=lambda pair: (-pair[0], pair[1]),
        )
        found = []
        for score, slug in scored[:MOST]:
            if score <= 0:
                break
            try:
                article = self._library.article(slug, municipality)
            except NotFound:
                continue
            found.append({"slug": slug, "title": article.title, "text": article.lead})
        return found

    def _score(self, asked: set[str], slug: str) -> float:
        """How many of the words it has; those in its title count more, and a short title most."""
        title, rest = self._words[slug]
        inside = len(asked & title)
        return inside * 3 / (1 + 0.1 * len(title)) + len(asked & rest) * 0.5


def _words(article: Article) -> tuple[frozenset[str], frozenset[str]]:
    title = frozenset(_WORD.findall(fold(f"{article.title} {article.slug}")))
    questions = (one for section in article.questions.values() for one in section)
    return title, frozenset(_WORD.findall(fold(" ".join(questions)))) - title
