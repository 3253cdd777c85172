"""The Zaken API, as far as an assistant for residents needs it. Errors are those of Open Zaak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from aiohttp import web

from backoffice.pages import HERE_TIME
from backoffice.problems import InvalidParam, Problem, invalid
from backoffice.rest import body_of, json_of, key_of, page_of, paged, refuse_unknown
from backoffice.zgw import bodies
from backoffice.zgw.catalogue import Catalogue, Part, Zaaktype
from backoffice.zgw.filters import KNOWN, Search
from backoffice.zgw.notifications import Notifier
from backoffice.zgw.shapes import ZAKEN, Shapes
from backoffice.zgw.store import HasResult, NoResult, NumberTaken, ZaakRecord, ZaakStore
from backoffice.zgw.tables import resultaten, rollen, statussen
from backoffice.zgw.tokens import Tokens

VERSION = "1.5.1"
CRS = "EPSG:4326"
EXPANDS = ("zaaktype", "status", "status.statustype", "rollen", "resultaat",
           "resultaat.resultaattype", "eigenschappen", "zaakinformatieobjecten")  # fmt: skip


class ZakenApi:
    """Handlers; every one checks the token first."""

    def __init__(
        self, store: ZaakStore, catalogue: Catalogue, tokens: Tokens, notifier: Notifier
    ) -> None:
        self._notifier = notifier
        self._store = store
        self._catalogue = catalogue
        self._tokens = tokens

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve under the address that Open Zaak uses."""
        router.add_get(f"{ZAKEN}/zaken", self.zaken)
        router.add_post(f"{ZAKEN}/zaken", self.create)
        router.add_post(f"{ZAKEN}/zaken/_zoek", self.search)
        router.add_post(f"{ZAKEN}/zaak_registreren", self.register)
        router.add_get(f"{ZAKEN}/zaken/{{uuid}}", self.read)
        router.add_get(f"{ZAKEN}/zaken/{{uuid}}/zaakeigenschappen", self.properties)
        router.add_post(f"{ZAKEN}/zaken/{{uuid}}/zaakeigenschappen", self.add_property)
        router.add_post(f"{ZAKEN}/statussen", self.add_status)
        router.add_get(f"{ZAKEN}/statussen/{{uuid}}", self.status)
        router.add_post(f"{ZAKEN}/rollen", self.add_role)
        router.add_get(f"{ZAKEN}/rollen", self.roles)
        router.add_get(f"{ZAKEN}/rollen/{{uuid}}", self.role)
        router.add_post(f"{ZAKEN}/resultaten", self.add_result)
        router.add_get(f"{ZAKEN}/resultaten/{{uuid}}", self.result)

    # --- zaken

    async def zaken(self, request: web.Request) -> web.Response:
        """Those that fit the query parameters."""
        self._tokens.check(request)
        _check_crs(request, "Accept-Crs")
        refuse_unknown(request, KNOWN)
        return await self._found(request, dict(request.query))

    async def search(self, request: web.Request) -> web.Response:
        """The same with the filters in the body, where no log keeps them. Unknown ones are ignored,
        and a body that holds no filter that is known finds everything."""
        self._tokens.check(request)
        _check_crs(request, "Accept-Crs", "Content-Crs")
        refuse_unknown(request, ("page", "pageSize", "expand"))
        body = await body_of(request)
        if not isinstance(body, dict):
            raise invalid(InvalidParam("nonFieldErrors", "invalid", "Dit moet een object zijn."))
        if not body:
            param = InvalidParam("nonFieldErrors", "empty_search_body", "De zoekvraag is leeg.")
            raise invalid(param)
        return await self._found(request, body)

    async def create(self, request: web.Request) -> web.Response:
        """A zaak without a status."""
        self._tokens.check(request)
        _check_crs(request, "Content-Crs")
        zaak = bodies.read(bodies.Zaak, await body_of(request))
        record = await self._add(self._zaak(zaak))
        return self._made(Shapes(self._catalogue, _origin(request)).zaak(record))

    async def register(self, request: web.Request) -> web.Response:
        """A zaak with its first status and its roles, in one transaction."""
        self._tokens.check(request)
        _check_crs(request, "Content-Crs")
        body = bodies.read(bodies.Registration, await body_of(request))
        values = self._zaak(body.zaak)
        of = values["zaaktype"]
        status = self._status(body.status, of, "status.")
        if self._part("statustypen", body.status.statustype, of, "status.statustype").last:
            raise _no_result()
        roles = [self._rol(rol, of, f"rollen.{n}.") for n, rol in enumerate(body.rollen)]
        record = await self._add(values, status, roles)
        shapes = Shapes(self._catalogue, _origin(request))
        return self._made(
            {
                "zaak": shapes.zaak(record),
                "status": shapes.status(record.statussen[0], record.row, last=True),
                "rollen": [shapes.rol(row, record.row) for row in record.rollen],
                "zaakinformatieobjecten": [],
                "zaakobjecten": [],
            }
        )

    async def read(self, request: web.Request) -> web.Response:
        """One zaak."""
        self._tokens.check(request)
        _check_crs(request, "Accept-Crs")
        refuse_unknown(request, ("expand",))
        record = await self._record(request)
        shapes = Shapes(self._catalogue, _origin(request))
        return json_of(shapes.zaak(record, _expand(request.query.get("expand"))), VERSION)

    # --- what hangs on them

    async def properties(self, request: web.Request) -> web.Response:
        """The properties of one zaak: a list without pages."""
        self._tokens.check(request)
        record = await self._record(request)
        shapes = Shapes(self._catalogue, _origin(request))
        return web.json_response(
            [shapes.eigenschap(row, record.row) for row in record.eigenschappen],
            headers={"API-version": VERSION},
        )

    async def add_property(self, request: web.Request) -> web.Response:
        """One more."""
        self._tokens.check(request)
        record = await self._record(request)
        body = bodies.read(bodies.ZaakEigenschap, await body_of(request))
        part = self._part("eigenschappen", body.eigenschap, record.row["zaaktype"], "eigenschap")
        row = await self._store.add_property(record, {"eigenschap": part.id, "waarde": body.waarde})
        return self._made(Shapes(self._catalogue, _origin(request)).eigenschap(row, record.row))

    async def add_status(self, request: web.Request) -> web.Response:
        """A next step."""
        self._tokens.check(request)
        body = bodies.read(bodies.Status, await body_of(request))
        record = await self._linked(body.zaak)
        of = record.row["zaaktype"]
        values = self._status(body, of)
        part = self._part("statustypen", body.statustype, of, "statustype")
        try:
            row = await self._store.add_status(record, part, values)
        except NoResult:
            raise _no_result() from None
        shape = Shapes(self._catalogue, _origin(request)).status(row, record.row, last=True)
        self._notifier.status_made(str(shape["zaak"]), str(shape["url"]))
        return self._made(shape)

    async def add_role(self, request: web.Request) -> web.Response:
        """Somebody more."""
        self._tokens.check(request)
        body = bodies.read(bodies.Rol, await body_of(request))
        record = await self._linked(body.zaak)
        row = await self._store.add_role(record, self._rol(body, record.row["zaaktype"]))
        return self._made(Shapes(self._catalogue, _origin(request)).rol(row, record.row))

    async def add_result(self, request: web.Request) -> web.Response:
        """How it ended."""
        self._tokens.check(request)
        body = bodies.read(bodies.Resultaat, await body_of(request))
        record = await self._linked(body.zaak)
        of = record.row["zaaktype"]
        part = self._part("resultaattypen", body.resultaattype, of, "resultaattype")
        values = {"resultaattype": part.id, "toelichting": body.toelichting}
        try:
            row = await self._store.add_result(record, values)
        except HasResult:
            param = InvalidParam("zaak", "unique", "Deze zaak heeft al een resultaat.")
            raise invalid(param) from None
        return self._made(Shapes(self._catalogue, _origin(request)).resultaat(row, record.row))

    async def roles(self, request: web.Request) -> web.Response:
        """Who is in one zaak."""
        self._tokens.check(request)
        refuse_unknown(request, ("zaak", "page", "pageSize"))
        record = await self._store.get(_tail(request.query.get("zaak", "")))
        shapes = Shapes(self._catalogue, _origin(request))
        rows = [shapes.rol(row, record.row) for row in record.rollen] if record else []
        page, size = page_of(request)
        part = rows[(page - 1) * size : page * size]
        return json_of(paged(request, part, len(rows), page, size), VERSION)

    async def status(self, request: web.Request) -> web.Response:
        """One status."""
        self._tokens.check(request)
        found = await self._store.one(statussen, key_of(request))
        if found is None:
            raise Problem(404, "not_found")
        record = await self._store.get(found[1]["uuid"])
        last = bool(record and record.statussen[-1]["uuid"] == found[0]["uuid"])
        return json_of(Shapes(self._catalogue, _origin(request)).status(*found, last), VERSION)

    async def role(self, request: web.Request) -> web.Response:
        """One rol."""
        return await self._one(request, rollen, "rol")

    async def result(self, request: web.Request) -> web.Response:
        """One resultaat."""
        return await self._one(request, resultaten, "resultaat")

    async def _one(self, request: web.Request, table: Any, shape: str) -> web.Response:
        self._tokens.check(request)
        found = await self._store.one(table, key_of(request))
        if found is None:
            raise Problem(404, "not_found")
        shapes = Shapes(self._catalogue, _origin(request))
        return json_of(getattr(shapes, shape)(*found), VERSION)

    # --- helpers

    async def _found(self, request: web.Request, filters: Mapping[str, Any]) -> web.Response:
        expand = _expand(request.query.get("expand"))
        page, size = page_of(request)
        count, records = await self._store.find(Search(self._catalogue, filters), page, size)
        shapes = Shapes(self._catalogue, _origin(request))
        results = [shapes.zaak(record, expand) for record in records]
        return json_of(paged(request, results, count, page, size), VERSION)

    async def _add(
        self,
        zaak: Mapping[str, Any],
        status: Mapping[str, Any] | None = None,
        roles: list[dict[str, Any]] | None = None,
    ) -> ZaakRecord:
        try:
            return await self._store.add(zaak, status, roles or [])
        except NumberTaken:
            raise invalid(
                InvalidParam(
                    "identificatie", "identificatie-niet-uniek", "Deze identificatie bestaat al."
                )
            ) from None

    async def _record(self, request: web.Request) -> ZaakRecord:
        record = await self._store.get(key_of(request))
        if record is None:
            raise Problem(404, "not_found")
        return record

    async def _linked(self, url: str | None) -> ZaakRecord:
        record = await self._store.get(_tail(url or ""))
        if record is None:
            raise invalid(InvalidParam("zaak", "does_not_exist", "Deze zaak bestaat niet."))
        return record

    def _zaak(self, body: bodies.Zaak) -> dict[str, Any]:
        zaaktype = self._zaaktype(body.zaaktype)
        try:
            due = zaaktype.due(body.startdatum)
        except OverflowError:
            raise invalid(InvalidParam("startdatum", "invalid", "Ongeldige datum.")) from None
        return {
            "zaaktype": zaaktype.id,
            "bronorganisatie": body.bronorganisatie,
            "verantwoordelijke": body.verantwoordelijke_organisatie,
            "identificatie": body.identificatie,
            "omschrijving": body.omschrijving,
            "toelichting": body.toelichting,
            "kanaal": body.communicatiekanaal_naam,
            "vertrouwelijkheid": body.vertrouwelijkheidaanduiding or zaaktype.confidentiality,
            "registratiedatum": body.registratiedatum
            or self._store.now().astimezone(HERE_TIME).date(),
            "startdatum": body.startdatum,
            "gepland": body.einddatum_gepland,
            "uiterlijk": due,
            "kenmerken": [[one.kenmerk, one.source] for one in body.kenmerken],
        }

    def _zaaktype(self, url: str) -> Zaaktype:
        found = self._catalogue.zaaktype(_tail(url))
        if found is None:
            raise invalid(InvalidParam("zaaktype", "bad-url", "Dit zaaktype bestaat niet."))
        return found

    def _part(self, kind: str, url: str, zaaktype: str, name: str) -> Part:
        part = self._catalogue.part(kind, _tail(url))
        if part is None:
            raise invalid(InvalidParam(name, "bad-url", "Dit bestaat niet."))
        if part.zaaktype != zaaktype:
            raise invalid(
                InvalidParam(name, "zaaktype-mismatch", "Dit hoort niet bij het zaaktype.")
            )
        return part

    def _status(self, body: bodies.Status, zaaktype: str, path: str = "") -> dict[str, Any]:
        part = self._part("statustypen", body.statustype, zaaktype, f"{path}statustype")
        # A second is nothing between two clocks; the real one is as strict.
        if body.datum_status_gezet > self._store.now() + timedelta(seconds=1):
            name = f"{path}datumStatusGezet"
            raise invalid(InvalidParam(name, "date-in-future", "De datum ligt in de toekomst."))
        return {
            "statustype": part.id,
            "gezet": body.datum_status_gezet.astimezone(UTC),
            "toelichting": body.statustoelichting,
        }

    def _rol(self, body: bodies.Rol, zaaktype: str, path: str = "") -> dict[str, Any]:
        part = self._part("roltypen", body.roltype, zaaktype, f"{path}roltype")
        person = body.betrokkene_identificatie
        contact = body.contactpersoon_rol
        return {
            "roltype": part.id,
            "betrokkene_type": body.betrokkene_type,
            "toelichting": body.roltoelichting,
            "machtiging": body.indicatie_machtiging,
            "bsn": person.inp_bsn,
            "persoon": person.model_dump(by_alias=True, exclude={"inp_bsn"}),
            "contact": contact.model_dump(by_alias=True) if contact else {},
        }

    def _made(self, shape: Mapping[str, Any]) -> web.Response:
        url = shape.get("url") or shape["zaak"]["url"]
        return json_of(shape, VERSION, 201, {"Location": url})


def _check_crs(request: web.Request, *headers: str) -> None:
    for name in headers:
        value = request.headers.get(name)
        if value is None:
            raise Problem(412, "precondition_failed", f"'{name}' header ontbreekt")
        if value != CRS:
            raise Problem(406, "not_acceptable", f"CRS '{CRS}' is het enige dat mag.")


def _expand(text: str | None) -> tuple[str, ...]:
    names = tuple(name for name in (text or "").split(",") if name)
    if any(name not in EXPANDS for name in names):
        raise invalid(InvalidParam("expand", "invalid_choice", "Dit kan niet uitgeklapt worden."))
    return names


def _tail(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def _origin(request: web.Request) -> str:
    return str(request.url.origin())


def _no_result() -> Problem:
    return invalid(
        InvalidParam(
            "nonFieldErrors", "resultaat-does-not-exist", "De zaak heeft nog geen resultaat."
        )
    )
