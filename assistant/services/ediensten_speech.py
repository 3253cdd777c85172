"""What Balie says while an eDienst is filled in. What belongs to one eDienst is in its own file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from assistant.domain.conversation import Choice, Link, Outcome, Reply
from assistant.domain.dutch.agenda_text import day_text
from assistant.domain.ediensten.answer import NO, YES, Flaw
from assistant.domain.ediensten.answers import shown
from assistant.domain.ediensten.declaration import EDienst, Field, Kind, Referral
from assistant.domain.places import Spot
from assistant.domain.zaken import Zaak
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.texts import TextsPort
from assistant.services.followers import follow_payload
from assistant.services.payments import Due

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FLAWS = {
    Flaw.UNCLEAR: "utter_edienst_unclear",
    Flaw.IMPOSSIBLE: "utter_edienst_impossible",
    Flaw.TOO_LONG: "utter_edienst_too_long",
    Flaw.OUTSIDE: "utter_edienst_outside",
}


class EDienstSpeech:
    """Makes replies; decides nothing."""

    def __init__(self, texts: TextsPort, municipalities: MunicipalitiesPort) -> None:
        self._texts = texts
        self._municipalities = municipalities

    def say(self, place: str, key: str, *buttons: str, url: str = "", **values: str) -> Reply:
        """One of the texts that all share, with the buttons of these names and a link."""
        links = (Link(self._texts.text("utter_button_log_in", place), url),) if url else ()
        text = self._texts.text(key, place, **values)
        choices = tuple(self._button(place, name) for name in buttons)
        return Reply(text, Outcome.FLOW, choices, links=links)

    def ask(self, place: str, field: Field, before: str = "", url: str = "") -> Reply:
        """The question of a field, below what was said before it; with the address at which a file
        can be sent."""
        parts = [before, self._filled(place, field.ask)]
        text = "\n\n".join(part for part in parts if part)
        key = "utter_button_here" if field.kind is Kind.SPOT else "utter_button_upload"
        links = (Link(self._texts.text(key, place), url),) if url else ()
        return Reply(text, Outcome.FLOW, self._options(place, field), links=links)

    def offer(self, place: str, field: Field, before: str = "") -> Reply:
        """Whether the answer may be looked up, or is told rather."""
        told = self._texts.text(f"utter_edienst_offer_{field.known_in}", place)
        text = f"{before}\n\n{told}" if before else told
        choices = tuple(self._button(place, name) for name in ("look_up", "self"))
        return Reply(text, Outcome.FLOW, choices)

    def intro(self, place: str, edienst: EDienst) -> str:
        """What it is."""
        return f"**{edienst.title}**. {self._filled(place, edienst.intro)}"

    def again(self, place: str, field: Field, flaw: Flaw, url: str = "") -> Reply:
        """What is wrong with an answer, and the question once more."""
        said = field.outside if flaw is Flaw.OUTSIDE else field.help if flaw is Flaw.UNCLEAR else ""
        text = self._filled(place, said) if said else self._texts.text(_FLAWS[flaw], place)
        return self.ask(place, field, text, url)

    def read_back(
        self,
        place: str,
        edienst: EDienst,
        answers: Mapping[str, str],
        today: date,
        before: str = "",
    ) -> Reply:
        """All answers, and whether they are right, below what was said before it."""
        told = [
            f"- {field.label}: {self._shown(place, field, answers[field.key], today)}"
            for field in edienst.fields
            if field.key in answers
        ]
        head = self._texts.text("utter_edienst_read_back", place, titel=edienst.title)
        sure = self._texts.text("utter_edienst_sure", place)
        choices = (self._button(place, "yes"), self._button(place, "no"))
        parts = (before, head, "\n".join(told), sure)
        text = "\n\n".join(part for part in parts if part)
        return Reply(text, Outcome.FLOW, choices)

    def _shown(self, place: str, field: Field, value: str, today: date) -> str:
        known = shown(field, value, today)
        if field.kind is Kind.SPOT and not Spot.from_text(value).found:
            return self._texts.text("utter_edienst_not_on_map", place, plek=known)
        return known

    def which(self, place: str, edienst: EDienst, answers: Mapping[str, str]) -> Reply:
        """Which answer is to be changed."""
        choices = [
            Choice(field.label, _payload(f"field:{field.key}"))
            for field in edienst.fields
            if field.key in answers
        ]
        return Reply(self._texts.text("utter_edienst_which", place), Outcome.FLOW, tuple(choices))

    def refer(self, place: str, referral: Referral) -> Reply:
        """Why this is not the way, and what is."""
        button = Choice(self._texts.text("utter_button_request_human", place), "/request_human")
        choices = [button]
        if referral.article:
            shown_by = f'/choose_answer{{"article": "{referral.article}", "section": "algemeen"}}'
            choices.insert(0, Choice(self._texts.text("utter_button_edienst_how", place), shown_by))
        return Reply(self._filled(place, referral.text), Outcome.REFERRAL, tuple(choices))

    def pay(self, place: str, cents: int, due: Due, asked_before: bool) -> Reply:
        """That it has to be paid, and where. `asked_before`: it was said already."""
        key = "utter_edienst_not_paid" if due.again or asked_before else "utter_edienst_pay"
        text = self._texts.text(key, place, bedrag=f"€ {cents // 100},{cents % 100:02d}")
        links = (Link(self._texts.text("utter_button_pay", place), due.payment.checkout),)
        return Reply(text, Outcome.FLOW, (self._button(place, "paid"),), links=links)

    def receipt(
        self, place: str, edienst: EDienst, zaak: Zaak, today: date, follows: bool = False
    ) -> Reply:
        """That it is handed in: its number, what is next, by when, and how one hears. `follows`: it
        can be followed."""
        values = {"titel": edienst.title} | ({"nummer": zaak.number} if zaak.number else {})
        key = "utter_edienst_handed_in" if zaak.number else "utter_edienst_handed_in_before"
        parts = [self._texts.text(key, place, **values), self._filled(place, edienst.receipt)]
        if zaak.due:
            due = day_text(zaak.due, today)
            parts.append(self._texts.text("utter_edienst_due", place, dag=due))
        choices: tuple[Choice, ...] = ()
        if follows and zaak.url:
            title = self._texts.text("utter_button_follow", place)
            choices = (Choice(title, follow_payload(zaak.url)),)
        return Reply("\n\n".join(parts), Outcome.FLOW, choices)

    def _options(self, place: str, field: Field) -> tuple[Choice, ...]:
        if field.kind is Kind.YES_NO:
            texts = {YES: "utter_button_yes", NO: "utter_button_no"}
            return tuple(
                Choice(self._texts.text(key, place), _payload(f"value:{value}"))
                for value, key in texts.items()
            )
        if field.kind is Kind.UPLOAD:
            return (Choice(self._texts.text("utter_button_no_upload", place), _payload("skip")),)
        return tuple(Choice(one.title, _payload(f"value:{one.key}")) for one in field.options)

    def _button(self, place: str, name: str) -> Choice:
        key, payload = _BUTTONS[name]
        return Choice(self._texts.text(key, place), payload)

    def _filled(self, place: str, text: str) -> str:
        """With the phone number and the like of the municipality."""
        facts = self._municipalities.get(place).values()
        return _PLACEHOLDER.sub(lambda match: facts.get(match[1], match[0]), text)


def _payload(value: str) -> str:
    return f'/inform_edienst{{"choice": "{value}"}}'


_BUTTONS = {
    "yes": ("utter_button_edienst_yes", _payload("yes")),
    "no": ("utter_button_edienst_no", _payload("no")),
    "look_up": ("utter_button_zaken_yes", _payload("yes")),
    "self": ("utter_button_edienst_self", _payload("no")),
    "paid": ("utter_label_paid", _payload("paid")),
    "again": ("utter_button_zaken_again", _payload("yes")),
    "logged_in": ("utter_label_logged_in", "/logged_in"),
    "human": ("utter_button_request_human", "/request_human"),
}
