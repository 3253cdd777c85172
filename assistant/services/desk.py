"""What staff do with residents: take one, speak, pass on, give back, end."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from assistant.domain.articles import Kind
from assistant.domain.conversation import Choice, Outcome, Reply
from assistant.domain.ediensten.declaration import EDienst
from assistant.domain.handover import Ending, Handover, Note, Passed, Stage
from assistant.domain.line import THERE_WITHIN
from assistant.domain.masking import EMAIL, PHONE, mask
from assistant.domain.staff import Deed, Staff
from assistant.errors import ArticleNotFound, NotAtThisDesk
from assistant.ports.clock import ClockPort
from assistant.ports.handovers import HandoversPort
from assistant.ports.library import LibraryPort
from assistant.ports.messenger import MessengerPort
from assistant.ports.staff import StaffPort
from assistant.ports.texts import TextsPort
from assistant.services.answers import begin_button
from assistant.services.deeds import keep_deed
from assistant.services.handover import leave_button
from assistant.services.klantcontacten import KlantcontactService
from assistant.services.verdicts import verdict_buttons

log = structlog.get_logger(__name__)

NOBODY_FOR = timedelta(minutes=2)
"""So long nobody is at the desk before who waits is told."""
MOST_TEXT = 4000
MOST_NAME = 64


class DeskService:
    """`messenger` says things in the conversation of a resident, on whatever channel that is."""

    def __init__(
        self,
        handovers: HandoversPort,
        staff: StaffPort,
        messenger: MessengerPort,
        klantcontacten: KlantcontactService,
        texts: TextsPort,
        library: LibraryPort,
        clock: ClockPort,
    ) -> None:
        self._handovers = handovers
        self._staff = staff
        self._messenger = messenger
        self._klantcontacten = klantcontacten
        self._texts = texts
        self._library = library
        self._clock = clock

    async def open_of(self, municipality: str) -> Sequence[Handover]:
        """All that did not end.

        Raises:
            StorageUnavailable: nobody knows.
        """
        return await self._handovers.open_of(municipality)

    async def lengths(self, municipality: str) -> Mapping[str, int]:
        """The number of the last message of each, by handover: whether there is something new.

        Raises:
            StorageUnavailable: nobody knows.
        """
        return await self._handovers.lengths(municipality)

    async def see(self, staff: Staff, handover_id: str) -> Handover:
        """One of them.

        Raises:
            NotAtThisDesk: there is none, or it is of another municipality.
            StorageUnavailable: nobody knows.
        """
        found = await self._handovers.get(handover_id)
        if found is None or found.municipality != staff.municipality:
            raise NotAtThisDesk(handover_id)
        return found

    async def accept(self, staff: Staff, handover_id: str) -> bool:
        """Take the turn; False where a colleague was first.

        Raises:
            NotAtThisDesk, StorageUnavailable: nothing changed.
        """
        handover = await self.see(staff, handover_id)
        now = self._clock.now()
        if not await self._handovers.accept(handover.id, staff.id, staff.name, now):
            return False
        await self._did(staff, "accepted", handover)
        waited = (now - handover.asked_at).total_seconds()
        log.info("handover_accepted", channel=handover.channel, waited=round(waited))
        taken = replace(handover, staff_id=staff.id, staff_name=staff.name, accepted_at=now)
        await self._tell_who(taken)
        return True

    async def say(self, staff: Staff, handover_id: str, message_id: str, text: str) -> bool:
        """Say something to the resident; the same id again is said once. False where it cannot
        reach him, or is not this person's turn.

        Raises:
            NotAtThisDesk, StorageUnavailable: nothing was said.
        """
        handover = await self.see(staff, handover_id)
        if not has_turn(handover, staff):
            return False
        kept = without_secrets(text)[:MOST_TEXT]
        reply = Reply(kept, Outcome.HANDOVER, speaker=staff.name)
        return await self._messenger.tell(handover, key_of(handover, message_id), reply)

    async def note(self, staff: Staff, handover_id: str, note_id: str, text: str) -> None:
        """Write something that only colleagues see.

        Raises:
            NotAtThisDesk, StorageUnavailable: nothing was kept.
        """
        handover = await self.see(staff, handover_id)
        now = self._clock.now()
        kept = without_secrets(text)[:MOST_TEXT]
        await self._handovers.note(Note(note_id, handover.id, staff.name, kept, now))

    async def notes(self, staff: Staff, handover_id: str) -> Sequence[Note]:
        """What colleagues wrote.

        Raises:
            NotAtThisDesk, StorageUnavailable: nobody knows.
        """
        return await self._handovers.notes((await self.see(staff, handover_id)).id)

    async def transfer(self, staff: Staff, handover_id: str, to: Passed) -> bool:
        """Another takes it. False where it is not his.

        Raises:
            NotAtThisDesk, StorageUnavailable: nothing changed.
        """
        handover = await self.see(staff, handover_id)
        if not await self._handovers.back_in_line(handover.id, staff.id, self._clock.now(), to):
            return False
        await self._did(staff, "transferred", handover)
        key = f"{handover.id}:transferred:{secrets.token_hex(4)}"
        await self._tell(
            handover, key, "utter_handover_transferred", self._leave(handover), naam=staff.name
        )
        return True

    async def refer(self, staff: Staff, handover_id: str, slug: str) -> bool:
        """Another organisation helps further: the resident gets what the library says of it, and
        the conversation is over. False where it is not his.

        Raises:
            ArticleNotFound: there is no such referral.
            NotAtThisDesk, StorageUnavailable: nothing changed.
        """
        handover = await self.see(staff, handover_id)
        article = self._library.article(slug, handover.municipality)
        if article.kind is not Kind.REFERRAL:
            raise ArticleNotFound(slug)
        values = {"onderwerp": article.title, "antwoord": article.lead}
        asks = verdict_buttons(self._texts, handover, "solved", "unsolved")
        return await self._end(
            staff, handover, Ending.REFERRED, "utter_handover_referred", asks, **values
        )

    async def open_edienst(self, staff: Staff, handover_id: str, edienst: EDienst) -> bool:
        """Back to Balie, with an eDienst that the resident begins by one press. False where it is
        not his.

        Raises:
            NotAtThisDesk, StorageUnavailable: nothing changed.
        """
        handover = await self.see(staff, handover_id)
        begin = begin_button(self._texts, edienst, handover.municipality)
        key = "utter_handover_edienst"
        return await self._end(
            staff, handover, Ending.GIVEN_BACK, key, (begin,), titel=edienst.title
        )

    async def end(self, staff: Staff, handover_id: str, ending: Ending) -> bool:
        """It is over, or goes back to Balie. False where it is not his.

        Raises:
            NotAtThisDesk, StorageUnavailable: nothing changed.
        """
        handover = await self.see(staff, handover_id)
        if ending is Ending.GIVEN_BACK:
            return await self._end(staff, handover, ending, "utter_handover_back")
        asks = verdict_buttons(self._texts, handover, "solved", "unsolved")
        return await self._end(staff, handover, ending, "utter_handover_ended", asks)

    async def watch(self, municipalities: Sequence[str]) -> None:
        """Nobody stays with somebody who is gone, or in line for nobody.

        Raises:
            StorageUnavailable: it waits for the next time.
        """
        now = self._clock.now()
        for municipality in municipalities:
            every = await self._handovers.open_of(municipality)
            if not every:
                continue
            there = await self._staff.present(municipality, now - NOBODY_FOR)
            await self.watch_taken(municipality, every)
            for one in every:
                waits = one.stage is Stage.WAITING and one.asked_at < now - NOBODY_FOR
                if waits and not there:
                    await self.nobody(one)

    async def watch_taken(self, municipality: str, every: Sequence[Handover]) -> None:
        """Who has the page of our desk not open any more keeps none of these.

        Raises:
            StorageUnavailable: it waits for the next time.
        """
        taken = [one for one in every if one.stage is Stage.ACTIVE]
        if not taken:
            return
        since = self._clock.now() - THERE_WITHIN
        there = {one.id for one in await self._staff.present(municipality, since)}
        for one in taken:
            if one.staff_id not in there:
                await self._vanished(one)
            elif one.accepted_at and one.accepted_at > since:
                # Whoever took him may have died before he could tell.
                await self._tell_who(one)

    async def _end(
        self,
        staff: Staff,
        handover: Handover,
        ending: Ending,
        key: str,
        choices: tuple[Choice, ...] = (),
        **values: str,
    ) -> bool:
        if not has_turn(handover, staff):
            return False
        now = self._clock.now()
        if not await self._handovers.end(handover.id, ending, now, staff.id):
            return False
        await self._did(staff, "ended", handover)
        log.info("handover_ended", channel=handover.channel, ending=ending.value)
        await self._tell(handover, f"{handover.id}:ended", key, choices, naam=staff.name, **values)
        await self._klantcontacten.register_handled(handover, ending)
        return True

    def shown_name(self, name: str, municipality: str) -> str:
        """What residents read as the name of one of staff, who may have none elsewhere."""
        return name.strip()[:MOST_NAME] or self._texts.text("utter_handover_unnamed", municipality)

    async def _tell_who(self, taken: Handover) -> None:
        """Who has the turn; told once for each time that somebody takes it."""
        moment = taken.accepted_at or taken.asked_at
        # Short: an id of a provider is long, and this names a message.
        key = f"{taken.id}:accepted:{taken.staff_id[:12]}:{moment.timestamp():.6f}"
        await self._tell(taken, key, "utter_handover_accepted", naam=taken.staff_name)

    async def _vanished(self, handover: Handover) -> None:
        if await self._handovers.back_in_line(handover.id, handover.staff_id, self._clock.now()):
            log.warning("staff_vanished", channel=handover.channel)
            moment = handover.accepted_at or handover.asked_at
            key = f"{handover.id}:vanished:{moment.timestamp():.0f}"
            await self._tell(
                handover,
                key,
                "utter_handover_vanished",
                self._leave(handover),
                naam=handover.staff_name,
            )

    async def nobody(self, handover: Handover) -> None:
        """Nobody is left where this resident waits: he is told, and Balie goes on.

        Raises:
            StorageUnavailable: nothing changed.
        """
        if await self._handovers.end(handover.id, Ending.NOBODY, self._clock.now()):
            log.warning("nobody_at_the_desk", channel=handover.channel)
            await self._tell(handover, f"{handover.id}:nobody", "utter_handover_nobody")

    async def _tell(
        self,
        handover: Handover,
        key: str,
        text: str,
        choices: tuple[Choice, ...] = (),
        **values: str,
    ) -> None:
        place = handover.municipality
        reply = Reply(self._texts.text(text, place, **values), Outcome.HANDOVER, choices)
        await self._messenger.tell(handover, key, reply)

    def _leave(self, handover: Handover) -> tuple[Choice, ...]:
        return (leave_button(self._texts, handover.municipality),)

    async def _did(self, staff: Staff, what: str, handover: Handover) -> None:
        await keep_deed(self._staff, Deed(staff.id, what, self._clock.now(), handover.id))


def without_secrets(text: str) -> str:
    """What staff wrote, masked where a personal number is in it. A mail address or telephone number
    by itself is there to be used."""
    masked = mask(text)
    return masked.text if set(masked.kinds) - {EMAIL, PHONE} else text


def key_of(handover: Handover, message_id: str) -> str:
    """What a message of staff is called in the conversation."""
    return f"{handover.id}:{message_id}"


def has_turn(handover: Handover, staff: Staff) -> bool:
    """Whether this person speaks with the resident now."""
    return handover.stage is Stage.ACTIVE and handover.staff_id == staff.id
