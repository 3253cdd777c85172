"""The end of an eDienst: who hands it in, what it costs, and the zaak that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import structlog

from assistant.domain.conversation import Reply
from assistant.domain.dutch.agenda_text import DUTCH_TIME
from assistant.domain.ediensten.declaration import EDienst, System
from assistant.domain.ediensten.form import MOST_SECONDS, Form, Stage
from assistant.domain.ediensten.handing_in import new_zaak, sends_files
from assistant.domain.ediensten.talk import Said, Step
from assistant.domain.identity import Identity
from assistant.domain.zaken import NewZaak
from assistant.errors import BackendUnavailable, StorageUnavailable, ZaakRefused
from assistant.ports.clock import ClockPort
from assistant.ports.intake import IntakePort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.services.edienst_answers import NO_LINKS, AnswerReader
from assistant.services.edienst_login import EDienstLogin
from assistant.services.ediensten_speech import EDienstSpeech
from assistant.services.payments import PaymentService

log = structlog.get_logger(__name__)

PAYMENT = "payment"
"""Beside the answers: which payment was begun. No field is called so."""
KEPT_FOR = timedelta(seconds=MOST_SECONDS)


class HandingIn:
    """All was told, and the resident said yes to it."""

    def __init__(
        self,
        reader: AnswerReader,
        answers: PersonalDetailsPort,
        login: EDienstLogin,
        payments: PaymentService,
        speech: EDienstSpeech,
        clock: ClockPort,
    ) -> None:
        self._reader = reader
        self._answers = answers
        self._login = login
        self._payments = payments
        self._speech = speech
        self._clock = clock

    async def go_on(
        self, said: Said, form: Form, edienst: EDienst, known: Mapping[str, str], system: IntakePort
    ) -> Step:
        """Hand it in, or say what that still waits for.

        Raises:
            BackendUnavailable: what is kept, or the payment, is not to be reached.
            PaidOtherwise: something else was paid.
        """
        waiting = replace(form, stage=Stage.HAND_IN)
        identity: Identity | None = None
        if edienst.level is not None:
            login = await self._login.who(said, edienst.level)
            if isinstance(login, Reply):
                return Step(login, waiting)
            identity = login.identity
        unpaid = await self._unpaid(said, waiting, edienst, known)
        if unpaid is not None:
            return unpaid
        try:
            zaak = await system.register(await self._new(said, form, edienst, known, identity))
        except ZaakRefused as refused:
            log.error("edienst_refused", edienst=edienst.key, reason=str(refused))
            return Step(self._speech.say(said.municipality, "utter_edienst_refused", "human"), form)
        except BackendUnavailable:
            reply = self._speech.say(said.municipality, "utter_edienst_down", "again", "human")
            return Step(reply, waiting)
        with suppress(StorageUnavailable):
            # It is handed in; what is kept goes by itself within hours.
            await self.forget(form.key(said.conversation_id))
        log.info("edienst_handed_in", edienst=edienst.key, channel=said.channel)
        today = self._clock.now().astimezone(DUTCH_TIME).date()
        follows = edienst.system is System.ZAKEN and said.channel != NO_LINKS
        return Step(self._speech.receipt(said.municipality, edienst, zaak, today, follows))

    async def forget(self, key: str) -> None:
        """Erase what was told and sent."""
        await self._answers.forget(key)
        await self._reader.forget_files(key)

    async def _unpaid(
        self, said: Said, form: Form, edienst: EDienst, known: Mapping[str, str]
    ) -> Step | None:
        """Where it still has to be paid; None where it is, or costs nothing."""
        place = said.municipality
        cents = self._payments.cents(edienst, known, place)
        if not cents:
            return None
        key, now = form.key(said.conversation_id), self._clock.now()
        before = (await self._answers.get(key, now)).get(PAYMENT, "")
        conversation = (said.conversation_id, said.channel)
        zaak_key = form.zaak_key(said.conversation_id)
        due = await self._payments.due(cents, edienst, before, place, conversation, zaak_key)
        if due is None:
            return None
        await self._answers.keep(key, {PAYMENT: due.kept}, now + KEPT_FOR)
        return Step(self._speech.pay(place, cents, due, asked_before=due.kept == before), form)

    async def _new(
        self,
        said: Said,
        form: Form,
        edienst: EDienst,
        known: Mapping[str, str],
        identity: Identity | None,
    ) -> NewZaak:
        key, now = form.key(said.conversation_id), self._clock.now()
        told = new_zaak(edienst, known, form.zaak_key(said.conversation_id), now, said.channel)
        return replace(
            told,
            initiator=identity.bsn if identity else None,
            on_behalf_of=identity.on_behalf_of if identity else None,
            files=tuple(await self._reader.files(key)) if sends_files(edienst, known) else (),
            paid=bool(self._payments.cents(edienst, known, said.municipality)),
        )
