"""What Balie says about appointments that are there: found, moved, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.domain.appointments import Record
from assistant.domain.booking.draft import Ask, Draft, Task
from assistant.domain.conversation import Choice, Link, Outcome
from assistant.domain.dutch.agenda_text import moment_text
from assistant.services.answers import answer_payload
from assistant.services.appointment_links import AppointmentLinks, Door
from assistant.services.booking_choices import payload
from assistant.services.booking_speech import HUMAN, Speech
from assistant.services.booking_talk import Step

BRING = "meenemen"
"""The section of an article that tells what to bring."""
WORTH_WAITING_DAYS = 7
"""From so many days ahead on an earlier place is worth a message."""


class AppointmentSpeech:
    """Makes `Step`s out of appointments."""

    def __init__(self, speech: Speech, links: AppointmentLinks) -> None:
        self._speech = speech
        self._links = links

    def made(self, place: str, record: Record, moved: Record | None, today: date) -> Step:
        """It stands: what, when, where, the code, and what to do with it."""
        key = "utter_appointment_moved" if moved else "utter_appointment_made"
        url = self._links.url(Door.MANAGE, record.key)
        buttons = []
        subject = self._speech.subject(place, record.products)
        if subject:
            buttons.append(
                self._speech.button(
                    place, "utter_button_what_to_bring", answer_payload(subject, BRING)
                )
            )
        if (record.order.start.date() - today).days > WORTH_WAITING_DAYS:
            buttons.append(
                self._speech.button(
                    place, "utter_button_earlier", payload("earlier", "change_appointment")
                )
            )
        step = self._speech.step(place, key, None, buttons, self._values(place, record, today))
        links = (
            Link(self._title(place, "utter_button_calendar"), f"{url}/afspraak.ics"),
            Link(self._title(place, "utter_button_manage"), url),
        )
        return replace(step, reply=replace(step.reply, links=links), subject=subject)

    def outcome_unknown(self, place: str) -> Step:
        """It may have been made: who finds out, and when the resident hears."""
        human = [self._human(place)]
        return self._speech.step(place, "utter_appointment_outcome_unknown", None, human)

    def no_appointment(self, place: str) -> Step:
        """The appointment that was talked about is not there any more."""
        return self._speech.step(place, "utter_appointment_gone", None)

    def which(self, place: str, draft: Draft, records: Sequence[Record], today: date) -> Step:
        """Which of several; for a look-up that is the answer itself."""
        if draft.task is Task.LOOK_UP:
            lines = "\n".join(f"- {self._line(place, record, today)}" for record in records)
            return self._speech.step(
                place, "utter_appointment_list", None, values={"afspraken": lines}
            )
        buttons = [
            Choice(self._line(place, record, today), payload(f"record:{record.key}"))
            for record in records[:8]
        ]
        asked = replace(draft, ask=Ask.WHICH)
        return self._speech.step(place, f"utter_appointment_which_{draft.task}", asked, buttons)

    def appointment(self, place: str, record: Record, today: date) -> Step:
        """When and where it is."""
        buttons = [
            self._speech.button(
                place, "utter_button_move", payload("task:change", "change_appointment")
            ),
            self._speech.button(
                place, "utter_button_cancel", payload("task:cancel", "cancel_appointment")
            ),
        ]
        return self._speech.step(
            place, "utter_appointment_found", None, buttons, self._values(place, record, today)
        )

    def ask_code(self, place: str, draft: Draft, *, again: bool) -> Step:
        """There is no appointment in this conversation: the code of one."""
        key = "utter_appointment_ask_code_again" if again else "utter_appointment_ask_code"
        return self._speech.step(place, key, replace(draft, ask=Ask.CODE))

    def ask_proof(self, place: str, draft: Draft) -> Step:
        """What only the resident knows, beside the code."""
        return self._speech.step(
            place, "utter_appointment_ask_proof", replace(draft, ask=Ask.PROOF)
        )

    def wrong_code(self, place: str, draft: Draft) -> Step:
        """Code and proof do not belong together; which of them is wrong is not told."""
        return self._speech.step(
            place, "utter_appointment_wrong_code", replace(draft, ask=Ask.CODE),
            [self._human(place)],
        )  # fmt: skip

    def too_many(self, place: str) -> Step:
        """Too many wrong tries."""
        return self._speech.step(
            place, "utter_appointment_too_many_codes", None, [self._human(place)]
        )

    def without_code(self, place: str) -> Step:
        """Who has no code is helped by a person."""
        return self._speech.step(
            place,
            "utter_appointment_without_code",
            None,
            [self._human(place)],
            outcome=Outcome.HANDOVER,
        )

    def change_or_cancel(self, place: str, draft: Draft, record: Record, today: date) -> Step:
        """ "Ik kan morgen niet": another day, or not at all."""
        buttons = [
            self._speech.button(place, "utter_button_move", payload("task:change")),
            self._speech.button(place, "utter_button_cancel", payload("task:cancel")),
        ]
        return self._speech.step(
            place, "utter_appointment_change_or_cancel", draft, buttons,
            self._values(place, record, today),
        )  # fmt: skip

    def ask_sure(self, place: str, draft: Draft, record: Record, today: date) -> Step:
        """Before it is cancelled."""
        buttons = [
            self._speech.button(place, "utter_button_yes_cancel", payload("yes")),
            self._speech.button(place, "utter_button_no_keep", payload("no")),
        ]
        return self._speech.step(
            place, "utter_appointment_ask_sure", draft, buttons,
            self._values(place, record, today),
        )  # fmt: skip

    def cancelled(self, place: str, record: Record, today: date) -> Step:
        """It is cancelled."""
        return self._speech.step(
            place, "utter_appointment_cancelled", None, values=self._values(place, record, today)
        )

    def kept(self, place: str, record: Record, today: date) -> Step:
        """It was not cancelled."""
        return self._speech.step(
            place, "utter_appointment_kept", None, values=self._values(place, record, today)
        )

    def waits_for_earlier(self, place: str, record: Record, today: date) -> Step:
        """There is nothing earlier now; Balie keeps looking."""
        return self._speech.step(
            place, "utter_appointment_waits_for_earlier", None,
            values=self._values(place, record, today),
        )  # fmt: skip

    def _values(self, place: str, record: Record, today: date) -> dict[str, str]:
        return {
            "waarvoor": self._speech.titles(place, record.products),
            "wanneer": moment_text(record.order.start, today),
            "waar": self._speech.where(place, record.method, record.order.location),
            "code": record.code,
        }

    def _line(self, place: str, record: Record, today: date) -> str:
        what = self._speech.titles(place, record.products)
        return f"{what}, {moment_text(record.order.start, today)}"

    def _title(self, place: str, key: str) -> str:
        return self._speech.text(key, place)

    def _human(self, place: str) -> Choice:
        return Choice(self._title(place, "utter_button_request_human"), HUMAN)
