"""A resident who wants a human: what there is now, getting in line, and out of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

import structlog

from assistant.domain.conversation import Choice, Outcome, Reply
from assistant.domain.handover import Ending, Handover, Packet, Stage, Verdict
from assistant.errors import StorageUnavailable
from assistant.ports.clock import ClockPort
from assistant.ports.handovers import HandoversPort
from assistant.ports.staff import StaffPort
from assistant.ports.texts import TextsPort
from assistant.services.municipalities import MunicipalityService

log = structlog.get_logger(__name__)

THERE_WITHIN = timedelta(seconds=45)
"""Whose desk was open so shortly ago is there."""
AT_ONCE = 3
"""So many residents one human speaks with at the same time."""
SCORES = {"good": 3, "fair": 2, "bad": 1}
BY_VOICE = "telephone"
"""Nobody chats in a call: there the way is the telephone itself."""


@dataclass(frozen=True)
class Who:
    """The conversation in which it is asked."""

    conversation_id: str
    municipality: str
    channel: str
    contact_id: str = ""


class HandoverService:
    """What the desk does with who is in line: `DeskService`."""

    def __init__(
        self,
        handovers: HandoversPort,
        staff: StaffPort,
        texts: TextsPort,
        municipalities: MunicipalityService,
        clock: ClockPort,
    ) -> None:
        self._handovers = handovers
        self._staff = staff
        self._texts = texts
        self._municipalities = municipalities
        self._clock = clock

    async def offer(self, who: Who) -> Reply:
        """The ways to a human that are open now. Never fails: there is always a telephone."""
        place = who.municipality
        try:
            waiting = await self._handovers.open_in(who.conversation_id)
            if waiting is not None:
                return await self._in_line(who, waiting, "utter_handover_already")
            free, ahead = await self._room(who)
        except StorageUnavailable:
            free, ahead = None, 0
        if free is None:
            return self._reply(place, self._by_telephone(place), "utter_button_callback")
        buttons = (
            "utter_button_chat_human", "utter_button_callback", "utter_button_desk_appointment",
        )  # fmt: skip
        if free:
            return self._reply(place, "utter_human_offer", *buttons)
        return self._reply(place, "utter_human_offer_busy", *buttons, aantal=str(ahead))

    def way(self, municipality: str) -> tuple[Choice, ...]:
        """The button to a human, below another answer."""
        title = self._texts.text("utter_button_request_human", municipality)
        return (Choice(title, "/request_human"),)

    async def begin(self, who: Who, packet: Packet) -> Reply:
        """The resident wants to chat now. Never fails."""
        try:
            free, _ = await self._room(who)
            if free is None:
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
                )
            )
            log.info("handover_asked", channel=who.channel, why=packet.why.value)
            return await self._in_line(who, handover, "utter_handover_waiting")
        except StorageUnavailable:
            return self._reply(who.municipality, "utter_handover_down")

    async def leave(self, who: Who) -> Reply | None:
        """The resident waits no longer; None where he did not wait. Never fails."""
        try:
            handover = await self._handovers.open_in(who.conversation_id)
            if handover is None or handover.stage is not Stage.WAITING:
                return None
            await self._handovers.end(handover.id, Ending.LEFT, self._clock.now())
        except StorageUnavailable:
            return self._reply(who.municipality, "utter_handover_leave_down")
        log.info("handover_left", channel=who.channel)
        return self._reply(who.municipality, "utter_handover_left")

    async def rate(self, who: Who, choice: str) -> Reply:
        """The resident says of a conversation with a human whether it helped, or how it was. Never
        fails."""
        place = who.municipality
        said, _, handover_id = choice.partition(":")
        thanks = self._reply(place, "utter_rating_thanks")
        try:
            found = await self._handovers.get(handover_id)
            if found is None or found.conversation_id != who.conversation_id:
                return thanks
            if said in SCORES:
                await self._handovers.judge(Verdict(found.id, score=SCORES[said]))
                return thanks
            solved = said == "solved"
            await self._handovers.judge(Verdict(found.id, solved=solved))
        except StorageUnavailable:
            return thanks
        log.info("handover_rated", solved=solved)
        key = "utter_rating_score" if solved else "utter_rating_score_unsolved"
        text = self._texts.text(key, place, naam=found.staff_name)
        scores = tuple(
            Choice(self._texts.text(f"utter_button_rating_{one}", place), _rates(one, found.id))
            for one in SCORES
        )
        return Reply(text, Outcome.HANDOVER, scores)

    async def _room(self, who: Who) -> tuple[bool | None, int]:
        """Whether somebody is free, and how many wait; None where nobody is there at all."""
        if who.channel == BY_VOICE:
            return None, 0
        since = self._clock.now() - THERE_WITHIN
        there = [one for one in await self._staff.present(who.municipality, since) if one.available]
        if not there:
            return None, 0
        every = await self._handovers.open_of(who.municipality)
        ahead = sum(one.stage is Stage.WAITING for one in every)
        busy = sum(one.stage is Stage.ACTIVE for one in every)
        return busy + ahead < AT_ONCE * len(there), ahead

    def _by_telephone(self, place: str) -> str:
        if self._municipalities.phone_is_open(place):
            return "utter_request_human_open"
        if self._municipalities.is_holiday():
            return "utter_request_human_holiday"
        return "utter_request_human_closed"

    async def _in_line(self, who: Who, handover: Handover, key: str) -> Reply:
        if handover.stage is Stage.ACTIVE:
            return self._reply(who.municipality, "utter_handover_now", naam=handover.staff_name)
        waiting = [
            one
            for one in await self._handovers.open_of(who.municipality)
            if one.stage is Stage.WAITING
        ]
        number = next((n for n, one in enumerate(waiting, 1) if one.id == handover.id), 1)
        return self._reply(who.municipality, key, "utter_button_leave_line", plaats=str(number))

    def _reply(self, place: str, key: str, *buttons: str, **values: str) -> Reply:
        choices = tuple(Choice(self._texts.text(one, place), _BUTTONS[one]) for one in buttons)
        return Reply(self._texts.text(key, place, **values), Outcome.HANDOVER, choices)


def solved_buttons(texts: TextsPort, handover: Handover) -> tuple[Choice, ...]:
    """Whether a conversation with a human helped."""
    place = handover.municipality
    return (
        Choice(texts.text("utter_button_solved", place), _rates("solved", handover.id)),
        Choice(texts.text("utter_button_unsolved", place), _rates("unsolved", handover.id)),
    )


def _rates(what: str, handover_id: str) -> str:
    return f'/rate_human{{"choice": "{what}:{handover_id}"}}'


def leave_button(texts: TextsPort, place: str) -> Choice:
    """Out of the line."""
    return Choice(texts.text("utter_button_leave_line", place), "/leave_line")


_BUTTONS = {
    "utter_button_chat_human": "/chat_with_human",
    "utter_button_leave_line": "/leave_line",
    "utter_button_callback": "/request_callback",
    "utter_button_desk_appointment": "/make_appointment",
}
