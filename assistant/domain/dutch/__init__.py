"""Quantities as Dutch people write and say them: dates, times, addresses, names, amounts.

Each `find_...` takes a text (and, where it matters, today), and returns what it found in the order
of the text: where it stands, what it means, and what is wrong with it. They read no clock, never
fail on any text and never guess silently: an impossible or ambiguous value has a `Problem`.

>>> from datetime import date
>>> from assistant.domain.dutch.dates import find_dates
>>> [found] = find_dates("kan het donderdag over een week?", date(2026, 11, 23))
>>> found.text, found.day
('donderdag over een week', datetime.date(2026, 12, 3))
"""
