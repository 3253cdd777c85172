"""Who is in whose line, and how long it takes. Pure: who is there is passed in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from assistant.domain.handover import Handover, Stage
from assistant.domain.staff import Staff

THERE_WITHIN = timedelta(seconds=45)
"""Whose desk was open so shortly ago is there."""
AT_ONCE = 3
"""So many residents one human speaks with at the same time."""
FIRST_CHOICE_FOR = timedelta(minutes=2)
"""So long a resident who was passed on is for one colleague only."""
LEAST_KNOWN = 5
"""From fewer conversations nobody tells how long the next ones take."""


def in_line(
    every: Sequence[Handover], staff: Staff, there: Sequence[Staff], now: datetime
) -> list[Handover]:
    """Of all that did not end: whom this person may take, and whom he speaks with. `there` are
    those whose desk is open, in the order of `every`."""
    present = [one for one in there if one.available]
    return [
        one
        for one in every
        if one.staff_id == staff.id
        or (one.stage is Stage.WAITING and _may_take(one, staff, present, now))
    ]


def _may_take(one: Handover, staff: Staff, present: Sequence[Staff], now: datetime) -> bool:
    """Nobody waits for a colleague who went home, or for a team of which nobody is there."""
    passed = one.passed_at is not None
    first = one.passed_at is not None and now < one.passed_at + FIRST_CHOICE_FOR
    if first and any(member.id == one.for_staff for member in present):
        return staff.id == one.for_staff
    if not one.team or one.team in staff.teams:
        return True
    if any(one.team in member.teams for member in present):
        # A subject that a team knows best is open to who is of no team; what somebody passed on
        # to a team is not, or he would get it back.
        return not staff.teams and not passed
    return True


def wait_in_minutes(lasted: Sequence[float], ahead: int, people: int) -> int | None:
    """How long it takes until a human is free for who has so many before him; None where nobody
    can tell. `lasted` are the seconds that the last conversations took."""
    if len(lasted) < LEAST_KNOWN or not people:
        return None
    each = sum(lasted) / len(lasted)
    return max(1, math.ceil((ahead + 1) * each / (people * AT_ONCE) / 60))
