"""The answer library as the core uses it."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.articles import Article


class LibraryPort(ABC):
    """Curated answers, national with local facts and overrides."""

    @abstractmethod
    def articles(self) -> tuple[Article, ...]:
        """All national articles, referrals, crisis texts and life events, facts not filled in."""

    @abstractmethod
    def article(self, slug: str, municipality: str) -> Article:
        """One article as this municipality's residents read it: overridden and filled in.

        Raises:
            ArticleNotFound: there is none, or its file could not be read.
            MunicipalityNotFound: none is configured under this name.
        """
