"""`make staff`: who may sign in at the desk, and with what password."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import make_url

from assistant.domain.staff import LEAST_PASSWORD, Role, Staff
from assistant.services.signing_in import PasswordTooShort, SigningIn
from assistant.settings import Settings, get_settings
from connectors.clock import SystemClock
from connectors.storage.database import open_engine
from connectors.storage.schema import upgrade
from connectors.storage.staff import SqlStaff

FIRST = "medewerker"
"""The account of who tries Balie on his own machine."""


async def keep(settings: Settings, member: Staff, password: str) -> None:
    """Add somebody, or give him another password, name or role.

    Raises:
        PasswordTooShort, StorageUnavailable: nothing changed.
    """
    engine = open_engine(settings.database_url)
    upgrade(engine)
    store = SqlStaff(engine)
    try:
        known = await store.named(member.username)
        same = replace(member, id=known.id) if known else member
        await SigningIn(store, SystemClock(settings.now)).add(same, password)
    finally:
        store.close()


def first_account(settings: Settings) -> str:
    """The password of the account to try the desk with; made once, and only where nobody else can
    reach this machine or its database. Empty: there is none."""
    path = make_url(settings.database_url).database
    local = settings.host in ("127.0.0.1", "localhost", "::1")
    if not local or not path or not settings.database_url.startswith("sqlite"):
        return ""
    kept = Path(path).parent / "desk-password"
    if kept.exists():
        return kept.read_text(encoding="utf-8").strip()
    password = secrets.token_urlsafe(12)
    roles = (Role.AGENT, Role.ADMIN)
    member = Staff(secrets.token_urlsafe(9), FIRST, "Fatima", settings.default_municipality, roles)
    asyncio.run(keep(settings, member, password))
    kept.touch(mode=0o600)
    kept.write_text(password + "\n", encoding="utf-8")
    return password


def main(arguments: Sequence[str] | None = None) -> int:
    """Make an account; the exit code for the shell."""
    settings = get_settings()
    parser = argparse.ArgumentParser(prog="make staff", description=__doc__)
    parser.add_argument("username", help="to sign in with")
    parser.add_argument("--name", required=True, help="what residents see")
    parser.add_argument("--municipality", default=settings.default_municipality)
    parser.add_argument("--roles", default="agent", help=", ".join(Role))
    parser.add_argument("--teams", default="", help="separated by commas")
    given = parser.parse_args(arguments)
    password = secrets.token_urlsafe(12) if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        roles = tuple(Role(one.strip()) for one in given.roles.split(","))
        teams = tuple(one.strip() for one in given.teams.split(",") if one.strip())
        identifier = secrets.token_urlsafe(9)
        member = Staff(identifier, given.username, given.name, given.municipality, roles, teams)
        asyncio.run(keep(settings, member, password))
    except PasswordTooShort:
        print(f"staff: a password has at least {LEAST_PASSWORD} characters", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"staff: {error}", file=sys.stderr)
        return 1
    print(f"staff: {given.username} may sign in at /desk")
    if sys.stdin.isatty():
        print(f"staff: the password, shown once: {password}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
