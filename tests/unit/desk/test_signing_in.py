"""Staff sign in with a password of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.staff import MOST_WRONG, SESSION_LIVES
from assistant.services.signing_in import NameReserved, PasswordTooShort, SigningIn
from tests.fakes.clock import FakeClock
from tests.fakes.staff import FakeStaff
from tests.unit.desk.room import FATIMA

pytestmark = pytest.mark.asyncio
RIGHT = "een lang wachtwoord"


@pytest.fixture
async def desk() -> tuple[SigningIn, FakeStaff, FakeClock]:
    staff, clock = FakeStaff(), FakeClock()
    signing_in = SigningIn(staff, clock)
    await signing_in.add(FATIMA, RIGHT)
    return signing_in, staff, clock


async def test_right_password_until_the_end_of_the_day(
    desk: tuple[SigningIn, FakeStaff, FakeClock],
) -> None:
    signing_in, staff, clock = desk
    found = await signing_in.sign_in("Fatima", RIGHT)
    assert found is not None
    member, token = found
    assert member == await signing_in.who(token) == FATIMA
    assert token not in str(staff.sessions)
    clock.forward(seconds=SESSION_LIVES.total_seconds())
    assert await signing_in.who(token) is None


async def test_wrong_name_or_password_is_nobody(
    desk: tuple[SigningIn, FakeStaff, FakeClock],
) -> None:
    signing_in, _, _ = desk
    for name, password in (("fatima", "iets anders dan dat"), ("piet", RIGHT), ("", "")):
        assert await signing_in.sign_in(name, password) is None
    assert await signing_in.who("") is None
    assert await signing_in.who("een token") is None


async def test_after_too_many_also_the_right_one_is_refused_for_a_while(
    desk: tuple[SigningIn, FakeStaff, FakeClock],
) -> None:
    signing_in, _, clock = desk
    for _ in range(MOST_WRONG):
        await signing_in.sign_in("fatima", "iets anders dan dat")
    assert await signing_in.sign_in("fatima", RIGHT) is None
    clock.forward(minutes=16)
    assert await signing_in.sign_in("fatima", RIGHT) is not None


async def test_signed_out(desk: tuple[SigningIn, FakeStaff, FakeClock]) -> None:
    signing_in, _, _ = desk
    found = await signing_in.sign_in("fatima", RIGHT)
    assert found is not None
    await signing_in.sign_out(found[1])
    assert await signing_in.who(found[1]) is None


async def test_short_password_is_refused_and_hashes_tell_nothing(
    desk: tuple[SigningIn, FakeStaff, FakeClock],
) -> None:
    signing_in, staff, _ = desk
    with pytest.raises(PasswordTooShort):
        await signing_in.add(replace(FATIMA, name="Ander"), "kort")
    assert (await staff.named("fatima")) == FATIMA
    assert staff.hashes["fatima"].startswith("$argon2id$")


async def test_names_that_a_provider_gives_get_no_password(
    desk: tuple[SigningIn, FakeStaff, FakeClock],
) -> None:
    signing_in, staff, _ = desk
    for username in ("oidc:abc", "OIDC:abc"):
        with pytest.raises(NameReserved):
            await signing_in.add(replace(FATIMA, id="s7", username=username), RIGHT)
    assert await staff.named("oidc:abc") is None
