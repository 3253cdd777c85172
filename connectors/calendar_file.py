"""An appointment as a file for a resident's own agenda (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, vText
from icalendar import Event as Entry

from assistant.domain.mail import Event

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
WARN = timedelta(hours=2)
"""So long before it a telephone or computer warns."""


def method_of(event: Event) -> str:
    """What a mail says that the file is for: RFC 5546."""
    return "CANCEL" if event.cancelled else "PUBLISH"


def calendar_file(event: Event, stamp: datetime | None = None) -> bytes:
    """The file. `stamp` is when it was made, now where it is left out."""
    calendar = Calendar()
    calendar.add("prodid", "-//Balie//balie//NL")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(event))
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", (stamp or datetime.now(UTC)).astimezone(UTC))
    entry.add("dtstart", event.start.astimezone(DUTCH_TIME))
    entry.add("dtend", event.end.astimezone(DUTCH_TIME))
    entry.add("summary", event.title)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    if event.place:
        entry.add("location", vText(event.place))
    if event.description:
        entry.add("description", event.description)
    if event.url:
        entry.add("url", event.url)
    if not event.cancelled:
        entry.add_component(_warning(event))
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _warning(event: Event) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.title)
    alarm.add("trigger", -WARN)
    return alarm
