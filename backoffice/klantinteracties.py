"""The Klantinteracties API v1, as far as klantcontacten go."""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from backoffice.fields import FILTERS, read_body, read_filters
from backoffice.problems import InvalidParam, Problem, invalid
from backoffice.register import NoNummerLeft, NummerTaken, Register

ROOT = "/klantinteracties/api/v1"
COLLECTION = f"{ROOT}/klantcontacten"
API_VERSION = "0.9.0"
PAGE_SIZE = 100
MAX_PAGE_SIZE = 500


class Klantinteracties:
    """Handlers; every one asks for the token first."""

    def __init__(self, register: Register, token: str) -> None:
        self._register = register
        self._token = token.encode()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve under the address that Open Klant uses."""
        router.add_get(COLLECTION, self.list)
        router.add_post(COLLECTION, self.create)
        router.add_get(f"{COLLECTION}/{{uuid}}", self.read)
        router.add_patch(f"{COLLECTION}/{{uuid}}", self.change)

    async def list(self, request: web.Request) -> web.Response:
        """Newest entries first, in pages."""
        self._authenticate(request)
        query = request.query
        unknown = [name for name in query if name not in (*FILTERS, "page", "pageSize", "expand")]
        if unknown:
            raise Problem(400, "unknown-parameters", invalid_params=[_unknown(n) for n in unknown])
        filters = read_filters(query)
        page = _number(query.get("page"), 1)
        size = min(_number(query.get("pageSize"), PAGE_SIZE), MAX_PAGE_SIZE)
        found = await self._register.find(filters, page, size)
        if page > 1 and not found.items:
            raise Problem(404, "not_found", "Ongeldige pagina.")
        more = page * size < found.count
        return _json(
            {
                "count": found.count,
                "next": _page_url(request, page + 1) if more else None,
                "previous": _page_url(request, page - 1) if page > 1 else None,
                "results": [_shape(request, item) for item in found.items],
            }
        )

    async def create(self, request: web.Request) -> web.Response:
        """Enter one."""
        self._authenticate(request)
        values = read_body(await _body(request))
        try:
            body = _shape(request, await self._register.add(values))
        except NummerTaken:
            raise _taken() from None
        except NoNummerLeft:
            raise Problem(409, "error", "Er is geen volgend nummer meer.") from None
        return _json(body, 201, {"Location": body["url"]})

    async def read(self, request: web.Request) -> web.Response:
        """One of them."""
        self._authenticate(request)
        return self._found(request, await self._register.get(_key(request)))

    async def change(self, request: web.Request) -> web.Response:
        """Change what is given, leave the rest."""
        self._authenticate(request)
        key = _key(request)
        values = read_body(await _body(request), partial=True)
        try:
            return self._found(request, await self._register.change(key, values))
        except NummerTaken:
            raise _taken() from None

    def _found(self, request: web.Request, row: Mapping[str, Any] | None) -> web.Response:
        if row is None:
            raise Problem(404, "not_found")
        return _json(_shape(request, row))

    def _authenticate(self, request: web.Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Token" or not token:
            raise Problem(401, "not_authenticated")
        if not hmac.compare_digest(token.encode("utf-8", "surrogateescape"), self._token):
            raise Problem(401, "authentication_failed", "Ongeldige token.")


async def _body(request: web.Request) -> Any:
    if request.content_type != "application/json":
        raise Problem(415, "unsupported_media_type")
    try:
        return json.loads(await request.read())
    except (ValueError, RecursionError):
        raise Problem(400, "parse_error") from None


def _shape(request: web.Request, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "uuid": row["uuid"],
        "url": f"{request.url.origin()}{COLLECTION}/{row['uuid']}",
        "gingOverOnderwerpobjecten": [],
        "hadBetrokkenActoren": [],
        "omvatteBijlagen": [],
        "hadBetrokkenen": [],
        "leiddeTotInterneTaken": [],
        "nummer": row["nummer"],
        "kanaal": row["kanaal"],
        "onderwerp": row["onderwerp"],
        "hoofdOnderwerpType": row["hoofd_onderwerp_type"],
        "inhoud": row["inhoud"],
        "reactie": row["reactie"],
        "indicatieContactGelukt": row["indicatie_contact_gelukt"],
        "verdereActieOndernomen": row["verdere_actie_ondernomen"],
        "taal": row["taal"],
        "vertrouwelijk": row["vertrouwelijk"],
        "plaatsgevondenOp": row["plaatsgevonden_op"].replace(tzinfo=None).isoformat() + "Z",
        "metadata": row["metadata"],
    }


def _json(
    body: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    return web.json_response(
        body, status=status, headers={"API-version": API_VERSION, **(headers or {})}
    )


def _page_url(request: web.Request, page: int) -> str:
    return str(request.url.update_query(page=str(page)))


def _number(text: str | None, default: int) -> int:
    if not text:
        return default
    # Longer than any page number can be, and short enough to count with.
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise Problem(404, "not_found", "Ongeldige pagina.")
    return int(text)


def _key(request: web.Request) -> str:
    try:
        return str(uuid.UUID(request.match_info["uuid"]))
    except ValueError:
        raise Problem(404, "not_found") from None


def _unknown(name: str) -> InvalidParam:
    return InvalidParam(name, "unknown-parameters", "Deze parameter is onbekend.")


def _taken() -> Problem:
    return invalid(
        InvalidParam("nummer", "unique", "Er bestaat al een klantcontact met eenzelfde nummer.")
    )
