"""A link for who cannot click: sent to the caller's mobile, when the caller wants that."""

from __future__ import annotations

import re

import structlog

from assistant.domain.conversation import Reply
from assistant.domain.transcript import Author, Message
from assistant.ports.clock import ClockPort
from assistant.ports.texts import TextsPort
from connectors.channels.sender import Recipient, Sender, SendRefused, SendUnavailable

log = structlog.get_logger(__name__)

SMS = "utter_phone_sms"
# No Dutch number but a mobile one receives an SMS; of foreign numbers we do not know.
_MAY_BE_MOBILE = re.compile(r"\+(?:316\d{8}|(?!31)\d{8,15})", re.ASCII)


class Links:
    """Sends by the SMS provider of the municipality; without one nothing is offered."""

    def __init__(self, texts: TextsPort, clock: ClockPort, sms: Sender | None) -> None:
        self._texts = texts
        self._clock = clock
        self._sms = sms

    def can_reach(self, caller: str) -> bool:
        """Whether a link may be offered to who calls from this number."""
        return self._sms is not None and _MAY_BE_MOBILE.fullmatch(caller) is not None

    async def send(
        self, municipality: str, caller: str, line: str, link: str, reference: str
    ) -> bool:
        """Send one link; False where it did not leave."""
        if self._sms is None:
            return False
        text = self._texts.text(SMS, municipality, link=link)
        message = Message(
            1, reference, Author.ASSISTANT, text, self._clock.now(), reply=Reply(text)
        )
        try:
            await self._sms.send(Recipient(caller, line), message, reference)
        except (SendRefused, SendUnavailable) as error:
            log.warning("link_not_sent", reason=type(error).__name__)
            return False
        log.info("link_sent")
        return True
