"""A call as its transcript tells it, whatever came in which order."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.conversation import Reply
from assistant.domain.transcript import Author, Kind, Message, State
from connectors.channels.telephone.exchanges import exchanges

AT = datetime(2026, 11, 23, tzinfo=UTC)


def transcript(*lines: str) -> list[Message]:
    """ "a" is what a caller said, "a:0" an answer to it, "a:moment" a notice about it."""
    found = []
    for sequence, line in enumerate(lines, start=1):
        event, _, rest = line.partition(":")
        kind = Kind.REPLY if rest.isdigit() else Kind.NOTICE
        author = Author.ASSISTANT if rest else Author.RESIDENT
        state = State.SAID if rest else State.ANSWERED
        reply = Reply(line) if rest else None
        answers = event if rest else ""
        found.append(Message(sequence, line, author, line, AT, state, kind, answers, reply))
    return found


def spoken(*lines: str) -> list[list[str]]:
    return [
        [m.id for m in exchange.spoken if m.author is Author.ASSISTANT]
        for exchange in exchanges(transcript(*lines))
    ]


def test_answer_belongs_to_its_exchange() -> None:
    assert spoken("a", "a:0", "b", "b:masked", "b:0") == [["a:0"], ["b:masked", "b:0"]]


def test_what_comes_after_one_moment_is_said_next() -> None:
    assert spoken("a", "a:moment", "a:0", "b:back") == [["a:moment"], ["b:back", "a:0"]]
    assert spoken("a", "a:moment", "b:back", "a:0") == [["a:moment"], ["b:back"]]


def test_what_comes_after_an_outage_is_said_with_the_next_answer() -> None:
    assert spoken("a", "a:delay", "a:0", "b", "b:0") == [["a:delay"], ["a:0", "b:0"]]
    assert spoken("a", "a:delay", "b", "a:0", "b:0") == [["a:delay"], ["a:0", "b:0"]]


def test_what_comes_behind_a_notice_is_said_next() -> None:
    lines = ("a", "a:delay", "b:still", "a:0", "c:back")
    assert spoken(*lines) == [["a:delay"], ["b:still"], ["c:back", "a:0"]]


EVENTS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["", ":0", ":1", ":moment", ":back"])),
    max_size=14,
    unique=True,
)


@given(EVENTS)
def test_nothing_is_said_twice_and_what_is_unsaid_is_at_the_end(
    events: list[tuple[str, str]],
) -> None:
    lines = ["".join(event) for event in events]
    found = exchanges(transcript(*lines))
    said = [m.id for exchange in found for m in exchange.spoken]
    assert len(said) == len(set(said))
    missing = {m.id for m in transcript(*lines) if m.author is Author.ASSISTANT} - set(said)
    assert missing <= ({m.id for m in found[-1].unsaid} if found else set())


@given(EVENTS, EVENTS)
def test_what_was_said_stays_said(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    """A later event changes nothing in what an earlier one was answered, once it paused."""
    lines = ["a", "a:moment", *("".join(e) for e in before if "".join(e) not in ("a", "a:moment"))]
    more = [line for event in after if (line := "".join(event)) not in lines]
    first = exchanges(transcript(*lines))[0].spoken
    assert exchanges(transcript(*lines, *more))[0].spoken == first
