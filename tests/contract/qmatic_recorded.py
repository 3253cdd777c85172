"""Qmatic Orchestra as its guide of July 2017 describes it: shapes and ways, without `reserve`.

Kept by hand beside our back office, so that the adapter is tried on more than our own reading.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

KEY = "recorded-key"
ROOT = "/calendar-backend/public/api"
SERVICE = {
    "publicId": "a0",
    "name": "Paspoort aanvragen",
    "duration": 10,
    "additionalCustomerDuration": 5,
    "custom": '{"maxCustomers": 4}',
    "active": True,
    "publicEnabled": True,
}
HIDDEN = SERVICE | {"publicId": "b0", "name": "Intern", "publicEnabled": False}
OTHER = SERVICE | {"publicId": "c0", "name": "Rijbewijs aanvragen of verlengen", "custom": None}
BRANCH = {
    "publicId": "b1",
    "name": "Stadhuis",
    "addressLine1": "Coolsingel 40",
    "addressZip": "3011 AD",
    "addressCity": "Rotterdam",
    "timeZone": "Europe/Amsterdam",
}


class RecordedQmatic:
    """One desk, some places. `holds`: whether it knows `reserve` and `confirm`."""

    def __init__(self, places: dict[str, list[str]], *, holds: bool = False) -> None:
        """`places`: free times by day, as the API writes them."""
        self.places = places
        self.holds = holds
        self.booked: dict[str, dict[str, Any]] = {}
        self.held: dict[str, tuple[str, str]] = {}
        self.broken: Callable[[], web.Response] | None = None
        self.asked: list[str] = []

    def app(self) -> web.Application:
        """To serve."""
        app = web.Application(middlewares=[self._guard])
        slot = "/v2/branches/{b}/dates/{date}/times/{time}"
        app.router.add_get(f"{ROOT}/v1/services", self._services)
        app.router.add_get(f"{ROOT}/v1/services/{{id}}/branches", self._branches)
        app.router.add_get(f"{ROOT}/v1/services/groups{{matrix:;[^/]*}}", self._groups)
        app.router.add_get(f"{ROOT}/v2/branches/{{b}}/dates{{matrix:;[^/]*}}", self._dates)
        app.router.add_get(
            f"{ROOT}/v2/branches/{{b}}/dates/{{date}}/times{{m:;[^/]*}}", self._times
        )
        app.router.add_post(f"{ROOT}{slot}/book", self._book)
        app.router.add_get(f"{ROOT}/v1/appointments/{{id}}", self._get)
        app.router.add_delete(f"{ROOT}/v1/appointments/{{id}}", self._delete)
        if self.holds:
            app.router.add_post(f"{ROOT}{slot}/reserve", self._reserve)
            app.router.add_post(f"{ROOT}/v2/appointments/{{id}}/confirm", self._confirm)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked.append(request.path)
        if self.broken is not None:
            return self.broken()
        if request.headers.get("X-Api-Key") != KEY:
            return web.Response(status=401)
        response: web.StreamResponse = await handler(request)
        return response

    async def _services(self, _request: web.Request) -> web.Response:
        return web.json_response({"serviceList": [SERVICE, HIDDEN, OTHER]})

    async def _branches(self, _request: web.Request) -> web.Response:
        return web.json_response({"branchList": [BRANCH]})

    async def _groups(self, _request: web.Request) -> web.Response:
        groups = [{"services": [SERVICE, OTHER]}]
        return web.json_response({"branches": [BRANCH | {"serviceGroups": groups}]})

    async def _dates(self, _request: web.Request) -> web.Response:
        return web.json_response({"dates": [day for day, times in self.places.items() if times]})

    async def _times(self, request: web.Request) -> web.Response:
        return web.json_response({"times": self.places.get(request.match_info["date"], [])})

    def _take(self, request: web.Request) -> bool:
        times = self.places.get(request.match_info["date"], [])
        if request.match_info["time"] not in times:
            return False
        times.remove(request.match_info["time"])
        return True

    async def _reserve(self, request: web.Request) -> web.Response:
        if not self._take(request):
            return web.Response(status=500, headers={"error_message": "Slot not available"})
        identifier = f"q{len(self.held) + 1}"
        self.held[identifier] = (request.match_info["date"], request.match_info["time"])
        return web.json_response({"publicId": identifier}, status=201)

    async def _confirm(self, request: web.Request) -> web.Response:
        identifier = request.match_info["id"]
        if identifier not in self.held:
            return web.Response(status=404, headers={"error_message": "Not found"})
        day, moment = self.held[identifier]
        self._keep(identifier, day, moment, await request.json())
        return web.json_response({"publicId": identifier})

    async def _book(self, request: web.Request) -> web.Response:
        if not self._take(request):
            return web.Response(status=500, headers={"error_message": "Slot not available"})
        identifier = f"q{len(self.booked) + 100}"
        day, moment = request.match_info["date"], request.match_info["time"]
        self._keep(identifier, day, moment, await request.json())
        return web.json_response({"publicId": identifier}, status=201)

    def _keep(self, identifier: str, day: str, moment: str, body: dict[str, Any]) -> None:
        self.booked[identifier] = {
            "publicId": identifier,
            "start": f"{day}T{moment}:00",
            "end": f"{day}T{moment}:00",
            "notes": body["notes"],
            "branch": BRANCH,
            "services": [SERVICE],
            "asked": body,
        }

    async def _get(self, request: web.Request) -> web.Response:
        found = self.booked.get(request.match_info["id"])
        if found is None:
            return web.Response(status=404)
        return web.json_response({"appointment": found})

    async def _delete(self, request: web.Request) -> web.Response:
        found = self.booked.pop(request.match_info["id"], None)
        if found is None:
            return web.Response(status=404)
        day, _, moment = found["start"].partition("T")
        self.places.setdefault(day, []).append(moment[:5])
        return web.Response(status=204)
