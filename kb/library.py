"""The library in memory: all articles, per municipality with its overrides, and rendered text."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path

from assistant.domain.articles import Article, Kind
from assistant.domain.booking.catalogue import Catalogue
from assistant.domain.ediensten.declaration import EDienst, EDiensten
from assistant.domain.municipality import Municipality
from assistant.domain.teams import Team
from assistant.errors import ArticleNotFound, MunicipalityNotFound
from assistant.ports.catalogue import CataloguePort
from assistant.ports.ediensten import EDienstenPort
from assistant.ports.library import LibraryPort
from assistant.ports.municipalities import MunicipalitiesPort
from kb.appointments_file import read_appointments, with_own_names
from kb.article_file import read_article
from kb.ediensten_file import read_edienst
from kb.errors import ContentError
from kb.facts import fill, read_facts
from kb.municipality_file import read_municipality
from kb.teams_file import read_teams

FOLDERS = {
    Kind.FAQ: "articles",
    Kind.REFERRAL: "referrals",
    Kind.CRISIS: "crisis",
    Kind.LIFE_EVENT: "life_events",
}


class Library(LibraryPort, MunicipalitiesPort, CataloguePort, EDienstenPort):
    """Reads the whole library at construction: about 200 small files, a few tenths of a second.

    A file that cannot be read is left out and listed in `broken`: one bad article must not
    take the assistant down. `make check-content` refuses it before it gets here.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.broken: list[ContentError] = []
        self._facts = read_facts(path / "facts.yml")
        self._national: dict[str, Article] = {}
        for kind, folder in FOLDERS.items():
            self._national |= self._read_folder(path / folder, kind)
        teams = self._read_teams()
        self._municipalities: dict[str, Municipality] = {}
        self._local: dict[str, dict[str, Article]] = {}
        for file in sorted((path / "municipalities").glob("*/municipality.yml")):
            try:
                municipality = read_municipality(file, teams)
            except ContentError as error:
                self.broken.append(error)
                continue
            self._municipalities[municipality.slug] = municipality
            self._local[municipality.slug] = self._read_folder(file.parent / "articles", Kind.FAQ)
        self._catalogues = self._read_catalogues()
        national = self._read_ediensten(path)
        self._ediensten = {
            slug: EDiensten(
                tuple((national | self._read_ediensten(path / "municipalities" / slug)).values())
            )
            for slug in self._municipalities
        }

    def _read_teams(self) -> dict[str, Team]:
        try:
            return read_teams(self.path / "teams.yml")
        except ContentError as error:
            self.broken.append(error)
            return {}

    def _read_catalogues(self) -> dict[str, Catalogue]:
        try:
            national = read_appointments(self.path / "appointments.yml")
        except ContentError as error:
            self.broken.append(error)
            national = Catalogue()
        return {
            slug: with_own_names(national, municipality.appointment_products)
            for slug, municipality in self._municipalities.items()
        }

    def _read_ediensten(self, folder: Path) -> dict[str, EDienst]:
        """By key; a municipality's own takes the place of the national one."""
        found = {}
        for file in sorted((folder / "ediensten").glob("*.yml")):
            try:
                found[file.stem] = read_edienst(file)
            except ContentError as error:
                self.broken.append(error)
        return found

    def _read_folder(self, folder: Path, kind: Kind) -> dict[str, Article]:
        articles = {}
        for file in sorted(folder.glob("*.md")):
            try:
                articles[file.stem] = read_article(file, kind)
            except ContentError as error:
                self.broken.append(error)
        return articles

    def slugs(self) -> tuple[str, ...]:
        """See `MunicipalitiesPort`."""
        return tuple(self._municipalities)

    def get(self, slug: str) -> Municipality:
        """See `MunicipalitiesPort`."""
        try:
            return self._municipalities[slug]
        except KeyError as error:
            raise MunicipalityNotFound(slug) from error

    def catalogue(self, municipality: str) -> Catalogue:
        """See `CataloguePort`."""
        try:
            return self._catalogues[municipality]
        except KeyError as error:
            raise MunicipalityNotFound(municipality) from error

    def ediensten(self, municipality: str) -> EDiensten:
        """See `EDienstenPort`."""
        try:
            return self._ediensten[municipality]
        except KeyError as error:
            raise MunicipalityNotFound(municipality) from error

    def articles(self) -> tuple[Article, ...]:
        """See `LibraryPort`."""
        return tuple(self._national.values())

    def local_articles(self, municipality: str) -> tuple[Article, ...]:
        """Articles that this municipality adds or puts in place of a national one."""
        return tuple(self._local.get(municipality, {}).values())

    def every_article(self) -> tuple[Article, ...]:
        """National articles, and of each one that only municipalities have, one of theirs."""
        found = dict(self._national)
        for local in self._local.values():
            for slug, article in local.items():
                found.setdefault(slug, article)
        return tuple(found.values())

    def article(self, slug: str, municipality: str) -> Article:
        """See `LibraryPort`."""
        local = self._local.get(municipality, {}).get(slug)
        article = local or self._national.get(slug)
        if article is None:
            raise ArticleNotFound(slug)
        return self._fill(article, self.get(municipality))

    def _fill(self, article: Article, municipality: Municipality) -> Article:
        def filled(text: str) -> str:
            return fill(text, municipality, self._facts)

        return replace(
            article,
            title=filled(article.title),
            lead=filled(article.lead),
            sections=tuple(
                replace(section, heading=filled(section.heading), text=filled(section.text))
                for section in article.sections
            ),
            steps=tuple(
                replace(
                    step, title=filled(step.title), text=filled(step.text), when=filled(step.when)
                )
                for step in article.steps
            ),
        )

    @cached_property
    def facts(self) -> frozenset[str]:
        """Names of all local facts that `facts.yml` describes."""
        return frozenset(self._facts)
