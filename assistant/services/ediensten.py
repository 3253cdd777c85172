"""The conversation about an eDienst: question by question, read back, log in, handed in.

One message goes in with the form so far; out comes what Balie says and the form from here on. The
answers are kept sealed, apart from the conversation, under the key of the form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import structlog

from assistant.domain.booking.catalogue import Catalogue
from assistant.domain.booking.facts import read as read_facts
from assistant.domain.conversation import Reply
from assistant.domain.dutch.agenda_text import DUTCH_TIME
from assistant.domain.dutch.spots import find_spot
from assistant.domain.ediensten.answer import NO, Answer, Flaw
from assistant.domain.ediensten.answers import option_of
from assistant.domain.ediensten.declaration import EDienst, Field, Kind, System
from assistant.domain.ediensten.form import Form, Stage
from assistant.domain.ediensten.talk import Said, Step
from assistant.domain.zaken_talk import Ask
from assistant.domain.zaken_talk import read as read_told
from assistant.errors import BackendUnavailable, PaidOtherwise
from assistant.ports.clock import ClockPort
from assistant.ports.ediensten import EDienstenPort
from assistant.ports.intake import IntakePort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.services.edienst_answers import NO_LINKS, AnswerReader
from assistant.services.edienst_handing_in import KEPT_FOR, HandingIn
from assistant.services.edienst_login import EDienstLogin
from assistant.services.edienst_lookups import EDienstLookups
from assistant.services.ediensten_speech import EDienstSpeech
from assistant.services.followers import FollowerService

log = structlog.get_logger(__name__)

MOST_FAILURES = 3
PAID = "paid"
"""What is pressed when a payment was decided."""
UPLOADED = "uploaded"
"""What is pressed when a file came by the link."""
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
        login: EDienstLogin,
        lookups: EDienstLookups,
        speech: EDienstSpeech,
        followers: FollowerService,
        handing_in: HandingIn,
        clock: ClockPort,
    ) -> None:
        self._ediensten = ediensten
        self._system_of = system_of
        self._reader = reader
        self._answers = answers
        self._login = login
        self._lookups = lookups
        self._speech = speech
        self._followers = followers
        self._handing_in = handing_in
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
        about_field = form.stage in (Stage.FIELD, Stage.OFFER, Stage.LOOK_UP)
        if edienst is None or (about_field and field is None):
            return Step()
        if about_field and field is not None:
            back = self._speech.say(municipality, "utter_edienst_back", titel=edienst.title).text
            if form.stage is Stage.FIELD:
                return Step(self._speech.ask(municipality, field, back), form)
            offered = self._speech.offer(municipality, field, back)
            return Step(offered, replace(form, stage=Stage.OFFER))
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
            case Stage.OFFER | Stage.LOOK_UP:
                return await self._offered(said, form, edienst, known)
            case Stage.CONFIRM:
                return await self._confirm(said, form, edienst, known, system)
            case Stage.CHANGE:
                return await self._change(said, form, edienst, known)
            case Stage.HAND_IN:
                if not said.logged_in and said.pressed != PAID and self._says_no(said):
                    return self._which(said, form, edienst, known)
                return await self._hand_in(said, form, edienst, known, system)

    async def _hand_in(
        self, said: Said, form: Form, edienst: EDienst, known: Mapping[str, str], system: IntakePort
    ) -> Step:
        if edienst.missing(known) is not None:
            # What was told is too old: it is asked again.
            return await self._next(said, form, edienst, known)
        return await self._handing_in.go_on(said, form, edienst, known, system)

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
        before: str = "",
    ) -> Step:
        """The next question, or all of it read back, below what was said before it."""
        referral = edienst.referral(known, self._today())
        if referral is not None:
            await self._handing_in.forget(form.key(said.conversation_id))
            return Step(self._speech.refer(said.municipality, referral))
        field = edienst.missing(known)
        intro = self._speech.intro(said.municipality, edienst) if begins else before
        if field is None:
            reply = self._speech.read_back(said.municipality, edienst, known, self._today(), intro)
            return Step(reply, replace(form, stage=Stage.CONFIRM, ask="", failures=0))
        asking = replace(form, stage=Stage.FIELD, ask=field.key, failures=0)
        if self._lookups.offers(field, known):
            offered = self._speech.offer(said.municipality, field, intro)
            return Step(offered, replace(asking, stage=Stage.OFFER))
        return Step(self._ask(said, field, form, intro), asking)

    async def _offered(
        self, said: Said, form: Form, edienst: EDienst, known: Mapping[str, str]
    ) -> Step:
        """Whether the answer may be looked up. Who tells it himself need not say no first."""
        field, place = edienst.field(form.ask), said.municipality
        if field is None or edienst.level is None:
            return await self._next(said, replace(form, ask=""), edienst, known)
        asking, waiting = replace(form, stage=Stage.FIELD), replace(form, stage=Stage.LOOK_UP)
        told, offered = read_told(said.text), form.stage is Stage.OFFER
        agreed = said.pressed == "yes" or told.yes
        if not agreed and (offered or not (said.logged_in or told.answers(Ask.LOGIN))):
            answer = await self._read(field, said, form)
            if answer.value:
                known = await self._keep(said, asking, edienst, {**known, field.key: answer.value})
                return await self._next(said, asking, edienst, known)
        if said.pressed == "no" or told.no:
            await self._lookups.answer(said, field, allowed=False)
            return Step(self._ask(said, field, asking), asking)
        if offered and not agreed:
            return Step(self._speech.offer(place, field), form)
        if offered:
            await self._lookups.answer(said, field, allowed=True)
        login = await self._login.who(said, edienst.level, looks_up=True)
        if isinstance(login, Reply):
            return Step(login, waiting)
        found = await self._lookups.find(login, edienst, field)
        if not found.value:
            return Step(self._ask(said, field, asking, found.text), asking)
        known = await self._keep(said, asking, edienst, {**known, field.key: found.value})
        return await self._next(said, asking, edienst, known, before=found.text)

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
            return await self._hand_in(said, form, edienst, known, system)
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
