"""A ZGW server that answers as Open Zaak does, whatever a test wants it to answer."""

from __future__ import annotations

import copy
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.domain.bsn import Bsn

RSIN, OTHER_RSIN = "999000007", "999000019"
JAN, SANNE, NOBODY = Bsn("999993653"), Bsn("999990019"), Bsn("999991772")


def zaak_json(origin: str, bsn: str = JAN.digits, **changes: Any) -> dict[str, Any]:
    """As Open Zaak answers with `expand`."""
    ref = f"{origin}/zaken/api/v1/zaken/1"
    return {
        "url": ref,
        "identificatie": "ZAAK-2026-0000000001",
        "bronorganisatie": RSIN,
        "zaaktype": f"{origin}/catalogi/api/v1/zaaktypen/1",
        "startdatum": "2026-11-20",
        "einddatum": None,
        "einddatumGepland": None,
        "uiterlijkeEinddatumAfdoening": "2026-12-04",
        "status": f"{origin}/zaken/api/v1/statussen/1",
        "resultaat": None,
        "_expand": {
            "zaaktype": {"omschrijving": "Klacht"},
            "status": {
                "statustype": f"{origin}/catalogi/api/v1/statustypen/1",
                "datumStatusGezet": "2026-11-20T10:00:00Z",
                "_expand": {
                    "statustype": {"omschrijving": "Ontvangen", "statustekst": "", "volgnummer": 1}
                },
            },
            "rollen": [
                {
                    "omschrijvingGeneriek": "initiator",
                    "betrokkeneType": "natuurlijk_persoon",
                    "indicatieMachtiging": "",
                    "betrokkeneIdentificatie": {"inpBsn": bsn},
                }
            ],
        },
        **changes,
    }


class StandIn:
    """A ZGW server that answers what a test wants; `asked` is what it was asked."""

    def __init__(self) -> None:
        self.results: list[dict[str, Any]] = []
        self.answers: list[tuple[int, Any, dict[str, str]]] = []
        self.asked: list[tuple[str, Any]] = []
        self.linked: dict[str, Any] = {}
        self.server = TestServer(web.Application())
        self.server.app.router.add_route("*", "/{path:.*}", self._answer)

    @property
    def origin(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        self.asked.append((request.path_qs, body))
        if self.answers:
            status, answer, headers = self.answers.pop(0)
            text = answer if isinstance(answer, str) else None
            if text is not None:
                return web.Response(status=status, text=text, headers=headers)
            return web.json_response(answer, status=status, headers=headers)
        if request.path in self.linked:
            return web.json_response(self.linked[request.path])
        if request.path.endswith("_zoek"):
            page = {
                "count": len(self.results),
                "next": None,
                "results": copy.deepcopy(self.results),
            }
            return web.json_response(page)
        return web.json_response({"count": 0, "next": None, "results": []})
