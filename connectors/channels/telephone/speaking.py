"""What a caller hears of an exchange, and what may come next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.conversation import Choice, Outcome
from assistant.domain.transcript import Author, Kind, Message
from assistant.ports.texts import TextsPort
from connectors.channels.telephone.ear import Ear
from connectors.channels.telephone.exchanges import (
    BEGIN,
    Exchange,
    Notice,
    asked,
    notice_of,
)

MOST_KEYS = 9

# Written for a screen, and how we say it.
SAID_OTHERWISE = {
    "utter_masked": "utter_phone_masked",
    "utter_too_long": "utter_phone_too_long",
    "utter_engine_down": "utter_phone_engine_down",
    "utter_engine_gave_up": "utter_phone_gave_up",
    "utter_request_human_open": "utter_phone_way_to_human",
    "utter_request_human_closed": "utter_phone_way_to_human",
}
CHOICE_FIRST, CHOICE_NEXT = "utter_phone_choice_first", "utter_phone_choice_next"
WEBSITE = "utter_phone_website"

TEXTS = (*SAID_OTHERWISE, *SAID_OTHERWISE.values(), WEBSITE)


class Next(StrEnum):
    """What happens after the words."""

    LISTEN = "listen"
    WAIT = "wait"
    TRANSFER = "transfer"


@dataclass(frozen=True)
class Speech:
    """Words for one event: `lines` with a pause between them.

    `number` is where a transfer goes, in E.164. `one_key`: a single key is a whole answer.
    `first` says that a call begins: nobody may talk through the notice that Balie is no human.
    """

    event: str
    lines: tuple[str, ...]
    next: Next = Next.LISTEN
    number: str = ""
    one_key: bool = False
    slow: bool = False
    first: bool = False


class Speaking:
    """Puts exchanges into words."""

    def __init__(self, texts: TextsPort) -> None:
        self._texts = texts

    def speech(self, municipality: str, said: Sequence[Exchange], number: str = "") -> Speech:
        """What the caller hears of the last of these exchanges."""
        last = said[-1]
        question = asked(said)
        transfer = Notice.TRANSFER in last.notices
        waits = bool(last.spoken) and notice_of(last.spoken[-1]) is Notice.MOMENT
        return Speech(
            event=last.event,
            lines=tuple(self._lines(municipality, said)),
            next=Next.TRANSFER if transfer else Next.WAIT if waits else Next.LISTEN,
            number=number if transfer else "",
            one_key=question is not None,
            slow=any(Notice.SLOWER in exchange.notices for exchange in said),
            first=last.event == BEGIN,
        )

    def alone(self, municipality: str, event: str, text: str) -> Speech:
        """Words that are not kept, for when nothing can be."""
        return Speech(event, self.ear(municipality).text(text))

    def ear(self, municipality: str) -> Ear:
        """How this municipality sounds."""
        return Ear(self._texts.text(WEBSITE, municipality))

    def _lines(self, municipality: str, said: Sequence[Exchange]) -> Iterator[str]:
        last, ear = said[-1], self.ear(municipality)
        question = asked(said)
        for message in last.spoken:
            if message.author is Author.RESIDENT or _is_replaced(message, last):
                continue
            yield from ear.text(self._otherwise(municipality, message.text))
            if message is question and notice_of(message) is not Notice.CONFIRM:
                yield from self._choices(municipality, message)
        if last.notices & {Notice.REPEAT, Notice.SLOWER}:
            earlier = list(said[:-1])
            while earlier and earlier[-1].aside and not earlier[-1].notices & {Notice.CONFIRM}:
                earlier.pop()
            if earlier:
                yield from self._lines(municipality, earlier)

    def _choices(self, municipality: str, message: Message) -> Iterator[str]:
        choices: tuple[Choice, ...] = message.reply.choices if message.reply else ()
        for key, choice in enumerate(choices[:MOST_KEYS], start=1):
            template = CHOICE_FIRST if key == 1 else CHOICE_NEXT
            said = self._texts.text(template, municipality, keuze=choice.title, toets=str(key))
            yield from self.ear(municipality).text(said)

    def _otherwise(self, municipality: str, text: str) -> str:
        for written, spoken in SAID_OTHERWISE.items():
            if text == self._texts.text(written, municipality):
                return self._texts.text(spoken, municipality)
        return text


def _is_replaced(message: Message, exchange: Exchange) -> bool:
    """Whether a notice for the same event says it better."""
    if notice_of(message) is Notice.SENT:
        return Notice.NOT_SENT in exchange.notices
    reply = message.reply
    handover = reply is not None and reply.outcome is Outcome.HANDOVER
    return message.kind is Kind.REPLY and handover and Notice.TRANSFER in exchange.notices
