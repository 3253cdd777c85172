"""eDiensten of every municipality alike."""

from __future__ import annotations

from assistant.domain.ediensten.declaration import EDienst, EDiensten
from assistant.ports.ediensten import EDienstenPort


class FakeEDiensten(EDienstenPort):
    """Those that a test wants; none by default."""

    def __init__(self, *every: EDienst) -> None:
        self.every = EDiensten(every)

    def ediensten(self, municipality: str) -> EDiensten:
        return self.every
