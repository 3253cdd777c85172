"""Who may sign in at the desk: `make staff`, and the account of who tries Balie out."""

from __future__ import annotations

import asyncio
import io
import stat
from pathlib import Path

import pytest

from assistant.domain.staff import Role
from assistant.services.signing_in import SigningIn
from assistant.settings import Settings, get_settings
from connectors.storage.database import open_engine
from connectors.storage.staff import SqlStaff
from tests.fakes.clock import FakeClock
from tools import staff

PASSWORD = "een lang wachtwoord"


def signs_in(url: str, name: str, password: str) -> bool:
    store = SqlStaff(open_engine(url))
    found = asyncio.run(SigningIn(store, FakeClock()).sign_in(name, password))
    store.close()
    return found is not None


def test_account_to_try_it_with_is_made_once_and_readable_by_its_owner_only(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'balie.db'}"
    settings = Settings(database_url=url)
    password = staff.first_account(settings)
    assert staff.first_account(settings) == password
    assert signs_in(url, staff.FIRST, password)
    mode = (tmp_path / "desk-password").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_no_such_account_where_others_can_come(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'balie.db'}"
    assert staff.first_account(Settings(database_url=url, host="0.0.0.0")) == ""
    assert staff.first_account(Settings(database_url="postgresql+psycopg://x/y")) == ""
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made = f"sqlite:///{tmp_path / 'balie.db'}"
    monkeypatch.setenv("BALIE_DATABASE_URL", made)
    get_settings.cache_clear()
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    yield made
    get_settings.cache_clear()


def test_somebody_new_and_changed(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert staff.main(["els", "--name", "Els", "--roles", "agent,admin", "--teams", "a,b"]) == 0
    assert PASSWORD not in capsys.readouterr().out
    assert signs_in(url, "els", PASSWORD)
    monkeypatch.setattr("sys.stdin", io.StringIO("een ander lang woord\n"))
    assert staff.main(["els", "--name", "Els B."]) == 0
    assert not signs_in(url, "els", PASSWORD)
    store = SqlStaff(open_engine(url))
    found = asyncio.run(store.named("els"))
    store.close()
    assert found is not None
    assert (found.name, found.roles) == ("Els B.", (Role.AGENT,))


@pytest.mark.parametrize(
    ("arguments", "password", "told"),
    [
        (["els", "--name", "Els"], "kort", "at least 12"),
        (["els", "--name", "Els", "--roles", "baas"], PASSWORD, "baas"),
    ],
)
def test_what_is_wrong_is_told(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    password: str,
    told: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    assert staff.main(arguments) == 1
    assert told in capsys.readouterr().err
