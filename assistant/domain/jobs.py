"""Work that has its moment: a confirmation now, a reminder the day before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JobKind(StrEnum):
    """What is to be done; `about` of the job is the key of an appointment, or what is said here."""

    CONFIRM = "confirm"
    """Tell the resident that the appointment was made."""
    MOVED = "moved"
    """Tell that it was moved; `about` is the new appointment."""
    CANCELLED = "cancelled"
    """Tell that it was cancelled."""
    REMIND = "remind"
    """Remind of it the day before."""
    RELEASE = "release"
    """Free the place in the appointment system that a moved appointment left."""
    SETTLE = "settle"
    """Find out what became of an order that was not answered, and tell the resident."""
    NOT_MADE = "not_made"
    """Tell that an order that was not answered was not made after all."""
    EARLIER = "earlier"
    """Look for an earlier place."""
    CALL_TASK = "call_task"
    """Have the contact register know of a promise to call; `about` is its key."""
    CALL_CLOSED = "call_closed"
    """And that nobody has to call any more."""


@dataclass(frozen=True)
class Job:
    """`id` is unique: the same id again is the same job. `attempts` counts those begun."""

    id: str
    kind: JobKind
    about: str
    due: datetime
    attempts: int = 0


def job(kind: JobKind, about: str, due: datetime) -> Job:
    """The one job of this kind about this appointment."""
    return Job(f"{kind}:{about}", kind, about, due)
