"""What our desk shows of a resident, as one text for the desk of another system."""

from __future__ import annotations

from markupsafe import Markup

from assistant.domain.handover import Handover
from assistant.ports.conversations import ConversationsPort
from web.desk.packets import Packets
from web.rendering import Renderer


class Notes:
    """With the conversation, masked as it is kept."""

    def __init__(
        self, packets: Packets, conversations: ConversationsPort, renderer: Renderer
    ) -> None:
        self._packets = packets
        self._conversations = conversations
        self._renderer = renderer

    async def of(self, handover: Handover) -> str:
        """All of it.

        Raises:
            StorageUnavailable: nobody knows.
        """
        packet = await self._packets.whole(handover.packet, handover.municipality)
        messages = await self._conversations.messages(handover.conversation_id)
        text = self._renderer.page(
            "desk_note.txt",
            packet=packet | {"summary": Markup(packet["summary"].strip())},  # noqa: S704 - ours
            channel=handover.channel,
            messages=messages,
        )
        return str(Markup(text).unescape()).strip()  # noqa: S704 - it becomes text
