"""The answer library as the core uses it."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.articles import Article
from assistant.domain.municipality import Municipality


class LibraryPort(ABC):
    """Curated answers, national with local facts and overrides."""

    @abstractmethod
    def slugs(self) -> tuple[str, ...]:
        """Names of the configured municipalities, as they stand in addresses."""

    @abstractmethod
    def municipality(self, slug: str) -> Municipality:
        """Configuration of one municipality.

        Raises:
            MunicipalityNotFound: none is configured under this name.
        """

    @abstractmethod
    def articles(self) -> tuple[Article, ...]:
        """All national articles, referrals and crisis texts, with their facts not filled in."""

    @abstractmethod
    def article(self, slug: str, municipality: str) -> Article:
        """One article as this municipality's residents read it: overridden and filled in.

        Raises:
            ArticleNotFound: there is none, or its file could not be read.
            MunicipalityNotFound: none is configured under this name.
        """
