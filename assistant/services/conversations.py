"""Receives a resident's message, has it answered, and repairs what was interrupted.

Every step can be repeated: ids of Balie's own messages follow from the id of the resident's
message, so after a crash the same step stores nothing twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from assistant.domain.booking.details import find_details
from assistant.domain.conversation import Choice, InboundMessage, Outcome, Reply, Turn
from assistant.domain.masking import EMAIL, PHONE, mask
from assistant.domain.transcript import Author, Conversation, Kind, Message, Said, State
from assistant.errors import EngineRefused
from assistant.ports.clock import ClockPort
from assistant.ports.conversations import ConversationsPort
from assistant.ports.crisis import CrisisPort
from assistant.ports.engine import EnginePort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.ports.texts import TextsPort

log = structlog.get_logger(__name__)

GREETING_ID = ":greeting"  # no client can send this id

# Choices that a channel offers in every conversation, beside those of a reply.
STANDING_CHOICES: Mapping[str, tuple[str, str]] = {
    "human": ("utter_label_human", "/request_human"),
    # The browser that came back from logging in presses it. Who does so by himself gains nothing:
    # whether somebody is logged in is looked up.
    "logged_in": ("utter_label_logged_in", "/logged_in"),
    # The page that took a file presses it; how many came is looked up.
    # The payment provider said that it is decided; how is asked of the provider.
    "paid": ("utter_label_paid", '/inform_edienst{"choice": "paid"}'),
    "uploaded": ("utter_label_uploaded", '/inform_edienst{"choice": "uploaded"}'),
}

GIVEN_TO_BE_REACHED = {EMAIL, PHONE}
"""Masked too, but kept apart for a short time: a resident gives them for an appointment."""
KEPT_FOR = timedelta(minutes=30)

TEXTS = (
    "utter_greeting",
    "utter_masked",
    "utter_too_long",
    "utter_engine_down",
    "utter_engine_gave_up",
    *(key for key, _ in STANDING_CHOICES.values()),
)

# What PostgreSQL cannot keep, and what hides a number from us or disturbs a reader: control
# characters, invisible characters, and marks that turn the direction of the text around.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200c\u2060\u202a-\u202e\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True)
class Receipt:
    """What became of a message at the door. `message` is None where nothing is to be answered."""

    id: str
    message: InboundMessage | None = None


class ConversationsService:
    """The use cases around one conversation; knows no channel."""

    def __init__(
        self,
        store: ConversationsPort,
        engine: EnginePort,
        texts: TextsPort,
        crisis: CrisisPort,
        clock: ClockPort,
        details: PersonalDetailsPort,
        max_length: int = 2000,
    ) -> None:
        self._store = store
        self._engine = engine
        self._texts = texts
        self._crisis = crisis
        self._clock = clock
        self._details = details
        self._max_length = max_length

    async def receive(
        self,
        conversation: Conversation,
        message_id: str,
        text: str = "",
        choice: str = "",
        at: datetime | None = None,
    ) -> Receipt:
        """Mask and keep one message. A repeat of an earlier one changes nothing.

        `at`: when the resident sent it, where the channel knows.

        Raises:
            ChoiceNotFound: the choice was never offered in this conversation.
            StorageUnavailable: nothing was kept.
        """
        payload = ""
        kinds: tuple[str, ...] = ()
        if choice:
            chosen = await self._chosen(conversation, choice)
            shown, payload = chosen.title, chosen.payload
        else:
            shown = clean(text)
            if len(shown) > self._max_length:
                return await self.refuse_length(conversation, message_id)
            masked = mask(shown)
            if GIVEN_TO_BE_REACHED & set(masked.kinds):
                await self._keep_details(f"{conversation.id}:{message_id}", shown)
            shown, kinds = masked.text, masked.kinds
        if not shown:
            return Receipt(message_id)
        message = InboundMessage(
            id=message_id,
            conversation_id=conversation.id,
            municipality=conversation.municipality,
            channel=conversation.channel,
            text="" if payload else shown,
            payload=payload,
            contact=conversation.contact,
        )
        warn = set(kinds) - GIVEN_TO_BE_REACHED
        notices = [self._notice(message, "masked", "utter_masked")] if warn else []
        new = await self._store.receive(
            conversation,
            message,
            shown,
            at or self._clock.now(),
            opening=self.opening(conversation.municipality),
            notices=notices,
        )
        log.info("message_received", channel=conversation.channel, new=new, masked=list(kinds))
        return Receipt(message_id, message if new else None)

    async def refuse_length(self, conversation: Conversation, message_id: str) -> Receipt:
        """Say that a message is too long. Of the message itself nothing is kept.

        Raises:
            StorageUnavailable: nothing was said.
        """
        reply = self._reply("utter_too_long", conversation.municipality, Outcome.FALLBACK)
        said = Said(f"{message_id}:too_long", reply, answers=message_id)
        await self._store.say(
            conversation, [said], self._clock.now(), self.opening(conversation.municipality)
        )
        log.info("message_refused", channel=conversation.channel, reason="too_long")
        return Receipt(message_id)

    async def say(
        self, conversation: Conversation, said: Sequence[Said], opening: Said | None = None
    ) -> bool:
        """Add what a channel says by itself, such as that it heard nothing; False where it did so
        before. A conversation that is new begins with `opening`, or else as any other.

        Raises:
            StorageUnavailable: nothing was said.
        """
        first = opening or self.opening(conversation.municipality)
        return await self._store.say(conversation, said, self._clock.now(), first)

    async def notify(self, conversation: Conversation, message_id: str, key: str) -> None:
        """Say a text about a message that is not for the engine. Repeating it changes nothing.

        Raises:
            StorageUnavailable: nothing was said.
        """
        reply = self._reply(key, conversation.municipality)
        await self.say(conversation, [Said(f"{message_id}:notice", reply, Kind.NOTICE, message_id)])

    async def answer(self, message: InboundMessage) -> None:
        """Have one message answered and keep the answer.

        Raises:
            EngineUnavailable, StorageUnavailable: not now; the same message may be tried again.
        """
        try:
            turn = await self._engine.ask(_in_context(message))
        except EngineRefused:
            await self.give_up(message)
            return
        await self._settle(message, turn)

    async def go_on(self, conversation: Conversation, other_id: str) -> None:
        """From here on, answer in the context of another conversation. Repeating it is harmless.

        The transcripts stay apart: who follows the one does not see what is said in the other.

        Raises:
            StorageUnavailable: everything is as it was.
        """
        await self._store.go_on(conversation.id, other_id)
        log.info("conversation_goes_on", channel=conversation.channel)

    async def tell_delay(self, message: InboundMessage) -> None:
        """Say, once, that the answer follows later. Danger does not wait for the engine.

        Raises:
            StorageUnavailable: nothing was said.
        """
        crisis = self._crisis.match(message.text) if message.text else None
        if crisis is not None:
            said = Said(f"{message.id}:delay", crisis, Kind.NOTICE, message.id)
        else:
            said = self._notice(message, "delay", "utter_engine_down")
        if await self._store.say(_conversation(message), [said], self._clock.now()):
            log.warning("delay_told", channel=message.channel, crisis=crisis is not None)

    async def give_up(self, message: InboundMessage) -> None:
        """Close a message that cannot be answered, with an apology and another way.

        Raises:
            StorageUnavailable: it stays open.
        """
        reply = self._reply("utter_engine_gave_up", message.municipality, Outcome.FALLBACK)
        said = Said(f"{message.id}:0", reply, answers=message.id)
        await self._store.settle(message, [said], State.GIVEN_UP, self._clock.now())
        log.error("message_given_up", channel=message.channel)

    async def waiting(self, older_than: timedelta) -> list[tuple[InboundMessage, timedelta]]:
        """Messages that still wait for an answer, with their age, oldest first.

        Raises:
            StorageUnavailable: the database does not answer.
        """
        now = self._clock.now()
        return [(m, now - since) for m, since in await self._store.unanswered(now - older_than)]

    async def waiting_in(self, conversation_id: str) -> list[tuple[InboundMessage, timedelta]]:
        """What waits for an answer in one conversation, in order, with its age.

        Raises:
            StorageUnavailable: the database does not answer.
        """
        now = self._clock.now()
        found = await self._store.unanswered_in(conversation_id)
        return [(message, now - since) for message, since in found]

    async def transcript(self, conversation_id: str, after: int = 0) -> tuple[Message, ...]:
        """What was said, from just after this number.

        Raises:
            StorageUnavailable: the database does not answer.
        """
        return await self._store.messages(conversation_id, after)

    def opening(self, municipality: str) -> Said:
        """How every conversation begins: who Balie is, and that it is no human."""
        return Said(GREETING_ID, self._reply("utter_greeting", municipality), Kind.GREETING)

    def greeting(self, municipality: str) -> Message:
        """The opening as a page shows it before anything was said; it will be number 1."""
        said = self.opening(municipality)
        return Message(
            sequence=1,
            id=said.id,
            author=Author.ASSISTANT,
            text=said.reply.text,
            at=self._clock.now(),
            kind=said.kind,
            reply=said.reply,
        )

    def emergency(self, text: str) -> Reply | None:
        """The crisis text for a message that could not even be kept."""
        return self._crisis.match(text)

    async def _keep_details(self, key: str, text: str) -> None:
        """Before a mail address or number is masked: it may be for an appointment."""
        found = find_details(text)
        if found:
            await self._details.keep(key, found, self._clock.now() + KEPT_FOR)

    async def _chosen(self, conversation: Conversation, choice: str) -> Choice:
        standing = STANDING_CHOICES.get(choice)
        if standing is not None:
            key, payload = standing
            return Choice(self._texts.text(key, conversation.municipality), payload)
        return await self._store.choice(conversation.id, choice)

    async def _settle(self, message: InboundMessage, turn: Turn) -> None:
        said = [
            Said(f"{message.id}:{index}", reply, answers=message.id)
            for index, reply in enumerate(turn.replies)
        ]
        first = await self._store.settle(message, said, State.ANSWERED, self._clock.now(), turn)
        log.info(
            "message_answered",
            channel=message.channel,
            intent=turn.understanding.intent,
            outcome=turn.replies[0].outcome.value,
            first=first,
        )

    def _notice(self, message: InboundMessage, suffix: str, key: str) -> Said:
        reply = self._reply(key, message.municipality)
        return Said(f"{message.id}:{suffix}", reply, Kind.NOTICE, message.id)

    def _reply(self, key: str, municipality: str, outcome: Outcome = Outcome.SMALLTALK) -> Reply:
        return Reply(self._texts.text(key, municipality), outcome)


def clean(text: str) -> str:
    """The text without what cannot be kept or read."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _UNWANTED.sub("", whole.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _in_context(message: InboundMessage) -> InboundMessage:
    """The message as the engine gets it, which keeps the context of each conversation.

    In the conversation of another its id must be nobody else's: a colon is in no id of a client.
    """
    if not message.continues:
        return message
    identifier = f"{message.conversation_id}:{message.id}"
    return replace(message, id=identifier, conversation_id=message.continues, continues="")


def _conversation(message: InboundMessage) -> Conversation:
    return Conversation(
        message.conversation_id, message.municipality, message.channel, message.contact
    )
