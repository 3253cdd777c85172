"""Pages to log in: before, after, and when it does not work.

A GET of a link changes nothing: mail programs open addresses to look for viruses.
"""

from __future__ import annotations

from aiohttp import web

from assistant.domain.identity import LoginRequest
from assistant.domain.municipality import Municipality
from assistant.domain.transcript import Conversation
from assistant.errors import BackendUnavailable, BalieError, LoginRefused
from assistant.services.identity import IdentityService
from connectors.channels.pipeline import Pipeline
from connectors.channels.sessions import CHANNEL, Sessions, is_same_origin
from web.municipal import MunicipalPages
from web.security import FORM_TARGET

WAITS_SECONDS = 8.0
CHANNELS = {"whatsapp": "WhatsApp", "sms": "sms", "telephone": "de telefoon"}
"""How residents call the channels on which they are not on our own page."""


class LoginPages:
    """`/<gemeente>/inloggen/<id>`: where the cookie of that conversation is sent along."""

    def __init__(
        self,
        identity: IdentityService,
        pipeline: Pipeline,
        sessions: Sessions,
        pages: MunicipalPages,
    ) -> None:
        self._identity = identity
        self._pipeline = pipeline
        self._sessions = sessions
        self._pages = pages

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        root = "/{municipality}/inloggen"
        app.router.add_get(f"{root}/terug", self.arrive)
        app.router.add_get(f"{root}/{{id}}", self.show)
        app.router.add_post(f"{root}/{{id}}", self.depart)

    async def show(self, request: web.Request) -> web.Response:
        """What is going to happen, and a button."""
        place = self._place(request)
        try:
            asked = await self._asked(request, place)
        except BackendUnavailable:
            return self._page(request, place, "down", 503)
        if asked is None:
            return self._page(request, place, "expired", 410)
        # The answer to the form sends the browser on to the broker, wherever that is.
        request[FORM_TARGET] = "https: http:"
        return self._page(request, place, "ask", asked=asked)

    async def depart(self, request: web.Request) -> web.Response:
        """To the broker."""
        place = self._place(request)
        if not is_same_origin(request):
            return self._page(request, place, "refused", 403)
        try:
            asked = await self._asked(request, place)
            if asked is None:
                return self._page(request, place, "expired", 410)
            url = await self._identity.depart(asked)
        except BackendUnavailable:
            return self._page(request, place, "down", 503)
        return web.Response(status=303, headers={"Location": url, "Cache-Control": "no-store"})

    async def arrive(self, request: web.Request) -> web.Response:
        """Back from the broker."""
        place = self._place(request)
        query = {name: str(value) for name, value in request.query.items()}
        try:
            arrival = await self._identity.arrive(query, lambda asked: self._holds(request, asked))
        except LoginRefused:
            return self._page(request, place, "refused", 403)
        except BackendUnavailable:
            return self._page(request, place, "down", 503)
        if arrival.code or arrival.request.municipality != place.slug:
            return self._page(request, place, "code", asked=arrival.request, code=arrival.code)
        asked = arrival.request
        conversation = Conversation(asked.conversation_id, place.slug, asked.channel)
        try:
            await self._pipeline.accept(conversation, f"login-{asked.id}", choice="logged_in")
            await self._pipeline.settled(conversation.id, WAITS_SECONDS)
        except BalieError:
            # Logged in all the same: there is a button for it in the conversation.
            return self._page(request, place, "done")
        return web.Response(status=303, headers={"Location": f"/{place.slug}#einde"})

    async def _asked(self, request: web.Request, place: Municipality) -> LoginRequest | None:
        asked = await self._identity.request(request.match_info["id"])
        return asked if asked is not None and asked.municipality == place.slug else None

    def _holds(self, request: web.Request, asked: LoginRequest) -> bool:
        """Whether this browser is the one of the conversation, on our own page."""
        own = self._sessions.read(request, asked.municipality)
        return asked.channel == CHANNEL and own is not None and own.id == asked.conversation_id

    def _place(self, request: web.Request) -> Municipality:
        return self._pages.place(request.match_info["municipality"])

    def _page(
        self,
        request: web.Request,
        place: Municipality,
        kind: str,
        status: int = 200,
        asked: LoginRequest | None = None,
        code: str = "",
    ) -> web.Response:
        return self._pages.page(
            request,
            "login.html",
            place,
            status,
            kind=kind,
            elsewhere=CHANNELS.get(asked.channel, "") if asked else "",
            own=asked is not None and self._holds(request, asked),
            code=f"{code[:3]} {code[3:]}",
        )
