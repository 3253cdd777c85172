"""Pages of one municipality, in its colours, for whoever has their address."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from assistant.domain.municipality import Municipality
from assistant.errors import MunicipalityNotFound
from assistant.ports.municipalities import MunicipalitiesPort
from web.rendering import Renderer
from web.security import NONCE
from web.theme import theme_of


class MunicipalPages:
    """Finds the municipality and draws its pages; no browser or proxy keeps them."""

    def __init__(self, municipalities: MunicipalitiesPort, renderer: Renderer) -> None:
        self._municipalities = municipalities
        self._renderer = renderer

    def place(self, slug: str) -> Municipality:
        """The municipality; there is no such page where it is none of ours."""
        try:
            return self._municipalities.get(slug)
        except MunicipalityNotFound:
            raise web.HTTPNotFound from None

    def page(
        self,
        request: web.Request,
        template: str,
        place: Municipality,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> web.Response:
        """A page from a template, with these values."""
        nonce = request[NONCE] = secrets.token_urlsafe(12)
        page = self._renderer.page(
            template, municipality=place, theme=theme_of(place.theme), nonce=nonce, **values
        )
        return web.Response(
            text=page,
            status=status,
            content_type="text/html",
            headers={"Cache-Control": "no-store", **(headers or {})},
        )
