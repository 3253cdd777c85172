"""What the agenda offers at all: products, branches, hours and closed days. No bookings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from holidays import country_holidays

AGENDA_TIME = ZoneInfo("Europe/Amsterdam")
PLAN = Path(__file__).parent / "agenda.yml"
SLICE = timedelta(minutes=5)
"""Desks are taken in pieces of so long."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Service:
    """One product. `extra` minutes for each further person, of `most` in all."""

    id: str
    name: str
    minutes: int
    extra: int
    most: int
    from_home: bool


@dataclass(frozen=True)
class Branch:
    """One place. `home`: nobody comes there; video or telephone. `hours` by weekday."""

    id: str
    municipality: str
    name: str
    address: str
    zip: str
    city: str
    desks: int
    home: bool
    hours: dict[int, tuple[tuple[time, time], ...]]


class Plan:
    """Read from `agenda.yml`."""

    def __init__(self, path: Path = PLAN) -> None:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.every = timedelta(minutes=data["slots_every"])
        self.notice = timedelta(minutes=data["notice"])
        self.horizon = timedelta(days=data["horizon"])
        self._closed = {date.fromisoformat(day) for day in data["closed"]}
        self.services = tuple(_service(name, item) for name, item in data["products"].items())
        hours = {name: _week(week) for name, week in data["hours"].items()}
        self.branches = tuple(
            _branch(municipality, item, hours[item["hours"]])
            for municipality, items in data["branches"].items()
            for item in items
        )

    def service(self, identifier: str) -> Service | None:
        """The product with this id."""
        return next((one for one in self.services if one.id == identifier), None)

    def branch(self, municipality: str, identifier: str) -> Branch | None:
        """The branch of this municipality with this id."""
        return next((one for one in self.of(municipality) if one.id == identifier), None)

    def of(self, municipality: str) -> tuple[Branch, ...]:
        """All branches of a municipality."""
        return tuple(one for one in self.branches if one.municipality == municipality)

    def at(self, branch: Branch) -> tuple[Service, ...]:
        """What can be done there."""
        return tuple(one for one in self.services if one.from_home or not branch.home)

    def starts(self, branch: Branch, day: date, length: timedelta) -> Iterator[datetime]:
        """Every time on a day at which something so long can begin."""
        if day in self._closed or day in _holidays(day.year):
            return
        for opens, closes in branch.hours.get(day.weekday(), ()):
            start = datetime.combine(day, opens, AGENDA_TIME)
            end = datetime.combine(day, closes, AGENDA_TIME)
            while start + length <= end:
                yield start
                start += self.every


def length_of(services: Sequence[Service], people: int) -> timedelta:
    """How long it takes, in whole slices."""
    minutes = sum(one.minutes + one.extra * (people - 1) for one in services)
    slices = -(-minutes // (SLICE.seconds // 60))
    return slices * SLICE


def slices(start: datetime, length: timedelta) -> list[datetime]:
    """The pieces of a desk's time that it takes."""
    return [start + n * SLICE for n in range(length // SLICE)]


def _service(name: str, item: dict[str, Any]) -> Service:
    return Service(
        _id(name),
        name,
        item["minutes"],
        item.get("extra", 0),
        item["most"],
        item.get("from_home", False),
    )


def _branch(
    municipality: str, item: dict[str, Any], hours: dict[int, tuple[tuple[time, time], ...]]
) -> Branch:
    return Branch(
        _id(municipality, item["name"]),
        municipality,
        item["name"],
        item.get("address", ""),
        item.get("zip", ""),
        item.get("city", ""),
        item["desks"],
        item.get("home", False),
        hours,
    )


def _week(week: dict[str, list[str]]) -> dict[int, tuple[tuple[time, time], ...]]:
    return {
        _DAYS.index(day): tuple(
            (time.fromisoformat(first), time.fromisoformat(last))
            for first, last in (span.split("-") for span in spans)
        )
        for day, spans in week.items()
    }


def _id(*names: str) -> str:
    """A public id as Qmatic makes them: 64 hexadecimal digits."""
    return hashlib.sha256("/".join(names).encode()).hexdigest()


@lru_cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("NL", years=year))
