"""Who may call the ZGW APIs: a JSON Web Token, as Open Zaak wants it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import jwt
from aiohttp import web

from backoffice.problems import Problem

LIVES = timedelta(hours=1)


class Tokens:
    """One application, with all rights. The clock is that of the machine: so is the caller's."""

    def __init__(self, client_id: str, secret: str, now: Callable[[], datetime]) -> None:
        self._client_id = client_id
        self._secret = secret
        self._now = now

    def check(self, request: web.Request) -> None:
        """Nothing, or the refusal.

        Raises:
            Problem: 403, with the code that Open Zaak gives.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise Problem(
                403, "permission_denied", "Je hebt geen toestemming om deze actie uit te voeren."
            )
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=["HS256"],
                options={"verify_iat": False, "verify_exp": False, "require": ["iat", "client_id"]},
            )
        except jwt.InvalidSignatureError as error:
            raise Problem(
                403, "invalid-jwt-signature", "Client credentials zijn niet geldig."
            ) from error
        except jwt.InvalidTokenError as error:
            raise Problem(403, "permission_denied", "Het token is niet geldig.") from error
        if claims["client_id"] != self._client_id:
            raise Problem(403, "not_authorized", "Deze applicatie is niet bekend.")
        issued, now = claims["iat"], self._now().timestamp()
        if not isinstance(issued, int | float) or issued > now:
            raise Problem(403, "jwt-not-valid-yet", "De iat van het token ligt in de toekomst.")
        if issued < now - LIVES.total_seconds():
            raise Problem(403, "jwt-expired", "Het token is verlopen.")
