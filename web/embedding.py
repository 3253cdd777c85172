"""The chat on a municipality's own pages: the script, what it needs to know, and a page to try it.

`/<municipality>/widget.js` is the one address that a page names. It asks `widget.json` for texts,
colours and the address of the code, which holds a digest of all code: browsers keep it for ever
and never mix two versions.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import yaml
from aiohttp import web

from assistant.domain.municipality import Municipality
from assistant.domain.transcript import Message
from assistant.errors import MunicipalityNotFound
from assistant.ports.municipalities import MunicipalitiesPort
from connectors.channels import cross_origin
from connectors.channels.webchat import message_json
from web.rendering import Renderer
from web.theme import TOKENS, theme_of

FOLDER = Path(__file__).resolve().parent / "widget"
LANGUAGES = ("nl", "en")
_LOADER = "loader.js"
_TYPES = {".js": "text/javascript", ".css": "text/css"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Other sites load these; they hold nothing of a resident.
_FOR_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
}
# Every page of a municipality's site asks for these two.
_SHORT = "public, max-age=300"
_FOR_EVER = "public, max-age=31536000, immutable"


def read_code(folder: Path = FOLDER) -> dict[str, bytes]:
    """Name to content of every file that goes to the browser."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.suffix in _TYPES}


def digest_of(code: Mapping[str, bytes]) -> str:
    """Changes when any file does."""
    content = b"\0".join(name.encode() + b"\0" + text for name, text in sorted(code.items()))
    return hashlib.sha256(content).hexdigest()[:16]


def read_texts(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """Name of an interface text to the text in each language."""
    texts: dict[str, dict[str, str]] = yaml.safe_load(
        (folder / "texts.yml").read_text(encoding="utf-8")
    )
    return texts


class Embedding:
    """Routes of the widget. All files are read once."""

    def __init__(
        self,
        municipalities: MunicipalitiesPort,
        greeting: Callable[[str], Message],
        renderer: Renderer,
        max_length: int,
        codes: bool = False,
    ) -> None:
        """`codes`: whether there are other channels to go on by."""
        self._municipalities = municipalities
        self._greeting = greeting
        self._renderer = renderer
        self._max_length = max_length
        self._codes = codes
        self._code = read_code()
        self._small = {name: gzip.compress(text, 9) for name, text in self._code.items()}
        self._digest = digest_of(self._code)
        self._texts = read_texts()

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/{municipality}/widget.js", self.loader)
        app.router.add_get("/{municipality}/widget.json", self.configuration)
        app.router.add_get("/{municipality}/widget", self.page)
        app.router.add_get("/widget/{digest}/{name}", self.code)

    async def loader(self, request: web.Request) -> web.Response:
        """The script that a page names."""
        self._place(request)
        return self._file(request, _LOADER, _SHORT)

    async def code(self, request: web.Request) -> web.Response:
        """A part of the code, of this version only."""
        name = request.match_info["name"]
        if request.match_info["digest"] != self._digest or name not in self._code:
            raise web.HTTPNotFound
        return self._file(request, name, _FOR_EVER)

    async def configuration(self, request: web.Request) -> web.Response:
        """What the widget shows before it knows of a conversation."""
        place = self._place(request)
        cross_origin.allow(request, place)
        wanted = request.query.get("lang", "")[:2].lower()
        language = wanted if wanted in LANGUAGES else LANGUAGES[0]
        theme = asdict(theme_of(place.theme))
        body = {
            "language": language,
            "code": f"/widget/{self._digest}/main.js",
            "texts": self._texts_for(place, language),
            "theme": {TOKENS[name]: colour for name, colour in theme.items()},
            "place": place.slug,
            "greeting": message_json(self._greeting(place.slug)),
            "max_length": self._max_length,
            "codes": self._codes,
        }
        response = web.Response(
            text=json.dumps(body, ensure_ascii=False),
            content_type="application/json",
            headers={"Cache-Control": _SHORT, "Cross-Origin-Resource-Policy": "cross-origin"},
        )
        response.enable_compression()
        return response

    async def page(self, request: web.Request) -> web.Response:
        """A page as a municipality has them, for who wants to see the widget at work."""
        place = self._place(request)
        english = request.query.get("lang") == "en"
        text = self._renderer.page("widget.html", place=place, english=english)
        return web.Response(
            text=text, content_type="text/html", headers={"Cache-Control": "no-store"}
        )

    def _texts_for(self, place: Municipality, language: str) -> dict[str, str]:
        values = place.values()
        return {
            name: _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text[language])
            for name, text in self._texts.items()
        }

    def _file(self, request: web.Request, name: str, keep: str) -> web.Response:
        etag = f'"{self._digest}"'
        headers = {**_FOR_ALL, "Cache-Control": keep, "ETag": etag}
        if etag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        body = self._code[name]
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            body = self._small[name]
            headers["Content-Encoding"] = "gzip"
        kind = _TYPES[Path(name).suffix]
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)

    def _place(self, request: web.Request) -> Municipality:
        try:
            return self._municipalities.get(request.match_info["municipality"])
        except MunicipalityNotFound as error:
            raise web.HTTPNotFound from error
