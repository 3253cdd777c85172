"""What every book of appointments does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.appointments import (
    Attempt,
    Customer,
    Location,
    Method,
    Order,
    Product,
    Record,
    Stage,
)
from assistant.errors import StorageUnavailable
from assistant.ports.appointment_book import AppointmentBookPort
from connectors.storage.appointment_book import SqlAppointmentBook
from connectors.storage.database import open_engine
from connectors.storage.schema import upgrade
from tests.contract.databases import database_urls, stored
from tests.fakes.appointment_book import FakeAppointmentBook

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SANNE = Customer("Sanne Visser", "sanne@example.org", "+31612345678", "1988-05-12")


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AppointmentBookPort]:
    if request.param == "fake":
        yield FakeAppointmentBook()
        return
    with database_urls(request, tmp_path) as url:
        sql = SqlAppointmentBook(open_engine(url), "geheim")
        yield sql
        sql.close()


def record(key: str = "c1:m1:0", **changes: object) -> Record:
    order = Order(
        key,
        ((Product("p", "Paspoort", 10, 4), 2),),
        Location("c", "Stadhuis", "Coolsingel 40", "3011 AD", "Rotterdam"),
        NOW + timedelta(days=3),
        SANNE,
        "let op",
    )
    made = Record(
        key, "A3F-K7W-E9Y", "rotterdam", "webchat", "c1", order,
        method=Method.VIDEO, products=("paspoort",), stage=Stage.BOOKED, made_at=NOW,
        extra={"uid": key},
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


async def test_what_is_begun_comes_back_whole(book: AppointmentBookPort) -> None:
    assert await book.begin(record()) == record()
    assert await book.get("c1:m1:0") == record()
    assert await book.get("c1:m2:0") is None


async def test_begun_again_gives_what_was_kept_first(book: AppointmentBookPort) -> None:
    await book.begin(record())
    assert await book.begin(record(code="other")) == record()


async def test_begun_at_once_is_one(book: AppointmentBookPort) -> None:
    codes = [f"code-{n}" for n in range(8)]
    kept = await asyncio.gather(*(book.begin(record(code=code)) for code in codes))
    assert len({one.code for one in kept}) == 1


async def test_what_changed_is_kept(book: AppointmentBookPort) -> None:
    await book.begin(record(stage=Stage.NEW))
    changed = record(
        stage=Stage.CANCELLED, system_id="77", moved_to="c1:m9:0", wants_earlier=True,
        offered=NOW + timedelta(hours=30), end=NOW + timedelta(days=3, minutes=20),
    )  # fmt: skip
    await book.keep(changed)
    assert await book.get("c1:m1:0") == changed


async def test_mine_are_of_this_conversation_or_contact_to_come_and_booked(
    book: AppointmentBookPort,
) -> None:
    later = replace(record().order, start=NOW + timedelta(days=9))
    past = replace(record().order, start=NOW - timedelta(days=1))
    for one in (
        record("c1:later:0", order=replace(later, key="c1:later:0")),
        record("c1:m1:0"),
        record("c1:past:0", order=replace(past, key="c1:past:0")),
        record("c1:off:0", stage=Stage.CANCELLED),
        record("c2:m1:0", conversation_id="c2", contact_id="phone"),
        record("c3:m1:0", conversation_id="c3"),
        record("c1:elsewhere:0", municipality="utrecht"),
    ):
        await book.begin(one)
    of = [one.key for one in await book.of("rotterdam", "c1", "", NOW)]
    assert of == ["c1:m1:0", "c1:later:0"]
    both = {one.key for one in await book.of("rotterdam", "c1", "phone", NOW)}
    assert both == {"c1:m1:0", "c1:later:0", "c2:m1:0"}


async def test_code_leads_to_the_one_that_stands(book: AppointmentBookPort) -> None:
    await book.begin(record("c1:old:0", stage=Stage.CANCELLED))
    assert (await book.by_code("rotterdam", "A3F-K7W-E9Y")) is not None
    await book.begin(record("c1:new:0"))
    found = await book.by_code("rotterdam", "A3F-K7W-E9Y")
    assert found is not None and found.key == "c1:new:0"
    assert await book.by_code("utrecht", "A3F-K7W-E9Y") is None


async def test_failures_are_counted_by_conversation_and_by_code(book: AppointmentBookPort) -> None:
    hour = timedelta(hours=1)
    for at, conversation, code, succeeded in (
        (NOW, "c1", "x", False),
        (NOW, "c2", "y", False),
        (NOW, "c1", "y", True),
        (NOW - 2 * hour, "c1", "y", False),
        (NOW, "c3", "z", False),
    ):
        await book.note(Attempt(at, "rotterdam", conversation, "webchat", code, succeeded))
    assert await book.failures("c1", "y", NOW - hour) == 2
    assert await book.failures("c9", "q", NOW - hour) == 0


async def test_what_is_over_is_erased(book: AppointmentBookPort) -> None:
    await book.begin(record())
    await book.note(Attempt(NOW, "rotterdam", "c1", "webchat", "x", False))
    assert await book.erase(NOW) == 0
    assert await book.erase(NOW + timedelta(days=4)) == 1
    assert await book.get("c1:m1:0") is None
    assert await book.failures("c1", "x", NOW - timedelta(hours=1)) == 0


async def test_no_personal_detail_stands_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "balie.db"
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    book = SqlAppointmentBook(engine, "geheim")
    await book.begin(record())
    book.close()
    bytes_kept = stored(tmp_path)
    assert b"c1:m1:0" in bytes_kept
    for detail in (b"Visser", b"sanne@", b"612345678", b"1988-05-12"):
        assert detail not in bytes_kept


async def test_another_secret_opens_nothing(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'balie.db'}")
    upgrade(engine)
    book, other = SqlAppointmentBook(engine, "geheim"), SqlAppointmentBook(engine, "anders")
    await book.begin(record())
    found = await other.get("c1:m1:0")
    assert found is not None and found.order.customer == Customer()
    book.close()


async def test_database_that_is_away_is_told(tmp_path: Path) -> None:
    book = SqlAppointmentBook(open_engine(f"sqlite:///{tmp_path / 'balie.db'}"), "geheim")
    with pytest.raises(StorageUnavailable):
        await book.begin(record())
    book.close()
