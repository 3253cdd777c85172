"""Free places for an appointment: those that were asked for, or else the nearest to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assistant.domain.appointments import Location, Product
from assistant.domain.booking.wishes import Wishes
from assistant.ports.appointments import AppointmentsPort

HORIZON = timedelta(days=90)
MOST = 4
"""More places than this are a list to study, not an offer."""
MOST_DAYS = 5
"""Of so many days the times are looked up at most."""

Amounts = Sequence[tuple[Product, int]]
Place = tuple[Location, datetime]


@dataclass(frozen=True)
class Found:
    """Places in order. `as_asked`: they are what was asked for, not the nearest to it."""

    places: tuple[Place, ...]
    as_asked: bool


async def find(
    system: AppointmentsPort,
    amounts: Amounts,
    location: Location,
    others: Sequence[Location],
    wishes: Wishes,
    today: date,
) -> Found:
    """A few places at `location`; where it has none as wanted, the nearest, also at `others`.

    Raises:
        BackendUnavailable: the appointment system did not answer.
    """
    free = await system.days(amounts, location, today, today + HORIZON)
    places = await _as_wanted(system, amounts, location, free, wishes)
    if places:
        return Found(places, True)
    near = await _nearest(system, amounts, location, free, wishes, today)
    elsewhere: list[Place] = []
    for other in others[:3]:
        days = await system.days(amounts, other, today, today + HORIZON)
        elsewhere += (await _as_wanted(system, amounts, other, days, wishes))[:1]
    chosen = [*near[: MOST - len(elsewhere[:2])], *elsewhere[:2]]
    return Found(tuple(sorted(chosen, key=lambda place: place[1])), False)


async def _as_wanted(
    system: AppointmentsPort,
    amounts: Amounts,
    location: Location,
    free: Sequence[date],
    wishes: Wishes,
) -> tuple[Place, ...]:
    fitting = [day for day in free if wishes.fits_day(day)]
    by_day: list[list[datetime]] = []
    for day in fitting[:MOST_DAYS]:
        times = await system.times(amounts, location, day)
        if fits := [start for start in times if wishes.fits(start)]:
            by_day.append(fits)
        if len(by_day) == (1 if wishes.pick == "first" else MOST):
            break
    if not by_day:
        return ()
    if len(by_day) == 1:
        starts = _spread(by_day[0])
    else:
        # From several days the first of each, so that there is something to choose.
        starts = [fits[0] for fits in by_day]
        if wishes.pick == "last":
            starts = [by_day[-1][-1]]
    return tuple((location, start) for start in starts[:MOST])


def _spread(starts: Sequence[datetime]) -> list[datetime]:
    """The first, the last and some between: a whole day at a glance."""
    if len(starts) <= MOST:
        return list(starts)
    step = (len(starts) - 1) / (MOST - 1)
    return [starts[round(step * index)] for index in range(MOST)]


async def _nearest(
    system: AppointmentsPort,
    amounts: Amounts,
    location: Location,
    free: Sequence[date],
    wishes: Wishes,
    today: date,
) -> list[Place]:
    """On the wanted days another time; else on the nearest days, rather later than earlier."""
    allowed = [day for day in free if wishes.allows_day(day)]
    target = wishes.first_day or today
    allowed.sort(key=lambda day: (not wishes.fits_day(day), abs((day - target).days), day < target))
    found: list[Place] = []
    for day in allowed[: MOST - 1]:
        times = await system.times(amounts, location, day)
        fits = [start for start in times if wishes.fits_time(start.timetz().replace(tzinfo=None))]
        ordered = sorted(fits or times, key=lambda start: _away(start, wishes))
        found += [(location, start) for start in ordered[: 2 if wishes.fits_day(day) else 1]]
    return sorted(found, key=lambda place: place[1])


def _away(start: datetime, wishes: Wishes) -> tuple[timedelta, datetime]:
    """How far a time is from the wanted time."""
    wanted = [wish.first or wish.last for wish in wishes.times if not wish.excluded]
    aims = [aim for aim in wanted if aim is not None] or [time.min]
    moment = timedelta(hours=start.hour, minutes=start.minute)
    return min(abs(moment - timedelta(hours=a.hour, minutes=a.minute)) for a in aims), start
