"""Who works at the desk of a municipality, for whoever may say so."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from assistant.domain.staff import Deed, Entry, Role, Staff
from assistant.errors import NotAtThisDesk
from assistant.ports.clock import ClockPort
from assistant.ports.staff import StaffPort
from assistant.services.deeds import keep_deed
from assistant.services.signing_in import SigningIn

NEWEST = 2**31 - 1
PAGE = 50


class NameTaken(ValueError):
    """Somebody has this name to sign in with."""


class StaffAdmin:
    """Of one's own municipality only. Every method raises `StorageUnavailable` when the database
    does not answer; then nothing changed."""

    def __init__(self, staff: StaffPort, signing_in: SigningIn, clock: ClockPort) -> None:
        self._staff = staff
        self._signing_in = signing_in
        self._clock = clock

    async def people(self, admin: Staff) -> Sequence[Staff]:
        """Who works here."""
        return await self._staff.of(admin.municipality)

    async def member(self, admin: Staff, staff_id: str) -> Staff:
        """One of them.

        Raises:
            NotAtThisDesk: there is none here.
        """
        found = next((one for one in await self.people(admin) if one.id == staff_id), None)
        if found is None:
            raise NotAtThisDesk(staff_id)
        return found

    async def add(self, admin: Staff, new: Staff) -> str:
        """Somebody new; the password, told once. Of `new` the name to sign in with, the name for
        residents, roles and teams count.

        Raises:
            NameTaken: nothing changed.
        """
        if await self._staff.named(new.username):
            raise NameTaken(new.username)
        member = replace(new, id=secrets.token_urlsafe(9), municipality=admin.municipality)
        return await self._with_password(admin, member, "staff_added")

    async def change(self, admin: Staff, changed: Staff) -> None:
        """Another name, other roles or teams. He is signed out, and nobody takes away his own right
        to do this.

        Raises:
            NotAtThisDesk: there is none here, or his provider says who he is.
        """
        known = await self._ours(admin, changed.id)
        own = {Role.ADMIN} if changed.id == admin.id else set()
        roles = tuple(role for role in Role if role in {*changed.roles, *own})
        member = replace(known, name=changed.name, roles=roles, teams=changed.teams)
        await self._staff.keep(member, None)
        await self._did(admin, "staff_changed", member)

    async def new_password(self, admin: Staff, staff_id: str) -> str:
        """Another password, told once; who used the old one is signed out.

        Raises:
            NotAtThisDesk: there is none here, or he has no password of ours.
        """
        member = await self._ours(admin, staff_id)
        return await self._with_password(admin, member, "password_changed")

    async def close(self, admin: Staff, staff_id: str) -> None:
        """He may do nothing any more, and is signed out. Nobody closes himself out.

        Raises:
            NotAtThisDesk: there is none here, or it is himself.
        """
        member = await self.member(admin, staff_id)
        if member.id == admin.id:
            raise NotAtThisDesk(staff_id)
        await self._staff.keep(replace(member, roles=(), available=False), "")
        await self._did(admin, "staff_closed", member)

    async def log(self, admin: Staff, before: int = NEWEST) -> Sequence[Entry]:
        """What was done here, newest first."""
        return await self._staff.log(admin.municipality, min(before, NEWEST), PAGE)

    async def _ours(self, admin: Staff, staff_id: str) -> Staff:
        member = await self.member(admin, staff_id)
        if member.is_elsewhere:
            raise NotAtThisDesk(staff_id)
        return member

    async def _with_password(self, admin: Staff, member: Staff, what: str) -> str:
        password = secrets.token_urlsafe(12)
        await self._signing_in.add(member, password)
        await self._did(admin, what, member)
        return password

    async def _did(self, admin: Staff, what: str, member: Staff) -> None:
        await keep_deed(self._staff, Deed(admin.id, what, self._clock.now(), member.id))
