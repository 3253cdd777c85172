"""Answers that a message alone does not give: a spot on the map, a file that came by a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from assistant.domain.dutch.agenda_text import DUTCH_TIME
from assistant.domain.dutch.spots import find_spot
from assistant.domain.dutch.terms import Holidays, term_ends
from assistant.domain.ediensten.answer import NO, UNCLEAR, Answer, Flaw
from assistant.domain.ediensten.answers import read
from assistant.domain.ediensten.declaration import EDienst, Field, Kind
from assistant.domain.ediensten.form import Form
from assistant.domain.places import Spot, Wanted
from assistant.domain.uploads import Upload
from assistant.errors import BackendUnavailable
from assistant.ports.addresses import AddressesPort
from assistant.ports.clock import ClockPort
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.uploads import UploadsPort
from assistant.services.spot_links import SpotLinks
from assistant.services.upload_links import UploadLinks

NO_LINKS = "telephone"
"""Nobody taps a link in a call: one to log in comes by text message, and no file comes at all."""


class AnswerReader:
    """Reads one answer to one question."""

    def __init__(
        self,
        spots: AddressesPort,
        uploads: UploadsPort,
        links: UploadLinks,
        spot_links: SpotLinks,
        municipalities: MunicipalitiesPort,
        holidays: Holidays,
        clock: ClockPort,
    ) -> None:
        self._spots = spots
        self._uploads = uploads
        self._links = links
        self._spot_links = spot_links
        self._municipalities = municipalities
        self._holidays = holidays
        self._clock = clock

    async def read(self, field: Field, text: str, municipality: str, key: str) -> Answer:
        """The answer in a message (masked); `key` is that of the form.

        Raises:
            BackendUnavailable: the map does not answer.
        """
        today = self._now().astimezone(DUTCH_TIME).date()
        answer = read(field, text, today)
        if not answer.value:
            return answer
        if field.within is not None:
            last = term_ends(date.fromisoformat(answer.value), field.within, self._holidays)
            return Answer(flaw=Flaw.OUTSIDE) if today > last else answer
        if field.kind is Kind.SPOT:
            return await self._spot(find_spot(text) or Wanted(answer.value), municipality)
        if field.kind is Kind.UPLOAD and answer.value != NO:
            return await self.files_sent(key)
        return answer

    async def files_sent(self, key: str) -> Answer:
        """How many files came for this form; no answer where none did."""
        files = await self.files(key)
        return Answer(str(len(files))) if files else UNCLEAR

    async def files(self, key: str) -> Sequence[Upload]:
        """The files of a form."""
        return await self._uploads.of(key, self._now())

    async def forget_files(self, key: str) -> None:
        """They are handed in, or never will be."""
        await self._uploads.forget(key)

    def link(
        self, kind: Kind, municipality: str, conversation_id: str, channel: str, form: Form
    ) -> str:
        """A new address at which files can be sent for a form, or a spot can be shown; empty for
        other kinds of questions."""
        if kind is Kind.UPLOAD:
            key = form.key(conversation_id)
            return self._links.url(municipality, conversation_id, channel, key, self._now())
        if kind is Kind.SPOT and channel != NO_LINKS:
            return self._spot_links.url(municipality, conversation_id, channel, self._now())
        return ""

    async def spots_in(self, edienst: EDienst, text: str, municipality: str) -> dict[str, str]:
        """The spot that the message which began an eDienst names, for the question that asks it."""
        field = next((one for one in edienst.fields if one.kind is Kind.SPOT), None)
        wanted = find_spot(text) if field and field.told_in else None
        if field is None or wanted is None:
            return {}
        try:
            answer = await self._spot(wanted, municipality)
        except BackendUnavailable:
            return {}  # it is asked, and that may go better
        return {field.key: answer.value} if _says_where(field, answer) else {}

    async def told(
        self, edienst: EDienst, known: Mapping[str, str], municipality: str, key: str
    ) -> dict[str, str]:
        """What earlier answers tell of questions that are not asked yet."""
        found: dict[str, str] = {}
        for field in edienst.fields:
            story = known.get(field.told_in, "")
            if not story or field.key in known:
                continue
            if field.kind is Kind.SPOT and find_spot(story) is None:
                continue
            try:
                answer = await self.read(field, story, municipality, key)
            except BackendUnavailable:
                continue  # it is asked, and that may go better
            if answer.value and _says_where(field, answer):
                found[field.key] = answer.value
        return found

    async def _spot(self, wanted: Wanted, municipality: str) -> Answer:
        name = self._municipalities.get(municipality).name
        return Answer((await self._spots.find(wanted, name)).to_text())

    def _now(self) -> datetime:
        return self._clock.now()


def _says_where(field: Field, answer: Answer) -> bool:
    """Whether it is enough not to ask: "in het plantsoen" sounds like a street and is none."""
    return field.kind is not Kind.SPOT or Spot.from_text(answer.value).found
