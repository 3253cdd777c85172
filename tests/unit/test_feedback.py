"""Feedback of residents: about a real answer, and without personal numbers."""

from __future__ import annotations

import pytest

from assistant.domain.conversation import InboundMessage, Reply
from assistant.domain.transcript import Conversation, Kind, Said, State
from assistant.services.feedback import LONGEST, FeedbackService
from tests.fakes.clock import FakeClock
from tests.fakes.conversations import FakeConversations
from tests.fakes.feedback import FakeFeedback

pytestmark = pytest.mark.asyncio

HERE = Conversation("c1", "rotterdam", "webchat")
ELSEWHERE = Conversation("c2", "rotterdam", "webchat")


async def service() -> tuple[FeedbackService, FakeFeedback]:
    """Greeting (1), question (2), notice (3), answer (4)."""
    store, conversations, clock = FakeFeedback(), FakeConversations(), FakeClock()
    message = InboundMessage("m1", HERE.id, HERE.municipality, HERE.channel, "hoi")
    opening = Said(":greeting", Reply("Hallo"), Kind.GREETING)
    notice = Said("m1:masked", Reply("Let op"), Kind.NOTICE, "m1")
    await conversations.receive(HERE, message, "hoi", clock.now(), opening, [notice])
    answer = Said("m1:0", Reply("Dag"), answers="m1")
    await conversations.settle(message, [answer], State.ANSWERED, clock.now())
    return FeedbackService(store, conversations, clock), store


async def test_feedback_is_kept_with_the_answer_that_it_is_about() -> None:
    feedback, store = await service()
    assert await feedback.give(HERE, 4, True, "  fijn\x00  ")
    [kept] = await store.of(HERE.id)
    assert (kept.sequence, kept.helpful, kept.text) == (4, True, "fijn")


@pytest.mark.parametrize("sequence", [0, 1, 2, 3, 5])
async def test_feedback_about_anything_else_is_not_kept(sequence: int) -> None:
    feedback, store = await service()
    assert not await feedback.give(HERE, sequence, True)
    assert not await feedback.give(ELSEWHERE, 4, True)
    assert store.kept == {}


async def test_number_is_masked_also_where_the_text_is_cut() -> None:
    feedback, store = await service()
    await feedback.give(HERE, 4, False, "a" * (LONGEST - 5) + " bsn 999990019")
    [kept] = await store.of(HERE.id)
    assert len(kept.text) == LONGEST and "9" not in kept.text
