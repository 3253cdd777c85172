"""A municipality: configuration only, no behaviour of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.origins import origin_of
from assistant.domain.teams import Team


@dataclass(frozen=True)
class Location:
    """A place where residents can go."""

    name: str
    address: str
    postcode: str = ""
    city: str = ""


@dataclass(frozen=True)
class Municipality:
    """Contact data, opening hours and local facts.

    `thresholds` holds `answer` and `ask` (0 to 1) where this municipality wants Balie to be surer,
    or less sure, than elsewhere before it answers or asks "Bedoelt u ...?".
    `hours` maps a desk ("phone", "desk"; "chat": humans in the chat) to ISO weekday names ("mon")
    to ranges "08:00-18:00".
    `appointment_products`: what its appointment system calls products, by key of the catalogue,
    where that is not their title.
    `teams` are those at the desk, in the order in which they are shown.
    `origins` are the sites that may show the chat, beside `website`: "https://formulieren.a.nl".
    """

    slug: str
    name: str
    phone: str
    website: str
    hours_text: str
    appointment_page: str = ""
    contact_page: str = ""
    report_page: str = ""
    complaint_page: str = ""
    zaak_page: str = ""
    aliases: tuple[str, ...] = ()
    locations: tuple[Location, ...] = ()
    hours: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    origins: tuple[str, ...] = ()
    appointment_products: Mapping[str, str] = field(default_factory=dict)
    teams: tuple[Team, ...] = ()
    theme: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    def shows_chat(self, origin: str) -> bool:
        """Whether pages of this origin may show the chat of this municipality."""
        return origin != "" and (origin in self.origins or origin == origin_of(self.website))

    def values(self) -> dict[str, str]:
        """What any text may name between braces: {gemeente}, {telefoon}, {openingstijden}, ..."""
        place = self.locations[0] if self.locations else None
        address = (place.name, place.address, place.city) if place else (self.website,)
        return {
            "gemeente": self.name,
            "telefoon": self.phone,
            "website": self.website,
            "openingstijden": self.hours_text,
            "afspraak_link": self.appointment_page,
            "contact_link": self.contact_page,
            "melding_link": self.report_page,
            "klacht_link": self.complaint_page,
            "zaak_link": self.zaak_page,
            "adres": ", ".join(part for part in address if part),
        }
