"""Two hundred residents say yes at once to one of twenty places: twenty have an appointment."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from assistant.domain.appointments import Customer, Order, Record, Stage
from assistant.errors import PlaceTaken
from assistant.services.appointments import DUTCH_TIME, AppointmentService
from assistant.services.klantcontacten import KlantcontactService
from connectors.backends.appointments import open_appointments
from connectors.storage.appointment_book import SqlAppointmentBook
from connectors.storage.database import open_engine
from connectors.storage.jobs import SqlJobs
from connectors.storage.schema import upgrade
from tests.contract.backoffice_process import TOKEN, running_backoffice
from tests.fakes.clock import FakeClock
from tests.fakes.klantcontacten import FakeKlantcontacten, FakeKlantcontactOutbox

pytestmark = pytest.mark.asyncio

RESIDENTS, PLACES, DESKS = 200, 20, 4
DAY = date(2026, 12, 1)


async def test_two_hundred_residents_on_twenty_places(tmp_path: Path) -> None:
    clock = FakeClock()
    engine = open_engine(f"sqlite:///{tmp_path / 'balie.db'}")
    upgrade(engine)
    book, jobs = SqlAppointmentBook(engine, "geheim"), SqlJobs(engine)
    staff = KlantcontactService(FakeKlantcontacten(), FakeKlantcontactOutbox(), clock)
    with running_backoffice(tmp_path, BALIE_NOW=clock.now().isoformat()) as url:
        root = f"{url}/qmatic/rotterdam/calendar-backend/public/api"
        system = open_appointments("qmatic", root, TOKEN)
        service = AppointmentService(lambda _: system, book, jobs, clock, staff)
        product = next(p for p in await system.products() if p.name == "Paspoort aanvragen")
        location = (await system.locations([product]))[0]
        starts = [
            datetime(2026, 12, 1, 9, tzinfo=DUTCH_TIME) + timedelta(minutes=15 * n)
            for n in range(PLACES // DESKS)
        ]

        async def resident(number: int) -> Record | None:
            """Tries every place, beginning somewhere else than the one before."""
            for attempt in range(len(starts)):
                key = f"c{number}:m1:{attempt}"
                start = starts[(number + attempt) % len(starts)]
                customer = Customer(f"Inwoner {number}", phone="+31612345678")
                order = Order(key, ((product, 1),), location, start, customer)
                try:
                    return await service.make(
                        Record(key, key[:12], "rotterdam", "webchat", f"c{number}", order)
                    )
                except PlaceTaken:
                    continue
            return None

        made = await asyncio.gather(*map(resident, range(RESIDENTS)))
        await system.close()
    kept = [record for record in made if record is not None]
    assert len(kept) == PLACES
    assert {record.stage for record in kept} == {Stage.BOOKED}
    backoffice = create_engine(f"sqlite:///{tmp_path / 'backoffice.db'}")
    with backoffice.connect() as connection:
        stood = connection.scalar(text("SELECT count(*) FROM afspraken WHERE status = 'confirmed'"))
        held = connection.scalar(text("SELECT count(*) FROM afspraken WHERE status = 'reserved'"))
    backoffice.dispose()
    assert (stood, held) == (PLACES, 0)
    book.close()
