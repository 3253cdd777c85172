"""The conversation about zaken: consent first, then DigiD, then how it stands.

One message goes in with what is asked so far; out comes what Balie says and what is asked from
here on. Nothing is kept here between messages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.conversation import Outcome, Reply
from assistant.domain.dutch.agenda_text import DUTCH_TIME
from assistant.domain.identity import Level, Login
from assistant.domain.lookups import Source
from assistant.domain.zaken_talk import Ask, Told, Wish, ZaakTalk, read
from assistant.errors import BackendUnavailable
from assistant.ports.clock import ClockPort
from assistant.ports.zaken import ZakenPort
from assistant.services.identity import IdentityService
from assistant.services.lookups import LookupService
from assistant.services.zaken_speech import ZakenSpeech

LEVEL = Level.MIDDEN
PURPOSE = "status"
BY_VOICE = "telephone"
"""The channel on which a link comes by text message."""


@dataclass(frozen=True)
class Said:
    """One message. `wish` is what the resident wants to begin, or None; `pressed` is "yes" or "no"
    for a button; `logged_in`: the browser came back from logging in."""

    conversation_id: str
    municipality: str
    channel: str
    contact_id: str = ""
    text: str = ""
    wish: Wish | None = None
    pressed: str = ""
    logged_in: bool = False


@dataclass(frozen=True)
class Step:
    """What Balie says, and what is asked from here on (None: nothing).

    `known` is False where this municipality has no case system for Balie: then the resident is
    told where to look for himself.
    """

    reply: Reply | None = None
    talk: ZaakTalk | None = None
    known: bool = True


class ZakenService:
    """`system_of` gives the case system of a municipality, or None."""

    def __init__(
        self,
        system_of: Callable[[str], ZakenPort | None],
        identity: IdentityService,
        lookups: LookupService,
        speech: ZakenSpeech,
        clock: ClockPort,
    ) -> None:
        self._system_of = system_of
        self._identity = identity
        self._lookups = lookups
        self._speech = speech
        self._clock = clock

    async def take(self, said: Said, talk: ZaakTalk | None) -> Step:
        """What Balie says to this message. Never raises for what a system or a resident does."""
        system = self._system_of(said.municipality)
        if system is None:
            return Step(known=False)
        told = _pressed(read(said.text), said.pressed)
        talk = self._begun(said, told, talk)
        try:
            if talk.wish is Wish.STATUS and not said.logged_in:
                asked = await self._consent(said, talk, told)
                if asked is not None:
                    return asked
            login = await self._login(said, talk, told)
            if isinstance(login, Step):
                return login
            return await self._show(said, talk, login, system)
        except BackendUnavailable:
            again = replace(talk, ask=Ask.AGAIN)
            return self._step(said, "utter_zaken_down", again, "again", "human")

    def ask_again(self, municipality: str, talk: ZaakTalk) -> Step:
        """The question that is still open, after something else was answered."""
        if talk.ask is Ask.CODE:
            return Step(self._speech.say(municipality, "utter_login_ask_code"), talk)
        if talk.ask is Ask.CONSENT:
            reply = self._speech.say(municipality, "utter_zaken_back", "yes", "self")
            return Step(reply, talk)
        # A link or a button stays where it is.
        return Step(talk=talk)

    async def level(self, conversation_id: str) -> str:
        """With which level somebody is logged in here; empty where nobody is, or nobody knows."""
        try:
            login = await self._identity.current(conversation_id)
        except BackendUnavailable:
            return ""
        return login.identity.level.name.lower() if login else ""

    async def log_out(self, said: Said) -> Step:
        """Nobody is logged in any more, and whoever comes next is asked again."""
        try:
            await self._identity.end(said.conversation_id)
            await self._lookups.answer(said.conversation_id, Source.ZAKEN, given=False)
        except BackendUnavailable:
            return self._step(said, "utter_log_out_failed", None, "log_out")
        return self._step(said, "utter_logged_out", None)

    def _begun(self, said: Said, told: Told, talk: ZaakTalk | None) -> ZaakTalk:
        number = told.number or (talk.number if talk else "")
        if talk is None or (said.wish and said.wish is not talk.wish):
            return ZaakTalk(Ask.CONSENT, said.wish or Wish.STATUS, number)
        return replace(talk, number=number)

    async def _consent(self, said: Said, talk: ZaakTalk, told: Told) -> Step | None:
        """The question whether it may be looked up; None where it may."""
        given = await self._lookups.allowed(said.conversation_id, Source.ZAKEN)
        asked = talk.ask in (Ask.CONSENT, Ask.LOGIN, Ask.AGAIN) and said.wish is None
        if asked and told.no:
            await self._lookups.answer(said.conversation_id, Source.ZAKEN, given=False)
            return self._step(said, "utter_zaken_refused", None, "human")
        if asked and talk.ask is Ask.CONSENT and told.yes:
            # Also where somebody before him said so: this yes is of who says it.
            await self._lookups.answer(said.conversation_id, Source.ZAKEN, given=True)
            return None
        if given:
            return None
        asking = replace(talk, ask=Ask.CONSENT)
        return self._step(said, "utter_zaken_ask_consent", asking, "yes", "self")

    async def _login(self, said: Said, talk: ZaakTalk, told: Told) -> Login | Step:
        login = await self._identity.current(said.conversation_id)
        if login is not None:
            return login
        if await self._identity.awaits_code(said.conversation_id):
            asking = replace(talk, ask=Ask.CODE)
            if not told.code:
                return self._step(said, "utter_login_ask_code", asking)
            if await self._identity.confirm(said.conversation_id, told.code):
                confirmed = await self._identity.current(said.conversation_id)
                if confirmed is not None:
                    return confirmed
            if await self._identity.awaits_code(said.conversation_id):
                return self._step(said, "utter_login_code_wrong", asking)
            return await self._link(said, talk, "utter_login_code_ended")
        seen = talk.ask is Ask.LOGIN and (told.done or said.logged_in or bool(told.code))
        wishes = {Wish.STATUS: "utter_zaken_log_in", Wish.SEEN: "utter_lookups_log_in"}
        key = "utter_login_not_seen" if seen else wishes[talk.wish]
        if not seen and said.channel == BY_VOICE:
            key = "utter_zaken_log_in_by_telephone"
        return await self._link(said, talk, key)

    async def _link(self, said: Said, talk: ZaakTalk, key: str) -> Step:
        url = await self._identity.ask(
            said.conversation_id, said.municipality, said.channel, said.contact_id, LEVEL
        )
        reply = self._speech.say(said.municipality, key, "logged_in", url=url)
        return Step(reply, replace(talk, ask=Ask.LOGIN))

    async def _show(self, said: Said, talk: ZaakTalk, login: Login, system: ZakenPort) -> Step:
        place, today = said.municipality, self._today()
        if talk.wish is Wish.SEEN:
            seen, url = await self._lookups.seen(login), self._lookups.address(login)
            return Step(self._speech.seen(place, seen, today, url))
        if not await self._lookups.allowed_for(login, Source.ZAKEN):
            # It ended while the resident was logging in, or it was somebody else's.
            asking = replace(talk, ask=Ask.CONSENT)
            return self._step(said, "utter_zaken_ask_consent", asking, "yes", "self")
        number = talk.number
        if not number:
            zaken = await self._lookups.look(login, Source.ZAKEN, PURPOSE, system.of_person)
            return Step(self._speech.zaken(place, zaken, today))
        zaak = await self._lookups.look(
            login, Source.ZAKEN, PURPOSE, lambda bsn: system.of_person_by_number(bsn, number)
        )
        if zaak is None:
            return Step(self._speech.say(place, "utter_zaak_unknown", "human", nummer=number))
        return Step(self._speech.zaak(place, zaak, today))

    def _step(self, said: Said, key: str, talk: ZaakTalk | None, *buttons: str) -> Step:
        outcome = Outcome.FLOW if talk else Outcome.REFERRAL
        reply = self._speech.say(said.municipality, key, *buttons, outcome=outcome)
        return Step(reply, talk)

    def _today(self) -> date:
        return self._clock.now().astimezone(DUTCH_TIME).date()


def _pressed(told: Told, pressed: str) -> Told:
    return (
        replace(told, yes=True)
        if pressed == "yes"
        else (replace(told, no=True) if pressed == "no" else told)
    )
