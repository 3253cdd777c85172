"""Takes what a provider brings: finds the resident's conversation and has the message answered."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from weakref import WeakValueDictionary

import structlog

from assistant.domain.channel_codes import find_code
from assistant.domain.contacts import Contact
from assistant.domain.transcript import Conversation
from assistant.errors import ChoiceNotFound
from assistant.ports.outbox import OutboxPort
from assistant.services.channel_codes import ChannelCodes
from connectors.channels.arrivals import Arrival, Keyword, Media
from connectors.channels.inbox import Inbox
from connectors.channels.outbox import Outbox
from connectors.channels.pace import Pace
from connectors.channels.pipeline import Pipeline, TooFast

log = structlog.get_logger(__name__)

_ANSWERS = {
    Keyword.STOP: "utter_channel_stopped",
    Keyword.START: "utter_channel_started",
    Keyword.HELP: "utter_channel_help",
    Media.VOICE: "utter_channel_voice",
    Media.FILE: "utter_channel_file",
    Media.LOCATION: "utter_channel_location",
    Media.OTHER: "utter_channel_other",
}
TOO_FAST = "utter_channel_too_fast"
CHOICE_GONE = "utter_channel_choice_gone"
CONTINUED = "utter_channel_continued"
CODE_WRONG = "utter_channel_code_wrong"
TEXTS = (*_ANSWERS.values(), TOO_FAST, CHOICE_GONE, CONTINUED, CODE_WRONG)
GUESSES_PER_MINUTE = 5
RESTING = timedelta(hours=24)
"""After so long a silence it is a new conversation: about something else, and perhaps with someone
else who holds the phone. It opens by saying again that this is a chatbot."""


class Receiving(Inbox):
    """Shared by all channels that a provider brings."""

    def __init__(
        self,
        pipeline: Pipeline,
        outbox: Outbox,
        store: OutboxPort,
        codes: ChannelCodes,
        municipality_of_line: Callable[[str], str],
        secret: str,
    ) -> None:
        """`secret` makes ids of contacts that tell no number."""
        self._pipeline = pipeline
        self._outbox = outbox
        self._store = store
        self._codes = codes
        self._municipality_of_line = municipality_of_line
        self._secret = secret
        self._guesses = Pace(GUESSES_PER_MINUTE)
        self._taking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, arrivals: list[Arrival]) -> None:
        """See `Inbox`."""
        for arrival in sorted(arrivals, key=lambda one: one.at):
            identity = self._identity(arrival)
            # Two first messages at once must not begin two conversations.
            async with self._taking.setdefault(identity, asyncio.Lock()):
                await self._take(arrival, identity)
        self._outbox.ring()

    async def receipt(self, reference: str, delivered: bool) -> None:
        """See `Inbox`."""
        await self._outbox.receipt(reference, delivered)

    async def _take(self, arrival: Arrival, identity: str) -> None:
        contact = await self._contact(arrival, identity)
        if arrival.keyword is not Keyword.NONE or arrival.media is not Media.NONE:
            await self._store.keep(contact)
            key = _ANSWERS[arrival.keyword or arrival.media]
            await self._pipeline.notify(_conversation(contact), arrival.id, key)
            return
        code = find_code(arrival.text)
        if code:
            await self._join(contact, arrival.id, code)
            return
        await self._store.keep(contact)
        conversation = _conversation(contact)
        try:
            await self._pipeline.accept(
                conversation, arrival.id, arrival.text, arrival.choice, arrival.at
            )
        except TooFast:
            await self._pipeline.notify(conversation, arrival.id, TOO_FAST)
        except ChoiceNotFound:
            await self._pipeline.notify(conversation, arrival.id, CHOICE_GONE)

    async def _join(self, contact: Contact, message_id: str, code: str) -> None:
        """Go on with the conversation of a code. Guessing is slow."""
        if not self._guesses.allows(contact.id):
            key = TOO_FAST
        elif joined := await self._codes.redeem(
            code, contact.municipality, f"{contact.id}:{message_id}"
        ):
            contact, key = replace(contact, conversation_id=joined), CONTINUED
        else:
            key = CODE_WRONG
        await self._store.keep(contact)
        await self._pipeline.notify(_conversation(contact), message_id, key)

    async def _contact(self, arrival: Arrival, identity: str) -> Contact:
        """Who this is, as it is to be kept."""
        known = await self._store.contact(identity)
        stopped = known.stopped if known else False
        if arrival.keyword is not Keyword.HELP:
            # Who writes again after STOP wants an answer.
            stopped = arrival.keyword is Keyword.STOP
        if known and abs(arrival.at - known.heard_at) < RESTING:
            latest = max(arrival.at, known.heard_at)
            return replace(known, heard_at=latest, stopped=stopped)
        return Contact(
            id=identity,
            channel=arrival.channel,
            line=arrival.line,
            address=arrival.address,
            municipality=self._municipality_of_line(arrival.line),
            conversation_id=secrets.token_urlsafe(18),
            heard_at=arrival.at,
            stopped=stopped,
        )

    def _identity(self, arrival: Arrival) -> str:
        return identity_of(self._secret, arrival.channel, arrival.line, arrival.address)


def identity_of(secret: str, channel: str, line: str, address: str) -> str:
    """The id of a contact: it follows from the address and does not tell it."""
    content = f"{channel}:{line}:{address}".encode()
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()[:40]


def _conversation(contact: Contact) -> Conversation:
    return Conversation(contact.conversation_id, contact.municipality, contact.channel, contact.id)
