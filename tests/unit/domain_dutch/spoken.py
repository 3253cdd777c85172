"""Says numbers, dates and times in Dutch, in the ways that people do."""

from __future__ import annotations

from datetime import date, time

UNITS = [
    "nul",
    "een",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
]
UNITS += ["dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien"]
TENS = [
    "nul",
    "tien",
    "twintig",
    "dertig",
    "veertig",
    "vijftig",
    "zestig",
    "zeventig",
    "tachtig",
    "negentig",
]
MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
DAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]


def number(value: int) -> str:
    """A number below a million in words."""
    if value < 20:
        return UNITS[value]
    if value < 100:
        ten, unit = divmod(value, 10)
        if not unit:
            return TENS[ten]
        joint = "ën" if UNITS[unit].endswith("e") else "en"
        return f"{UNITS[unit]}{joint}{TENS[ten]}"
    scale, word = (1000, "duizend") if value >= 1000 else (100, "honderd")
    many, rest = divmod(value, scale)
    front = "" if many == 1 else number(many)
    return f"{front}{word}" + (f" {number(rest)}" if rest else "")


def ordinal(value: int) -> str:
    """ "vijftiende", "eerste", "twintigste" (below 32)."""
    special = {1: "eerste", 3: "derde", 8: "achtste"}
    if value in special:
        return special[value]
    word = number(value)
    return word + ("de" if value < 20 else "ste")


def ways_to_say(day: date) -> list[str]:
    """One date with its year, written and spoken."""
    month, weekday = MONTHS[day.month - 1], DAYS[day.weekday()]
    return [
        f"{day.day} {month} {day.year}",
        f"{weekday} {day.day} {month} {day.year}",
        f"{weekday[:2]} {day.day} {month[:3]} {day.year}"
        if day.month != 3
        else f"{day.day} mrt {day.year}",
        f"de {day.day}e {month} {day.year}",
        f"{number(day.day)} {month} {number(day.year)}",
        f"de {ordinal(day.day)} {month} {number(day.year)}".upper(),
        f"{day.day}-{day.month}-{day.year}",
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        day.isoformat(),
    ]


def ways_to_tell(moment: time) -> list[str]:
    """One time on the twelve hour clock of the day (8:00-19:59), written and spoken."""
    hour, minute = moment.hour, moment.minute
    few = "één" if minute % 30 in (1, 29) else ""
    this, following = number((hour - 1) % 12 + 1), number(hour % 12 + 1)
    said = [f"{hour}:{minute:02}", f"{hour}.{minute:02} uur", f"{hour}u{minute:02}"]
    if minute == 0:
        said += [f"om {this} uur", f"{hour} uur"]
    elif minute == 15:
        said += [f"kwart over {this}"]
    elif minute == 30:
        said += [f"half {following}"]
    elif minute == 45:
        said += [f"kwart voor {following}"]
    elif minute < 15:
        said += [f"{number(minute)} minuten over {this}"]
    elif minute < 30:
        said += [f"{few or number(30 - minute)} voor half {following}"]
    elif minute < 45:
        said += [f"{few or number(minute - 30)} over half {following}"]
    else:
        said += [f"{number(60 - minute)} minuten voor {following}"]
    return said
