"""What our desk shows of a resident, as one text for the desk of another system."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.domain.handover import Handover
from assistant.domain.transcript import Message
from assistant.ports.conversations import ConversationsPort
from web.desk.packets import Packets
from web.rendering import Renderer

MOST_TEXT = 50_000
"""Chatwoot refuses a note of three times as long, and with it the resident."""


class Notes:
    """With the conversation, masked as it is kept."""

    def __init__(
        self, packets: Packets, conversations: ConversationsPort, renderer: Renderer
    ) -> None:
        self._packets = packets
        self._conversations = conversations
        self._renderer = renderer

    async def of(self, handover: Handover, last: int) -> str:
        """All of it, with the conversation up to that message; of a very long one its end.

        Raises:
            StorageUnavailable: nobody knows.
        """
        packet = await self._packets.whole(handover.packet, handover.municipality)
        every = await self._conversations.messages(handover.conversation_id)
        until = [one for one in every if one.sequence <= last]
        messages = _end_of(until)
        text = self._renderer.page(
            "desk_note.txt",
            packet=packet | {"summary": Markup(packet["summary"].strip())},  # noqa: S704 - ours
            channel=handover.channel,
            messages=messages,
            left_out=len(until) - len(messages),
        )
        return str(Markup(text).unescape()).strip()  # noqa: S704 - it becomes text


def _end_of(messages: Sequence[Message]) -> list[Message]:
    """The last of them, as many as fit."""
    left, kept = MOST_TEXT, list[Message]()
    for one in reversed(messages):
        left -= len(one.text)
        if left < 0:
            break
        kept.append(one)
    return kept[::-1]
