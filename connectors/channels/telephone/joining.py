"""A caller goes on with a conversation from the web chat, by keying in or saying its code.

The call keeps a transcript of its own, because what is said next follows from it. Only the engine
is asked in the other conversation, so it knows what "dat" is about.
"""

from __future__ import annotations

import re

from assistant.domain.channel_codes import find_code
from assistant.domain.transcript import Conversation
from assistant.services.channel_codes import ChannelCodes
from assistant.services.conversations import ConversationsService
from connectors.channels.pace import Pace
from connectors.channels.pipeline import TooFast
from connectors.channels.telephone.exchanges import Notice

GUESSES_PER_MINUTE = 5
# People read digits out in groups of any size, and recognition writes them so.
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ ,.\-]+(?=\d)")


def said_code(text: str) -> str | None:
    """The code in what was keyed or heard, where that is nothing but a code."""
    return find_code(_BETWEEN_DIGITS.sub("", text.rstrip("#")))


class Joining:
    """Trades a code for the context of its conversation."""

    def __init__(self, codes: ChannelCodes, service: ConversationsService) -> None:
        self._codes = codes
        self._service = service
        self._guesses = Pace(GUESSES_PER_MINUTE)

    async def join(self, call: Conversation, event: str, code: str) -> Notice:
        """What the caller is to hear. The same event again has the same result.

        Raises:
            TooFast: this looks like guessing.
            StorageUnavailable: the same event may be tried again.
        """
        if not self._guesses.allows(call.id):
            raise TooFast(self._guesses.wait)
        other = await self._codes.redeem(code, call.municipality, f"{call.id}:{event}")
        if other is None:
            return Notice.CODE_WRONG
        await self._service.go_on(call, other)
        return Notice.JOINED
