"""What every store of staff does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.staff import LOCKED_FOR, MOST_WRONG, Deed, Role, Staff
from assistant.ports.staff import StaffPort
from connectors.storage.database import open_engine
from connectors.storage.staff import SqlStaff
from tests.contract.databases import database_urls
from tests.fakes.staff import FakeStaff

pytestmark = pytest.mark.asyncio
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
FATIMA = Staff("s1", "fatima", "Fatima", "rotterdam", (Role.AGENT, Role.ADMIN), ("burgerzaken",))


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def staff(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StaffPort]:
    if request.param == "fake":
        yield FakeStaff()
        return
    with database_urls(request, tmp_path) as url:
        sql = SqlStaff(open_engine(url))
        yield sql
        sql.close()


async def test_known_by_name_whatever_the_capitals(staff: StaffPort) -> None:
    await staff.keep(replace(FATIMA, username="Fatima"), "hash")
    assert await staff.named("FATIMA") == FATIMA
    assert await staff.password_hash("fatimA", NOW) == "hash"
    assert await staff.named("piet") is None
    assert await staff.password_hash("piet", NOW) == ""


async def test_signed_in_until_its_time_or_out(staff: StaffPort) -> None:
    await staff.keep(FATIMA, "hash")
    await staff.sign_in("s1", "t1", NOW, LATER)
    await staff.sign_in("s1", "t2", NOW, LATER)
    assert await staff.signed_in("t1", NOW) == FATIMA
    assert await staff.signed_in("t1", LATER) is None
    assert await staff.signed_in("t3", NOW) is None
    await staff.sign_out("t1")
    assert await staff.signed_in("t1", NOW) is None
    assert await staff.signed_in("t2", NOW) == FATIMA


async def test_new_password_signs_out(staff: StaffPort) -> None:
    await staff.keep(FATIMA, "hash")
    await staff.sign_in("s1", "t1", NOW, LATER)
    await staff.keep(FATIMA, "another")
    assert await staff.signed_in("t1", NOW) is None


async def test_too_many_wrong_passwords(staff: StaffPort) -> None:
    await staff.keep(FATIMA, "hash")
    for _ in range(MOST_WRONG - 1):
        await staff.wrong_password("fatima", NOW)
    assert await staff.password_hash("fatima", NOW) == "hash"
    await staff.wrong_password("fatima", NOW)
    await staff.wrong_password("nobody", NOW)
    assert await staff.password_hash("fatima", NOW) is None
    assert await staff.password_hash("fatima", NOW + LOCKED_FOR) == "hash"


async def test_signing_in_forgives_what_was_wrong(staff: StaffPort) -> None:
    await staff.keep(FATIMA, "hash")
    for _ in range(3):
        for _ in range(MOST_WRONG - 1):
            await staff.wrong_password("fatima", NOW)
        await staff.sign_in("s1", "t", NOW, LATER)
        await staff.sign_out("t")
    assert await staff.password_hash("fatima", NOW) == "hash"


async def test_who_is_there(staff: StaffPort) -> None:
    other = Staff("s2", "piet", "Piet", "rotterdam")
    for one in (FATIMA, other, Staff("s3", "an", "An", "tilburg")):
        await staff.keep(one, "hash")
        await staff.seen(one.id, NOW)
    await staff.available("s2", False)
    found = await staff.present("rotterdam", NOW)
    assert [(one.name, one.available) for one in found] == [("Fatima", True), ("Piet", False)]
    assert await staff.present("rotterdam", LATER) == []


async def test_what_was_done_is_kept(staff: StaffPort) -> None:
    for what in ("accepted", "ended"):
        await staff.did(Deed("s1", what, NOW, "h1"))
    await staff.did(Deed("s1", "accepted", NOW, "h2"))
    assert [one.what for one in await staff.deeds("h1")] == ["accepted", "ended"]


async def test_changed_without_a_password_the_old_one_stays(staff: StaffPort) -> None:
    await staff.keep(FATIMA, "hash")
    await staff.sign_in("s1", "t1", NOW, LATER)
    for _ in range(MOST_WRONG):
        await staff.wrong_password("fatima", NOW)
    await staff.keep(replace(FATIMA, name="Fatima B."), None)
    assert await staff.password_hash("fatima", NOW + LOCKED_FOR) == "hash"
    assert await staff.password_hash("fatima", NOW) is None  # still locked
    assert await staff.signed_in("t1", NOW) is None
    await staff.keep(replace(FATIMA, id="s2", username="noor"), None)
    assert await staff.password_hash("noor", NOW) == ""


async def test_who_works_where_and_what_was_done_there(staff: StaffPort) -> None:
    here = replace(FATIMA, id="s2", username="bram", name="Bram")
    away = replace(FATIMA, id="s3", username="an", name="An", municipality="tilburg")
    for one in (FATIMA, here, away):
        await staff.keep(one, "hash")
    assert [one.name for one in await staff.of("rotterdam")] == ["Bram", "Fatima"]
    for number, one in enumerate((FATIMA, away, here, FATIMA)):
        await staff.did(Deed(one.id, f"deed{number}", NOW, "h1"))
    log = await staff.log("rotterdam", 2**31 - 1, 2)
    assert [(one.name, one.deed.what) for one in log] == [("Fatima", "deed3"), ("Bram", "deed2")]
    more = await staff.log("rotterdam", log[-1].number, 2)
    assert [one.deed.what for one in more] == ["deed0"]


async def test_who_arrives_twice_at_once_for_the_first_time_is_one_person(
    staff: StaffPort,
) -> None:
    await asyncio.gather(*(staff.keep(FATIMA, "") for _ in range(8)))
    assert await staff.of("rotterdam") == [FATIMA]
