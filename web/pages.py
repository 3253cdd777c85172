"""The pages: which municipalities there are, and the conversation with one of them.

Everything works without JavaScript: forms post here and the page comes back with the answer.
"""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs

from aiohttp import web

from assistant.domain.conversation import Reply
from assistant.domain.municipality import Municipality
from assistant.domain.transcript import Conversation, Message, State
from assistant.errors import ChoiceNotFound, MunicipalityNotFound, StorageUnavailable
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.texts import TextsPort
from assistant.services.conversations import STANDING_CHOICES
from connectors.channels import problems
from connectors.channels.code_desk import LABEL, CodeDesk, NothingSaid
from connectors.channels.pipeline import Pipeline, TooFast, message_id
from connectors.channels.sessions import Sessions, is_same_origin
from connectors.channels.webchat import read_body
from web.rendering import Renderer
from web.security import NONCE
from web.theme import theme_of

CODE_CHOICE = "code"  # among the choices of a form: it is said in no conversation
# Without JavaScript the resident waits for the page, so not too long.
_PATIENCE_SECONDS = 8.0


class Pages:
    """HTML for residents."""

    def __init__(
        self,
        pipeline: Pipeline,
        sessions: Sessions,
        municipalities: MunicipalitiesPort,
        texts: TextsPort,
        renderer: Renderer,
        codes: CodeDesk | None = None,
    ) -> None:
        """Without `codes` there is no other channel to go on by."""
        self._codes = codes
        self._pipeline = pipeline
        self._sessions = sessions
        self._municipalities = municipalities
        self._texts = texts
        self._renderer = renderer

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/", self.index)
        app.router.add_get("/{municipality}", self.chat)
        app.router.add_post("/{municipality}", self.post)

    async def index(self, _request: web.Request) -> web.Response:
        """All municipalities."""
        return self.listing("index.html", 200)

    def listing(self, template: str, status: int) -> web.Response:
        """A page that shows where a resident can go."""
        places = [self._municipalities.get(slug) for slug in self._municipalities.slugs()]
        return _html(self._renderer.page(template, municipalities=places), status)

    async def chat(self, request: web.Request) -> web.Response:
        """The conversation so far, and where to type."""
        place = self._place(request)
        known = self._sessions.read(request, place.slug)
        conversation = known or self._sessions.new(place.slug)
        response = await self._page(request, place, conversation)
        if known is None:
            self._sessions.write(request, response, conversation)
        return response

    async def post(self, request: web.Request) -> web.Response:
        """A form, from a browser without JavaScript: wait a while, then show the page."""
        place = self._place(request)
        if not is_same_origin(request):
            return await self._refuse(request, place, None, 403, problems.UNREADABLE)
        known = self._sessions.read(request, place.slug)
        conversation = known or self._sessions.new(place.slug)
        text = ""
        try:
            raw = await read_body(request)
            if raw is None:
                await self._pipeline.refuse_length(conversation, str(message_id(None)))
            else:
                identifier, text, choice = _form(raw)
                if identifier is None:
                    return await self._refuse(request, place, known, 400, problems.UNREADABLE)
                if choice == CODE_CHOICE and self._codes:
                    return await self._code(request, place, conversation, self._codes)
                if text.strip() or choice:
                    await self._pipeline.accept(conversation, identifier, text, choice)
        except TooFast:
            return await self._refuse(request, place, known, 429, problems.TOO_FAST, draft=text)
        except ChoiceNotFound:
            return await self._refuse(request, place, known, 422, problems.CHOICE_GONE)
        except StorageUnavailable:
            crisis = self._pipeline.service.emergency(text)
            return await self._refuse(
                request, place, known, 503, problems.STORAGE_DOWN, draft=text, crisis=crisis
            )
        await self._pipeline.settled(conversation.id, _PATIENCE_SECONDS)
        response = web.Response(status=303, headers={"Location": f"/{place.slug}#einde"})
        if known is None:
            self._sessions.write(request, response, conversation)
        return response

    async def _code(
        self, request: web.Request, place: Municipality, conversation: Conversation, desk: CodeDesk
    ) -> web.Response:
        """The page with a code on it. Of the code itself nothing is kept, so it is shown once."""
        try:
            handed = await desk.hand(conversation)
        except NothingSaid:
            return await self._refuse(request, place, None, 422, problems.CODE_TOO_EARLY)
        except TooFast:
            return await self._refuse(request, place, conversation, 429, problems.CODE_TOO_FAST)
        return await self._page(request, place, conversation, notice=handed.text)

    async def _refuse(
        self,
        request: web.Request,
        place: Municipality,
        conversation: Conversation | None,
        status: int,
        key: str,
        draft: str = "",
        crisis: Reply | None = None,
    ) -> web.Response:
        notice = crisis.text if crisis else self._texts.text(key, place.slug)
        return await self._page(request, place, conversation, status, notice, draft)

    async def _page(
        self,
        request: web.Request,
        place: Municipality,
        conversation: Conversation | None,
        status: int = 200,
        notice: str = "",
        draft: str = "",
    ) -> web.Response:
        messages: tuple[Message, ...] = ()
        if conversation is not None:
            try:
                messages = await self._pipeline.service.transcript(conversation.id)
            except StorageUnavailable:
                notice = notice or self._texts.text(problems.STORAGE_DOWN, place.slug)
        if not messages:
            messages = (self._pipeline.service.greeting(place.slug),)
        nonce = request[NONCE] = secrets.token_urlsafe(12)
        label, _payload = STANDING_CHOICES["human"]
        page = self._renderer.page(
            "chat.html",
            place=place,
            theme=theme_of(place.theme),
            messages=messages,
            notice=notice,
            draft=draft,
            waiting=any(message.state is State.RECEIVED for message in messages),
            human_label=self._texts.text(label, place.slug),
            code_label=self._texts.text(LABEL, place.slug) if self._codes else "",
            code_choice=CODE_CHOICE,
            nonce=nonce,
        )
        return _html(page, status)

    def _place(self, request: web.Request) -> Municipality:
        try:
            return self._municipalities.get(request.match_info["municipality"])
        except MunicipalityNotFound as error:
            raise web.HTTPNotFound from error


def _form(raw: bytes) -> tuple[str | None, str, str]:
    """(id, text, choice) of a posted form; no id where it is no form of ours."""
    try:
        fields = parse_qs(raw.decode(), max_num_fields=8)
    except ValueError:
        return None, "", ""
    identifier, text, choice = (fields.get(name, [""])[0] for name in ("id", "text", "choice"))
    return message_id(identifier), text, choice


def _html(page: str, status: int) -> web.Response:
    return web.Response(
        text=page, status=status, content_type="text/html", headers={"Cache-Control": "no-store"}
    )
