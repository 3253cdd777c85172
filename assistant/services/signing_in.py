"""Staff who sign in with a password of their own."""

from __future__ import annotations

import hashlib
import secrets

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.domain.staff import LEAST_PASSWORD, SESSION_LIVES, Deed, Staff
from assistant.ports.clock import ClockPort
from assistant.ports.staff import StaffPort

log = structlog.get_logger(__name__)

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))
"""So that a name that nobody has takes as long as one that somebody has."""


class PasswordTooShort(ValueError):
    """Fewer than `LEAST_PASSWORD` characters."""


class NameReserved(ValueError):
    """Only a provider gives names that begin so."""


class SigningIn:
    """Passwords by Argon2id; a session is a token of which only the hash is kept."""

    def __init__(self, staff: StaffPort, clock: ClockPort) -> None:
        self._staff = staff
        self._clock = clock

    async def add(self, member: Staff, password: str) -> None:
        """Somebody new, or another password, name or role.

        Raises:
            PasswordTooShort, NameReserved: nothing changed.
            StorageUnavailable: nothing changed.
        """
        if member.is_elsewhere:
            raise NameReserved(f"{member.username}: a provider says who this is")
        if len(password) < LEAST_PASSWORD:
            raise PasswordTooShort
        await self._staff.keep(member, _HASHER.hash(password))
        await self._staff.did(Deed(member.id, "kept", self._clock.now(), member.id))

    async def sign_in(self, username: str, password: str) -> tuple[Staff, str] | None:
        """Who it is, and the token by which he is known from now on; None where that is nobody.

        Raises:
            StorageUnavailable: nobody can sign in.
        """
        now = self._clock.now()
        kept = await self._staff.password_hash(username, now)
        right = _fits(kept or _NOBODY, password)
        member = await self._staff.named(username) if right and kept else None
        if member is None:
            await self._staff.wrong_password(username, now)
            log.warning("staff_refused", locked=kept is None)
            return None
        return member, await self.begin(member)

    async def begin(self, member: Staff) -> str:
        """A session of this person, who proved who he is; its token.

        Raises:
            StorageUnavailable: nobody can sign in.
        """
        now = self._clock.now()
        token = secrets.token_urlsafe(32)
        await self._staff.sign_in(member.id, _hashed(token), now, now + SESSION_LIVES)
        await self._staff.did(Deed(member.id, "signed_in", now, member.id))
        log.info("staff_signed_in")
        return token

    async def who(self, token: str) -> Staff | None:
        """Who has this token.

        Raises:
            StorageUnavailable: nobody knows.
        """
        return await self._staff.signed_in(_hashed(token), self._clock.now()) if token else None

    async def sign_out(self, token: str) -> None:
        """The token is nobody's from now on.

        Raises:
            StorageUnavailable: it still is.
        """
        await self._staff.sign_out(_hashed(token))


def _fits(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
