"""What the APIs of the national standards have in common: JSON bodies, pages, addresses."""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from aiohttp import web

from backoffice.problems import InvalidParam, Problem

PAGE_SIZE = 100
MAX_PAGE_SIZE = 500


def ask_token(request: web.Request, token: bytes) -> None:
    """`Authorization: Token ...`, as Open Klant asks for it.

    Raises:
        Problem: there is none, or another.
    """
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Token" or not given:
        raise Problem(401, "not_authenticated")
    if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token):
        raise Problem(401, "authentication_failed", "Ongeldige token.")


async def body_of(request: web.Request) -> Any:
    """The JSON that was sent.

    Raises:
        Problem: it is none.
    """
    if request.content_type != "application/json":
        raise Problem(415, "unsupported_media_type")
    try:
        return json.loads(await request.read())
    except (ValueError, RecursionError):
        raise Problem(400, "parse_error") from None


def json_of(
    body: Mapping[str, Any],
    version: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """A JSON answer with the version of the API."""
    return web.json_response(
        body, status=status, headers={"API-version": version, **(headers or {})}
    )


def refuse_unknown(request: web.Request, known: Collection[str]) -> None:
    """Query parameters that this address does not know.

    Raises:
        Problem: there are some.
    """
    unknown = [name for name in request.query if name not in known]
    if unknown:
        raise Problem(400, "unknown-parameters", invalid_params=[_unknown(n) for n in unknown])


def page_of(request: web.Request) -> tuple[int, int]:
    """Which page is asked for, from 1, and how long it is.

    Raises:
        Problem: there is no such page.
    """
    size = min(_number(request.query.get("pageSize"), PAGE_SIZE), MAX_PAGE_SIZE)
    return _number(request.query.get("page"), 1), size


def paged(
    request: web.Request, results: Sequence[Mapping[str, Any]], count: int, page: int, size: int
) -> dict[str, Any]:
    """One page of a collection.

    Raises:
        Problem: it is beyond the last.
    """
    if page > 1 and not results:
        raise Problem(404, "not_found", "Ongeldige pagina.")
    more = page * size < count
    return {
        "count": count,
        "next": _page_url(request, page + 1) if more else None,
        "previous": _page_url(request, page - 1) if page > 1 else None,
        "results": results,
    }


def key_of(request: web.Request) -> str:
    """The uuid in the address.

    Raises:
        Problem: it is none.
    """
    try:
        return str(uuid.UUID(request.match_info["uuid"]))
    except ValueError:
        raise Problem(404, "not_found") from None


def _page_url(request: web.Request, page: int) -> str:
    return str(request.url.update_query(page=str(page)))


def _number(text: str | None, default: int) -> int:
    if not text:
        return default
    # Longer than any page number can be, and short enough to count with.
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise Problem(404, "not_found", "Ongeldige pagina.")
    return int(text)


def _unknown(name: str) -> InvalidParam:
    return InvalidParam(name, "unknown-parameters", "Deze parameter is onbekend.")
