"""The Klantinteracties API v1, as far as klantcontacten go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from backoffice.fields import FILTERS, read_body, read_filters
from backoffice.interne_taken import InterneTaken, reference
from backoffice.problems import InvalidParam, Problem, invalid
from backoffice.register import NoNummerLeft, NummerTaken, Register
from backoffice.rest import ask_token, body_of, json_of, key_of, page_of, paged, refuse_unknown

ROOT = "/klantinteracties/api/v1"
COLLECTION = f"{ROOT}/klantcontacten"
DESCRIPTION = Path(__file__).with_suffix(".yaml")
API_VERSION = "0.9.0"


class Klantinteracties:
    """Handlers; every one asks for the token first."""

    def __init__(self, register: Register, tasks: InterneTaken, token: str) -> None:
        self._register = register
        self._tasks = tasks
        self._token = token.encode()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve under the address that Open Klant uses."""
        router.add_get(COLLECTION, self.list)
        router.add_post(COLLECTION, self.create)
        router.add_get(f"{COLLECTION}/{{uuid}}", self.read)
        router.add_patch(f"{COLLECTION}/{{uuid}}", self.change)
        router.add_get(f"{ROOT}/openapi.yaml", self.description)

    async def description(self, request: web.Request) -> web.StreamResponse:
        """This API in OpenAPI 3; for anybody."""
        return web.FileResponse(DESCRIPTION, headers={"Content-Type": "application/yaml"})

    async def list(self, request: web.Request) -> web.Response:
        """Newest entries first, in pages."""
        ask_token(request, self._token)
        refuse_unknown(request, (*FILTERS, "page", "pageSize", "expand"))
        filters = read_filters(request.query)
        page, size = page_of(request)
        found = await self._register.find(filters, page, size)
        shapes = [_shape(request, item) for item in found.items]
        return json_of(paged(request, shapes, found.count, page, size), API_VERSION)

    async def create(self, request: web.Request) -> web.Response:
        """Enter one."""
        ask_token(request, self._token)
        values = read_body(await body_of(request))
        try:
            body = _shape(request, await self._register.add(values))
        except NummerTaken:
            raise _taken() from None
        except NoNummerLeft:
            raise Problem(409, "error", "Er is geen volgend nummer meer.") from None
        return json_of(body, API_VERSION, 201, {"Location": body["url"]})

    async def read(self, request: web.Request) -> web.Response:
        """One of them."""
        ask_token(request, self._token)
        return await self._found(request, await self._register.get(key_of(request)))

    async def change(self, request: web.Request) -> web.Response:
        """Change what is given, leave the rest."""
        ask_token(request, self._token)
        key = key_of(request)
        values = read_body(await body_of(request), partial=True)
        try:
            return await self._found(request, await self._register.change(key, values))
        except NummerTaken:
            raise _taken() from None

    async def _found(self, request: web.Request, row: Mapping[str, Any] | None) -> web.Response:
        if row is None:
            raise Problem(404, "not_found")
        people = await self._tasks.of("betrokkenen", row["uuid"])
        tasks = await self._tasks.of("internetaken", row["uuid"])
        shape = _shape(request, row) | {
            "hadBetrokkenen": [reference(request, one) for one in people],
            "leiddeTotInterneTaken": [reference(request, one) for one in tasks],
        }
        return json_of(shape, API_VERSION)


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


def _taken() -> Problem:
    return invalid(
        InvalidParam("nummer", "unique", "Er bestaat al een klantcontact met eenzelfde nummer.")
    )
