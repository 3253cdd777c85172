"""Which team at the desk knows a subject."""

from __future__ import annotations

from assistant.errors import NotFound
from assistant.ports.library import LibraryPort
from assistant.services.municipalities import MunicipalityService


class TeamService:
    """The subjects of teams are those of the library."""

    def __init__(self, library: LibraryPort, municipalities: MunicipalityService) -> None:
        self._library = library
        self._municipalities = municipalities

    def knowing(self, municipality: str, slug: str) -> str:
        """The key of the one that knows this article and is there at this hour; empty: anybody."""
        try:
            article = self._library.article(slug, municipality) if slug else None
        except NotFound:
            article = None
        if article is None:
            return ""
        every = self._municipalities.teams_open(municipality)
        return next((team.key for team in every if team.understands(article)), "")
