"""What residents of a municipality can hand in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from assistant.domain.ediensten.declaration import EDiensten


class EDienstenPort(ABC):
    """Read once; nothing waits."""

    @abstractmethod
    def ediensten(self, municipality: str) -> EDiensten:
        """Those of this municipality.

        Raises:
            MunicipalityNotFound: there is no such municipality.
        """
