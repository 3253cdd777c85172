"""Answers of an eDienst that the municipality has already, once the resident allows that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from assistant.domain.ediensten.declaration import EDienst, Field
from assistant.domain.ediensten.talk import Said
from assistant.domain.identity import Login
from assistant.domain.lookups import PURPOSE_LENGTH
from assistant.errors import BackendUnavailable, ConsentMissing
from assistant.ports.persons import PersonsPort
from assistant.ports.texts import TextsPort
from assistant.services.lookups import LookupService

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Found:
    """`value` is the answer, empty where there is none; `text` what is said about it."""

    value: str
    text: str


class EDienstLookups:
    """`persons` is the register of persons; None where there is none for Balie."""

    def __init__(
        self, persons: PersonsPort | None, lookups: LookupService, texts: TextsPort
    ) -> None:
        self._persons = persons
        self._lookups = lookups
        self._texts = texts

    def offers(self, field: Field, known: Mapping[str, str]) -> bool:
        """Whether the answer can be looked up, after these answers."""
        return self._persons is not None and field.is_known(known)

    async def answer(self, said: Said, field: Field, allowed: bool) -> None:
        """The resident says whether it may.

        Raises:
            StorageUnavailable: that is not kept.
        """
        if field.known_in is not None:
            await self._lookups.answer(said.conversation_id, field.known_in, allowed)

    async def find(self, login: Login, edienst: EDienst, field: Field) -> Found:
        """Look it up for who is logged in; not where it cannot be kept that it is looked up."""
        place, persons, source = login.municipality, self._persons, field.known_in
        if persons is None or source is None:
            return Found("", "")
        try:
            value = await self._lookups.look(
                login,
                source,
                edienst.title[:PURPOSE_LENGTH],
                lambda bsn: persons.known(bsn, source),
            )
        except ConsentMissing:
            # It is older than it may be, or was somebody else's: then he tells it himself.
            return Found("", "")
        except BackendUnavailable as error:
            log.warning("edienst_lookup_failed", edienst=edienst.key, reason=type(error).__name__)
            return Found("", self._texts.text("utter_edienst_known_down", place))
        if not value:
            return Found("", self._texts.text("utter_edienst_not_known", place))
        return Found(value, self._texts.text("utter_edienst_known", place, antwoord=value))
