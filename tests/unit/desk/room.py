"""A desk with people, and residents in line: over fakes, with the real texts."""

from __future__ import annotations

from datetime import date

from assistant.domain.conversation import Choice, InboundMessage, Reply
from assistant.domain.handover import Handover, Packet, Who, Why
from assistant.domain.line import THERE_WITHIN, in_line
from assistant.domain.staff import Role, Staff
from assistant.domain.transcript import Conversation, Kind, Said
from assistant.ports.live_desk import LiveDeskPort
from assistant.ports.messenger import Addressee, MessengerPort
from assistant.services.call_watch import CallWatch
from assistant.services.callback_desk import CallbackDesk
from assistant.services.callbacks import CallbackService
from assistant.services.desk import DeskService
from assistant.services.desk_appointments import DeskAppointments
from assistant.services.handover import HandoverService
from assistant.services.klantcontacten import KlantcontactService
from assistant.services.municipalities import MunicipalityService
from assistant.services.teams import TeamService
from assistant.services.verdicts import VerdictService
from assistant.settings import ROOT
from connectors.backends.livechat.own import OwnDesk
from kb.library import Library
from kb.texts import YamlTexts
from tests.fakes.call_tasks import FakeCallTasks
from tests.fakes.callbacks import FakeCallbacks
from tests.fakes.clock import FakeClock
from tests.fakes.conversations import FakeConversations
from tests.fakes.handovers import FakeHandovers
from tests.fakes.jobs import FakeJobs
from tests.fakes.klantcontacten import FakeKlantcontacten, FakeKlantcontactOutbox
from tests.fakes.personal_details import FakePersonalDetails
from tests.fakes.staff import FakeStaff
from tests.unit.booking.room import Room as BookingRoom

LIBRARY = Library(ROOT / "kb")
TEXTS = YamlTexts(ROOT / "data" / "responses", LIBRARY)
PACKET = Packet(Why.NOT_UNDERSTOOD, "paspoort", ("wat kost dat",), ("paspoort",), guesses=2)
FATIMA = Staff("s1", "fatima", "Fatima", "rotterdam", (Role.AGENT,), ("burgerzaken",))
PIET = Staff("s2", "piet", "Piet", "rotterdam")
AN = Staff("s3", "an", "An", "tilburg")


class FakeMessenger(MessengerPort):
    """Says it in the record; a call cannot be reached."""

    def __init__(self, talks: FakeConversations, clock: FakeClock) -> None:
        self._talks = talks
        self._clock = clock

    async def tell(self, to: Addressee, key: str, reply: Reply) -> bool:
        if to.channel == "telephone":
            return False
        talk = Conversation(to.conversation_id, to.municipality, to.channel)
        await self._talks.say(talk, [Said(key, reply, Kind.NOTICE)], self._clock.now())
        return True

    async def text(self, record: object, key: str, reply: Reply) -> str:
        raise NotImplementedError


class Room:
    """Fatima and Piet are there, and An in another municipality."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.talks = FakeConversations()
        self.handovers = FakeHandovers(self.talks)
        self.staff = FakeStaff()
        self.outbox = FakeKlantcontactOutbox()
        self.holidays: frozenset[date] = frozenset()
        places = MunicipalityService(LIBRARY, self.clock, lambda _: self.holidays, "rotterdam")
        self.own = OwnDesk(self.staff, self.clock)
        self.places = places
        self.resident = HandoverService(
            self.handovers, self._desk_of, TEXTS, places, TeamService(LIBRARY, places), self.clock
        )
        self.verdicts = VerdictService(self.handovers, TEXTS)
        self.jobs = FakeJobs()
        self.callbacks, self.details = FakeCallbacks(), FakePersonalDetails()
        self.calling = CallbackService(
            self.callbacks, self.details, TEXTS, _no_holidays, self.jobs, self.clock
        )
        klantcontacten = KlantcontactService(FakeKlantcontacten(), self.outbox, self.clock)
        self.messenger = messenger = FakeMessenger(self.talks, self.clock)
        self.calls = CallbackDesk(
            self.callbacks, self.staff, messenger, klantcontacten, TEXTS, _no_holidays, self.jobs,
            self.clock,
        )  # fmt: skip
        self.tasks = FakeCallTasks()
        self.watch = CallWatch(self.callbacks, self.tasks, messenger, TEXTS, self.clock)
        self.booking = BookingRoom()
        self.booking.clock = self.booking.system._clock = self.clock
        self.arranging = DeskAppointments(
            self.booking._system_of, LIBRARY, self.booking.appointments, self.booking.access,
            self.booking.links, self.booking.speech, messenger, self.staff, self.clock,
        )  # fmt: skip
        self.desk = DeskService(
            self.handovers, self.staff, messenger, klantcontacten, TEXTS, LIBRARY, self.clock
        )

    def _desk_of(self, _municipality: str) -> LiveDeskPort:
        return self.own

    async def open(self, *people: Staff) -> None:
        """Their desks are open."""
        for one in people:
            if one.id not in self.staff.people:
                await self.staff.keep(one, "hash")
            await self.staff.seen(one.id, self.clock.now())

    async def ask(self, number: int = 1, channel: str = "webchat") -> Handover:
        """A resident says something, and gets in line."""
        who = Who(f"c{number}", "rotterdam", channel)
        self.clock.forward(milliseconds=1)  # nobody comes at the very same moment
        await self.say(number, "wat kost dat", channel)
        await self.resident.begin(who, PACKET)
        found = await self.handovers.open_in(who.conversation_id)
        assert found is not None
        return found

    async def say(self, number: int, text: str, channel: str = "webchat") -> None:
        talk = Conversation(f"c{number}", "rotterdam", channel)
        count = len(await self.talks.messages(talk.id))
        message = InboundMessage(f"m{count}", talk.id, "rotterdam", channel, text=text)
        await self.talks.receive(talk, message, text, self.clock.now())

    async def line(self, staff: Staff) -> list[Handover]:
        """Whom this person sees."""
        now = self.clock.now()
        there = await self.staff.present(staff.municipality, now - THERE_WITHIN)
        return in_line(await self.desk.open_of(staff.municipality), staff, there, now)

    async def said(self, number: int = 1) -> list[str]:
        """What was said in a conversation, oldest first."""
        return [one.text for one in await self.talks.messages(f"c{number}")]


def titles(reply: Reply) -> list[str]:
    """The buttons below a reply."""
    return [choice.title for choice in reply.choices]


def payloads(choices: tuple[Choice, ...]) -> list[str]:
    """What they stand for."""
    return [choice.payload for choice in choices]


def _no_holidays(_year: int) -> frozenset[date]:
    return frozenset()
