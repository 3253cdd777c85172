"""What the payment provider calls, and the page to which a browser comes back from it."""

from __future__ import annotations

import re

from aiohttp import web

from assistant.domain.transcript import Conversation
from assistant.errors import BackendUnavailable, BalieError
from assistant.ports.clock import ClockPort
from assistant.services.payment_links import PATH, RETURN, PaymentLinks
from connectors.channels.pipeline import Pipeline
from web.municipal import MunicipalPages

_ID = re.compile(r"[A-Za-z0-9_]{3,64}")


class PaymentPages:
    """Nobody is believed: what a call brings is only that it is time to ask the provider."""

    def __init__(
        self,
        links: PaymentLinks,
        pipeline: Pipeline,
        pages: MunicipalPages,
        clock: ClockPort,
    ) -> None:
        self._links = links
        self._pipeline = pipeline
        self._pages = pages
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
        place = self._pages.place(request.match_info["municipality"])
        return self._pages.page(request, "paid.html", place)
