"""Gives a resident of the web chat a code with which the conversation goes on elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.channel_codes import VALID_FOR, spoken_code
from assistant.domain.transcript import Conversation
from assistant.errors import BalieError
from assistant.ports.texts import TextsPort
from assistant.services.channel_codes import ChannelCodes
from connectors.channels.pace import Pace
from connectors.channels.pipeline import Pipeline, TooFast

CODES_PER_MINUTE = 3
LABEL = "utter_label_code"
_EXPLANATION = "utter_code"

TEXTS: Mapping[str, Mapping[str, str]] = {LABEL: {}, _EXPLANATION: {"code": "", "minuten": ""}}
"""With the values that each of them needs."""


class NothingSaid(BalieError):
    """There is no conversation yet with which one could go on."""


@dataclass(frozen=True)
class Handed:
    """A code as a resident reads it ("4821 9637"), how long it works, and what to do with it."""

    code: str
    minutes: int
    text: str


class CodeDesk:
    """For the page, with and without JavaScript, and for the widget."""

    def __init__(self, codes: ChannelCodes, pipeline: Pipeline, texts: TextsPort) -> None:
        self._codes = codes
        self._service = pipeline.service
        self._texts = texts
        self._pace = Pace(CODES_PER_MINUTE)

    async def hand(self, conversation: Conversation) -> Handed:
        """A new code; the one before it is worth nothing any more.

        Raises:
            NothingSaid: this conversation has not begun.
            TooFast: enough codes for now.
            StorageUnavailable: there is none.
        """
        if not await self._service.transcript(conversation.id):
            raise NothingSaid
        if not self._pace.allows(conversation.id):
            raise TooFast(self._pace.wait)
        slug = conversation.municipality
        code = spoken_code(await self._codes.issue(conversation.id, slug))
        minutes = int(VALID_FOR.total_seconds() // 60)
        text = self._texts.text(_EXPLANATION, slug, code=code, minuten=str(minutes))
        return Handed(code, minutes, text)
