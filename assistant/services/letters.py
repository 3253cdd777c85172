"""What an appointment says on paper: values for the texts, the letter, the entry for an agenda."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from assistant.domain.appointments import Method, Record
from assistant.domain.conversation import Link
from assistant.domain.dutch.agenda_text import moment_text
from assistant.domain.mail import Event, Letter
from assistant.ports.texts import TextsPort
from assistant.services.appointment_links import AppointmentLinks, Door
from assistant.services.booking_speech import Speech

USUAL_LENGTH = timedelta(minutes=30)
"""Where the appointment system does not tell how long it takes."""


class Letters:
    """`bring` gives what the library says on what to take along, from municipality and article;
    empty where it says nothing."""

    def __init__(
        self,
        texts: TextsPort,
        speech: Speech,
        links: AppointmentLinks,
        bring: Callable[[str, str], str],
    ) -> None:
        self._texts = texts
        self._speech = speech
        self._links = links
        self._bring = bring

    def values(self, record: Record, today: date) -> dict[str, str]:
        """What a text about an appointment may name."""
        place = record.municipality
        return {
            "waarvoor": self._speech.titles(place, record.products),
            "wanneer": moment_text(record.order.start, today),
            "waar": self._speech.where(place, record.method, record.order.location),
            "code": record.code,
            "naam": record.order.customer.name,
            "link": self._links.url(Door.MANAGE, record.key),
        }

    def letter(self, record: Record, what: str, *, gone: bool = False, **more: str) -> Letter:
        """The letter `utter_mail_<what>` with its subject, button and calendar entry. `gone`: there
        is no appointment any more."""
        place = record.municipality
        # A letter is read on another day: "morgen" has no place in it.
        long_before = record.order.start.date() - timedelta(days=7)
        values = {**self.values(record, long_before), **more}
        text = self._texts.text(f"utter_mail_{what}", place, **values)
        if not gone and (bring := self._meenemen(record)):
            heading = self._texts.text("utter_mail_bring", place)
            text = f"{text}\n\n{heading}\n\n{bring}"
        return Letter(
            reference=f"{what}.{record.key}",
            to=record.order.customer.email,
            sender_name=self._texts.text("utter_mail_sender", place),
            subject=self._texts.text(f"utter_mail_{what}_subject", place, **values),
            text=text,
            button=None if gone else self._button(record),
            event=self.event(record, cancelled=gone),
        )

    def event(self, record: Record, *, cancelled: bool = False) -> Event:
        """The entry for the resident's own agenda. It stays the same one when it is moved."""
        order, place = record.order, record.municipality
        minutes = sum(product.minutes for product in order.products)
        length = timedelta(minutes=minutes) if minutes else USUAL_LENGTH
        title = self._speech.titles(place, record.products)
        sequence = int(record.extra.get("sequence", "0"))
        return Event(
            uid=f"{record.extra.get('uid', record.key)}@balie",
            title=self._texts.text("utter_mail_event", place, waarvoor=title),
            start=order.start,
            end=record.end or order.start + length,
            place=self._speech.where(place, record.method, order.location),
            description=self._texts.text("utter_mail_event_code", place, code=record.code),
            url=self._links.url(
                Door.WAIT if record.method is Method.VIDEO else Door.MANAGE, record.key
            ),
            sequence=sequence + 1 if cancelled else sequence,
            cancelled=cancelled,
        )

    def _button(self, record: Record) -> Link:
        video = record.method is Method.VIDEO
        title = "utter_mail_button_video" if video else "utter_mail_button_manage"
        door = Door.WAIT if video else Door.MANAGE
        return Link(self._texts.text(title, record.municipality), self._links.url(door, record.key))

    def _meenemen(self, record: Record) -> str:
        article = self._speech.subject(record.municipality, record.products)
        return self._bring(record.municipality, article) if article else ""
