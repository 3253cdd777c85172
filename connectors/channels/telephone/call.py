"""The voice core: one call is one conversation, whatever the provider of telephony.

A provider reports an event (the call began; the caller spoke, pressed a key or kept silent), and
gets the words for it and what may come next. See `exchanges` for how a call goes on in another
process, and why an event that is reported twice has one effect and one answer.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from assistant.domain.choices import choice_id
from assistant.domain.transcript import Conversation, Kind, Said
from assistant.errors import StorageUnavailable, where
from assistant.ports.texts import TextsPort
from assistant.services.channel_codes import ChannelCodes
from assistant.services.conversations import GREETING_ID
from assistant.services.municipalities import MunicipalityService
from connectors.channels.pipeline import Pipeline, TooFast
from connectors.channels.telephone.exchanges import (
    BEGIN,
    Exchange,
    Notice,
    asked,
    exchanges,
    notice_of,
    waiting,
)
from connectors.channels.telephone.hearing import (
    Answer,
    Hypothesis,
    chosen_number,
    hearing,
)
from connectors.channels.telephone.joining import Joining, said_code
from connectors.channels.telephone.ladders import TEXTS as LADDER_TEXTS
from connectors.channels.telephone.ladders import Ladders, links, reply
from connectors.channels.telephone.links import Links
from connectors.channels.telephone.speaking import MOST_KEYS, Speaking, Speech
from connectors.channels.telephone.speaking import TEXTS as SPEAKING_TEXTS

log = structlog.get_logger(__name__)

CHANNEL = "telephone"
SURE = 0.6
"""From this confidence on, what was heard is taken as said."""
HEARD = 0.3
"""From this confidence on it is worth asking whether it was heard well."""

_GREETING = "utter_phone_greeting"
_TOO_FAST = "utter_phone_too_fast"
_STORAGE_DOWN = "utter_phone_storage_down"
_NUMBERED = re.compile(r"turn-(\d{1,6})", re.ASCII)
_HUMAN_KEY, _REPEAT_KEY, _YES_KEY, _NO_KEY = "0", "*", "1", "2"

TEXTS = (_GREETING, _TOO_FAST, _STORAGE_DOWN, *LADDER_TEXTS, *SPEAKING_TEXTS)
"""Texts without values of their own that a caller may need."""


@dataclass(frozen=True)
class Call:
    """Who calls whom. `caller` and `line` are telephone numbers, and are never stored."""

    conversation: Conversation
    line: str
    caller: str = ""


@dataclass(frozen=True)
class Input:
    """What came in. Nothing at all is silence."""

    hypotheses: tuple[Hypothesis, ...] = ()
    digits: str = ""
    transfer_failed: bool = False


def numbered(turn: int) -> str:
    """The id of an event, where the provider counts them itself."""
    return f"turn-{turn}"


def number_of(event: str) -> int:
    """The count of such an event; 0 for one that is not counted."""
    match = _NUMBERED.fullmatch(event)
    return int(match[1]) if match else 0


class Calls:
    """All calls of this process. Keeps nothing of any of them.

    `answer_within` is how long a caller waits in silence, in seconds. `municipality_of_line` knows
    which municipality a number of ours belongs to.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        texts: TextsPort,
        municipalities: MunicipalityService,
        municipality_of_line: Callable[[str], str],
        links: Links,
        codes: ChannelCodes,
        secret: str,
        answer_within: float = 4.0,
    ) -> None:
        self._pipeline = pipeline
        self._service = pipeline.service
        self._texts = texts
        self._municipalities = municipalities
        self._municipality_of_line = municipality_of_line
        self._links = links
        self._joining = Joining(codes, pipeline.service)
        self._secret = secret.encode()
        self._answer_within = answer_within
        self._speaking = Speaking(texts)
        self._ladders = Ladders(texts)

    def call(self, provider: str, call_id: str, line: str, caller: str = "") -> Call:
        """The call that a provider knows by this id. Nobody can tell the one from the other."""
        content = f"{CHANNEL}:{provider}:{call_id}".encode()
        identifier = hmac.new(self._secret, content, hashlib.sha256).hexdigest()[:40]
        municipality = self._municipality_of_line(line)
        return Call(Conversation(identifier, municipality, CHANNEL), line, caller)

    async def begin(self, call: Call) -> Speech:
        """Say who the caller speaks to, and that it is no human. Never raises."""
        try:
            return await self._begin(call)
        except Exception as error:
            return self._broken(call, BEGIN, error)

    async def hear(self, call: Call, event: str, heard: Input) -> Speech:
        """The words for one event. Never raises: whatever happens, the caller hears something."""
        try:
            return await self._hear(call, event, heard)
        except TooFast:
            return self._alone(call, event, _TOO_FAST)
        except Exception as error:
            texts = (hypothesis.text for hypothesis in heard.hypotheses)
            crisis = next((r for text in texts if (r := self._service.emergency(text))), None)
            if crisis is not None:
                return self._speaking.alone(call.conversation.municipality, event, crisis.text)
            return self._broken(call, event, error)

    def _broken(self, call: Call, event: str, error: Exception) -> Speech:
        if isinstance(error, StorageUnavailable):
            log.warning("call_not_kept", reason="StorageUnavailable")
        else:
            log.error("call_failed", reason=type(error).__name__, where=where(error))
        return self._alone(call, event, _STORAGE_DOWN)

    async def _begin(self, call: Call) -> Speech:
        await self._say(call, [])
        said = await self._said(call)
        return self._speaking.speech(call.conversation.municipality, said[:1])

    async def _hear(self, call: Call, event: str, heard: Input) -> Speech:
        said = await self._said(call)
        if any(exchange.event == event for exchange in said):
            return await self._answer(call, event)
        if said and 0 < number_of(event) <= number_of(said[-1].event):
            log.info("late_event_ignored", channel=CHANNEL)
            return self._speech(call, said)
        if said:
            await self._take(call, event, heard, said)
            return await self._answer(call, event)
        # The call could not be kept when it began; the caller has not heard yet who we are.
        greeting = await self._begin(call)
        await self._take(call, event, heard, await self._said(call))
        answer = await self._answer(call, event)
        return replace(answer, lines=greeting.lines + answer.lines)

    # --- what to do with what came in

    async def _take(self, call: Call, event: str, heard: Input, said: tuple[Exchange, ...]) -> None:
        danger = next((h for h in heard.hypotheses if self._service.emergency(h.text)), None)
        if danger is not None:  # never doubted, never asked again
            await self._accept(call, event, text=hearing().repair(danger.text))
        elif heard.transfer_failed:
            await self._notice(call, event, Notice.NOT_TRANSFERRED)
        elif heard.digits:
            await self._keys(call, event, heard.digits, said)
        elif (best := hearing().best(heard.hypotheses)).text:
            await self._words(call, event, best, said)
        else:
            await self._silence(call, event, said)

    async def _keys(self, call: Call, event: str, digits: str, said: tuple[Exchange, ...]) -> None:
        if digits == _HUMAN_KEY:
            await self._human(call, event)
        elif digits == _REPEAT_KEY:
            await self._notice(call, event, Notice.REPEAT)
        elif code := said_code(digits):
            await self._join(call, event, code)
        elif await self._answered(call, event, said, yes=digits == _YES_KEY, no=digits == _NO_KEY):
            pass
        elif choice := self._choice(said, int(digits) if digits.isdecimal() else 0):
            await self._accept(call, event, choice=choice)
        elif len(digits) > 1:
            await self._accept(call, event, text=digits)
        else:
            await self._fail(call, event, Notice.NO_CHOICE, said)

    async def _words(
        self, call: Call, event: str, best: Hypothesis, said: tuple[Exchange, ...]
    ) -> None:
        if code := said_code(best.text):  # never asked again: that would keep it in the record
            await self._join(call, event, code)
            return
        answer = hearing().answer(best.text)
        if answer is Answer.REPEAT:
            await self._notice(call, event, Notice.REPEAT)
            return
        if answer is Answer.SLOWER:
            await self._notice(call, event, Notice.SLOWER)
            return
        yes, no = answer is Answer.YES, answer is Answer.NO
        if await self._answered(call, event, said, yes=yes, no=no):
            return
        if choice := self._choice(said, chosen_number(best.text, MOST_KEYS) or 0):
            await self._accept(call, event, choice=choice)
            return
        # Some recognisers give no confidence, or always nought: then we take them at their word.
        doubt = bool(best.confidence) and answer is None
        if doubt and (best.confidence or 0) < HEARD:
            await self._fail(call, event, Notice.UNCLEAR, said)
        elif doubt and (best.confidence or 0) < SURE:
            await self._say(
                call, self._ladders.confirm(call.conversation.municipality, event, best.text)
            )
        else:
            await self._accept(call, event, text=best.text)

    async def _join(self, call: Call, event: str, code: str) -> None:
        await self._notice(call, event, await self._joining.join(call.conversation, event, code))

    async def _silence(self, call: Call, event: str, said: tuple[Exchange, ...]) -> None:
        """Somebody who waits for us is not silent."""
        if not waiting(said) and not (said and said[-1].unsaid):
            await self._fail(call, event, Notice.SILENCE, said)
            return
        said = await self._until(call, lambda now: bool(now[-1].unsaid) or not waiting(now))
        if said[-1].unsaid:
            await self._notice(call, event, Notice.BACK)
            return
        told = any(notice_of(m) is Notice.DELAY for exchange in said for m in exchange.messages)
        await self._notice(call, event, Notice.STILL if told else Notice.MOMENT)

    async def _answered(
        self, call: Call, event: str, said: tuple[Exchange, ...], *, yes: bool, no: bool
    ) -> bool:
        """Deal with a yes or no, where one was asked for; False where it means something else."""
        question = asked(said)
        notice = notice_of(question) if question is not None and (yes or no) else None
        if notice is Notice.CONFIRM and question is not None:
            if yes:
                await self._accept(call, event, choice=choice_id(question.sequence, 0))
            else:
                await self._fail(call, event, Notice.DENIED, said)
        elif notice is Notice.OFFER:
            if yes:
                await self._send_link(call, event, said)
            else:
                await self._notice(call, event, Notice.DECLINED)
        return notice in (Notice.CONFIRM, Notice.OFFER)

    def _choice(self, said: tuple[Exchange, ...], key: int) -> str:
        question = asked(said)
        if question is None or question.reply is None or notice_of(question) is Notice.CONFIRM:
            return ""
        offered = len(question.reply.choices[:MOST_KEYS])
        return choice_id(question.sequence, key - 1) if 1 <= key <= offered else ""

    async def _human(self, call: Call, event: str) -> None:
        """The engine hears of it too, so that staff know why; but the caller waits for nothing."""
        number = self._open_number(call)
        try:
            await self._accept(call, event, choice="human")
        except TooFast:
            if not number:
                raise
        if number:
            await self._notice(call, event, Notice.TRANSFER)

    async def _send_link(self, call: Call, event: str, said: tuple[Exchange, ...]) -> None:
        slug = call.conversation.municipality
        url = next((url for exchange in reversed(said) for url in links(exchange)), "")
        if not await self._notice(call, event, Notice.SENT):
            return  # the same event, reported at the same moment
        reference = f"{call.conversation.id}:{event}"
        if not await self._links.send(slug, call.caller, call.line, url, reference):
            await self._say(call, self._ladders.place(slug, event, Notice.NOT_SENT, url))

    # --- what to say

    async def _answer(self, call: Call, event: str) -> Speech:
        said = await self._until(call, lambda now: _is_complete(_upto(now, event)))
        now = _upto(said, event)
        if not _is_complete(now):
            await self._notice(call, event, Notice.MOMENT)
        elif len(now) == len(said):
            after = self._ladders.afterwards(
                call.conversation.municipality,
                now,
                is_open=bool(self._open_number(call)),
                can_send=self._links.can_reach(call.caller),
            )
            if after:
                await self._say(call, after)
        return self._speech(call, _upto(await self._said(call), event))

    async def _until(
        self, call: Call, done: Callable[[tuple[Exchange, ...]], bool]
    ) -> tuple[Exchange, ...]:
        """Read on until this holds, or until the caller has waited long enough."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._answer_within
        said = await self._said(call)
        while not done(said) and loop.time() < until:
            if await self._pipeline.settled(call.conversation.id, 0.25):
                await asyncio.sleep(0.05)  # another process answers it
            said = await self._said(call)
        return said

    async def _fail(
        self, call: Call, event: str, notice: Notice, said: tuple[Exchange, ...]
    ) -> None:
        slug = call.conversation.municipality
        is_open = bool(self._open_number(call))
        await self._say(call, self._ladders.step(slug, event, notice, said, is_open=is_open))

    async def _notice(self, call: Call, event: str, notice: Notice) -> bool:
        return await self._say(
            call, self._ladders.notice(call.conversation.municipality, event, notice)
        )

    async def _say(self, call: Call, messages: Sequence[Said]) -> bool:
        greeting = self._texts.text(_GREETING, call.conversation.municipality)
        opening = Said(GREETING_ID, reply(greeting), Kind.GREETING)
        return await self._service.say(call.conversation, messages, opening)

    async def _accept(self, call: Call, event: str, text: str = "", choice: str = "") -> None:
        await self._pipeline.accept(call.conversation, event, text, choice)

    async def _said(self, call: Call) -> tuple[Exchange, ...]:
        return exchanges(await self._service.transcript(call.conversation.id))

    def _speech(self, call: Call, said: tuple[Exchange, ...]) -> Speech:
        return self._speaking.speech(call.conversation.municipality, said, self._number(call))

    def _alone(self, call: Call, event: str, key: str) -> Speech:
        slug = call.conversation.municipality
        return self._speaking.alone(slug, event, self._texts.text(key, slug))

    def _number(self, call: Call) -> str:
        return dialable(self._municipalities.values(call.conversation.municipality)["telefoon"])

    def _open_number(self, call: Call) -> str:
        """Where a human answers now, or empty."""
        is_open = self._municipalities.phone_is_open(call.conversation.municipality)
        return self._number(call) if is_open else ""


def dialable(phone: str) -> str:
    """A Dutch number as it is published, in E.164; empty where it is none."""
    digits = re.sub(r"[\s()\-.]", "", phone)
    if re.fullmatch(r"\+\d{8,15}", digits, re.ASCII):
        return digits
    if re.fullmatch(r"0[1-9]\d{8}|0[89]00\d{4,7}|140\d{2,3}", digits, re.ASCII):
        return f"+31{digits.removeprefix('0')}"
    return ""


def _upto(said: tuple[Exchange, ...], event: str) -> tuple[Exchange, ...]:
    found = next((i for i, exchange in enumerate(said) if exchange.event == event), len(said) - 1)
    return said[: found + 1]


def _is_complete(said: tuple[Exchange, ...]) -> bool:
    """Whether nothing more will be said in the last of these."""
    last = said[-1]
    settled = not last.from_caller or last.paused or Notice.TRANSFER in last.notices
    return settled or not waiting(said)
