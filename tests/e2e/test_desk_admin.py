"""Pages of the desk for who says who works there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from assistant.domain.staff import Role, Staff
from tests.e2e.test_desk import Site
from tests.unit.desk.room import AN, FATIMA

pytestmark = pytest.mark.asyncio
BRAM = Staff("s7", "bram", "Bram", "rotterdam", (Role.ADMIN,))
NEW = [("gebruikersnaam", "noor"), ("naam", "Noor <b>"), ("rol", "agent"), ("team", "burgerzaken")]


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    async with made.client:
        yield made


async def post(
    site: Site, path: str, headers: dict[str, str], form: list[tuple[str, str]] | None = None
) -> tuple[int, str]:
    async with site.client.post(
        f"/desk{path}", data=form or [], headers=headers, allow_redirects=False
    ) as response:
        return response.status, await response.text()


async def get(site: Site, path: str, headers: dict[str, str]) -> tuple[int, Any]:
    return await site.call("GET", path, headers)


async def test_somebody_new_and_the_password_once(site: Site) -> None:
    admin, _ = await site.sign_in(BRAM, AN)
    status, text = await post(site, "/medewerkers", admin, NEW)
    assert status == 200
    assert "Noor &lt;b&gt;" in text and "<b>" not in text
    found = re.search(r"<code>([\w-]+)</code>", text)
    assert found is not None
    assert await site.signing_in.sign_in("noor", found[1]) is not None
    _, again = await get(site, "/medewerkers", admin)
    assert found[1] not in again and "Noor" in again
    assert "<td>medewerker</td><td>Burgerzaken</td>" in again
    assert "An" not in re.findall(r">(An)<", again)
    assert (await post(site, "/medewerkers", admin, NEW))[0] == 409
    for missing in range(3):
        form = [pair for n, pair in enumerate(NEW) if n != missing]
        assert (await post(site, "/medewerkers", admin, form))[0] == 400
    for reserved in ("oidc:abc", " OIDC:abc", "Oidc:"):
        forged = [("gebruikersnaam", reserved), *NEW[1:]]
        assert (await post(site, "/medewerkers", admin, forged))[0] == 400


async def test_changed_given_a_password_and_closed(site: Site) -> None:
    admin, theirs = await site.sign_in(BRAM, FATIMA)
    one = f"/medewerkers/{FATIMA.id}"
    status, text = await get(site, one, admin)
    assert (status, "Fatima" in text) == (200, True)
    form = [("naam", "Fatima B."), ("rol", "agent"), ("rol", "editor"), ("team", "verzonnen")]
    assert (await post(site, one, admin, form))[0] == 303
    member = await site.room.staff.named("fatima")
    assert member is not None
    assert (member.name, member.roles, member.teams) == (
        "Fatima B.", (Role.AGENT, Role.EDITOR), (),
    )  # fmt: skip
    assert (await get(site, "/lijn", theirs))[0] == 401
    assert "wachtwoord van Fatima B. is" in (await post(site, f"{one}/wachtwoord", admin))[1]
    assert (await post(site, f"{one}/sluiten", admin))[0] == 303
    assert (await post(site, f"/medewerkers/{BRAM.id}/sluiten", admin))[0] == 404


async def test_what_was_done_newest_first_and_paged(site: Site) -> None:
    (admin,) = await site.sign_in(BRAM)
    handover = await waiting(site)
    await site.room.desk.accept(FATIMA, handover)
    _, text = await get(site, "/logboek", admin)
    assert text.index("nam een gesprek") < text.index("logde in")
    assert handover in text
    for _ in range(60):
        await site.room.desk.note(FATIMA, handover, "n", "x")
        await site.signing_in.begin(FATIMA)
    _, text = await get(site, "/logboek", admin)
    more = re.search(r"/logboek\?voor=(\d+)", text)
    assert more is not None
    assert "nam een gesprek" not in text
    _, older = await get(site, f"/logboek?voor={more[1]}", admin)
    assert "nam een gesprek" in older
    # The clock here is at nine by UTC.
    assert "23-11-2026 10:00" in older
    for odd in ("x", "9999999999", "-1", "²"):
        assert (await get(site, f"/logboek?voor={odd}", admin))[0] == 200


async def waiting(site: Site) -> str:
    await site.room.open(FATIMA)
    return (await site.room.ask()).id


async def test_who_only_says_who_works_here_comes_on_his_own_page(site: Site) -> None:
    editor = Staff("s6", "els", "Els", "rotterdam", (Role.EDITOR,))
    admin, other = await site.sign_in(BRAM, editor)
    async with site.client.get("/desk", headers=admin, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, "/desk/medewerkers")
    status, text = await get(site, "", other)
    assert (status, "Voor uw rol is hier geen pagina" in text) == (403, True)
