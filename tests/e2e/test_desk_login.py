"""Staff sign in at the identity provider of their municipality."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient

from assistant.domain.staff import Role
from assistant.errors import StorageUnavailable
from assistant.ports.staff_identity import StaffIdentity
from assistant.services.signing_in_elsewhere import SigningInElsewhere
from tests.e2e.test_desk import Site
from tests.fakes.staff_identity import FakeStaffIdentity
from tests.unit.desk.room import LIBRARY
from web.desk.external import External

pytestmark = pytest.mark.asyncio
BRAM = StaffIdentity("s-bram", "Bram", (Role.AGENT,), ("burgerzaken",))


class Door(Site):
    """A desk with a provider beside it."""

    def __init__(self) -> None:
        self.provider = FakeStaffIdentity()
        super().__init__()

    def external(self) -> External:
        login = SigningInElsewhere(
            self.provider, self.room.staff, self.signing_in, "rotterdam", LIBRARY
        )
        return External(login, "https://balie.example", "geheim", self.room.clock)

    async def leave(self) -> str:
        """The state with which the browser left."""
        client: TestClient[Any, Any] = self.client
        async with client.get("/desk/inloggen/extern", allow_redirects=False) as response:
            assert response.status == 303
            assert "HttpOnly" in response.headers["Set-Cookie"]
            return response.headers["Location"].rpartition("=")[2]

    async def come(self, query: dict[str, str]) -> tuple[int, str]:
        async with self.client.get("/desk/inloggen/terug", params=query) as response:
            return response.status, await response.text()

    async def at_the_desk(self) -> bool:
        async with self.client.get("/desk", allow_redirects=False) as response:
            return response.status == 200


@pytest_asyncio.fixture
async def door() -> AsyncIterator[Door]:
    made = Door()
    async with made.client:
        yield made


async def test_the_way_in_and_who_one_is_then(door: Door) -> None:
    async with door.client.get("/desk/inloggen") as response:
        assert "/desk/inloggen/extern" in await response.text()
    status, text = await door.come(door.provider.log_in(await door.leave(), BRAM))
    assert (status, "U bent ingelogd" in text) == (200, True)
    assert await door.at_the_desk()
    member = await door.room.staff.named("oidc:s-bram")
    assert member is not None
    assert (member.name, member.municipality, member.teams) == (
        "Bram", "rotterdam", ("burgerzaken",),
    )  # fmt: skip
    assert [deed.what for deed in await door.room.staff.deeds(member.id)] == ["signed_in"]
    # No password of ours fits him.
    for password in ("", "een lang wachtwoord"):
        assert await door.signing_in.sign_in("oidc:s-bram", password) is None


async def test_only_what_is_a_team_of_his_municipality_is_one(door: Door) -> None:
    groups = ("iedereen", "wonen-en-vergunningen", "agent", "burgerzaken")
    who = replace(BRAM, teams=groups, municipality="tilburg")
    await door.come(door.provider.log_in(await door.leave(), who))
    member = await door.room.staff.named("oidc:s-bram")
    assert member is not None
    assert (member.municipality, member.teams) == (
        "tilburg", ("burgerzaken", "wonen-en-vergunningen"),
    )  # fmt: skip


async def test_another_role_the_next_time(door: Door) -> None:
    await door.come(door.provider.log_in(await door.leave(), BRAM))
    changed = replace(BRAM, roles=(Role.EDITOR,), name="Bram B.")
    await door.come(door.provider.log_in(await door.leave(), changed))
    member = await door.room.staff.named("oidc:s-bram")
    assert member is not None
    assert (member.name, member.roles) == ("Bram B.", (Role.EDITOR,))
    assert not await door.at_the_desk()


@pytest.mark.parametrize("who", [replace(BRAM, roles=()), replace(BRAM, municipality="atlantis")])
async def test_who_has_no_role_here_is_told_so(door: Door, who: StaffIdentity) -> None:
    status, text = await door.come(door.provider.log_in(await door.leave(), who))
    assert (status, "geen rol bij Balie" in text) == (403, True)
    assert not await door.at_the_desk()
    assert await door.room.staff.named("oidc:s-bram") is None


async def test_who_lost_his_role_is_signed_out_in_every_browser(door: Door) -> None:
    async def again(who: StaffIdentity) -> int:
        return (await door.come(door.provider.log_in(await door.leave(), who)))[0]

    for changed in (replace(BRAM, roles=()), replace(BRAM, municipality="atlantis")):
        assert await again(BRAM) == 200
        assert await door.at_the_desk()
        assert await again(changed) == 403
        assert not await door.at_the_desk()
        member = await door.room.staff.named("oidc:s-bram")
        assert member is not None
        assert (member.roles, member.municipality) == ((), "rotterdam")
    assert await again(BRAM) == 200
    assert await door.at_the_desk()


async def test_only_the_browser_that_left_comes_back_and_once(door: Door) -> None:
    query = door.provider.log_in(await door.leave(), BRAM)
    door.client.session.cookie_jar.clear()
    assert (await door.come(query))[0] == 400
    other = await door.leave()
    assert (await door.come(query))[0] == 400  # somebody else's state
    assert (await door.come({"state": other, "error": "access_denied"}))[0] == 400  # left before
    query = door.provider.log_in(await door.leave(), BRAM)
    assert (await door.come(query))[0] == 200
    assert (await door.come(query))[0] == 400


async def test_a_cookie_that_we_did_not_sign_or_that_is_old_is_none(door: Door) -> None:
    query = door.provider.log_in(await door.leave(), BRAM)
    door.room.clock.forward(minutes=11)
    assert (await door.come(query))[0] == 400
    for forged in ("", "7b7d", "7b7d.abc", "é.é"):
        cookie = {"Cookie": f"balie_desk_login={forged}"}
        async with door.client.get(
            "/desk/inloggen/terug", params=query, headers=cookie
        ) as response:
            assert response.status == 400


async def test_a_provider_that_is_away_is_said(door: Door) -> None:
    state = await door.leave()
    door.provider.down = True
    status, text = await door.come({"code": "x", "state": state})
    assert (status, "lukt nu niet" in text) == (503, True)
    async with door.client.get("/desk/inloggen/extern") as response:
        assert response.status == 503


async def test_a_database_that_is_away_is_not_the_provider(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = door.provider.log_in(await door.leave(), BRAM)

    async def named(_username: str) -> None:
        raise StorageUnavailable("down")

    monkeypatch.setattr(door.room.staff, "named", named)
    status, text = await door.come(query)
    assert (status, "Inloggen lukt nu niet" in text) == (503, True)
