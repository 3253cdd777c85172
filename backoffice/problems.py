"""Errors as the national APIs give them: one JSON object with a fixed set of members."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

_TITLES: Mapping[str, str] = {
    "invalid": "Ongeldige invoer.",
    "parse_error": "De body is geen JSON.",
    "not_authenticated": "Authenticatiegegevens zijn niet opgegeven.",
    "authentication_failed": "De authenticatie is mislukt.",
    "permission_denied": "U heeft geen toestemming om dit te doen.",
    "not_authorized": "U heeft geen toestemming om dit te doen.",
    "invalid-jwt-signature": "De handtekening van het token klopt niet.",
    "jwt-expired": "Het token is verlopen.",
    "jwt-not-valid-yet": "Het token is nog niet geldig.",
    "precondition_failed": "Er ontbreekt een header.",
    "not_acceptable": "Dit kan niet zo gegeven worden.",
    "not_found": "Niet gevonden.",
    "method_not_allowed": "Deze methode is niet toegestaan.",
    "unsupported_media_type": "Dit mediatype wordt niet ondersteund.",
    "request_too_large": "De body is te groot.",
    "unknown-parameters": "Onbekende queryparameters.",
    "error": "Er is een fout opgetreden.",
}


@dataclass(frozen=True)
class InvalidParam:
    """One field that was refused, and why."""

    name: str
    code: str
    reason: str


class Problem(Exception):
    """What a caller did wrong, ready to be told."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        invalid_params: Sequence[InvalidParam] = (),
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.invalid_params = tuple(invalid_params)


def invalid(*params: InvalidParam) -> Problem:
    """These fields are refused."""
    return Problem(400, "invalid", invalid_params=params)


def problem_response(problem: Problem, origin: str) -> web.Response:
    """The error body of VNG APIs."""
    title = _TITLES.get(problem.code, _TITLES["error"])
    body: dict[str, object] = {
        "type": f"{origin}/ref/fouten/{problem.code}/",
        "code": problem.code,
        "title": title,
        "status": problem.status,
        "detail": problem.detail or title,
        "instance": f"urn:uuid:{uuid.uuid4()}",
    }
    if problem.status == 400:
        body["invalidParams"] = [vars(param) for param in problem.invalid_params]
    response = web.Response(
        status=problem.status,
        text=json.dumps(body, ensure_ascii=False),
        content_type="application/problem+json",
    )
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Token"
    return response
