"""Who works at the desk, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.domain.staff import LOCKED_FOR, MOST_WRONG, Deed, Entry, Staff
from assistant.ports.staff import StaffPort


class FakeStaff(StaffPort):
    """Behaves as the real one does."""

    def __init__(self) -> None:
        self.people: dict[str, Staff] = {}
        self.hashes: dict[str, str] = {}
        self.wrong: dict[str, int] = {}
        self.locked: dict[str, datetime] = {}
        self.sessions: dict[str, tuple[str, datetime]] = {}
        self.done: list[Deed] = []

    async def keep(self, member: Staff, password_hash: str | None) -> None:
        before = self.people.get(member.id)
        username = member.username.casefold()
        seen = before.seen_at if before else None
        self.people[member.id] = replace(member, username=username, seen_at=seen)
        if password_hash is None:
            self.hashes.setdefault(username, "")
        else:
            self.hashes[username] = password_hash
            self.wrong.pop(username, None)
            self.locked.pop(username, None)
        self.sessions = {k: v for k, v in self.sessions.items() if v[0] != member.id}

    async def named(self, username: str) -> Staff | None:
        wanted = username.casefold()
        return next((one for one in self.people.values() if one.username == wanted), None)

    async def password_hash(self, username: str, now: datetime) -> str | None:
        wanted = username.casefold()
        until = self.locked.get(wanted)
        return None if until and until > now else self.hashes.get(wanted, "")

    async def wrong_password(self, username: str, now: datetime) -> None:
        wanted = username.casefold()
        if wanted not in self.hashes:
            return
        self.wrong[wanted] = self.wrong.get(wanted, 0) + 1
        if self.wrong[wanted] >= MOST_WRONG:
            self.wrong[wanted] = 0
            self.locked[wanted] = now + LOCKED_FOR

    async def sign_in(self, staff_id: str, token_hash: str, now: datetime, until: datetime) -> None:
        self.sessions[token_hash] = (staff_id, until)
        self.wrong.pop(self.people[staff_id].username, None)

    async def signed_in(self, token_hash: str, now: datetime) -> Staff | None:
        staff_id, until = self.sessions.get(token_hash, ("", now))
        return self.people.get(staff_id) if until > now else None

    async def sign_out(self, token_hash: str) -> None:
        self.sessions.pop(token_hash, None)

    async def seen(self, staff_id: str, now: datetime) -> None:
        self.people[staff_id] = replace(self.people[staff_id], seen_at=now)

    async def available(self, staff_id: str, available: bool) -> None:
        self.people[staff_id] = replace(self.people[staff_id], available=available)

    async def present(self, municipality: str, since: datetime) -> Sequence[Staff]:
        found = [
            one
            for one in self.people.values()
            if one.municipality == municipality and one.seen_at and one.seen_at >= since
        ]
        return sorted(found, key=lambda one: one.name)

    async def of(self, municipality: str) -> Sequence[Staff]:
        found = [one for one in self.people.values() if one.municipality == municipality]
        return sorted(found, key=lambda one: one.name)

    async def log(self, municipality: str, before: int, most: int) -> Sequence[Entry]:
        here = {one.id: one.name for one in await self.of(municipality)}
        found = [
            Entry(number, here[deed.staff_id], deed)
            for number, deed in enumerate(self.done, 1)
            if deed.staff_id in here and number < before
        ]
        return found[::-1][:most]

    async def did(self, deed: Deed) -> None:
        self.done.append(deed)

    async def deeds(self, about: str) -> Sequence[Deed]:
        return [one for one in self.done if one.about == about]
