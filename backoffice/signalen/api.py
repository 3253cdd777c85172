"""The public API of Signalen: hand in a report, send a photo with it, see whether it is open.

Refusals have the form of Django REST framework: `{"field": ["Dit veld is vereist."]}`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from aiohttp import BodyPartReader, web
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import RowMapping

from backoffice.signalen.store import ReportStore
from backoffice.zgw.bodies import Text

ROOT = "/signals/v1/public"
CATEGORIES = Path(__file__).parent / "categories.yml"
DESCRIPTION = Path(__file__).parent / "openapi.yaml"
SOURCES = frozenset(("online", "Virtuele assistent"))
"""What a municipality made active in its list of sources."""
BOUNDS = (3.3, 50.7, 7.3, 53.6)
"""West, south, east and north of the Netherlands, in degrees."""
MOST_PHOTO_BYTES = 20 * 1024 * 1024
_IMAGES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"GIF8": "image/gif"}
_NEEDED = "Dit veld is vereist."


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Address(_Part):
    openbare_ruimte: Text = ""
    huisnummer: Text = ""
    huisletter: Text = ""
    huisnummer_toevoeging: Text = ""
    postcode: Text = ""
    woonplaats: Text = ""


class _Point(_Part):
    type: Annotated[str, Field(pattern="^Point$")]
    coordinates: tuple[float, float]


class _Location(_Part):
    geometrie: _Point
    address: _Address | None = None
    address_text: Text | None = None
    stadsdeel: Text | None = None
    buurt_code: Text | None = None


class _Category(_Part):
    sub_category: Text


class _Reporter(_Part):
    email: Text | None = None
    phone: Text | None = None
    sharing_allowed: bool = False


class _Signal(_Part):
    text: Annotated[Text, Field(min_length=1, max_length=3000)]
    location: _Location
    category: _Category
    reporter: _Reporter
    incident_date_start: AwareDatetime
    incident_date_end: AwareDatetime | None = None
    source: Text = "online"
    text_extra: Text | None = None


class SignalenApi:
    """For anybody; a real one limits how often."""

    def __init__(self, store: ReportStore, path: Path = CATEGORIES) -> None:
        self._store = store
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._mains: dict[str, list[dict[str, str]]] = data
        self._addresses = {
            f"{ROOT}/terms/categories/{main}/sub_categories/{sub['slug']}": sub["naam"]
            for main, subs in data.items()
            for sub in subs
        }

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The addresses."""
        router.add_post(f"{ROOT}/signals/", self.create)
        router.add_get(f"{ROOT}/signals/geography", self.geography)
        router.add_get(f"{ROOT}/signals/{{uuid}}", self.show)
        router.add_post(f"{ROOT}/signals/{{uuid}}/attachments", self.attach)
        router.add_get(f"{ROOT}/terms/categories/", self.categories)
        router.add_get(f"{ROOT}/openapi.yaml", self.description)

    async def create(self, request: web.Request) -> web.Response:
        """201 with what a resident may know of it, or 400 with what is wrong."""
        if request.content_type != "application/json":
            return _told(415, "Mediatype wordt niet ondersteund.")
        try:
            data = json.loads(await request.read())
        except (ValueError, RecursionError):
            return _told(400, "JSON parse error")
        try:
            signal = _Signal.model_validate(data)
        except ValidationError as error:
            return web.json_response(_wrong(error, data), status=400)
        lon, lat = signal.location.geometrie.coordinates
        west, south, east, north = BOUNDS
        if not (west <= lon <= east and south <= lat <= north):
            return _refused("location", "Buiten het gebied van de gemeente.")
        if signal.source not in SOURCES:
            return _refused("source", "Invalid source given")
        name = self._addresses.get(signal.category.sub_category)
        if name is None:
            return _refused("category", "Ongeldige hyperlink - Geen overeenkomst.")
        address = signal.location.address
        row = await self._store.add(
            {
                "tekst": signal.text, "categorie": name, "bron": signal.source, "lon": lon,
                "lat": lat, "adres": address.model_dump() if address else {},
            }
        )  # fmt: skip
        return web.json_response(self._public(row), status=201)

    async def show(self, request: web.Request) -> web.Response:
        """Whether it is open or closed."""
        row = await self._store.get(request.match_info["uuid"])
        return _told(404, "Niet gevonden.") if row is None else web.json_response(self._public(row))

    async def geography(self, request: web.Request) -> web.Response:
        """Open reports in `bbox` (west,south,east,north), without what was told."""
        try:
            box = [float(part) for part in request.query.get("bbox", "").split(",")]
            west, south, east, north = box
        except ValueError:
            return _refused("bbox", "Ongeldige bbox.")
        rows = await self._store.within(west, south, east, north)
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
                "properties": {
                    "category": {"name": row["categorie"]},
                    "created_at": row["gemaakt"].isoformat(),
                },
            }
            for row in rows
        ]
        return web.json_response({"type": "FeatureCollection", "features": features})

    async def attach(self, request: web.Request) -> web.Response:
        """One photo: `file` of a multipart form."""
        row = await self._store.get(request.match_info["uuid"])
        if row is None:
            return _told(404, "Niet gevonden.")
        if request.content_type != "multipart/form-data":
            return _told(415, "Mediatype wordt niet ondersteund.")
        try:
            content = await _file(request)
        except ValueError:
            return _refused("file", "De upload is geen geldig bestand.")
        if content is None:
            return _refused("file", _NEEDED)
        media_type = next((kind for mark, kind in _IMAGES.items() if content.startswith(mark)), "")
        if not media_type:
            return _refused("file", "Dit type bestand is niet toegestaan.")
        await self._store.attach(row["id"], media_type, content)
        answer = {
            "location": "",
            "is_image": True,
            "created_at": row["gemaakt"].isoformat(),
        }
        return web.json_response(answer, status=201)

    async def categories(self, request: web.Request) -> web.Response:
        """All of them, each below its main category."""
        results = [
            {
                "slug": main,
                "name": main,
                "sub_categories": [
                    {
                        "slug": sub["slug"],
                        "name": sub["naam"],
                        "_links": {
                            "self": {
                                "href": f"{ROOT}/terms/categories/{main}/sub_categories/"
                                f"{sub['slug']}"
                            }
                        },
                    }
                    for sub in subs
                ],
            }
            for main, subs in self._mains.items()
        ]
        return web.json_response({"count": len(results), "results": results})

    async def description(self, request: web.Request) -> web.StreamResponse:
        """This API in OpenAPI 3."""
        return web.FileResponse(DESCRIPTION, headers={"Content-Type": "application/yaml"})

    def _public(self, row: Mapping[str, Any] | RowMapping) -> dict[str, Any]:
        return {
            "_display": f"SIG-{row['id']}",
            "id_display": f"SIG-{row['id']}",
            "signal_id": row["uuid"],
            "status": {"state": row["stand"]},
            "created_at": row["gemaakt"].isoformat(),
        }


async def _file(request: web.Request) -> bytes | None:
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if isinstance(part, BodyPartReader) and part.name == "file":
            content = bytearray()
            while piece := await part.read_chunk():
                content += piece
                if len(content) > MOST_PHOTO_BYTES:
                    raise web.HTTPRequestEntityTooLarge(MOST_PHOTO_BYTES, len(content))
            return bytes(content)
    return None


def _wrong(error: ValidationError, data: Any) -> dict[str, list[str]]:
    if not isinstance(data, dict):
        return {"non_field_errors": ["Ongeldige data."]}
    found: dict[str, list[str]] = {}
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        name = str(one["loc"][0]) if one["loc"] else "non_field_errors"
        said = {"missing": _NEEDED, "extra_forbidden": "Extra properties present"}
        found.setdefault(name, []).append(said.get(one["type"], "Ongeldige waarde."))
    return found


def _refused(field: str, why: str) -> web.Response:
    return web.json_response({field: [why]}, status=400)


def _told(status: int, detail: str) -> web.Response:
    return web.json_response({"detail": detail}, status=status)
