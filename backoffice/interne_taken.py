"""What of the Klantinteracties API belongs to a task: betrokkenen, digitale adressen, actoren and
internetaken. Kept as they came, in one table."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from sqlalchemy import JSON, Column, Integer, String, Table, func, insert, select, update

from backoffice.database import Database, klantcontacten, metadata
from backoffice.problems import InvalidParam, Problem, invalid
from backoffice.rest import ask_token, body_of, json_of, key_of

ROOT = "/klantinteracties/api/v1"
API_VERSION = "0.9.0"
KINDS = ("betrokkenen", "digitaleadressen", "actoren", "internetaken")
STATUSES = ("te_verwerken", "verwerkt")

parts = Table(
    "klantinteractie_delen",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("kind", String(32), nullable=False, index=True),
    # What it belongs to: a klantcontact or a betrokkene.
    Column("about", String(36), nullable=False, index=True),
    Column("body", JSON, nullable=False),
)

Check = Callable[[Any], bool]


def _text(longest: int, blank: bool = True) -> Check:
    def fits(value: Any) -> bool:
        if not isinstance(value, str) or len(value) > longest or "\x00" in value:
            return False
        return blank or bool(value.strip())

    return fits


def _one_of(*values: str) -> Check:
    return lambda value: isinstance(value, str) and value in values


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("uuid"), str)


def _are_references(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 50 and all(map(_is_reference, value))


def _is_phone(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"(?:0|\+?\d{2})\d{9,10}", value) is not None


# Per kind: the fields that must be there, and those that may.
_FIELDS: Mapping[str, tuple[Mapping[str, Check], Mapping[str, Check]]] = {
    "betrokkenen": (
        {"hadKlantcontact": _is_reference, "rol": _one_of("klant", "vertegenwoordiger"),
         "initiator": _is_boolean},
        {"organisatienaam": _text(200)},
    ),
    "digitaleadressen": (
        {"verstrektDoorBetrokkene": _is_reference, "adres": _text(80, blank=False),
         "soortDigitaalAdres": _one_of("email", "telefoonnummer", "overig")},
        {"omschrijving": _text(40)},
    ),
    "actoren": (
        {"naam": _text(200, blank=False),
         "soortActor": _one_of("medewerker", "geautomatiseerde_actor", "organisatorische_eenheid")},
        {"indicatieActief": _is_boolean},
    ),
    "internetaken": (
        {"gevraagdeHandeling": _text(200, blank=False),
         "aanleidinggevendKlantcontact": _is_reference, "status": _one_of(*STATUSES)},
        {"toelichting": _text(4000), "nummer": _text(10),
         "toegewezenAanActoren": _are_references},
    ),
}  # fmt: skip


class InterneTaken:
    """Handlers; every one asks for the token first."""

    def __init__(self, database: Database, token: str) -> None:
        self._database = database
        self._token = token.encode()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve under the addresses that Open Klant uses."""
        for kind in KINDS:
            router.add_get(f"{ROOT}/{kind}", self.list)
            router.add_post(f"{ROOT}/{kind}", self.create)
            router.add_get(f"{ROOT}/{kind}/{{uuid}}", self.read)
        router.add_patch(f"{ROOT}/internetaken/{{uuid}}", self.change)

    async def list(self, request: web.Request) -> web.Response:
        """All of a kind, the oldest first; of actoren those with this `naam`."""
        kind = self._kind(request)
        name = request.query.get("naam", "")
        rows = [
            row
            for row in await self._rows(parts.c.kind == kind)
            if not name or row["body"].get("naam") == name
        ]
        shapes = [await self._shape(request, row) for row in rows]
        page = {"count": len(shapes), "next": None, "previous": None, "results": shapes}
        return json_of(page, API_VERSION)

    async def create(self, request: web.Request) -> web.Response:
        """Add one."""
        kind = self._kind(request)
        body = _checked(kind, await body_of(request))
        about = await self._about(kind, body)
        key = str(uuid.uuid4())
        row = {"uuid": key, "kind": kind, "about": about, "body": body}

        def work() -> None:
            with self._database.engine.begin() as connection:
                if kind == "internetaken":
                    count = connection.scalar(
                        select(func.count()).select_from(parts).where(parts.c.kind == kind)
                    )
                    body["nummer"] = body.get("nummer") or f"{(count or 0) + 1:010}"
                    body["toegewezenOp"] = datetime.now(UTC).isoformat()
                connection.execute(insert(parts), row)

        await self._database.run(work)
        shape = await self._shape(request, row)
        return json_of(shape, API_VERSION, 201, {"Location": shape["url"]})

    async def read(self, request: web.Request) -> web.Response:
        """One of them."""
        return json_of(await self._shape(request, await self._found(request)), API_VERSION)

    async def change(self, request: web.Request) -> web.Response:
        """The `status` of a task."""
        row = await self._found(request)
        body = await body_of(request)
        status = body.get("status") if isinstance(body, dict) else None
        if not _one_of(*STATUSES)(status):
            raise _refused("status")
        changed = await self.give_status(row, str(status))
        return json_of(await self._shape(request, {**row, "body": changed}), API_VERSION)

    async def give_status(self, row: Mapping[str, Any], status: str) -> Mapping[str, Any]:
        """To a task; its body as it is then."""
        changed = {**row["body"], "status": status}
        if status == "verwerkt":
            changed["afgehandeldOp"] = datetime.now(UTC).isoformat()

        def work() -> None:
            with self._database.engine.begin() as connection:
                this = parts.c.uuid == row["uuid"]
                connection.execute(update(parts).where(this).values(body=changed))

        await self._database.run(work)
        return changed

    async def tasks(self) -> Sequence[Mapping[str, Any]]:
        """All tasks, the oldest first."""
        return await self._rows(parts.c.kind == "internetaken")

    async def of(self, kind: str, about: str) -> Sequence[Mapping[str, Any]]:
        """Those of a kind that belong to something."""
        return await self._rows(parts.c.kind == kind, parts.c.about == about)

    async def _found(self, request: web.Request) -> Mapping[str, Any]:
        kind = self._kind(request)
        rows = await self._rows(parts.c.kind == kind, parts.c.uuid == key_of(request))
        if not rows:
            raise Problem(404, "not_found")
        return rows[0]

    async def _rows(self, *where: Any) -> Sequence[Mapping[str, Any]]:
        def work() -> list[Mapping[str, Any]]:
            with self._database.engine.connect() as connection:
                query = select(parts).where(*where).order_by(parts.c.id)
                return [dict(row) for row in connection.execute(query).mappings()]

        return await self._database.run(work)

    async def _about(self, kind: str, body: Mapping[str, Any]) -> str:
        """What it belongs to, which must be there."""
        names = {"betrokkenen": "hadKlantcontact", "digitaleadressen": "verstrektDoorBetrokkene",
                 "internetaken": "aanleidinggevendKlantcontact"}  # fmt: skip
        name = names.get(kind)
        if name is None:
            return ""
        key = str(body[name]["uuid"])
        table, column = (parts, parts.c.uuid) if kind == "digitaleadressen" else (
            klantcontacten, klantcontacten.c.uuid,
        )  # fmt: skip

        def work() -> bool:
            with self._database.engine.connect() as connection:
                return connection.execute(select(table).where(column == key)).first() is not None

        if not await self._database.run(work):
            raise _refused(name)
        return key

    async def _shape(self, request: web.Request, row: Mapping[str, Any]) -> dict[str, Any]:
        shape = {"uuid": row["uuid"], "url": _url(request, row["kind"], row["uuid"]), **row["body"]}
        if row["kind"] == "betrokkenen":
            found = await self.of("digitaleadressen", row["uuid"])
            shape["digitaleAdressen"] = [reference(request, one) for one in found]
        return shape

    def _kind(self, request: web.Request) -> str:
        ask_token(request, self._token)
        return request.path.removeprefix(f"{ROOT}/").partition("/")[0]


def reference(request: web.Request, row: Mapping[str, Any]) -> dict[str, str]:
    """As another resource names it."""
    return {"uuid": row["uuid"], "url": _url(request, row["kind"], row["uuid"])}


def _url(request: web.Request, kind: str, key: str) -> str:
    return f"{request.url.origin()}{ROOT}/{kind}/{key}"


def _checked(kind: str, body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise _refused("nonFieldErrors")
    must, may = _FIELDS[kind]
    missing = [name for name in must if name not in body]
    if missing:
        raise invalid(*(InvalidParam(n, "required", "Dit veld is vereist.") for n in missing))
    wrong = [
        name for name, fits in {**must, **may}.items() if name in body and not fits(body[name])
    ]
    if kind == "digitaleadressen" and body.get("soortDigitaalAdres") == "telefoonnummer":
        wrong += [] if _is_phone(body["adres"]) else ["adres"]
    if wrong:
        raise _refused(*wrong)
    return {name: value for name, value in body.items() if name in {**must, **may}}


def _refused(*names: str) -> Problem:
    return invalid(*(InvalidParam(name, "invalid", "Deze waarde kan niet.") for name in names))
