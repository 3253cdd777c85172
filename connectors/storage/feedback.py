"""Residents' feedback on answers: a table in the conversation database."""

from __future__ import annotations

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.domain.feedback import Feedback
from assistant.ports.feedback import FeedbackPort
from connectors.storage.database import Database
from connectors.storage.tables import feedback as feedback_table


class SqlFeedback(FeedbackPort):
    """Beside `SqlConversations`, which owns the messages that it is about."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._database = Database(engine)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def keep(self, feedback: Feedback) -> None:
        place = {"conversation_id": feedback.conversation_id, "sequence": feedback.sequence}
        said = {"helpful": feedback.helpful, "text": feedback.text, "at": feedback.at}

        def replace() -> bool:
            with self._engine.begin() as connection:
                changed = connection.execute(
                    update(feedback_table)
                    .where(
                        feedback_table.c.conversation_id == feedback.conversation_id,
                        feedback_table.c.sequence == feedback.sequence,
                    )
                    .values(**said)
                )
                return bool(changed.rowcount)

        def add() -> None:
            with self._engine.begin() as connection:
                connection.execute(insert(feedback_table).values(**place, **said))

        if await self._database.run(replace):
            return
        try:
            await self._database.run(add)
        except IntegrityError:  # the same click, twice at once: the other was first
            await self._database.run(replace)

    async def of(self, conversation_id: str) -> tuple[Feedback, ...]:
        def work() -> tuple[Feedback, ...]:
            with self._engine.connect() as connection:
                rows = connection.execute(
                    select(feedback_table)
                    .where(feedback_table.c.conversation_id == conversation_id)
                    .order_by(feedback_table.c.sequence)
                )
                return tuple(Feedback(**row._mapping) for row in rows)

        return await self._database.run(work)
