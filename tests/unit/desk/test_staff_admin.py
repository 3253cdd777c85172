"""Who may work at the desk, said by an admin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.staff import Entry, Role, Staff
from assistant.errors import NotAtThisDesk
from assistant.services.signing_in import SigningIn
from assistant.services.staff_admin import NameTaken, StaffAdmin
from tests.fakes.clock import FakeClock
from tests.fakes.staff import FakeStaff

pytestmark = pytest.mark.asyncio
PASSWORD = "een lang wachtwoord"
ADMIN = Staff("s1", "bram", "Bram", "rotterdam", (Role.AGENT, Role.ADMIN))
NEW = Staff("", "noor", "Noor", "", (Role.AGENT,), ("burgerzaken",))
AWAY = Staff("s9", "an", "An", "tilburg")


class Office:
    def __init__(self) -> None:
        self.staff, clock = FakeStaff(), FakeClock()
        self.signing_in = SigningIn(self.staff, clock)
        self.admin = StaffAdmin(self.staff, self.signing_in, clock)

    async def named(self, username: str) -> Staff:
        found = await self.staff.named(username)
        assert found is not None
        return found


@pytest.fixture
async def office() -> Office:
    made = Office()
    for one in (ADMIN, AWAY):
        await made.signing_in.add(one, PASSWORD)
    return made


async def test_somebody_new_signs_in_with_what_was_told_once(office: Office) -> None:
    password = await office.admin.add(ADMIN, NEW)
    found = await office.signing_in.sign_in("noor", password)
    assert found is not None
    assert (found[0].municipality, found[0].teams) == ("rotterdam", ("burgerzaken",))
    with pytest.raises(NameTaken):
        await office.admin.add(ADMIN, NEW)
    log = [(one.name, one.deed.what) for one in await office.admin.log(ADMIN)]
    assert ("Bram", "staff_added") in log


async def test_changed_he_signs_in_anew_with_the_same_password(office: Office) -> None:
    password = await office.admin.add(ADMIN, NEW)
    found = await office.signing_in.sign_in("noor", password)
    assert found is not None
    changed = replace(found[0], name="Noor B.", roles=(Role.EDITOR,), teams=())
    await office.admin.change(ADMIN, changed)
    assert await office.signing_in.who(found[1]) is None
    again = await office.signing_in.sign_in("noor", password)
    assert again is not None
    assert (again[0].name, again[0].roles) == ("Noor B.", (Role.EDITOR,))


async def test_another_password_ends_the_old_one(office: Office) -> None:
    old = await office.admin.add(ADMIN, NEW)
    new = await office.admin.new_password(ADMIN, (await office.named("noor")).id)
    assert await office.signing_in.sign_in("noor", old) is None
    assert await office.signing_in.sign_in("noor", new) is not None


async def test_closed_he_does_nothing_any_more(office: Office) -> None:
    password = await office.admin.add(ADMIN, NEW)
    found = await office.signing_in.sign_in("noor", password)
    assert found is not None
    await office.admin.close(ADMIN, found[0].id)
    assert await office.signing_in.who(found[1]) is None
    assert await office.signing_in.sign_in("noor", password) is None
    assert (await office.named("noor")).roles == ()


async def test_nobody_takes_his_own_right_or_account(office: Office) -> None:
    await office.admin.change(ADMIN, replace(ADMIN, roles=(Role.AGENT,)))
    assert (await office.named("bram")).roles == (Role.AGENT, Role.ADMIN)
    with pytest.raises(NotAtThisDesk):
        await office.admin.close(ADMIN, "s1")


async def test_another_municipality_is_not_there(office: Office) -> None:
    assert [one.name for one in await office.admin.people(ADMIN)] == ["Bram"]
    for deed in (
        office.admin.member(ADMIN, "s9"), office.admin.change(ADMIN, AWAY),
        office.admin.new_password(ADMIN, "s9"), office.admin.close(ADMIN, "s9"),
    ):  # fmt: skip
        with pytest.raises(NotAtThisDesk):
            await deed


async def test_who_signs_in_elsewhere_is_changed_there(office: Office) -> None:
    other = Staff("s5", "oidc:abc", "Els", "rotterdam")
    await office.staff.keep(other, "")
    for deed in (office.admin.change(ADMIN, other), office.admin.new_password(ADMIN, "s5")):
        with pytest.raises(NotAtThisDesk):
            await deed
    await office.admin.close(ADMIN, "s5")
    assert (await office.named("oidc:abc")).roles == ()


async def test_a_number_that_no_database_knows_is_the_newest(office: Office) -> None:
    asked: list[int] = []

    async def log(municipality: str, before: int, most: int) -> list[Entry]:
        asked.append(before)
        return []

    office.staff.log = log  # type: ignore[method-assign]
    await office.admin.log(ADMIN, 9_999_999_999)
    assert asked == [2**31 - 1]
