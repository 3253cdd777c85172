"""The public appointment API of Qmatic Orchestra Calendar, for each municipality its own.

As its guide of July 2017 has it, with `reserve` and `confirm` as newer versions have them. Its own
ways: parameters behind `;`, times without a zone, and errors in the header `error_message`.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from backoffice.agenda import Agenda, Booking, NoAppointment, NoPlace
from backoffice.agenda_plan import AGENDA_TIME, Branch, Service

ROOT = "/qmatic/{gemeente}/calendar-backend/public/api"
DESCRIPTION = Path(__file__).with_suffix(".yaml")
MOST_CUSTOMERS = 20
MOST_TEXT = 2000
_FIELDS = {"email": "email", "phone": "telefoon", "dateOfBirth": "geboortedatum"}

Handler = Callable[[web.Request], Awaitable[web.Response]]


class Refused(Exception):
    """What a caller may not, in the words and with the status of Qmatic."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Qmatic:
    """Handlers; every one asks for the key first."""

    def __init__(self, agenda: Agenda, key: str) -> None:
        self._agenda = agenda
        self._key = key.encode()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve under the address that Orchestra uses."""
        slot = "/v2/branches/{branch}/dates/{date}/times/{time}"
        for method, path, handler in (
            ("GET", "/v1/services", self.services),
            ("GET", "/v1/branches", self.branches),
            ("GET", "/v1/branches/{branch}", self.branch),
            ("GET", "/v1/branches/{branch}/services", self.services),
            ("GET", "/v1/services/{service}/branches", self.branches),
            ("GET", r"/v1/services/groups{matrix:;[^/]*}", self.groups),
            ("GET", r"/v2/branches/{branch}/services/groups{matrix:;[^/]*}", self.groups),
            ("GET", r"/v2/branches/{branch}/dates{matrix:;[^/]*}", self.dates),
            ("GET", r"/v2/branches/{branch}/dates/{date}/times{matrix:;[^/]*}", self.times),
            ("POST", f"{slot}/reserve", self.reserve),
            ("POST", f"{slot}/book", self.book),
            ("POST", "/v2/appointments/{id}/confirm", self.confirm),
            ("GET", "/v1/appointments/{id}", self.read),
            ("DELETE", "/v1/appointments/{id}", self.cancel),
        ):
            router.add_route(method, ROOT + path, self._guarded(handler))
        router.add_get("/qmatic/openapi.yaml", self.description)

    async def description(self, request: web.Request) -> web.StreamResponse:
        """This API in OpenAPI 3; for anybody."""
        return web.FileResponse(DESCRIPTION, headers={"Content-Type": "application/yaml"})

    async def services(self, request: web.Request) -> web.Response:
        """Products, of everywhere or of one branch."""
        plan = self._agenda.plan
        found: tuple[Service, ...] = plan.services
        if "branch" in request.match_info:
            found = plan.at(self._branch(request))
        return web.json_response({"serviceList": [_service(one) for one in found]})

    async def branches(self, request: web.Request) -> web.Response:
        """Places, all of them or those of one product."""
        found = self._agenda.plan.of(_municipality(request))
        if "service" in request.match_info:
            service = self._service(request.match_info["service"])
            found = tuple(one for one in found if service in self._agenda.plan.at(one))
        return web.json_response({"branchList": [_branch(one) for one in found]})

    async def branch(self, request: web.Request) -> web.Response:
        """One place."""
        shape = _branch(self._branch(request)) | {"timeZone": AGENDA_TIME.key}
        return web.json_response({"branch": shape})

    async def groups(self, request: web.Request) -> web.Response:
        """What may be booked together with these products: all that takes place at a desk, but
        no two conversations of an hour."""
        chosen, _ = self._asked(request)
        plan = self._agenda.plan
        others = [
            one
            for one in plan.services
            if one not in chosen and one.extra and all(service.extra for service in chosen)
        ]
        groups = [{"services": [_service(one) for one in (*chosen, *others)]}]
        if "branch" in request.match_info:
            self._branch(request)
            return web.json_response(groups)
        body = [_branch(one) | {"serviceGroups": groups} for one in plan.of(_municipality(request))]
        return web.json_response({"branches": body})

    async def dates(self, request: web.Request) -> web.Response:
        """Days with a free place."""
        services, people = self._asked(request)
        days = await self._agenda.dates(self._branch(request), services, people)
        return web.json_response({"dates": [day.isoformat() for day in days]})

    async def times(self, request: web.Request) -> web.Response:
        """Free times of a day."""
        services, people = self._asked(request)
        day = _day(request)
        starts = await self._agenda.times(self._branch(request), services, people, day)
        return web.json_response({"times": [f"{start:%H:%M}" for start in starts]})

    async def reserve(self, request: web.Request) -> web.Response:
        """Hold a place."""
        body = await _body(request)
        identifier = await self._agenda.reserve(self._booking(request, body))
        return web.json_response({"publicId": identifier}, status=201)

    async def book(self, request: web.Request) -> web.Response:
        """Take a place at once."""
        body = await _body(request)
        identifier = await self._agenda.book(self._booking(request, body), _details(body))
        return web.json_response({"publicId": identifier}, status=201)

    async def confirm(self, request: web.Request) -> web.Response:
        """Make an appointment of a place that is held."""
        body = await _body(request)
        identifier = await self._agenda.confirm(request.match_info["id"], _details(body))
        return web.json_response({"publicId": identifier})

    async def read(self, request: web.Request) -> web.Response:
        """One appointment."""
        found = await self._agenda.get(request.match_info["id"])
        self._own(request, found.gemeente)
        branch = self._agenda.plan.branch(found.gemeente, found.locatie_id)
        services = [self._agenda.plan.service(one) for one in found.producten]
        body = {
            "publicId": found.id,
            "start": _local(found.begin),
            "end": _local(found.einde),
            "notes": found.opmerkingen,
            "branch": _branch(branch) if branch else {},
            "services": [_service(one) for one in services if one],
        }
        return web.json_response({"appointment": body})

    async def cancel(self, request: web.Request) -> web.Response:
        """Free the place of an appointment."""
        identifier = request.match_info["id"]
        self._own(request, (await self._agenda.get(identifier)).gemeente)
        await self._agenda.cancel(identifier)
        return web.json_response({"publicId": identifier})

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.Response:
            given = request.headers.get("X-Api-Key", "").encode()
            try:
                if not hmac.compare_digest(given, self._key):
                    raise Refused(401, "No valid API key")
                return await handler(request)
            except NoPlace:
                refused = Refused(500, "The time slot is not available")
            except NoAppointment:
                refused = Refused(404, "No appointment with this id")
            except Refused as error:
                refused = error
            return web.Response(
                status=refused.status, headers={"error_message": str(refused.args[0])}
            )

        return guarded

    def _booking(self, request: web.Request, body: dict[str, Any]) -> Booking:
        wanted = body.get("services")
        customers = body.get("customers") or [{}]
        if not isinstance(wanted, list) or not wanted or not isinstance(customers, list):
            raise Refused(400, "services and customers are lists")
        services = tuple(
            self._service(str(one.get("publicId")) if isinstance(one, dict) else "")
            for one in wanted
        )
        branch = self._branch(request)
        if not all(one in self._agenda.plan.at(branch) for one in services):
            raise Refused(400, "This branch does not offer these services")
        people = len(customers)
        if people > min(one.most for one in services):
            raise Refused(400, "Too many customers")
        try:
            moment = time.fromisoformat(request.match_info["time"])
        except ValueError as error:
            raise Refused(400, "No time") from error
        start = datetime.combine(_day(request), moment.replace(tzinfo=None), AGENDA_TIME)
        return Booking(branch, services, people, start)

    def _asked(self, request: web.Request) -> tuple[tuple[Service, ...], int]:
        """Services and number of people of a read, from the matrix parameters."""
        pairs = [part.partition("=") for part in request.match_info["matrix"].split(";") if part]
        ids = [unquote(value) for name, _, value in pairs if name == "servicePublicId"]
        more = next((value for name, _, value in pairs if name == "numberOfCustomers"), "0")
        if not ids or not more.isdigit() or int(more) >= MOST_CUSTOMERS:
            raise Refused(400, "servicePublicId is missing or numberOfCustomers is no number")
        return tuple(self._service(one) for one in ids), int(more) + 1

    def _service(self, identifier: str) -> Service:
        found = self._agenda.plan.service(identifier)
        if found is None:
            raise Refused(404, "No service with this id")
        return found

    def _branch(self, request: web.Request) -> Branch:
        found = self._agenda.plan.branch(_municipality(request), request.match_info["branch"])
        if found is None:
            raise Refused(404, "No branch with this id")
        return found

    @staticmethod
    def _own(request: web.Request, municipality: str) -> None:
        """Municipalities share a table and nothing else."""
        if municipality != _municipality(request):
            raise NoAppointment


def _municipality(request: web.Request) -> str:
    return request.match_info["gemeente"]


def _day(request: web.Request) -> date:
    try:
        return date.fromisoformat(request.match_info["date"])
    except ValueError as error:
        raise Refused(400, "No date") from error


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read())
    except ValueError as error:
        raise Refused(400, "No JSON") from error
    if not isinstance(body, dict):
        raise Refused(400, "No object")
    return body


def _details(body: dict[str, Any]) -> dict[str, Any]:
    """Who comes, as the agenda keeps it: the first of the customers."""
    customers = body.get("customers") or [{}]
    first = customers[0] if isinstance(customers, list) and customers else {}
    if not isinstance(first, dict):
        raise Refused(400, "A customer is an object")
    name = " ".join(str(first.get(part) or "") for part in ("firstName", "lastName")).strip()
    details = {own: str(first.get(field) or "") for field, own in _FIELDS.items()}
    notes = str(body.get("notes") or "")
    external = str(first.get("externalId") or "")
    if any(len(text) > MOST_TEXT for text in (name, notes, external, *details.values())):
        raise Refused(400, "Too long")
    return {**details, "naam": name[:200], "opmerkingen": notes, "external_id": external[:160]}


def _service(one: Service) -> dict[str, Any]:
    return {
        "publicId": one.id,
        "name": one.name,
        "duration": one.minutes,
        "additionalCustomerDuration": one.extra,
        "custom": json.dumps({"maxCustomers": one.most}),
        "active": True,
        "publicEnabled": True,
    }


def _branch(one: Branch) -> dict[str, Any]:
    return {
        "publicId": one.id,
        "name": one.name,
        "addressLine1": one.address,
        "addressZip": one.zip,
        "addressCity": one.city,
    }


def _local(moment: datetime) -> str:
    return moment.astimezone(AGENDA_TIME).replace(tzinfo=None).isoformat()
