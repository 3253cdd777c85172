"""A resident who wants a human: what there is now, getting in line, and out of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from assistant.domain.conversation import Choice, Outcome, Reply
from assistant.domain.handover import Ending, Handover, Packet, Stage, Who
from assistant.domain.line import AT_ONCE, wait_in_minutes
from assistant.errors import BackendUnavailable
from assistant.ports.clock import ClockPort
from assistant.ports.handovers import HandoversPort
from assistant.ports.live_desk import LiveDeskPort
from assistant.ports.texts import TextsPort
from assistant.services.municipalities import MunicipalityService
from assistant.services.teams import TeamService

log = structlog.get_logger(__name__)

LATELY = timedelta(days=7)
"""How long a conversation takes is known from those that ended since then."""
BY_VOICE = "telephone"
"""Nobody chats in a call: there the way is the telephone itself."""


@dataclass(frozen=True)
class _Room:
    """`people` can be chatted with now, of whom somebody is `free` or not; `ahead` wait already."""

    people: int = 0
    ahead: int = 0
    free: bool = False


class HandoverService:
    """What the desk does with who is in line: `DeskService`. `desk_of` gives the desk of a
    municipality."""

    def __init__(
        self,
        handovers: HandoversPort,
        desk_of: Callable[[str], LiveDeskPort],
        texts: TextsPort,
        municipalities: MunicipalityService,
        teams: TeamService,
        clock: ClockPort,
    ) -> None:
        self._handovers = handovers
        self._desk_of = desk_of
        self._texts = texts
        self._municipalities = municipalities
        self._teams = teams
        self._clock = clock

    async def offer(self, who: Who, opening: str = "") -> Reply:
        """The ways to a human that are open now, after `opening` (the key of a text; empty: as one
        answers who asks for a human). Never fails: there is always a telephone."""
        place = who.municipality
        begins = self._texts.text(opening or "utter_human_opening", place)
        try:
            waiting = await self._handovers.open_in(who.conversation_id)
            if waiting is not None:
                return await self._in_line(who, waiting, "utter_handover_already")
            room = await self._room(who)
            wait = await self._wait(place, room)
        except BackendUnavailable:
            down = self._reply(place, "utter_human_offer_down", "utter_button_callback")
            return _after(begins, down)
        if not room.people:
            return _after(begins, self._reply(place, self._by_phone(who), "utter_button_callback"))
        buttons = (
            "utter_button_chat_human", "utter_button_callback", "utter_button_desk_appointment",
        )  # fmt: skip
        if room.free:
            return _after(begins, self._reply(place, "utter_human_offer", *buttons))
        busy = self._reply(
            place, "utter_human_offer_busy", *buttons, aantal=str(room.ahead), wacht=wait
        )
        return _after(begins, busy)

    def ways(self, municipality: str) -> tuple[Choice, ...]:
        """The buttons to a human above or below another answer: now, or called back."""
        return self._buttons(municipality, "utter_button_request_human", "utter_button_callback")

    def way(self, municipality: str) -> tuple[Choice, ...]:
        """The first of those."""
        return self.ways(municipality)[:1]

    async def begin(self, who: Who, packet: Packet) -> Reply:
        """The resident wants to chat now. Never fails."""
        try:
            room = await self._room(who)
            if not room.people:
                return await self.offer(who)
            handover = await self._handovers.ask(
                Handover(
                    secrets.token_urlsafe(12),
                    who.conversation_id,
                    who.municipality,
                    who.channel,
                    who.contact_id,
                    self._clock.now(),
                    packet,
                    self._teams.knowing(who.municipality, packet.article),
                )
            )
            log.info("handover_asked", channel=who.channel, why=packet.why.value)
            return await self._in_line(who, handover, "utter_handover_waiting")
        except BackendUnavailable:
            return self._reply(who.municipality, "utter_handover_down")

    async def leave(self, who: Who) -> Reply | None:
        """The resident waits no longer; None where he did not wait. Never fails."""
        try:
            handover = await self._handovers.open_in(who.conversation_id)
            if handover is None or handover.stage is not Stage.WAITING:
                return None
            await self._handovers.end(handover.id, Ending.LEFT, self._clock.now())
        except BackendUnavailable:
            return self._reply(who.municipality, "utter_handover_leave_down")
        log.info("handover_left", channel=who.channel)
        return self._reply(who.municipality, "utter_handover_left")

    async def _room(self, who: Who) -> _Room:
        """Who can be chatted with."""
        if who.channel == BY_VOICE or not self._municipalities.chat_is_open(who.municipality):
            return _Room()
        people = await self._desk_of(who.municipality).people(who.municipality)
        if not people:
            return _Room()
        every = await self._handovers.open_of(who.municipality)
        ahead = sum(one.stage is Stage.WAITING for one in every)
        busy = sum(one.stage is Stage.ACTIVE for one in every)
        return _Room(people, ahead, busy + ahead < AT_ONCE * people)

    def _by_phone(self, who: Who) -> str:
        place = who.municipality
        if self._municipalities.phone_is_open(place):
            return "utter_request_human_open"
        if self._municipalities.is_holiday():
            return "utter_request_human_holiday"
        return "utter_request_human_closed"

    async def _in_line(self, who: Who, handover: Handover, key: str) -> Reply:
        place = who.municipality
        if handover.stage is Stage.ACTIVE:
            return self._reply(place, "utter_handover_now", naam=handover.staff_name)
        waiting = [
            one for one in await self._handovers.open_of(place) if one.stage is Stage.WAITING
        ]
        ahead = next((n for n, one in enumerate(waiting) if one.id == handover.id), 0)
        try:
            wait = await self._wait(place, await self._room(who), ahead) if ahead else ""
        except BackendUnavailable:  # he is in line, also where nobody knows how long it takes
            wait = ""
        number = str(ahead + 1)
        return self._reply(place, key, "utter_button_leave_line", plaats=number, wacht=wait)

    async def _wait(self, place: str, room: _Room, ahead: int | None = None) -> str:
        """How long it takes, as a sentence with a space before it; empty where nobody knows."""
        if room.free or not room.people:
            return ""
        lasted = await self._handovers.lasted(place, self._clock.now() - LATELY)
        minutes = wait_in_minutes(lasted, room.ahead if ahead is None else ahead, room.people)
        if minutes is None:
            return ""
        key = "utter_handover_wait_one" if minutes == 1 else "utter_handover_wait"
        return " " + self._texts.text(key, place, minuten=str(minutes))

    def _reply(self, place: str, key: str, *buttons: str, **values: str) -> Reply:
        text = self._texts.text(key, place, **values)
        return Reply(text, Outcome.HANDOVER, self._buttons(place, *buttons))

    def _buttons(self, place: str, *keys: str) -> tuple[Choice, ...]:
        return tuple(Choice(self._texts.text(one, place), _BUTTONS[one]) for one in keys)


def leave_button(texts: TextsPort, place: str) -> Choice:
    """Out of the line."""
    return Choice(texts.text("utter_button_leave_line", place), "/leave_line")


def _after(opening: str, reply: Reply) -> Reply:
    return Reply(f"{opening} {reply.text}", reply.outcome, reply.choices)


_BUTTONS = {
    "utter_button_request_human": "/request_human",
    "utter_button_chat_human": "/chat_with_human",
    "utter_button_leave_line": "/leave_line",
    "utter_button_callback": "/request_callback",
    "utter_button_desk_appointment": "/make_appointment",
}
