"""Going on with a conversation on another channel, with a code of eight digits."""

from __future__ import annotations

import hashlib
import hmac

from assistant.domain.channel_codes import VALID_FOR, new_code
from assistant.ports.channel_codes import ChannelCodesPort
from assistant.ports.clock import ClockPort


class ChannelCodes:
    """Whoever has the code has the conversation: it is short-lived, used once, and hard to guess.

    Guessing: 90 million codes, ten minutes, and the pace of a conversation (20 a minute).
    """

    def __init__(self, store: ChannelCodesPort, clock: ClockPort, secret: str) -> None:
        """`secret`: without it a fingerprint cannot be traced back by trying all codes."""
        self._store = store
        self._clock = clock
        self._secret = secret.encode()

    async def issue(self, conversation_id: str, municipality: str) -> str:
        """A new code for this conversation.

        Raises:
            StorageUnavailable: there is none.
        """
        code = new_code()
        until = self._clock.now() + VALID_FOR
        await self._store.keep(self._fingerprint(code), conversation_id, municipality, until)
        return code

    async def redeem(self, code: str, municipality: str, used_by: str) -> str | None:
        """The conversation to go on with; None where the code is wrong, too old, or used.

        `used_by` is the message that the code came in with: brought again, it is as good as before.

        Raises:
            StorageUnavailable: nobody knows.
        """
        now = self._clock.now()
        return await self._store.use(self._fingerprint(code), municipality, now, used_by)

    def _fingerprint(self, code: str) -> str:
        return hmac.new(self._secret, code.encode(), hashlib.sha256).hexdigest()
