"""What Balie says while an appointment is being made: questions, offers, and the read-back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.domain.appointments import Customer, Location, Method, Record
from assistant.domain.booking.catalogue import Catalogue, Entry
from assistant.domain.booking.draft import Ask, Draft, Task
from assistant.domain.booking.facts import Facts
from assistant.domain.conversation import Choice, Outcome, Reply
from assistant.domain.dutch.agenda_text import moment_text
from assistant.domain.dutch.problems import Problem
from assistant.ports.catalogue import CataloguePort
from assistant.ports.texts import TextsPort
from assistant.services.booking_choices import payload
from assistant.services.booking_talk import Step

HUMAN = "/request_human"
NOTHING: Mapping[str, str] = {}
MOST_PRODUCTS = 3
_PROBLEMS = (
    (Problem.IMPOSSIBLE, "utter_appointment_impossible"),
    (Problem.PAST, "utter_appointment_past"),
    (Problem.CONTRADICTION, "utter_appointment_contradiction"),
    (Problem.UNKNOWN, "utter_appointment_unknown_date"),
)
_DETAILS = {
    Ask.NAME: "utter_appointment_ask_name",
    Ask.CONTACT: "utter_appointment_ask_contact",
    Ask.EMAIL: "utter_appointment_ask_email",
    Ask.PHONE: "utter_appointment_ask_phone",
    Ask.BIRTH_DATE: "utter_appointment_ask_birth_date",
}


class Speech:
    """Makes `Step`s out of drafts; the words are in `data/responses/appointments.yml`."""

    def __init__(self, texts: TextsPort, catalogues: CataloguePort) -> None:
        self._texts = texts
        self._catalogues = catalogues

    def step(
        self,
        place: str,
        key: str,
        draft: Draft | None,
        choices: Sequence[Choice] = (),
        values: Mapping[str, str] = NOTHING,
        outcome: Outcome = Outcome.FLOW,
    ) -> Step:
        """One text, with its buttons."""
        text = self._texts.text(key, place, **values)
        subject = self.subject(place, draft.products) if draft else ""
        articles = (subject,) if subject else ()
        return Step(Reply(text, outcome, tuple(choices), articles=articles), draft, subject)

    def text(self, key: str, place: str) -> str:
        """A text of ours by itself."""
        return self._texts.text(key, place)

    def button(self, place: str, key: str, sends: str) -> Choice:
        """A button with a text of ours."""
        return Choice(self._texts.text(key, place), sends)

    def with_note(self, place: str, key: str, step: Step, **values: str) -> Step:
        """The same step with a remark in front."""
        note = self._texts.text(key, place, **values)
        return replace(step, reply=replace(step.reply, text=f"{note}\n\n{step.reply.text}"))

    def ask_product(self, place: str, draft: Draft, entries: Sequence[Entry]) -> Step:
        """What it is for; asked again, with what can be booked."""
        buttons = [Choice(e.title, payload(f"product:{e.key}")) for e in entries[:MOST_PRODUCTS]]
        again = "_again" if draft.failures else ""
        titles = "\n".join(f"- {entry.title}" for entry in entries)
        key = f"utter_appointment_ask_product{again}"
        return self.step(place, key, draft, buttons, {"producten": titles})

    def not_bookable(self, place: str, keys: Sequence[str]) -> Step:
        """This cannot be booked here: the municipality's own way."""
        return self.step(
            place, "utter_appointment_not_bookable", None, [self._human(place)],
            {"waarvoor": self.titles(place, keys)},
        )  # fmt: skip

    def ask_method(self, place: str, draft: Draft, methods: Sequence[Method]) -> Step:
        """At the desk, by video or by telephone."""
        buttons = [
            self.button(place, f"utter_button_method_{m}", payload(f"method:{m}")) for m in methods
        ]
        return self.step(
            place, "utter_appointment_ask_method", draft, buttons,
            {"waarvoor": self.titles(place, draft.products)},
        )  # fmt: skip

    def ask_location(self, place: str, draft: Draft, locations: Sequence[Location]) -> Step:
        """At which of them."""
        buttons = [Choice(one.name, payload(f"location:{one.id}")) for one in locations[:8]]
        return self.step(place, "utter_appointment_ask_location", draft, buttons)

    def ask_day(self, place: str, draft: Draft) -> Step:
        """When, without an offer."""
        return self.step(place, "utter_appointment_ask_day", draft)

    def ask_what_changes(self, place: str, draft: Draft) -> Step:
        """After a no to what was read back."""
        buttons = [
            self.button(place, "utter_button_other_time", payload("other_time")),
            self.button(place, "utter_button_other_place", payload("other_place")),
            self.button(place, "utter_button_stop_booking", "/stop"),
        ]
        return self.step(place, "utter_appointment_what_changes", draft, buttons)

    def offer(
        self,
        place: str,
        draft: Draft,
        location: Location,
        today: date,
        *,
        as_asked: bool,
        elsewhere: bool,
    ) -> Step:
        """A few free places to choose from."""
        first_time = not draft.wishes.days and not draft.wishes.times
        if not as_asked:
            key = "utter_appointment_nearest"
        elif first_time:
            key = "utter_appointment_first_places"
        else:
            key = "utter_appointment_places"
        buttons = self._offers(place, draft, today)
        if elsewhere:
            buttons.append(self.button(place, "utter_button_other_place", payload("other_place")))
        # At home nobody needs to be told where.
        at_desk = draft.method in (None, Method.DESK)
        key = f"{key}_at" if at_desk else key
        values = {"waarvoor": self.titles(place, draft.products), "locatie": location.name}
        return self.step(place, key, draft, buttons, values)

    def no_places(self, place: str, draft: Draft) -> Step:
        """The whole agenda is full."""
        return self.step(
            place, "utter_appointment_no_places", None, [self._human(place)],
            {"waarvoor": self.titles(place, draft.products)},
        )  # fmt: skip

    def ask_detail(self, place: str, draft: Draft) -> Step:
        """A name, an address, a number, a birth date."""
        key = _DETAILS[draft.ask]
        if draft.ask is Ask.NAME and draft.for_other:
            key = "utter_appointment_ask_name_other"
        if draft.failures and draft.ask is not Ask.NAME:
            key = f"{key}_again"
        return self.step(place, key, draft)

    def read_back(
        self,
        place: str,
        draft: Draft,
        location: Location,
        customer: Customer,
        old: Record | None,
        today: date,
    ) -> Step:
        """Everything in view, and the question whether it is right."""
        key = "utter_appointment_read_back_move" if old else "utter_appointment_read_back"
        values = {
            "waarvoor": self.titles(place, draft.products),
            "wanneer": moment_text(draft.start, today) if draft.start else "",
            "was": moment_text(old.order.start, today) if old else "",
            "waar": self.where(place, draft.method, location),
            "naam": customer.name,
            "personen": self._people(place, draft),
            "bevestiging": self._reached(place, customer),
        }
        return self.step(place, key, draft, self._yes_no(place), values)

    def problem(self, place: str, draft: Draft, facts: Facts) -> Step:
        """A day or time that cannot be: which, and what is wrong with it."""
        key = next(key for problem, key in _PROBLEMS if problem in facts.problems)
        ask = draft.ask if draft.ask in (Ask.PLACE, Ask.DAY) else Ask.DAY
        return self.step(
            place, key, replace(draft, ask=ask), values={"gezegd": facts.problem_words}
        )

    def way_out(self, place: str) -> Step:
        """Three answers that did not help: no fourth time."""
        return self.step(
            place,
            "utter_appointment_way_out",
            None,
            [self._human(place)],
            outcome=Outcome.HANDOVER,
        )

    def stopped(self, place: str, draft: Draft) -> Step:
        """The resident does not want to go on: what stands, and what not."""
        made = draft.task is Task.MAKE
        key = "utter_appointment_stopped" if made else "utter_appointment_left_as_it_was"
        return self.step(place, key, None)

    def system_down(self, place: str, draft: Draft) -> Step:
        """The appointment system is away: nothing was made or changed."""
        again = self.button(place, "utter_button_try_again", payload("again"))
        return self.step(place, "utter_appointment_system_down", draft, [again, self._human(place)])

    def again(self, place: str, draft: Draft, today: date) -> Step:
        """The open question in a few words."""
        what = self.titles(place, draft.products)
        if draft.ask is Ask.PLACE:
            buttons = self._offers(place, draft, today)
            return self.step(
                place, "utter_appointment_again_place", draft, buttons, {"waarvoor": what}
            )
        if draft.ask is Ask.CONFIRM and draft.start:
            when = moment_text(draft.start, today)
            return self.step(
                place, "utter_appointment_again_confirm", draft, self._yes_no(place),
                {"waarvoor": what, "wanneer": when},
            )  # fmt: skip
        if draft.ask in _DETAILS:
            return self.ask_detail(place, replace(draft, failures=0))
        key = f"utter_appointment_again_{draft.ask.value or 'day'}"
        return self.step(place, key, draft)

    def notes(self, place: str, draft: Draft, video: str) -> str:
        """What the official sees in the agenda."""
        parts = []
        if draft.for_other:
            parts.append(self._texts.text("utter_appointment_note_other", place))
        if video:
            parts.append(self._texts.text("utter_appointment_note_video", place, link=video))
        return "\n".join(parts)

    def titles(self, place: str, keys: Sequence[str]) -> str:
        """What it is for, in the words of the catalogue."""
        catalogue = self._catalogue(place)
        return " + ".join(entry.title for key in keys if (entry := catalogue.entry(key)))

    def subject(self, place: str, keys: Sequence[str]) -> str:
        """The article about the first product; empty where there is none."""
        entry = self._catalogue(place).entry(keys[0]) if keys else None
        return entry.article if entry else ""

    def where(self, place: str, method: Method | None, location: Location) -> str:
        """The address, or that nobody has to come."""
        if method in (Method.VIDEO, Method.PHONE):
            return self._texts.text(f"utter_appointment_where_{method}", place)
        parts = (location.name, location.address, location.city)
        return ", ".join(dict.fromkeys(part for part in parts if part))

    def _catalogue(self, place: str) -> Catalogue:
        return self._catalogues.catalogue(place)

    def _offers(self, place: str, draft: Draft, today: date) -> list[Choice]:
        return [
            Choice(
                ", ".join(part for part in (moment_text(o.start, today), o.elsewhere) if part),
                payload(f"place:{o.location}|{o.start.isoformat()}"),
            )
            for o in draft.offered
        ]

    def _yes_no(self, place: str) -> list[Choice]:
        return [
            self.button(place, "utter_button_yes", payload("yes")),
            self.button(place, "utter_button_no", payload("no")),
        ]

    def _people(self, place: str, draft: Draft) -> str:
        if draft.people == 1:
            return ""
        return self._texts.text("utter_appointment_people", place, aantal=str(draft.people))

    def _reached(self, place: str, customer: Customer) -> str:
        """Where the confirmation goes, without telling the whole address again."""
        if customer.email:
            name, _, domain = customer.email.partition("@")
            hidden = f"{name[:1]}…@{domain}"
            return self._texts.text("utter_appointment_by_email", place, adres=hidden)
        if customer.phone:
            return self._texts.text("utter_appointment_by_sms", place, eind=customer.phone[-2:])
        return self._texts.text("utter_appointment_by_chat", place)

    def _human(self, place: str) -> Choice:
        return Choice(self._texts.text("utter_button_request_human", place), HUMAN)
