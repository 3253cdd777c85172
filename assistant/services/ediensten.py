"""The conversation about an eDienst: question by question, read back, log in, handed in.

One message goes in with the form so far; out comes what Balie says and the form from here on. The
answers are kept sealed, apart from the conversation, under the key of the form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import structlog

from assistant.domain.booking.catalogue import Catalogue
from assistant.domain.booking.facts import read as read_facts
from assistant.domain.conversation import Reply
from assistant.domain.dutch.agenda_text import DUTCH_TIME
from assistant.domain.dutch.spots import find_spot
from assistant.domain.ediensten.answer import NO, Answer, Flaw
from assistant.domain.ediensten.answers import option_of
from assistant.domain.ediensten.declaration import EDienst, Field, Kind, System
from assistant.domain.ediensten.form import MOST_SECONDS, Form, Stage
from assistant.domain.ediensten.handing_in import new_zaak, sends_files
from assistant.domain.ediensten.talk import Said, Step
from assistant.domain.identity import Identity
from assistant.domain.zaken import NewZaak
from assistant.errors import BackendUnavailable, PaidOtherwise, StorageUnavailable, ZaakRefused
from assistant.ports.clock import ClockPort
from assistant.ports.ediensten import EDienstenPort
from assistant.ports.intake import IntakePort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.services.edienst_answers import NO_LINKS, AnswerReader
from assistant.services.ediensten_speech import EDienstSpeech
from assistant.services.followers import FollowerService
from assistant.services.identity import IdentityService
from assistant.services.payments import PaymentService

log = structlog.get_logger(__name__)

MOST_FAILURES = 3
PAYMENT = "payment"
"""Beside the answers: which payment was begun. No field is called so."""
PAID = "paid"
"""What is pressed when a payment was decided."""
UPLOADED = "uploaded"
"""What is pressed when a file came by the link."""
KEPT_FOR = timedelta(seconds=MOST_SECONDS)
_BARE_WORDS = 2
_CORRECTED = (Kind.DATE, Kind.ADDRESS, Kind.PLATE, Kind.CHOICE, Kind.SPOT)
"""What can be told from its words alone when all was read back: "nee, 3 december"."""


class EDienstService:
    """`system_of` gives the system of a municipality that takes something, or None."""

    def __init__(
        self,
        ediensten: EDienstenPort,
        system_of: Callable[[str, System], IntakePort | None],
        reader: AnswerReader,
        answers: PersonalDetailsPort,
        identity: IdentityService,
        speech: EDienstSpeech,
        followers: FollowerService,
        payments: PaymentService,
        clock: ClockPort,
    ) -> None:
        self._ediensten = ediensten
        self._system_of = system_of
        self._reader = reader
        self._answers = answers
        self._identity = identity
        self._speech = speech
        self._followers = followers
        self._payments = payments
        self._clock = clock

    async def take(self, said: Said, form: Form | None) -> Step:
        """What Balie says to this message. Never raises for what a system or a resident does."""
        place = said.municipality
        try:
            following = await self._followers.pressed(said)
        except BackendUnavailable:
            return Step(self._speech.say(place, "utter_edienst_not_now", "human"), form)
        if following is not None:
            return Step(following, form)
        if form is None and said.pressed == PAID:
            # It was handed in already, by who pressed that it was paid.
            return Step(self._speech.say(place, "utter_edienst_paid_before"))
        edienst = self._edienst(said, form)
        system = self._system_of(place, edienst.system) if edienst else None
        if system is None or edienst is None:
            return Step()
        if form is None or form.edienst != edienst.key:
            form = Form(said.id, edienst.key)
        try:
            return await self._go_on(said, form, edienst, system)
        except PaidOtherwise:
            return Step(self._speech.say(place, "utter_edienst_paid_otherwise", "human"), form)
        except BackendUnavailable:
            if form.stage is Stage.HAND_IN:
                # An earlier try may have arrived.
                return Step(self._speech.say(place, "utter_edienst_down", "again", "human"), form)
            # "Again" is a yes, and what failed may be the correction.
            return Step(self._speech.say(place, "utter_edienst_not_now", "human"), form)

    def ask_again(self, municipality: str, form: Form) -> Step:
        """The question that is still open, after something else was answered."""
        edienst = self._ediensten.ediensten(municipality).get(form.edienst)
        field = edienst.field(form.ask) if edienst else None
        if edienst is None or (form.stage is Stage.FIELD and field is None):
            return Step()
        if form.stage is Stage.FIELD and field is not None:
            back = self._speech.say(municipality, "utter_edienst_back", titel=edienst.title).text
            return Step(self._speech.ask(municipality, field, back), form)
        reply = self._speech.say(
            municipality, "utter_edienst_back_confirm", "yes", "no", titel=edienst.title
        )
        return Step(reply, form)

    def _edienst(self, said: Said, form: Form | None) -> EDienst | None:
        every = self._ediensten.ediensten(said.municipality)
        if said.begins:
            chosen = every.get(said.pressed) if said.pressed else None
            named = chosen or every.named_in(said.text) or every.about([said.article])
            if named is not None:
                return named
        return every.get(form.edienst) if form else None

    async def _go_on(self, said: Said, form: Form, edienst: EDienst, system: IntakePort) -> Step:
        kept = await self._answers.get(form.key(said.conversation_id), self._clock.now())
        # A correction may have made an answer idle.
        known = edienst.applicable(kept)
        match form.stage:
            case Stage.FIELD if not form.ask:
                return await self._begin(said, form, edienst, known)
            case Stage.FIELD:
                return await self._answer(said, form, edienst, known)
            case Stage.CONFIRM:
                return await self._confirm(said, form, edienst, known, system)
            case Stage.CHANGE:
                return await self._change(said, form, edienst, known)
            case Stage.HAND_IN:
                if not said.logged_in and said.pressed != PAID and self._says_no(said):
                    return self._which(said, form, edienst, known)
                return await self._hand_in(said, form, edienst, known, system)

    async def _begin(
        self, said: Said, form: Form, edienst: EDienst, known: Mapping[str, str]
    ) -> Step:
        """The first question, or a later one where the message that began it told the first."""
        first = edienst.fields[0]
        known = {**known, **await self._reader.spots_in(edienst, said.text, said.municipality)}
        story = edienst.story_in(said.text) if first.begins and said.text else ""
        if story and first.key not in known:
            answer = await self._read(first, replace(said, text=story), form)
            if answer.value:
                known = await self._keep(said, form, edienst, {**known, first.key: answer.value})
        elif known:
            known = await self._keep(said, form, edienst, known)
        step = await self._next(said, form, edienst, known, begins=True)
        # What it is about, as an answer from the library says it.
        about = (said.article,) if said.article in edienst.articles else edienst.articles[:1]
        return replace(step, reply=replace(step.reply, articles=about)) if step.reply else step

    async def _answer(
        self, said: Said, form: Form, edienst: EDienst, known: Mapping[str, str]
    ) -> Step:
        field = edienst.field(form.ask)
        if field is None:
            return await self._next(said, replace(form, ask=""), edienst, known)
        if said.pressed == UPLOADED and field.kind is not Kind.UPLOAD:
            return Step(self._ask(said, field, form), form)
        try:
            answer = await self._read(field, said, form)
        except BackendUnavailable:
            return Step(
                self._speech.say(said.municipality, "utter_edienst_map_down", "human"), form
            )
        if answer.flaw is not None:
            failures = form.failures + 1
            if failures >= MOST_FAILURES:
                return Step(self._speech.say(said.municipality, "utter_edienst_stuck", "human"))
            url = self._link(said, field, form)
            reply = self._speech.again(said.municipality, field, answer.flaw, url)
            return Step(reply, replace(form, failures=failures))
        known = await self._keep(said, form, edienst, {**known, field.key: answer.value})
        return await self._next(said, form, edienst, known)

    async def _next(
        self,
        said: Said,
        form: Form,
        edienst: EDienst,
        known: Mapping[str, str],
        begins: bool = False,
    ) -> Step:
        """The next question, or all of it read back."""
        referral = edienst.referral(known, self._today())
        if referral is not None:
            await self._forget(form.key(said.conversation_id))
            return Step(self._speech.refer(said.municipality, referral))
        field = edienst.missing(known)
        intro = self._speech.intro(said.municipality, edienst) if begins else ""
        if field is None:
            reply = self._speech.read_back(said.municipality, edienst, known, self._today(), intro)
            return Step(reply, replace(form, stage=Stage.CONFIRM, ask="", failures=0))
        asking = replace(form, stage=Stage.FIELD, ask=field.key, failures=0)
        return Step(self._ask(said, field, form, intro), asking)

    def _ask(self, said: Said, field: Field, form: Form, before: str = "") -> Reply:
        url = self._link(said, field, form)
        return self._speech.ask(said.municipality, field, before, url)

    def _link(self, said: Said, field: Field, form: Form) -> str:
        """Where files can be sent or a spot can be shown, for a question that asks for them."""
        return self._reader.link(
            field.kind, said.municipality, said.conversation_id, said.channel, form
        )

    async def _confirm(
        self, said: Said, form: Form, edienst: EDienst, known: Mapping[str, str], system: IntakePort
    ) -> Step:
        corrected = {} if said.pressed else await self._corrected(said, form, edienst, known)
        if corrected:
            known = await self._keep(said, form, edienst, {**known, **corrected})
            return await self._next(said, form, edienst, known)
        if said.pressed == "yes" or (not said.pressed and self._says_yes(said)):
            return await self._hand_in(
                said, replace(form, stage=Stage.HAND_IN), edienst, known, system
            )
        if self._says_no(said):
            return self._which(said, form, edienst, known)
        return await self._next(said, form, edienst, known)

    def _which(self, said: Said, form: Form, edienst: EDienst, known: Mapping[str, str]) -> Step:
        reply = self._speech.which(said.municipality, edienst, known)
        return Step(reply, replace(form, stage=Stage.CHANGE))

    async def _change(
        self, said: Said, form: Form, edienst: EDienst, known: Mapping[str, str]
    ) -> Step:
        """Which answer is to be changed, or at once what it is to be."""
        chosen = said.pressed.partition(":")[2]
        words = said.text.casefold().strip(" .!")
        named = next(
            (f for f in edienst.fields if f.key == chosen or f.label.casefold() == words), None
        )
        if named is None:
            corrected = await self._corrected(said, form, edienst, known)
            if not corrected:
                return self._which(said, form, edienst, known)
            known = await self._keep(said, form, edienst, {**known, **corrected})
            return await self._next(said, form, edienst, known)
        asking = replace(form, stage=Stage.FIELD, ask=named.key, failures=0)
        return Step(self._ask(said, named, form), asking)

    async def _hand_in(
        self, said: Said, form: Form, edienst: EDienst, known: Mapping[str, str], system: IntakePort
    ) -> Step:
        """The resident said yes to all of it."""
        waiting = replace(form, stage=Stage.HAND_IN)
        if edienst.missing(known) is not None:
            # What was told is too old: it is asked again.
            return await self._next(said, form, edienst, known)
        identity: Identity | None = None
        if edienst.level is not None:
            login = await self._identity.current(said.conversation_id)
            if login is None or login.identity.level < edienst.level:
                return await self._log_in(said, waiting, edienst)
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
            await self._forget(form.key(said.conversation_id))
        log.info("edienst_handed_in", edienst=edienst.key, channel=said.channel)
        follows = edienst.system is System.ZAKEN and said.channel != NO_LINKS
        return Step(self._speech.receipt(said.municipality, edienst, zaak, self._today(), follows))

    async def _forget(self, key: str) -> None:
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

    async def _log_in(self, said: Said, form: Form, edienst: EDienst) -> Step:
        place, conversation = said.municipality, said.conversation_id
        if await self._identity.awaits_code(conversation):
            digits = "".join(character for character in said.text if character.isdigit())
            if len(digits) != 6:
                return Step(self._speech.say(place, "utter_login_ask_code"), form)
            if await self._identity.confirm(conversation, digits):
                return await self.take(replace(said, text="", logged_in=True), form)
            if await self._identity.awaits_code(conversation):
                return Step(self._speech.say(place, "utter_login_code_wrong"), form)
        if edienst.level is None:
            return Step()
        url = await self._identity.ask(
            conversation, place, said.channel, said.contact_id, edienst.level
        )
        spoken = said.channel == NO_LINKS
        key = "utter_edienst_log_in_by_telephone" if spoken else "utter_edienst_log_in"
        return Step(self._speech.say(place, key, "logged_in", url=url), form)

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

    async def _read(self, field: Field, said: Said, form: Form) -> Answer:
        key = form.key(said.conversation_id)
        if said.pressed == UPLOADED:
            return await self._reader.files_sent(key)
        kind, _, value = said.pressed.partition(":")
        if kind == "skip":
            return Answer(NO) if field.kind is Kind.UPLOAD else Answer(flaw=Flaw.UNCLEAR)
        if kind == "value":
            known = option_of(field, value) is not None or field.kind is Kind.YES_NO
            return Answer(value) if known else Answer(flaw=Flaw.UNCLEAR)
        return await self._reader.read(field, said.text, said.municipality, key)

    async def _corrected(
        self, said: Said, form: Form, edienst: EDienst, known: Mapping[str, str]
    ) -> dict[str, str]:
        """The one answer that a message changes; nothing where that is not clear."""
        if len(said.text.split()) <= _BARE_WORDS and (self._says_yes(said) or self._says_no(said)):
            # A bare "nee" says that something is wrong, and not that it is to become "nee".
            return {}
        found = {}
        for field in edienst.fields:
            if field.kind is Kind.SPOT and find_spot(said.text) is None:
                continue
            if field.kind in _CORRECTED and field.key in known:
                answer = await self._read(field, said, form)
                if answer.value and answer.value != known[field.key]:
                    found[field.key] = answer.value
        return found if len(found) == 1 else {}

    async def _keep(
        self, said: Said, form: Form, edienst: EDienst, answers: Mapping[str, str]
    ) -> dict[str, str]:
        """Keep the answers; what comes back is what is still asked."""
        until, key = self._clock.now() + KEPT_FOR, form.key(said.conversation_id)
        told = await self._reader.told(edienst, answers, said.municipality, key)
        if said.channel == NO_LINKS:
            told |= {f.key: NO for f in edienst.fields if f.kind is Kind.UPLOAD}
        await self._answers.keep(key, {**told, **answers}, until)
        return edienst.applicable({**told, **answers})

    def _says_yes(self, said: Said) -> bool:
        return read_facts(said.text, self._today(), Catalogue()).yes

    def _says_no(self, said: Said) -> bool:
        return said.pressed == "no" or read_facts(said.text, self._today(), Catalogue()).no

    def _today(self) -> date:
        return self._clock.now().astimezone(DUTCH_TIME).date()
