"""Following a zaak: who asked for it hears when it gets a new status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from assistant.domain.conversation import Choice, Outcome, Reply
from assistant.domain.ediensten.talk import Said
from assistant.domain.followers import Follower
from assistant.domain.zaken import Zaak
from assistant.ports.clock import ClockPort
from assistant.ports.followers import FollowersPort
from assistant.ports.messenger import MessengerPort
from assistant.ports.texts import TextsPort
from assistant.ports.zaken import ZakenPort

log = structlog.get_logger(__name__)

FOLLOWS_FOR = timedelta(days=365)


def follow_payload(zaak: str, stops: bool = False) -> str:
    """What the button sends that begins or ends it. A resident never writes it himself: a click
    travels as an id."""
    return f'/inform_edienst{{"choice": "{"unfollow" if stops else "follow"}:{zaak}"}}'


_SAID = {"follow": "utter_zaak_followed", "unfollow": "utter_zaak_unfollowed"}


class FollowerService:
    """Keeps who follows what; the same conversation follows a zaak once."""

    def __init__(self, store: FollowersPort, texts: TextsPort, clock: ClockPort) -> None:
        self._store = store
        self._texts = texts
        self._clock = clock

    async def pressed(self, said: Said) -> Reply | None:
        """What Balie says to one of these buttons; None where it was another.

        Raises:
            StorageUnavailable: nothing was kept.
        """
        kind, _, zaak = said.pressed.partition(":")
        if kind == "follow":
            follower = Follower(
                zaak, said.conversation_id, said.municipality, said.channel, said.contact_id,
                self._clock.now() + FOLLOWS_FOR,
            )  # fmt: skip
            await self._store.follow(follower)
            log.info("zaak_followed", channel=said.channel)
        elif kind == "unfollow":
            await self._store.stop(zaak, said.conversation_id)
        else:
            return None
        return Reply(self._texts.text(_SAID[kind], said.municipality), Outcome.FLOW)


class StatusNotices:
    """Tells followers; `system_of` gives the case system of a municipality, or None."""

    def __init__(
        self,
        store: FollowersPort,
        system_of: Callable[[str], ZakenPort | None],
        messenger: MessengerPort,
        texts: TextsPort,
        clock: ClockPort,
    ) -> None:
        self._store = store
        self._system_of = system_of
        self._messenger = messenger
        self._texts = texts
        self._clock = clock

    async def changed(self, zaak_url: str, notification: str) -> int:
        """The zaak has a new status; `notification` names what was made, so that the same told
        twice is said once. How many were told.

        Raises:
            BackendUnavailable: not all of them; to be tried again.
        """
        told = 0
        for follower in await self._store.of(zaak_url, self._clock.now()):
            system = self._system_of(follower.municipality)
            zaak = await system.at(zaak_url) if system else None
            if zaak is None:
                continue
            reply = self._reply(follower, zaak)
            told += await self._messenger.tell(follower, f"status:{notification}", reply)
            if not zaak.is_open:
                await self._store.stop(zaak_url, follower.conversation_id)
        log.info("status_told", followers=told)
        return told

    def _reply(self, follower: Follower, zaak: Zaak) -> Reply:
        place = follower.municipality
        key = "utter_zaak_news" if zaak.is_open else "utter_zaak_news_closed"
        text = self._texts.text(
            key, place, nummer=zaak.number, soort=zaak.kind, stand=zaak.status or zaak.result
        )
        if not zaak.is_open:
            return Reply(text, Outcome.FLOW)
        title = self._texts.text("utter_button_unfollow", place)
        stop = Choice(title, follow_payload(follower.zaak, stops=True))
        return Reply(text, Outcome.FLOW, (stop,))
