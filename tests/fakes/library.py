"""A library in memory: national articles that name nothing local."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.domain.articles import Article
from assistant.errors import ArticleNotFound, MunicipalityNotFound
from assistant.ports.library import LibraryPort


class FakeLibrary(LibraryPort):
    def __init__(
        self,
        articles: Iterable[Article],
        municipalities: tuple[str, ...] = ("rotterdam", "tilburg"),
    ) -> None:
        self._articles = {article.slug: article for article in articles}
        self._municipalities = municipalities

    def articles(self) -> tuple[Article, ...]:
        return tuple(self._articles.values())

    def article(self, slug: str, municipality: str) -> Article:
        if slug not in self._articles:
            raise ArticleNotFound(slug)
        if municipality not in self._municipalities:
            raise MunicipalityNotFound(municipality)
        return self._articles[slug]
