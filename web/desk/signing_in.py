"""Signing in and out, with a name and a password."""

from __future__ import annotations

from aiohttp import web

from assistant.errors import StorageUnavailable
from assistant.services.signing_in import SigningIn
from connectors.channels.sessions import is_https, is_same_origin
from web.desk.drawing import page
from web.desk.guard import COOKIE, PATH, SIGN_IN
from web.rendering import Renderer


class SigningInPages:
    """A form that works without JavaScript."""

    def __init__(self, signing_in: SigningIn, renderer: Renderer, elsewhere: str = "") -> None:
        """`elsewhere` is where one signs in without a password of ours; empty: nowhere."""
        self._signing_in = signing_in
        self._renderer = renderer
        self._elsewhere = elsewhere

    def mount(self, app: web.Application) -> None:
        """Add the routes; they are the only ones of the desk that a stranger can open."""
        app.router.add_get(SIGN_IN, self.show)
        app.router.add_post(SIGN_IN, self.sign_in)
        app.router.add_post(f"{PATH}/uitloggen", self.sign_out)

    async def show(self, request: web.Request) -> web.Response:
        """The form."""
        return self.page(request, "ask")

    async def sign_in(self, request: web.Request) -> web.Response:
        """Right: on to the desk. Wrong: the same page, which does not say what was wrong."""
        if not is_same_origin(request):
            return self.page(request, "wrong", 403)
        form = await request.post()
        try:
            found = await self._signing_in.sign_in(
                str(form.get("naam", "")), str(form.get("wachtwoord", ""))
            )
        except StorageUnavailable:
            return self.page(request, "down", 503)
        if found is None:
            return self.page(request, "wrong", 401)
        response = web.Response(status=303, headers={"Location": PATH})
        _, token = found
        self.sign(request, response, token)
        return response

    def sign(self, request: web.Request, response: web.Response, token: str) -> None:
        """From now on this browser is that of whoever has this session."""
        response.set_cookie(
            COOKIE, token, path=PATH, httponly=True, samesite="Strict", secure=is_https(request)
        )

    async def sign_out(self, request: web.Request) -> web.Response:
        """Back to the form."""
        if not is_same_origin(request):
            return self.page(request, "wrong", 403)
        try:
            await self._signing_in.sign_out(request.cookies.get(COOKIE, ""))
        except StorageUnavailable:
            return self.page(request, "down", 503)
        response = web.Response(status=303, headers={"Location": SIGN_IN})
        response.del_cookie(COOKIE, path=PATH)
        return response

    def page(self, request: web.Request, kind: str, status: int = 200) -> web.Response:
        """The form, with what went wrong."""
        return page(
            request,
            self._renderer,
            "desk_sign_in.html",
            status,
            kind=kind,
            elsewhere=self._elsewhere,
        )
