"""What residents of a municipality can make appointments for."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.booking.catalogue import Catalogue


class CataloguePort(ABC):
    """Configuration only."""

    @abstractmethod
    def catalogue(self, municipality: str) -> Catalogue:
        """The catalogue as this municipality's appointment system names its products.

        Raises:
            MunicipalityNotFound: none is configured under this name.
        """
