"""The record in memory; proven equal to the real one by tests/contract/test_conversations.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from assistant.domain.choices import parse_choice_id
from assistant.domain.conversation import Choice, InboundMessage, Turn
from assistant.domain.transcript import Author, Conversation, Message, Said, State, Stretch
from assistant.errors import ChoiceNotFound, StorageUnavailable
from assistant.ports.conversations import ConversationsPort

MOST_ID = 80
"""A longer name of a message does not fit in the real one on PostgreSQL."""


@dataclass
class _Record:
    messages: list[Message] = field(default_factory=list)
    inbound: dict[str, InboundMessage] = field(default_factory=dict)
    continues: str = ""
    turn: str = ""
    registered: int = 0
    conversation: Conversation | None = None


class FakeConversations(ConversationsPort):
    def __init__(self) -> None:
        self._records: dict[str, _Record] = {}
        self.away = False

    async def receive(
        self,
        conversation: Conversation,
        message: InboundMessage,
        shown: str,
        at: datetime,
        opening: Said | None = None,
        notices: Sequence[Said] = (),
    ) -> bool:
        self._check()
        record = self._records.get(conversation.id, _Record())
        if message.id in record.inbound:
            return False
        self._open(conversation, opening, at)
        record = self._records[conversation.id]
        record.inbound[message.id] = replace(message, continues=record.continues)
        state = State.RELAYED if record.turn else State.RECEIVED
        own = Message(len(record.messages) + 1, message.id, Author.RESIDENT, shown, at, state)
        record.messages.append(own)
        self._add(record, notices, at)
        return True

    async def say(
        self,
        conversation: Conversation,
        said: Sequence[Said],
        at: datetime,
        opening: Said | None = None,
    ) -> bool:
        self._check()
        if any(len(item.id) > MOST_ID for item in said):
            raise StorageUnavailable("the id is too long")
        record = self._records.get(conversation.id, _Record())
        if {item.id for item in said} & {message.id for message in record.messages}:
            return False
        self._open(conversation, opening, at)
        self._add(self._records[conversation.id], said, at)
        return True

    async def settle(
        self,
        message: InboundMessage,
        said: Sequence[Said],
        state: State,
        at: datetime,
        turn: Turn | None = None,
    ) -> bool:
        self._check()
        record = self._records[message.conversation_id]
        for index, own in enumerate(record.messages):
            if own.id == message.id and own.state is State.RECEIVED:
                record.messages[index] = replace(own, state=state)
                self._add(record, said, at)
                return True
        return False

    async def go_on(self, conversation_id: str, other_id: str) -> None:
        self._check()
        if conversation_id in self._records:
            self._records[conversation_id].continues = other_id

    def turn(self, conversation_id: str, turn: str) -> None:
        """Whose turn it is from here on; what waits is for a human who takes it."""
        record = self._records.setdefault(conversation_id, _Record())
        record.turn = turn
        if turn:
            record.messages = [
                replace(one, state=State.RELAYED) if one.state is State.RECEIVED else one
                for one in record.messages
            ]

    async def messages(self, conversation_id: str, after: int = 0) -> tuple[Message, ...]:
        self._check()
        return tuple(self._records.get(conversation_id, _Record()).messages[after:])

    async def choice(self, conversation_id: str, choice_id: str) -> Choice:
        self._check()
        sequence, index = parse_choice_id(choice_id) or (0, 0)
        for message in self._records.get(conversation_id, _Record()).messages:
            if (
                message.sequence == sequence
                and message.reply
                and index < len(message.reply.choices)
            ):
                return message.reply.choices[index]
        raise ChoiceNotFound(choice_id)

    async def unanswered(self, before: datetime) -> tuple[tuple[InboundMessage, datetime], ...]:
        self._check()
        found = [
            (record.inbound[message.id], message.at)
            for record in self._records.values()
            for message in record.messages
            if message.state is State.RECEIVED and message.at <= before
        ]
        return tuple(sorted(found, key=lambda pair: pair[1]))

    async def unanswered_in(
        self, conversation_id: str
    ) -> tuple[tuple[InboundMessage, datetime], ...]:
        self._check()
        record = self._records.get(conversation_id, _Record())
        waiting = [
            (record.inbound[message.id], message.at)
            for message in record.messages
            if message.state is State.RECEIVED
        ]
        # Numbers, but by when it was sent where a provider brought it.
        never = datetime.min.replace(tzinfo=UTC)
        return tuple(sorted(waiting, key=lambda pair: pair[1] if pair[0].contact else never))

    async def quiet(self, before: datetime, limit: int) -> tuple[Stretch, ...]:
        self._check()
        found = [
            (one.messages[-1].at, Stretch(one.conversation, one.registered, len(one.messages)))
            for one in self._records.values()
            if one.conversation
            and one.registered < len(one.messages)
            and one.messages[-1].at <= before
        ]
        found.sort(key=lambda pair: (pair[0], pair[1].conversation.id))
        return tuple(stretch for _, stretch in found[:limit])

    async def registered(self, stretch: Stretch) -> None:
        self._check()
        record = self._records[stretch.conversation.id]
        record.registered = max(record.registered, stretch.last)

    async def ready(self) -> bool:
        return not self.away

    def _check(self) -> None:
        if self.away:
            raise StorageUnavailable("away")

    def _open(self, conversation: Conversation, opening: Said | None, at: datetime) -> None:
        if conversation.id not in self._records:
            self._records[conversation.id] = _Record(conversation=conversation)
            if opening is not None:
                self._add(self._records[conversation.id], [opening], at)

    def _add(self, record: _Record, said: Sequence[Said], at: datetime) -> None:
        for item in said:
            number = len(record.messages) + 1
            record.messages.append(
                Message(
                    number,
                    item.id,
                    Author.STAFF if item.reply.speaker else Author.ASSISTANT,
                    item.reply.text,
                    at,
                    State.SAID,
                    item.kind,
                    item.answers,
                    item.reply,
                )
            )
