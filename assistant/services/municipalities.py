"""What conversation texts need to know of a municipality: contact data and whether it is open now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assistant.domain.opening_hours import is_open
from assistant.errors import MunicipalityNotFound
from assistant.ports.clock import Clock
from assistant.ports.library import LibraryPort


class MunicipalityService:
    """Local values for texts, with the default municipality where none is given."""

    def __init__(
        self,
        library: LibraryPort,
        clock: Clock,
        holidays: Callable[[int], frozenset[date]],
        default: str,
    ) -> None:
        self._library = library
        self._clock = clock
        self._holidays = holidays
        self._default = default

    def resolve(self, slug: str | None) -> str:
        """`slug` when it is a configured municipality, else the default one."""
        return slug if slug and slug in self._library.slugs() else self._default

    def values(self, slug: str) -> dict[str, str]:
        """Values for the placeholders in responses: {gemeente}, {telefoon}, {website}, ..."""
        place = self._library.municipality(slug)
        location = place.locations[0] if place.locations else None
        return {
            "gemeente": place.name,
            "telefoon": place.phone,
            "website": place.website,
            "openingstijden": place.hours_text,
            "afspraak_link": place.appointment_page,
            "contact_link": place.contact_page,
            "melding_link": place.report_page,
            "klacht_link": place.complaint_page,
            "zaak_link": place.case_page,
            "adres": f"{location.name}, {location.address}" if location else place.website,
        }

    def phone_is_open(self, slug: str) -> bool:
        """Whether someone answers the municipality's phone at this moment."""
        now = self._clock.now()
        week = self._library.municipality(slug).hours.get("phone", {})
        return is_open(week, now, self._holidays(now.year))

    def named_in(self, text: str) -> str | None:
        """Slug of the configured municipality that `text` names, if any."""
        lowered = f" {text.casefold()} "
        for slug in self._library.slugs():
            try:
                place = self._library.municipality(slug)
            except MunicipalityNotFound:
                continue
            if any(f" {name.casefold()}" in lowered for name in (place.name, *place.aliases)):
                return slug
        return None
