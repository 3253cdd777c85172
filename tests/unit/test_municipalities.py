"""What the dialogue needs to know of a municipality."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.domain.municipality import Municipality
from assistant.errors import MunicipalityNotFound
from assistant.services.municipalities import MunicipalityService
from tests.fakes.clock import FakeClock
from tests.fakes.municipalities import FakeMunicipalities

WORKDAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("08:00-18:00",))


class WithHours(FakeMunicipalities):
    """Rotterdam has hours, Tilburg gave none."""

    def get(self, slug: str) -> Municipality:
        found = super().get(slug)
        return replace(found, hours={"phone": WORKDAYS}) if slug == "rotterdam" else found


def holidays(year: int) -> frozenset[date]:
    return frozenset({date(year, 12, 25), date(year, 1, 1)})


def service(clock: FakeClock | None = None) -> MunicipalityService:
    return MunicipalityService(WithHours(), clock or FakeClock(), holidays, "rotterdam")


@pytest.mark.parametrize(
    ("given", "resolved"),
    [
        ("tilburg", "tilburg"),
        ("rotterdam", "rotterdam"),
        ("ede", "rotterdam"),
        ("", "rotterdam"),
        (None, "rotterdam"),
        ("TILBURG", "rotterdam"),
    ],
)
def test_resolve_takes_the_default_when_no_known_municipality_is_named(
    given: str | None, resolved: str
) -> None:
    assert service().resolve(given) == resolved


def test_values_are_those_of_the_municipality() -> None:
    values = service().values("tilburg")
    assert (values["gemeente"], values["telefoon"]) == ("Tilburg", "14 010")
    assert values["website"] == "https://www.tilburg.example/"
    with pytest.raises(MunicipalityNotFound):
        service().values("ede")


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-23T06:59:59", False),  # in winter, Amsterdam is one hour later than UTC
        ("2026-11-23T07:00:00", True),
        ("2026-11-23T16:59:59", True),
        ("2026-11-23T17:00:00", False),
        ("2027-07-12T06:00:00", True),  # and in summer two
        ("2027-07-12T15:59:59", True),
        ("2027-07-12T16:00:00", False),
        ("2026-11-22T10:00:00", False),
        ("2026-12-25T10:00:00", False),
        ("2027-01-01T10:00:00", False),
        ("2026-11-23T23:30:00", False),
    ],
)
def test_phone_is_open_by_dutch_time_weekday_and_holidays(moment: str, open_: bool) -> None:
    clock = FakeClock()
    clock.forward(
        seconds=(datetime.fromisoformat(moment).replace(tzinfo=UTC) - clock.now()).total_seconds()
    )
    assert service(clock).phone_is_open("rotterdam") is open_


def test_phone_is_closed_when_its_hours_are_unknown() -> None:
    assert not service().phone_is_open("tilburg")
