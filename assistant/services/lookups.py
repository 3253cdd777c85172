"""Every look-up of personal data goes through here: allowed first, kept before it is done."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import structlog

from assistant.domain.bsn import Bsn
from assistant.domain.identity import LOGIN_LIVES, Login
from assistant.domain.lookups import Consent, Lookup, Result, Source
from assistant.errors import BackendUnavailable, ConsentMissing, StorageUnavailable
from assistant.ports.clock import ClockPort
from assistant.ports.lookups import LookupsPort
from assistant.services.lookup_links import LookupLinks

log = structlog.get_logger(__name__)
T = TypeVar("T")


class LookupService:
    """`secret` makes the pseudonyms: without it nobody finds out whom a look-up was about."""

    def __init__(
        self, store: LookupsPort, clock: ClockPort, secret: str, links: LookupLinks
    ) -> None:
        self._store = store
        self._links = links
        self._clock = clock
        self._secret = secret.encode()

    async def allowed(self, conversation_id: str, source: Source) -> bool | None:
        """What the resident answered; None where it is not asked, or too long ago.

        Raises:
            StorageUnavailable: nobody knows.
        """
        consent = await self._store.consent(conversation_id, source, self._clock.now())
        return consent.given if consent else None

    async def answer(self, conversation_id: str, source: Source, given: bool) -> None:
        """The resident allows it, or not.

        Raises:
            StorageUnavailable: the answer is not kept.
        """
        now = self._clock.now()
        await self._store.answer(Consent(conversation_id, source, given, now, now + LOGIN_LIVES))
        log.info("consent_answered", source=source.value, given=given)

    async def allowed_for(self, login: Login, source: Source) -> bool:
        """Whether who is logged in said yes: a yes of somebody before him is none.

        Raises:
            StorageUnavailable: nobody knows.
        """
        consent = await self._store.consent(login.conversation_id, source, self._clock.now())
        return consent is not None and self._is_of(consent, login)

    async def look(
        self, login: Login, source: Source, purpose: str, call: Callable[[Bsn], Awaitable[T]]
    ) -> T:
        """Do `call` for the person who is logged in, and keep that it was done.

        Raises:
            ConsentMissing: it was not allowed; `call` was not made.
            StorageUnavailable: it could not be kept; `call` was not made.
            BackendUnavailable: `call` failed.
        """
        consent = await self._store.consent(login.conversation_id, source, self._clock.now())
        if consent is None or not self._is_of(consent, login):
            raise ConsentMissing(source.value)
        if not consent.subject:
            await self._store.answer(replace(consent, subject=self._subject(login)))
        lookup = Lookup(
            secrets.token_urlsafe(18),
            login.conversation_id,
            login.municipality,
            self._subject(login),
            source,
            purpose,
            self._clock.now(),
        )
        await self._store.begin(lookup)
        try:
            found = await call(login.identity.subject)
        except BackendUnavailable:
            await self._end(lookup, Result.FAILED)
            raise
        await self._end(lookup, Result.FOUND if found else Result.NOTHING)
        return found

    async def seen(self, login: Login) -> Sequence[Lookup]:
        """Every look-up about who is logged in, in this municipality, the newest first.

        Raises:
            StorageUnavailable: nobody knows.
        """
        return await self._store.of_subject(self._subject(login))

    def address(self, login: Login) -> str:
        """Where who is logged in can download that list, for a short time."""
        return self._links.url(login.municipality, self._subject(login), self._clock.now())

    async def _end(self, lookup: Lookup, result: Result) -> None:
        try:
            await self._store.end(lookup.id, result)
        except StorageUnavailable:
            # That it was begun is kept; the resident is not kept waiting for its result.
            log.warning("lookup_result_not_kept", result=result.value)

    def _is_of(self, consent: Consent, login: Login) -> bool:
        return consent.given and consent.subject in ("", self._subject(login))

    def _subject(self, login: Login) -> str:
        content = f"{login.municipality}:{login.identity.subject.digits}".encode()
        return hmac.new(self._secret, content, hashlib.sha256).hexdigest()
