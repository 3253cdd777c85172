"""Looks into the back office after a turn: appointments, mail, and what was handed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text

from assistant.domain.booking.catalogue import Catalogue
from connectors.storage.database import open_engine

REPORTS = ("report", "melding")
DUTCH_TIME = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Entry:
    """One appointment that stands. `begin` has the time zone of the Netherlands."""

    product: str
    location: str
    begin: datetime
    people: int
    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.product} {self.begin:%Y-%m-%d %H:%M} {self.location} ({self.people})"


class Agenda:
    """Reads only. `catalogue` knows that "id-kaart" is an identity card."""

    def __init__(self, database_url: str, catalogue: Catalogue) -> None:
        self._engine: Engine = open_engine(database_url)
        self._catalogue = catalogue

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    def of(self, conversation_id: str) -> list[Entry]:
        """Appointments that stand, of the resident in this conversation."""
        found = text(
            "SELECT product, locatie, begin, aantal, naam, email FROM afspraken "
            "WHERE status = 'confirmed' AND external_id LIKE :own ORDER BY begin"
        )
        with self._engine.connect() as connection:
            rows = connection.execute(found, {"own": f"{conversation_id}:%"}).all()
        return [
            Entry(product, location, _moment(begin), people, name, email)
            for product, location, begin, people, name, email in rows
        ]

    def mails(self, address: str) -> list[str]:
        """Subjects and texts of the mail to this address, in order."""
        found = text("SELECT onderwerp, tekst FROM mails WHERE aan = :address ORDER BY id")
        with self._engine.connect() as connection:
            rows = connection.execute(found, {"address": address}).all()
        return [f"{subject}\n{body}" for subject, body in rows]

    def handed_in(self, kind: str, part: str) -> list[str]:
        """Zaken of this kind (what they are called), or reports about public space ("report"), with
        this part in what was told."""
        if kind in REPORTS:
            with self._engine.connect() as connection:
                rows = connection.execute(text("SELECT id, categorie, tekst FROM meldingen")).all()
            shown = [f"SIG-{number} {of}: {told}" for number, of, told in rows]
            return [one for one in shown if _in(part, one)]
        found = text(
            "SELECT identificatie, omschrijving, toelichting FROM zaken WHERE omschrijving = :kind "
            "ORDER BY identificatie"
        )
        with self._engine.connect() as connection:
            rows = connection.execute(found, {"kind": kind}).all()
        return [f"{number} {told}" for number, _, told in rows if _in(part, told)]

    def matches(self, entry: Entry, wanted: Mapping[str, Any]) -> bool:
        """Whether an appointment has all the fields that a check names."""
        begin = entry.begin.time()
        return (
            ("product" not in wanted or self._is_for(entry, str(wanted["product"])))
            and ("date" not in wanted or entry.begin.date().isoformat() == str(wanted["date"]))
            and ("time" not in wanted or begin == _time(wanted["time"]))
            and ("time_before" not in wanted or begin < _time(wanted["time_before"]))
            and ("time_after" not in wanted or begin >= _time(wanted["time_after"]))
            and ("location" not in wanted or _in(wanted["location"], entry.location))
            and ("name" not in wanted or _in(wanted["name"], entry.name))
            and ("people" not in wanted or entry.people == int(wanted["people"]))
        )

    def _is_for(self, entry: Entry, wanted: str) -> bool:
        own = {
            found.key
            for name in entry.product.split(" + ")
            if (found := self._catalogue.by_system_name(name))
        }
        keys = set(self._catalogue.named_in(wanted))
        return keys <= own if keys else _in(wanted, entry.product)


def _in(part: object, whole: str) -> bool:
    return bool(re.search(str(part), whole, re.IGNORECASE))


def _time(value: object) -> time:
    return time.fromisoformat(str(value))


def _moment(value: Any) -> datetime:
    """SQLite keeps a moment as text, in UTC and without a zone."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))
    return aware.astimezone(DUTCH_TIME)
