"""What every store of logins does: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.bsn import Bsn
from assistant.domain.identity import Identity, Level, Login, LoginRequest
from assistant.ports.logins import LoginsPort
from connectors.storage.database import open_engine
from connectors.storage.logins import SqlLogins
from connectors.storage.schema import upgrade
from tests.contract.databases import database_urls, stored
from tests.fakes.logins import FakeLogins

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)
ASKED = LoginRequest("link1", "c1", "rotterdam", "webchat", Level.MIDDEN, SOON)
SANNE = Identity(Bsn("999993653"), Level.MIDDEN, Bsn("999990019"))
LOGIN = Login("c1", "rotterdam", SANNE, NOW, SOON)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def logins(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LoginsPort]:
    if request.param == "fake":
        yield FakeLogins()
        return
    with database_urls(request, tmp_path) as url:
        sql = SqlLogins(open_engine(url), "geheim")
        yield sql
        sql.close()


async def log_in(logins: LoginsPort, request: LoginRequest = ASKED, code: str = "") -> None:
    await logins.ask(request)
    await logins.depart(request.id, f"state-{request.id}", {"nonce": "n"})
    login = replace(LOGIN, conversation_id=request.conversation_id)
    assert await logins.complete(request.id, login, code)


async def test_link_lives_until_its_time(logins: LoginsPort) -> None:
    await logins.ask(ASKED)
    assert await logins.request("link1", NOW) == ASKED
    assert await logins.request("link1", SOON) is None
    assert await logins.request("link2", NOW) is None


async def test_departure_is_found_back_with_its_secrets(logins: LoginsPort) -> None:
    await logins.ask(ASKED)
    await logins.depart("link1", "s1", {"nonce": "a"})
    await logins.depart("link1", "s2", {"nonce": "b"})
    assert await logins.departed("s1", NOW) is None
    assert await logins.departed("", NOW) is None
    found = await logins.departed("s2", NOW)
    assert found is not None
    assert (found[0], dict(found[1])) == (ASKED, {"nonce": "b"})
    assert await logins.departed("s2", SOON) is None


async def test_logged_in_for_a_while_in_one_conversation(logins: LoginsPort) -> None:
    await log_in(logins)
    assert await logins.current("c1", NOW) == LOGIN
    assert await logins.current("c2", NOW) is None
    assert await logins.current("c1", SOON) is None
    assert await logins.request("link1", NOW) is None
    assert await logins.departed("state-link1", NOW) is None


async def test_what_is_over_is_erased_with_who_it_was(logins: LoginsPort) -> None:
    await log_in(logins)
    await logins.ask(replace(ASKED, id="link2"))
    await logins.ask(replace(ASKED, id="link3", until=SOON + timedelta(hours=1)))
    assert await logins.erase_old(SOON - timedelta(seconds=1)) == 0
    assert await logins.erase_old(SOON) == 2
    assert await logins.current("c1", NOW) is None
    assert await logins.request("link3", NOW) is not None


async def test_login_outlives_its_link(logins: LoginsPort) -> None:
    await logins.ask(ASKED)
    await logins.depart("link1", "s", {})
    later = replace(LOGIN, until=SOON + timedelta(minutes=10))
    assert await logins.complete("link1", later)
    assert await logins.erase_old(SOON) == 0
    assert await logins.current("c1", SOON) == later


async def test_link_logs_in_once(logins: LoginsPort) -> None:
    await logins.ask(ASKED)
    assert not await logins.complete("link1", LOGIN)
    await logins.depart("link1", "s", {})
    done = await asyncio.gather(*(logins.complete("link1", LOGIN) for _ in range(4)))
    assert sorted(done) == [False, False, False, True]
    await logins.depart("link1", "t", {})
    assert not await logins.complete("link1", LOGIN)


async def test_who_logs_in_last_counts(logins: LoginsPort) -> None:
    await log_in(logins)
    await log_in(logins, replace(ASKED, id="link2"), code="123456")
    assert await logins.current("c1", NOW) is None
    assert await logins.awaits_code("c1", NOW)


async def test_code_must_be_told_first(logins: LoginsPort) -> None:
    await log_in(logins, code="123456")
    assert await logins.current("c1", NOW) is None
    assert not await logins.confirm("c2", "123456", NOW)
    assert not await logins.confirm("c1", "654321", NOW)
    assert not await logins.confirm("c1", "123456", SOON)
    assert await logins.confirm("c1", "123456", NOW)
    assert await logins.current("c1", NOW) == LOGIN
    assert not await logins.awaits_code("c1", NOW)


async def test_three_wrong_codes_end_it(logins: LoginsPort) -> None:
    await log_in(logins, code="123456")
    for wrong in ("000000", "", "é"):
        assert not await logins.confirm("c1", wrong, NOW)
    assert not await logins.awaits_code("c1", NOW)
    assert not await logins.confirm("c1", "123456", NOW)


async def test_logged_out(logins: LoginsPort) -> None:
    await log_in(logins)
    await log_in(logins, replace(ASKED, id="link2", conversation_id="c2"))
    await logins.end("c1")
    assert await logins.current("c1", NOW) is None
    assert await logins.current("c2", NOW) is not None


@pytest.mark.parametrize("secret", ["geheim", "another"])
async def test_nothing_on_disk_says_who_it_is(tmp_path: Path, secret: str) -> None:
    url = f"sqlite:///{tmp_path / 'balie.db'}"
    upgrade(open_engine(url))
    sql = SqlLogins(open_engine(url), "geheim")
    await log_in(sql)
    sql.close()
    assert b"999993653" not in stored(tmp_path)
    assert b"999990019" not in stored(tmp_path)
    reader = SqlLogins(open_engine(url), secret)
    found = await reader.current("c1", NOW)
    assert (found is not None) == (secret == "geheim")
    reader.close()
