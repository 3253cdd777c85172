"""What the dialogue needs to know of a municipality: its values for texts, and is it open now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from assistant.domain.opening_hours import is_open
from assistant.domain.teams import Team
from assistant.ports.clock import ClockPort
from assistant.ports.municipalities import MunicipalitiesPort

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")


class MunicipalityService:
    """Local values for texts, with the default municipality where none is given."""

    def __init__(
        self,
        municipalities: MunicipalitiesPort,
        clock: ClockPort,
        holidays: Callable[[int], frozenset[date]],
        default: str,
    ) -> None:
        self._municipalities = municipalities
        self._clock = clock
        self._holidays = holidays
        self._default = default

    def resolve(self, slug: str | None) -> str:
        """`slug` when it is a configured municipality, else the default one."""
        return slug if slug and slug in self._municipalities.slugs() else self._default

    def values(self, slug: str) -> dict[str, str]:
        """Values for the placeholders in responses: {gemeente}, {telefoon}, {website}, ..."""
        return self._municipalities.get(slug).values()

    def is_holiday(self) -> bool:
        """Whether it is a public holiday today."""
        today = self._clock.now().astimezone(DUTCH_TIME).date()
        return today in self._holidays(today.year)

    def chat_is_open(self, slug: str) -> bool:
        """Whether humans may be in the chat at this moment. A municipality that says no hours for
        that has them there whenever somebody is at the desk."""
        hours = self._municipalities.get(slug).hours
        return "chat" not in hours or self._is_open(hours["chat"])

    def teams(self, slug: str) -> tuple[Team, ...]:
        """The teams at the desk, at whatever hour."""
        return self._municipalities.get(slug).teams

    def teams_open(self, slug: str) -> tuple[Team, ...]:
        """The teams at the desk that are there at this hour."""
        every = self._municipalities.get(slug).teams
        return tuple(team for team in every if not team.hours or self._is_open(team.hours))

    def phone_is_open(self, slug: str) -> bool:
        """Whether someone answers the municipality's phone at this moment."""
        return self._is_open(self._municipalities.get(slug).hours.get("phone", {}))

    def _is_open(self, week: Mapping[str, tuple[str, ...]]) -> bool:
        now = self._clock.now().astimezone(DUTCH_TIME)
        return is_open(week, now, self._holidays(now.year))
