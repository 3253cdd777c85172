"""What Balie says about zaken; the words are in `data/responses/zaken.yml`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.domain.conversation import Choice, Link, Outcome, Reply
from assistant.domain.dutch.agenda_text import DUTCH_TIME, day_text, moment_text
from assistant.domain.lookups import Lookup
from assistant.domain.zaken import Zaak
from assistant.ports.texts import TextsPort

MOST_ZAKEN = 5
MOST_LOOKUPS = 10


class ZakenSpeech:
    """Makes replies; decides nothing."""

    def __init__(self, texts: TextsPort) -> None:
        self._texts = texts

    def say(
        self,
        place: str,
        key: str,
        *buttons: str,
        outcome: Outcome = Outcome.FLOW,
        url: str = "",
        **values: str,
    ) -> Reply:
        """One text, with the buttons of these names (see `_BUTTONS`) and a link to log in."""
        links = (Link(self._texts.text("utter_button_log_in", place), url),) if url else ()
        return Reply(
            self._texts.text(key, place, **values),
            outcome,
            tuple(self._button(place, name) for name in buttons),
            links=links,
        )

    def zaken(self, place: str, found: Sequence[Zaak], today: date) -> Reply:
        """All of them, open ones first."""
        if not found:
            return self.say(place, "utter_zaken_none", "seen", "log_out", outcome=Outcome.ANSWER)
        if len(found) == 1:
            return self.zaak(place, found[0], today)
        lines = [self._line(place, zaak, today) for zaak in found[:MOST_ZAKEN]]
        count = sum(zaak.is_open for zaak in found)
        opened = {0: "utter_zaken_all_closed", 1: "utter_zaken_one_open"}
        head = self._texts.text(
            opened.get(count, "utter_zaken_some_open"), place, aantal=str(count)
        )
        parts = [head, "\n".join(f"- {line}" for line in lines)]
        rest = len(found) - MOST_ZAKEN
        if rest > 0:
            parts.append(self._texts.text("utter_zaken_more", place, aantal=str(rest)))
        parts.append(self._texts.text("utter_zaken_which", place))
        return self._with_buttons(place, "\n\n".join(parts))

    def zaak(self, place: str, zaak: Zaak, today: date) -> Reply:
        """One of them, with its next step and when it will be done."""
        told = [
            self._texts.text("utter_zaak_begun", place, dag=day_text(zaak.started, today)),
            self._texts.text("utter_zaak_status", place, status=self._status(place, zaak)),
        ]
        if zaak.next_step:
            told.append(self._texts.text("utter_zaak_next", place, stap=zaak.next_step))
        if zaak.ended:
            told.append(
                self._texts.text("utter_zaak_ended", place, dag=day_text(zaak.ended, today))
            )
            if zaak.result:
                told.append(self._texts.text("utter_zaak_result", place, resultaat=zaak.result))
        elif zaak.due:
            late = "utter_zaak_late" if zaak.due < today else "utter_zaak_due"
            told.append(self._texts.text(late, place, dag=day_text(zaak.due, today)))
        head = self._texts.text("utter_zaak_head", place, soort=zaak.kind, nummer=zaak.number)
        return self._with_buttons(place, "\n\n".join((head, "\n".join(f"- {t}" for t in told))))

    def seen(self, place: str, found: Sequence[Lookup], today: date, url: str) -> Reply:
        """What was looked up about who asks, and where all of it can be downloaded."""
        if not found:
            return self.say(place, "utter_lookups_none", "log_out", outcome=Outcome.ANSWER)
        lines = [
            self._texts.text(
                f"utter_lookup_{one.source.value}",
                place,
                doel=one.purpose,
                moment=moment_text(one.at.astimezone(DUTCH_TIME), today),
                uitkomst=self._texts.text(f"utter_lookup_{one.result.value}", place),
            )
            for one in found[:MOST_LOOKUPS]
        ]
        parts = [
            self._texts.text("utter_lookups_intro", place),
            "\n".join(f"- {line}" for line in lines),
        ]
        rest = len(found) - MOST_LOOKUPS
        if rest > 0:
            parts.append(self._texts.text("utter_lookups_more", place, aantal=str(rest)))
        link = Link(self._texts.text("utter_button_download", place), url)
        buttons = (self._button(place, "log_out"),)
        return Reply("\n\n".join(parts), Outcome.ANSWER, buttons, links=(link,))

    def _line(self, place: str, zaak: Zaak, today: date) -> str:
        return self._texts.text(
            "utter_zaken_line",
            place,
            soort=zaak.kind,
            nummer=zaak.number,
            status=self._status(place, zaak),
        )

    def _status(self, place: str, zaak: Zaak) -> str:
        return zaak.status or self._texts.text("utter_zaak_no_status", place)

    def _with_buttons(self, place: str, text: str) -> Reply:
        buttons = tuple(self._button(place, name) for name in ("seen", "log_out"))
        return Reply(text, Outcome.ANSWER, buttons)

    def _button(self, place: str, name: str) -> Choice:
        key, payload = _BUTTONS[name]
        return Choice(self._texts.text(key, place), payload)


_BUTTONS = {
    "yes": ("utter_button_zaken_yes", '/inform_zaken{"choice": "yes"}'),
    "self": ("utter_button_zaken_self", '/inform_zaken{"choice": "no"}'),
    "again": ("utter_button_zaken_again", '/inform_zaken{"choice": "yes"}'),
    "logged_in": ("utter_label_logged_in", "/logged_in"),
    "seen": ("utter_button_lookups", "/ask_lookups"),
    "log_out": ("utter_button_log_out", "/log_out"),
    "human": ("utter_button_request_human", "/request_human"),
}
