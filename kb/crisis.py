"""Recognises danger by the patterns in `kb/crisis/`: before, and without, any model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.domain.articles import Article, Kind
from assistant.domain.conversation import Outcome, Reply
from assistant.domain.text import fold
from assistant.ports.crisis import CrisisPort

MAX_CHARACTERS = 2000
"""A pattern never sees more: keeps the cost of any message bounded."""


class CrisisPatterns(CrisisPort):
    """The most urgent crisis text (lowest `priority`) of which a pattern occurs."""

    def __init__(self, articles: Iterable[Article]) -> None:
        crises = [article for article in articles if article.kind is Kind.CRISIS]
        self._crises = [
            (article, [re.compile(pattern) for pattern in article.patterns])
            for article in sorted(crises, key=lambda article: article.priority)
        ]

    def find(self, text: str) -> Article | None:
        """The crisis article for `text` as typed, or None."""
        folded = " ".join(fold(text[:MAX_CHARACTERS]).replace("’", "'").split())
        for article, patterns in self._crises:
            if any(pattern.search(folded) for pattern in patterns):
                return article
        return None

    def match(self, text: str) -> Reply | None:
        """See `CrisisPort`."""
        article = self.find(text)
        if article is None:
            return None
        return Reply(article.lead, outcome=Outcome.REFERRAL, articles=(article.slug,))
