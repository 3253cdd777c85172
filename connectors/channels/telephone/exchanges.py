"""A call as its transcript tells it. No process keeps anything of a call, so any may go on with it.

Each thing that a provider reports is an *event*: the call began, the caller spoke or pressed a key,
or said nothing. Whatever is stored because of an event carries its id: a message of the caller is
called so, and what Balie says names it in `answers`. An *exchange* is all that was stored from the
first trace of one event to the first trace of the next, and what is said to the caller follows from
it alone. So the same event reported again gets the same words, whoever handles it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.conversation import Outcome
from assistant.domain.transcript import Author, Kind, Message, State

BEGIN = ""
"""The event that a call began: what greets answers nothing."""


class Notice(StrEnum):
    """What a call says by itself; the last part of the id of that message."""

    DELAY = "delay"  # said by the pipeline: the engine is away
    MOMENT = "moment"
    BACK = "back"
    STILL = "still"
    SILENCE = "silence"
    UNCLEAR = "unclear"
    DENIED = "denied"
    NO_CHOICE = "no_choice"
    NO_MATCH = "no_match"
    CONFIRM = "confirm"
    REPEAT = "repeat"
    SLOWER = "slower"
    OFFER = "offer"
    SENT = "sent"
    NOT_SENT = "not_sent"
    DECLINED = "declined"
    PLACE = "place"
    TRANSFER = "transfer"
    NOT_TRANSFERRED = "not_transferred"
    JOINED = "joined"
    CODE_WRONG = "code_wrong"


_NOTICES = {notice.value: notice for notice in Notice}
_LADDER = {Notice.SILENCE, Notice.UNCLEAR, Notice.DENIED, Notice.NO_CHOICE}
_PAUSES = {Notice.DELAY, Notice.MOMENT}
_ENDS_A_QUESTION = {
    Notice.DENIED,
    Notice.DECLINED,
    Notice.SENT,
    Notice.TRANSFER,
    Notice.JOINED,
}
_ASIDE = {Notice.CONFIRM, Notice.REPEAT, Notice.SLOWER, Notice.MOMENT, Notice.STILL}


def notice_of(message: Message) -> Notice | None:
    """Which of our own notices this is."""
    if message.kind is not Kind.NOTICE:
        return None
    name = message.id.rpartition(":")[2]
    return _NOTICES.get(name)


def event_of(message: Message) -> str:
    """The event that this message was stored for."""
    return message.id if message.author is Author.RESIDENT else message.answers


@dataclass(frozen=True)
class Exchange:
    """`messages` as stored, never empty. `before` is what an earlier exchange left unsaid."""

    event: str
    messages: tuple[Message, ...]
    before: tuple[Message, ...] = ()

    @property
    def spoken(self) -> tuple[Message, ...]:
        """What was said to the caller: all, up to the first "one moment"."""
        own = self.messages[: self._cut]
        first = 1 if own and notice_of(own[0]) is Notice.BACK else 0
        return own[:first] + self.before + own[first:]

    @property
    def unsaid(self) -> tuple[Message, ...]:
        """What came too late to be said in this exchange."""
        return self.messages[self._cut :]

    @property
    def notices(self) -> frozenset[Notice]:
        """Our own notices for this event that were said."""
        own = (m for m in self.spoken if event_of(m) == self.event)
        return frozenset(notice for m in own if (notice := notice_of(m)))

    @property
    def from_caller(self) -> bool:
        """Whether the caller said something that went to the engine."""
        return self.messages[0].author is Author.RESIDENT

    @property
    def paused(self) -> bool:
        """Whether the caller was told to wait, or that the answer follows later."""
        return any(notice_of(m) in _PAUSES for m in self.messages)

    @property
    def failed(self) -> bool:
        """Whether the caller got no further by it."""
        if self.notices & _LADDER:
            return True
        outcomes = {m.reply.outcome for m in self.spoken if m.kind is Kind.REPLY and m.reply}
        return outcomes == {Outcome.FALLBACK}

    @property
    def aside(self) -> bool:
        """Whether it was about the talking itself, and changes nothing to how the call goes."""
        return not self.from_caller and bool(self.notices & _ASIDE)

    @property
    def _cut(self) -> int:
        for index, message in enumerate(self.messages):
            if self.from_caller and notice_of(message) in _PAUSES:
                return index + 1
            if not self.from_caller and event_of(message) != self.event:
                return index
        return len(self.messages)


def exchanges(transcript: Sequence[Message]) -> tuple[Exchange, ...]:
    """The whole call, oldest exchange first."""
    found: list[Exchange] = []
    for event, messages in _by_event(transcript):
        before = found[-1].unsaid if found else ()
        said = tuple(m for m in before if m.author is Author.ASSISTANT)
        found.append(Exchange(event, tuple(messages), said))
    return tuple(found)


def _by_event(transcript: Sequence[Message]) -> Iterator[tuple[str, list[Message]]]:
    seen: set[str] = set()
    current: list[Message] = []
    for message in transcript:
        event = event_of(message)
        if event not in seen and current:
            yield event_of(current[0]), current
            current = []
        seen.add(event)
        current.append(message)
    if current:
        yield event_of(current[0]), current


def failures(said: Sequence[Exchange]) -> int:
    """How many exchanges in a row, up to the last, brought the caller no further."""
    count = 0
    for exchange in reversed(said):
        if exchange.failed:
            count += 1
        elif not exchange.aside:
            break
    return count


def asked(said: Sequence[Exchange]) -> Message | None:
    """The question to which keys and a yes or no are the answer now, or None without one."""
    for exchange in reversed(said):
        for message in reversed(exchange.spoken):
            notice = notice_of(message)
            if notice in (Notice.CONFIRM, Notice.OFFER):
                return message
            if notice in _ENDS_A_QUESTION:
                return None
            if message.reply is not None and message.reply.choices:
                return message
        if exchange.from_caller:
            return None
    return None


def waiting(said: Sequence[Exchange]) -> bool:
    """Whether something that the caller said is still to be answered."""
    return any(m.state is State.RECEIVED for exchange in said for m in exchange.messages)
