"""A map that knows a few streets."""

from __future__ import annotations

from assistant.domain.places import Spot, Wanted
from assistant.errors import BackendUnavailable
from assistant.ports.addresses import AddressesPort

STREETS = ("Coolsingel", "Lijnbaan", "Kerkstraat", "Korte Hoogstraat")


class FakeAddresses(AddressesPort):
    """`down` makes it fail; `asked` is what it was asked for."""

    def __init__(self) -> None:
        self.down = False
        self.asked: list[Wanted] = []

    async def find(self, wanted: Wanted, municipality: str) -> Spot:
        self.asked.append(wanted)
        if self.down:
            raise BackendUnavailable("down")
        if wanted.lat is not None and wanted.lon is not None:
            return Spot(f"Lijnbaan 1, {municipality}", wanted.lon, wanted.lat, "Lijnbaan", "1")
        if wanted.postcode or wanted.street in STREETS:
            text = f"{wanted.words}, {municipality}"
            return Spot(text, 4.47, 51.92, wanted.street, wanted.number, city=municipality)
        return Spot(wanted.words, 4.4, 51.9, found=False)
