"""The municipalities that this installation serves."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.municipality import Municipality


class MunicipalitiesPort(ABC):
    """Configuration only: adding a municipality needs no code."""

    @abstractmethod
    def slugs(self) -> tuple[str, ...]:
        """Their names as they stand in addresses, in the order in which residents see them."""

    @abstractmethod
    def get(self, slug: str) -> Municipality:
        """One of them.

        Raises:
            MunicipalityNotFound: none is configured under this name.
        """
