"""Everything about zaken and eDiensten of one process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from assistant.domain.ediensten.declaration import EDiensten, System
from assistant.ports.clock import ClockPort
from assistant.ports.ediensten import EDienstenPort
from assistant.ports.intake import IntakePort
from assistant.ports.messenger import MessengerPort
from assistant.ports.perishable import PerishablePort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.ports.texts import TextsPort
from assistant.services.edienst_answers import AnswerReader
from assistant.services.edienst_handing_in import HandingIn
from assistant.services.edienst_login import EDienstLogin
from assistant.services.edienst_lookups import EDienstLookups
from assistant.services.ediensten import EDienstService
from assistant.services.ediensten_speech import EDienstSpeech
from assistant.services.followers import FollowerService, StatusNotices
from assistant.services.identity import IdentityService
from assistant.services.lookup_links import LookupLinks
from assistant.services.lookups import LookupService
from assistant.services.payment_links import PaymentLinks
from assistant.services.payments import PaymentService
from assistant.services.spot_links import SpotLinks
from assistant.services.upload_links import UploadLinks
from assistant.services.zaken import ZakenService
from assistant.services.zaken_speech import ZakenSpeech
from assistant.settings import Settings
from connectors.backends.addresses.pdok import PdokAddresses
from connectors.backends.identity.oidc import OidcIdentity
from connectors.backends.payments.mollie import MolliePayments
from connectors.backends.persons.haalcentraal import HaalCentraalPersons
from connectors.backends.reports.signalen import SignalenReports
from connectors.backends.scanner.clamav import ClamavScanner, NoScanner
from connectors.backends.zgw.adapter import ZgwZaken
from connectors.backends.zgw.client import ZgwClient
from connectors.holidays import dutch_holidays
from connectors.storage.followers import SqlFollowers
from connectors.storage.logins import SqlLogins
from connectors.storage.lookups import SqlLookups
from connectors.storage.uploads import SqlUploads
from kb.library import Library


@dataclass(frozen=True)
class EDienstenWhere(EDienstenPort):
    """Those of the library, where the municipality has the system that takes them."""

    library: EDienstenPort
    system_of: Callable[[str, System], IntakePort | None]

    def ediensten(self, municipality: str) -> EDiensten:
        """See `EDienstenPort`."""
        every = self.library.ediensten(municipality).every
        return EDiensten(tuple(one for one in every if self.system_of(municipality, one.system)))


class ZakenRoom:
    """Everything about zaken of one process, on one database: who somebody is, what was allowed and
    looked up, and the case system."""

    def __init__(
        self, settings: Settings, texts: TextsPort, clock: ClockPort, database: Engine
    ) -> None:
        self._settings = settings
        self._texts = texts
        self._clock = clock
        self._logins = SqlLogins(database, settings.details_key)
        self.lookups = SqlLookups(database)
        self.lookup_links = LookupLinks(settings.public_url, settings.session_secret)
        broker = OidcIdentity(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_secret,
            settings.oidc_bsn_claim,
            settings.oidc_mandate_claim,
        )
        self.identity = IdentityService(broker, self._logins, clock, settings.public_url)
        client = ZgwClient(settings.zgw_url, settings.zgw_client_id, settings.zgw_secret)
        self._client = client
        self._systems = {
            municipality: ZgwZaken(client, rsin, settings.zgw_confidentiality)
            for municipality, rsin in settings.zgw_organisations.items()
        }
        self._reports: dict[str, SignalenReports] = {}
        self.addresses = PdokAddresses(settings.addresses_url)
        brp = settings.persons_url
        self._persons = (
            HaalCentraalPersons(brp, settings.persons_key, settings.persons_headers)
            if brp
            else None
        )
        self.uploads = SqlUploads(database, settings.details_key)
        self.followers = SqlFollowers(database)
        url = settings.payments_url
        self._payments = MolliePayments(url, settings.payments_key) if url else None
        self.payment_links = PaymentLinks(settings.public_url, settings.session_secret)
        self.spot_links = SpotLinks(settings.public_url, settings.session_secret)
        self.upload_links = UploadLinks(settings.public_url, settings.session_secret)
        host = settings.clamav_host
        self.scanner = ClamavScanner(host, settings.clamav_port) if host else NoScanner()

    def system_of(self, municipality: str, system: System) -> IntakePort | None:
        """What takes this in a municipality; None where it has no such system."""
        if system is System.ZAKEN:
            return self._systems.get(municipality)
        settings = self._settings
        if not settings.reports_url:
            return None
        if municipality not in self._reports:
            url = settings.reports_url.replace("{gemeente}", municipality)
            self._reports[municipality] = SignalenReports(url, settings.reports_source)
        return self._reports[municipality]

    def service(self) -> ZakenService:
        """Everything about zaken that a resident can say."""
        speech = ZakenSpeech(self._texts)
        lookups = self._lookup_service()
        return ZakenService(self._systems.get, self.identity, lookups, speech, self._clock)

    def handed_in(self, library: Library) -> EDienstenPort:
        """What can be handed in: only where there is a system that takes it."""
        return EDienstenWhere(library, self.system_of)

    def ediensten(self, library: Library, answers: PersonalDetailsPort) -> EDienstService:
        """Everything that a resident can hand in."""
        speech = EDienstSpeech(self._texts, library)
        login = EDienstLogin(self.identity, speech)
        reader = AnswerReader(
            self.addresses,
            self.uploads,
            self.upload_links,
            self.spot_links,
            library,
            dutch_holidays,
            self._clock,
        )
        payments = PaymentService(self._payments, library, self.payment_links, self._clock)
        return EDienstService(
            library,
            self.system_of,
            reader,
            answers,
            login,
            EDienstLookups(self._persons, self._lookup_service(), self._texts),
            speech,
            FollowerService(self.followers, self._texts, self._clock),
            HandingIn(reader, answers, login, payments, speech, self._clock),
            self._clock,
        )

    def _lookup_service(self) -> LookupService:
        secret = self._settings.details_key
        return LookupService(self.lookups, self._clock, secret, self.lookup_links)

    def status_notices(self, messenger: MessengerPort) -> StatusNotices:
        """Tells who follows a zaak that it has a new status."""
        return StatusNotices(self.followers, self._systems.get, messenger, self._texts, self._clock)

    def perishable(self) -> tuple[PerishablePort, ...]:
        """What is kept for a while only."""
        return (self._logins, self.lookups, self.uploads, self.followers)

    async def close(self) -> None:
        """End connections and transactions."""
        reports = (one.close() for one in self._reports.values())
        await asyncio.gather(self._client.close(), self.addresses.close(), *reports)
        for optional in (self._payments, self._persons):
            if optional:
                await optional.close()
        for store in (self._logins, self.lookups, self.uploads, self.followers):
            store.close()
