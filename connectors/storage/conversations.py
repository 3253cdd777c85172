"""The record of conversations on SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Select, bindparam, case, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from assistant.domain.choices import parse_choice_id
from assistant.domain.conversation import Choice, InboundMessage, Turn
from assistant.domain.transcript import Author, Conversation, Kind, Message, Said, State, Stretch
from assistant.domain.turn_json import reply_from_json
from assistant.errors import ChoiceNotFound, StorageUnavailable
from assistant.ports.conversations import ConversationsPort
from connectors.storage.database import Database
from connectors.storage.rows import inbound_of, message_of, row, said_row
from connectors.storage.tables import contacts, conversations, messages, outbox

_AT_ONCE = datetime.fromtimestamp(0, UTC)
_RAISE = (
    update(conversations)
    .where(conversations.c.id == bindparam("id_"))
    .values(last_sequence=conversations.c.last_sequence + bindparam("count_"))
    .returning(conversations.c.last_sequence, conversations.c.continues, conversations.c.turn)
)
_CONTINUE = (
    update(conversations)
    .where(conversations.c.id == bindparam("id_"))
    .values(continues=bindparam("other_"))
)
_BEGIN = insert(conversations)
_ADD = insert(messages)
_SETTLE = (
    update(messages)
    .where(
        messages.c.conversation_id == bindparam("conversation_"),
        messages.c.message_id == bindparam("message_"),
        messages.c.state == State.RECEIVED.value,
    )
    .values(state=bindparam("state_"), understanding=bindparam("understanding_"))
)
_READ = (
    select(messages)
    .where(
        messages.c.conversation_id == bindparam("conversation_"),
        messages.c.sequence > bindparam("after_"),
    )
    .order_by(messages.c.sequence)
)
_OFFERED = select(messages.c.reply).where(
    messages.c.conversation_id == bindparam("conversation_"),
    messages.c.sequence == bindparam("sequence_"),
)
_OPEN = (
    select(
        messages,
        conversations.c.municipality,
        conversations.c.channel,
        contacts.c.channel.label("spoken_on"),
    )
    .join(conversations)
    .outerjoin(contacts, contacts.c.id == messages.c.contact)
    # Written out, so that both databases see that their partial index applies.
    .where(text("state = 'received'"))
)
_WAITING = (
    _OPEN.where(messages.c.at <= bindparam("before_"))
    .order_by(messages.c.at, messages.c.sequence)
    .limit(1000)
)
_WAITING_IN = _OPEN.where(messages.c.conversation_id == bindparam("conversation_")).order_by(
    # What a provider brought may have overtaken another on its way to us, so there it counts when
    # it was sent. Elsewhere the clocks of our own processes may differ, and numbers do not.
    case((messages.c.contact == "", None), else_=messages.c.at).nulls_first(),
    messages.c.sequence,
)


class _Raised(NamedTuple):
    """The last number of a conversation now, the conversation that it goes on with, and whose turn
    it is (empty: Balie's)."""

    last: int
    continues: str = ""
    turn: str = ""


class SqlConversations(ConversationsPort):
    """On any SQL database that knows RETURNING; made for SQLite and PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._database = Database(engine)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def receive(
        self,
        conversation: Conversation,
        message: InboundMessage,
        shown: str,
        at: datetime,
        opening: Said | None = None,
        notices: Sequence[Said] = (),
    ) -> bool:
        received = row(
            conversation.id,
            message.id,
            at,
            author=Author.RESIDENT,
            state=State.RECEIVED,
            text=shown,
            payload=message.payload,
            contact=message.contact,
        )
        rows = [received, *(said_row(conversation.id, said, at) for said in notices)]
        return await self._append(conversation, rows, at, opening)

    async def say(
        self,
        conversation: Conversation,
        said: Sequence[Said],
        at: datetime,
        opening: Said | None = None,
    ) -> bool:
        rows = [said_row(conversation.id, item, at) for item in said]
        return await self._append(conversation, rows, at, opening)

    async def settle(
        self,
        message: InboundMessage,
        said: Sequence[Said],
        state: State,
        at: datetime,
        turn: Turn | None = None,
    ) -> bool:
        understanding = None
        if turn is not None:
            read = turn.understanding
            understanding = {"intent": read.intent, "confidence": read.confidence}

        def work() -> bool:
            with self._engine.begin() as connection:
                closed = connection.execute(
                    _SETTLE,
                    {
                        "conversation_": message.conversation_id,
                        "message_": message.id,
                        "state_": state.value,
                        "understanding_": understanding,
                    },
                )
                if not closed.rowcount:
                    return False
                rows = [said_row(message.conversation_id, item, at) for item in said]
                raised = _raise(connection, message.conversation_id, len(rows))
                if raised is None:  # the foreign key makes this impossible
                    raise StorageUnavailable("a message without its conversation")
                _add(connection, rows, raised.last)
                _bring(connection, message.contact, rows)
                return True

        return await self._database.run(work)

    async def go_on(self, conversation_id: str, other_id: str) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(_CONTINUE, {"id_": conversation_id, "other_": other_id})

        await self._database.run(work)

    async def messages(self, conversation_id: str, after: int = 0) -> tuple[Message, ...]:
        def work() -> tuple[Message, ...]:
            with self._engine.connect() as connection:
                found = connection.execute(
                    _READ, {"conversation_": conversation_id, "after_": after}
                )
                return tuple(message_of(found_row) for found_row in found)

        return await self._database.run(work)

    async def choice(self, conversation_id: str, choice_id: str) -> Choice:
        place = parse_choice_id(choice_id)
        if place is None:
            raise ChoiceNotFound(choice_id)
        sequence, index = place

        def work() -> Any:
            with self._engine.connect() as connection:
                return connection.execute(
                    _OFFERED, {"conversation_": conversation_id, "sequence_": sequence}
                ).scalar()

        reply = await self._database.run(work)
        choices = reply_from_json(reply).choices if reply else ()
        if index >= len(choices):
            raise ChoiceNotFound(choice_id)
        return choices[index]

    async def unanswered(self, before: datetime) -> tuple[tuple[InboundMessage, datetime], ...]:
        return await self._open(_WAITING, {"before_": before})

    async def unanswered_in(
        self, conversation_id: str
    ) -> tuple[tuple[InboundMessage, datetime], ...]:
        return await self._open(_WAITING_IN, {"conversation_": conversation_id})

    async def quiet(self, before: datetime, limit: int) -> tuple[Stretch, ...]:
        last = (messages.c.conversation_id == conversations.c.id) & (
            messages.c.sequence == conversations.c.last_sequence
        )
        query = (
            select(conversations)
            .join(messages, last)
            .where(conversations.c.registered < conversations.c.last_sequence)
            .where(messages.c.at <= before)
            .order_by(messages.c.at, conversations.c.id)
            .limit(limit)
        )

        def work() -> tuple[Stretch, ...]:
            with self._engine.connect() as connection:
                return tuple(
                    Stretch(
                        Conversation(row.id, row.municipality, row.channel),
                        row.registered,
                        row.last_sequence,
                    )
                    for row in connection.execute(query)
                )

        return await self._database.run(work)

    async def registered(self, stretch: Stretch) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(
                    update(conversations)
                    .where(conversations.c.id == stretch.conversation.id)
                    .where(conversations.c.registered < stretch.last)
                    .values(registered=stretch.last)
                )

        await self._database.run(work)

    async def ready(self) -> bool:
        def work() -> bool:
            with self._engine.connect() as connection:
                connection.execute(select(1))
                return True

        try:
            return await self._database.run(work)
        except StorageUnavailable:
            return False

    async def _open(
        self, query: Select[Any], values: dict[str, Any]
    ) -> tuple[tuple[InboundMessage, datetime], ...]:
        def work() -> tuple[tuple[InboundMessage, datetime], ...]:
            with self._engine.connect() as connection:
                found = connection.execute(query, values)
                return tuple((inbound_of(found_row), found_row.at) for found_row in found)

        return await self._database.run(work)

    async def _append(
        self,
        conversation: Conversation,
        rows: list[dict[str, Any]],
        at: datetime,
        opening: Said | None,
    ) -> bool:
        def work() -> bool:
            with self._engine.begin() as connection:
                raised = _raise(connection, conversation.id, len(rows))
                if raised is None:
                    if opening is not None:
                        rows.insert(0, said_row(conversation.id, opening, at))
                    raised = _begin(connection, conversation, len(rows), at)
                last, continues, turn = raised
                for item in rows:
                    if item["state"] == State.RECEIVED.value:
                        item["continues"] = continues
                        item["state"] = (State.RELAYED if turn else State.RECEIVED).value
                _add(connection, rows, last)
                _bring(connection, conversation.contact, rows)
                return True

        for _ in range(3):
            try:
                return await self._database.run(work)
            except IntegrityError:
                # Kept before; or two first messages at once, and the other began the conversation,
                # perhaps with the same message.
                known = {message.id for message in await self.messages(conversation.id)}
                if any(r["message_id"] in known for r in rows if r["kind"] != Kind.GREETING):
                    return False
                del rows[: sum(r["kind"] == Kind.GREETING for r in rows)]
        raise StorageUnavailable("IntegrityError")


def _raise(connection: Connection, conversation_id: str, count: int) -> _Raised | None:
    """Make room for so many messages. From here on nobody else adds any before this ends."""
    found = connection.execute(_RAISE, {"id_": conversation_id, "count_": count}).first()
    return _Raised(found.last_sequence, found.continues, found.turn) if found else None


def _begin(connection: Connection, conversation: Conversation, count: int, at: datetime) -> _Raised:
    connection.execute(
        _BEGIN,
        {
            "id": conversation.id,
            "municipality": conversation.municipality,
            "channel": conversation.channel,
            "started_at": at,
            "last_sequence": count,
        },
    )
    return _Raised(count)


def _bring(connection: Connection, contact: str, rows: list[dict[str, Any]]) -> None:
    """Put what Balie or a human says in the outbox, where the resident does not fetch it."""
    said = [item for item in rows if contact and item["author"] != Author.RESIDENT.value]
    if said:
        connection.execute(
            insert(outbox),
            [
                {
                    "contact_id": contact,
                    "conversation_id": item["conversation_id"],
                    "sequence": item["sequence"],
                    "state": "waiting",
                    "attempts": 0,
                    "next_at": _AT_ONCE,
                    "reason": "",
                }
                for item in said
            ],
        )


def _add(connection: Connection, rows: list[dict[str, Any]], last: int) -> None:
    for sequence, item in enumerate(rows, start=last - len(rows) + 1):
        item["sequence"] = sequence
    if rows:
        connection.execute(_ADD, rows)
