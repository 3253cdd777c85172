"""An appointment as a file that every agenda can take in (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone
from icalendar import Event as CalendarEvent

from assistant.domain.mail import Event

CONTENT_TYPE = "text/calendar"
FILE_NAME = "afspraak.ics"
_HERE = ZoneInfo("Europe/Amsterdam")
# By rule, as the law has it, and not by a list of years: old programs know no other way.
_TIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def method(event: Event) -> str:
    """What the file asks of the agenda: `PUBLISH` (put it in, or change it) or `CANCEL`."""
    return "CANCEL" if event.cancelled else "PUBLISH"


def calendar_file(event: Event) -> bytes:
    """The file. It sets no alarm: whoever wants one has told their own agenda so.

    Raises:
        ValueError: a moment without time zone, or a line break in the address.
    """
    if event.start.tzinfo is None or event.end.tzinfo is None:
        raise ValueError("the moments of an appointment need a time zone")
    entry = CalendarEvent.new(
        uid=event.uid,
        sequence=event.sequence,
        stamp=datetime.now(UTC),
        start=event.start.astimezone(_HERE),
        end=event.end.astimezone(_HERE),
        summary=event.title,
        location=event.place or None,
        description=event.description or None,
        url=event.url or None,
    )
    entry.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Balie//Afspraken//NL")
    calendar.add("METHOD", method(event))
    calendar.add_component(Timezone.from_ical(_TIMEZONE))
    calendar.add_component(entry)
    file: bytes = calendar.to_ical()
    return file
