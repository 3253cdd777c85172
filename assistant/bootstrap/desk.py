"""Everything about the desk of one process: who is in line, and who works there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import Engine

from assistant.domain.handover import Handover
from assistant.domain.jobs import JobKind
from assistant.ports.call_tasks import CallTasksPort
from assistant.ports.clock import ClockPort
from assistant.ports.conversations import ConversationsPort
from assistant.ports.jobs import JobsPort
from assistant.ports.library import LibraryPort
from assistant.ports.live_desk import LiveDeskPort
from assistant.ports.messenger import MessengerPort
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.ports.texts import TextsPort
from assistant.services.call_tasks import CallTasks
from assistant.services.call_watch import CallWatch
from assistant.services.callback_desk import CallbackDesk
from assistant.services.callbacks import CallbackService
from assistant.services.desk import DeskService
from assistant.services.handover import HandoverService
from assistant.services.job_runner import Handler
from assistant.services.klantcontacten import KlantcontactService
from assistant.services.municipalities import MunicipalityService
from assistant.services.other_desk import OtherDesk
from assistant.services.signing_in import SigningIn
from assistant.services.signing_in_elsewhere import SigningInElsewhere
from assistant.services.teams import TeamService
from assistant.services.verdicts import VerdictService
from assistant.settings import Settings
from connectors.backends.identity.staff_oidc import OidcStaffIdentity
from connectors.backends.livechat.chatwoot import ChatwootDesk
from connectors.backends.livechat.own import OwnDesk
from connectors.holidays import dutch_holidays
from connectors.storage.callbacks import SqlCallbacks
from connectors.storage.handovers import SqlHandovers
from connectors.storage.other_desk import SqlOtherDesk
from connectors.storage.staff import SqlStaff


class DeskRoom:
    """On one database, that of the conversations."""

    def __init__(
        self, settings: Settings, database: Engine, texts: TextsPort, clock: ClockPort
    ) -> None:
        self.callbacks = SqlCallbacks(database, settings.details_key)
        self._texts = texts
        self._clock = clock
        self.handovers = SqlHandovers(database)
        self.staff = SqlStaff(database)
        self.signing_in = SigningIn(self.staff, clock)
        self.links = SqlOtherDesk(database)
        self._own = OwnDesk(self.staff, clock)
        self.chatwoot = (
            ChatwootDesk(
                settings.chatwoot_url,
                settings.chatwoot_account,
                settings.chatwoot_inbox,
                settings.chatwoot_token,
            )
            if settings.chatwoot_url
            else None
        )
        self._elsewhere = frozenset(settings.chatwoot_municipalities.replace(" ", "").split(","))

    def is_elsewhere(self, municipality: str) -> bool:
        """Whether its staff speak with residents in Chatwoot."""
        everybody = self._elsewhere == {""}
        return self.chatwoot is not None and (everybody or municipality in self._elsewhere)

    def desk_of(self, municipality: str) -> LiveDeskPort:
        """Where its staff speak with residents."""
        other = self.chatwoot if self.is_elsewhere(municipality) else None
        return other or self._own

    def elsewhere(
        self, settings: Settings, municipalities: MunicipalitiesPort
    ) -> SigningInElsewhere | None:
        """For staff who log in at the identity provider of their municipality, if there is one."""
        if not settings.staff_oidc_issuer:
            return None
        provider, default = staff_provider(settings), settings.default_municipality
        return SigningInElsewhere(provider, self.staff, self.signing_in, default, municipalities)

    def handover(
        self, library: LibraryPort, municipalities: MunicipalityService
    ) -> HandoverService:
        """What a resident can say to get to a human."""
        teams = TeamService(library, municipalities)
        return HandoverService(
            self.handovers, self.desk_of, self._texts, municipalities, teams, self._clock
        )

    def verdicts(self) -> VerdictService:
        """What he can say of it afterwards."""
        return VerdictService(self.handovers, self._texts)

    def resident_callbacks(self, details: PersonalDetailsPort, jobs: JobsPort) -> CallbackService:
        """What a resident can say to be called back."""
        return CallbackService(
            self.callbacks, details, self._texts, dutch_holidays, jobs, self._clock
        )

    def calls(
        self, messenger: MessengerPort, klantcontacten: KlantcontactService, jobs: JobsPort
    ) -> CallbackDesk:
        """What staff can do with who wants to be called."""
        return CallbackDesk(
            self.callbacks,
            self.staff,
            messenger,
            klantcontacten,
            self._texts,
            dutch_holidays,
            jobs,
            self._clock,
        )

    def service(
        self, messenger: MessengerPort, klantcontacten: KlantcontactService, library: LibraryPort
    ) -> DeskService:
        """What staff can do."""
        return DeskService(
            self.handovers, self.staff, messenger, klantcontacten, self._texts, library, self._clock
        )

    def call_watch(self, register: CallTasksPort, messenger: MessengerPort) -> CallWatch:
        """What becomes of promises while nobody here does anything about them."""
        return CallWatch(self.callbacks, register, messenger, self._texts, self._clock)

    def other(
        self,
        conversations: ConversationsPort,
        service: DeskService,
        note_of: Callable[[Handover, int], Awaitable[str]],
    ) -> OtherDesk | None:
        """Chatwoot, where somebody works there."""
        if self.chatwoot is None:
            return None
        return OtherDesk(
            self.chatwoot, self.links, self.handovers, conversations, service, note_of, self._clock
        )

    def jobs(self, register: CallTasksPort) -> Mapping[JobKind, Handler]:
        """What is done about promises to call, in its time."""
        tasks = CallTasks(self.callbacks, register)
        return {JobKind.CALL_TASK: tasks.register, JobKind.CALL_CLOSED: tasks.close}

    async def close(self) -> None:
        """Finish running transactions and close."""
        if self.chatwoot:
            await self.chatwoot.disconnect()
        for store in (self.handovers, self.staff, self.callbacks, self.links):
            store.close()


def staff_provider(settings: Settings) -> OidcStaffIdentity:
    """The identity provider of staff."""
    return OidcStaffIdentity(
        settings.staff_oidc_issuer,
        settings.staff_oidc_client_id,
        settings.staff_oidc_secret,
        settings.staff_oidc_roles_claim,
        settings.staff_oidc_teams_claim,
        settings.staff_oidc_municipality_claim,
    )
