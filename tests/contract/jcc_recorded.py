"""JCC's REST API as its users know it: tokens, times without a zone, `acknowledgeIsSuccess`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from aiohttp import web

ID, SECRET = "balie", "recorded-secret"
ROOT = "/api/warp/v1"
ACTIVITIES = [
    {"id": "a0", "number": "1", "description": "Paspoort aanvragen", "appointmentDuration": 10,
     "maxCountForEvent": 4, "necessities": "<p>Een pasfoto</p>", "synonyms": []},
    {"id": "c0", "number": "2", "description": "Rijbewijs aanvragen of verlengen",
     "appointmentDuration": 10, "maxCountForEvent": None, "necessities": "", "synonyms": []},
]  # fmt: skip
LOCATION = {
    "id": "b1",
    "description": "Stadhuis",
    "isActive": True,
    "address": {
        "streetName": "Coolsingel",
        "houseNumber": "40",
        "houseNumberSuffix": None,
        "postalCode": "3011 AD",
        "city": "Rotterdam",
    },
}


class RecordedJcc:
    """One location, some places. Takes the same order twice, as the real one does."""

    def __init__(self, places: dict[str, list[str]]) -> None:
        self.places = places
        self.booked: dict[str, dict[str, Any]] = {}
        self.broken: Callable[[], web.Response] | None = None
        self.asked: list[str] = []
        self.tokens: set[str] = set()

    def app(self) -> web.Application:
        """To serve."""
        app = web.Application(middlewares=[self._guard])
        for method, path, handler in (
            ("POST", "/connect/token", self._token),
            ("GET", "/version", self._version),
            ("GET", "/activity/listforappointment", self._activities),
            ("GET", "/activity/listforappointment/additional", self._additional),
            ("GET", "/location/forappointment", self._locations),
            ("GET", "/location/b1", self._location),
            ("GET", "/appointment/availabletimelist", self._times),
            ("GET", "/customer/customerfields/required", self._fields),
            ("GET", "/appointment/calculateduration", self._duration),
            ("POST", "/appointment", self._book),
            ("GET", "/appointment", self._get),
            ("DELETE", "/appointment", self._delete),
        ):
            app.router.add_route(method, ROOT + path, handler)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked.append(request.path)
        if self.broken is not None:
            return self.broken()
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not request.path.endswith("/connect/token") and token not in self.tokens:
            return web.Response(status=401)
        response: web.StreamResponse = await handler(request)
        return response

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        given = form["client_id"], form["client_secret"], form["scope"]
        if given != (ID, SECRET, "warp-api"):
            return web.json_response({"error": "invalid_client"}, status=400)
        token = f"token-{len(self.tokens) + 1}"
        self.tokens.add(token)
        return web.json_response({"access_token": token, "expires_in": 3600})

    async def _version(self, _request: web.Request) -> web.Response:
        return web.json_response({"warpApiVersion": "1", "afsprakenVersion": "1"})

    async def _activities(self, _request: web.Request) -> web.Response:
        return web.json_response(ACTIVITIES)

    async def _additional(self, _request: web.Request) -> web.Response:
        return web.json_response(ACTIVITIES[1:])

    async def _locations(self, _request: web.Request) -> web.Response:
        return web.json_response([LOCATION])

    async def _location(self, _request: web.Request) -> web.Response:
        return web.json_response(LOCATION)

    async def _times(self, request: web.Request) -> web.Response:
        first = date.fromisoformat(request.query["fromDate"])
        last = date.fromisoformat(request.query["toDate"])
        # From and to on one day give nothing, and more than fifty days is refused.
        if last - first > timedelta(days=50):
            return web.Response(status=400)
        found = [
            f"{day}T{moment}:00"
            for day, times in self.places.items()
            for moment in times
            if first <= date.fromisoformat(day) < last
        ]
        return web.json_response({"availableTimesList": found})

    async def _fields(self, _request: web.Request) -> web.Response:
        return web.json_response({"lastName": 2, "emailAddress": 0, "birthDate": 1})

    async def _duration(self, _request: web.Request) -> web.Response:
        return web.json_response(15)

    async def _book(self, request: web.Request) -> web.Response:
        body = await request.json()
        day, _, moment = body["fromDateTime"].partition("T")
        times = self.places.get(day, [])
        if moment[:5] not in times:
            return web.json_response(
                {"id": None, "acknowledgeIsSuccess": False, "message": "Tijd niet beschikbaar"}
            )
        times.remove(moment[:5])
        identifier = f"j{len(self.booked) + 1}"
        self.booked[identifier] = body | {"asked": body}
        return web.json_response({"id": identifier, "acknowledgeIsSuccess": True})

    async def _get(self, request: web.Request) -> web.Response:
        found = self.booked.get(request.query["id"])
        return web.json_response(found) if found else web.Response(status=404)

    async def _delete(self, request: web.Request) -> web.Response:
        found = self.booked.pop(request.query["id"], None)
        if found is None:
            return web.Response(status=404)
        day, _, moment = found["fromDateTime"].partition("T")
        self.places.setdefault(day, []).append(moment[:5])
        return web.json_response({"id": request.query["id"]})
