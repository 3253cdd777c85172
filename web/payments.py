"""What the payment provider calls, and the page to which a browser comes back from it."""

from __future__ import annotations

import re
import secrets

from aiohttp import web

from assistant.domain.transcript import Conversation
from assistant.errors import BackendUnavailable, BalieError, MunicipalityNotFound
from assistant.ports.clock import ClockPort
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.services.payment_links import PATH, RETURN, PaymentLinks
from connectors.channels.pipeline import Pipeline
from web.rendering import Renderer
from web.security import NONCE
from web.theme import theme_of

_ID = re.compile(r"[A-Za-z0-9_]{3,64}")


class PaymentPages:
    """Nobody is believed: what a call brings is only that it is time to ask the provider."""

    def __init__(
        self,
        links: PaymentLinks,
        pipeline: Pipeline,
        municipalities: MunicipalitiesPort,
        renderer: Renderer,
        clock: ClockPort,
    ) -> None:
        self._links = links
        self._pipeline = pipeline
        self._municipalities = municipalities
        self._renderer = renderer
        self._clock = clock

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_post(f"/{PATH}/{{token}}", self.decided)
        app.router.add_get(f"/{{municipality}}/{RETURN}", self.back)

    async def decided(self, request: web.Request) -> web.Response:
        """`id=tr_...`: this payment was decided. 503: try again."""
        found = self._links.read(request.match_info["token"], self._clock.now())
        payment = str((await request.post()).get("id") or "")
        if found is None or not _ID.fullmatch(payment):
            # Who knows no address of ours learns nothing here.
            return web.Response(status=404)
        municipality, conversation_id, channel = found
        conversation = Conversation(conversation_id, municipality, channel)
        try:
            await self._pipeline.accept(conversation, f"paid-{payment}", choice="paid")
        except BackendUnavailable:
            return web.Response(status=503)
        except BalieError:
            # It is told all the same once the resident says something.
            return web.Response(status=200)
        return web.Response(status=200)

    async def back(self, request: web.Request) -> web.Response:
        """Back to the conversation."""
        try:
            place = self._municipalities.get(request.match_info["municipality"])
        except MunicipalityNotFound:
            raise web.HTTPNotFound from None
        nonce = request[NONCE] = secrets.token_urlsafe(12)
        page = self._renderer.page(
            "paid.html", municipality=place, theme=theme_of(place.theme), nonce=nonce
        )
        headers = {"Cache-Control": "no-store"}
        return web.Response(text=page, content_type="text/html", headers=headers)
