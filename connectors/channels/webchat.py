"""The web chat on the wire: JSON in, server-sent events or JSON out."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import asdict
from typing import Any

import structlog
from aiohttp import web
from aiohttp.client_exceptions import ClientConnectionResetError
from aiohttp.typedefs import Handler

from assistant.domain.choices import choice_id
from assistant.domain.municipality import Municipality
from assistant.domain.transcript import Conversation, Kind, Message
from assistant.errors import ChoiceNotFound, MunicipalityNotFound, StorageUnavailable
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.services.feedback import FeedbackService
from connectors.channels import cross_origin, problems
from connectors.channels.code_desk import CodeDesk, NothingSaid
from connectors.channels.markdown import is_safe_url, to_html
from connectors.channels.pipeline import Pipeline, TooFast, message_id
from connectors.channels.problems import Problems
from connectors.channels.sessions import SessionRefused, Sessions, Visit

log = structlog.get_logger(__name__)

BODY_LIMIT = 16 * 1024
_DRAIN_LIMIT = 32 * 1024 * 1024


class Webchat:
    """Routes under `/<municipality>/`. `render` draws one message as the page shows it."""

    def __init__(
        self,
        pipeline: Pipeline,
        sessions: Sessions,
        municipalities: MunicipalitiesPort,
        refusals: Problems,
        render: Callable[[Message], str],
        feedback: FeedbackService,
        codes: CodeDesk | None = None,
    ) -> None:
        """Without `codes` there is no other channel to go on by."""
        self._codes = codes
        self._feedback = feedback
        self._pipeline = pipeline
        self._sessions = sessions
        self._municipalities = municipalities
        self._problems = refusals
        self._render = render

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        for name, methods in (
            ("messages", {"GET": self.get_messages, "POST": self.post_message}),
            ("events", {"GET": self.get_events}),
            ("feedback", {"POST": self.post_feedback}),
            *((("code", {"POST": self.post_code}),) if self._codes else ()),
        ):
            for method, handler in methods.items():
                app.router.add_route(method, f"/{{municipality}}/{name}", handler)
            app.router.add_route(
                "OPTIONS", f"/{{municipality}}/{name}", self._preflight(", ".join(methods))
            )
        app.on_response_prepare.append(cross_origin.add_headers)
        app.on_shutdown.append(self._release)

    async def post_message(self, request: web.Request) -> web.Response:
        """Take one message: 202 with its id. The answer comes by the other two routes.

        Where it begins a conversation, a browser of ours gets its cookie, the widget its token.
        """
        place = self._place(request)
        slug = place.slug
        text = ""
        try:
            visit = self._sessions.visit(request, place)
            conversation = visit.conversation or self._new(request, slug, visit)
            raw = await read_body(request)
            if raw is None:
                receipt = await self._pipeline.refuse_length(conversation, str(message_id(None)))
            else:
                body = _parse(raw)
                if body is None:
                    return self._problems.response(400, problems.UNREADABLE, slug)
                identifier, text, choice = body
                receipt = await self._pipeline.accept(conversation, identifier, text, choice)
        except SessionRefused as error:
            return self._problems.response(error.status, problems.UNREADABLE, slug)
        except TooFast as error:
            return self._problems.response(429, problems.TOO_FAST, slug, wait=error.wait)
        except ChoiceNotFound:
            return self._problems.response(422, problems.CHOICE_GONE, slug)
        except StorageUnavailable:
            crisis = self._pipeline.service.emergency(text)
            return self._problems.response(
                503, problems.STORAGE_DOWN, slug, wait=10, text=crisis.text if crisis else ""
            )
        taken: dict[str, Any] = {"id": receipt.id}
        if visit.conversation is None:
            taken["new"] = True
            if not visit.by_cookie:
                taken["token"] = self._sessions.token(conversation)
        response = web.json_response(taken, status=202, headers={"Cache-Control": "no-store"})
        if visit.conversation is None and visit.by_cookie:
            self._sessions.write(request, response, conversation)
        return response

    async def post_feedback(self, request: web.Request) -> web.Response:
        """Keep what a resident thinks of one answer: 204, also where it was said before."""
        place = self._place(request)
        try:
            conversation = self._sessions.visit(request, place).conversation
            said = _parse_feedback(await read_body(request))
            if conversation is None or said is None:
                return self._problems.response(400, problems.UNREADABLE, place.slug)
            if not await self._feedback.give(conversation, *said):
                return self._problems.response(422, problems.UNREADABLE, place.slug)
        except SessionRefused as error:
            return self._problems.response(error.status, problems.UNREADABLE, place.slug)
        except StorageUnavailable:
            return self._problems.response(503, problems.STORAGE_DOWN, place.slug, wait=10)
        return web.Response(status=204)

    async def post_code(self, request: web.Request) -> web.Response:
        """A code to go on elsewhere: 201, as "4821 9637", with what to do with it."""
        place = self._place(request)
        try:
            conversation = self._sessions.visit(request, place).conversation
            await read_body(request)  # there is nothing to read, and what is too large is dropped
            if conversation is None or self._codes is None:
                raise NothingSaid
            handed = await self._codes.hand(conversation)
        except SessionRefused as error:
            return self._problems.response(error.status, problems.UNREADABLE, place.slug)
        except NothingSaid:
            return self._problems.response(422, problems.CODE_TOO_EARLY, place.slug)
        except TooFast as error:
            return self._problems.response(429, problems.CODE_TOO_FAST, place.slug, wait=error.wait)
        except StorageUnavailable:
            return self._problems.response(503, problems.STORAGE_DOWN, place.slug, wait=10)
        return web.json_response(asdict(handed), status=201, headers={"Cache-Control": "no-store"})

    async def get_messages(self, request: web.Request) -> web.Response:
        """The transcript after a number, once."""
        place = self._place(request)
        found: tuple[Message, ...] = ()
        try:
            conversation = self._sessions.visit(request, place).conversation
            if conversation is not None:
                found = await self._pipeline.service.transcript(conversation.id, _after(request))
        except SessionRefused as error:
            return self._problems.response(error.status, problems.UNREADABLE, place.slug)
        except StorageUnavailable:
            return self._problems.response(503, problems.STORAGE_DOWN, place.slug, wait=10)
        return web.json_response(
            {"messages": [message_json(message) for message in found]},
            headers={"Cache-Control": "no-store"},
        )

    async def get_events(self, request: web.Request) -> web.StreamResponse:
        """The transcript after a number, as it grows."""
        place = self._place(request)
        try:
            conversation = self._sessions.visit(request, place).conversation
        except SessionRefused as error:
            return self._problems.response(error.status, problems.UNREADABLE, place.slug)
        if conversation is None:
            # Not an error that a browser should keep trying: the page starts anew.
            return web.Response(status=204)
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",  # a proxy must not hold events back
            }
        )
        await response.prepare(request)
        try:
            await self._stream(response, conversation, _after(request))
        except (TooFast, StorageUnavailable) as error:
            log.info("event_stream_refused", reason=type(error).__name__)
        except (ConnectionResetError, ClientConnectionResetError):
            pass  # the resident left
        return response

    async def _stream(
        self, response: web.StreamResponse, conversation: Conversation, after: int
    ) -> None:
        await response.write(b"retry: 2000\n\n")
        typing = ""
        async with aclosing(self._pipeline.follow(conversation.id, after)) as following:
            async for found in following:
                chunk = "".join(self._event(message) for message in found) or ": beat\n\n"
                if self._pipeline.typing(conversation.id) != typing:
                    typing = self._pipeline.typing(conversation.id)
                    chunk += f"event: typing\ndata: {json.dumps({'name': typing})}\n\n"
                await response.write(chunk.encode())

    def _event(self, message: Message) -> str:
        data = {**message_json(message), "rendered": self._render(message)}
        return f"id: {message.sequence}\nevent: message\ndata: {json.dumps(data)}\n\n"

    def _new(self, request: web.Request, slug: str, visit: Visit) -> Conversation:
        return self._sessions.new(slug) if visit.by_cookie else self._sessions.begin(request, slug)

    def _place(self, request: web.Request) -> Municipality:
        try:
            place = self._municipalities.get(request.match_info["municipality"])
        except MunicipalityNotFound as error:
            raise web.HTTPNotFound from error
        cross_origin.allow(request, place)
        return place

    def _preflight(self, methods: str) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            return cross_origin.preflight(request, self._place(request), methods)

        return answer

    async def _release(self, _app: web.Application) -> None:
        self._pipeline.release()


async def read_body(request: web.Request, limit: int = BODY_LIMIT) -> bytes | None:
    """The whole body, or None when it is larger than `limit` bytes.

    What is too large is read and dropped, so that the sender hears our answer and not a reset.
    """
    kept = bytearray()
    dropped = 0
    async for chunk in request.content.iter_chunked(64 * 1024):
        if len(kept) + len(chunk) <= limit and not dropped:
            kept += chunk
            continue
        dropped += len(chunk)
        if dropped > _DRAIN_LIMIT:
            break
    return None if dropped else bytes(kept)


def message_json(message: Message) -> dict[str, Any]:
    """One message as a client sees it; payloads stay here."""
    data: dict[str, Any] = {
        "sequence": message.sequence,
        "id": message.id,
        "author": message.author.value,
        "at": message.at.isoformat(),
        "text": message.text,
    }
    reply = message.reply
    if reply is None:
        data["state"] = message.state.value
        return data
    data |= {
        "html": to_html(message.text),
        "kind": message.kind.value,
        "final": message.kind is Kind.REPLY,
        "answers": message.answers,
        "outcome": reply.outcome.value,
        "articles": list(reply.articles),
        "speaker": reply.speaker,
        "choices": [
            {"id": choice_id(message.sequence, index), "title": choice.title}
            for index, choice in enumerate(reply.choices)
        ],
        "links": [
            {"title": link.title, "url": link.url} for link in reply.links if is_safe_url(link.url)
        ],
        "sources": [
            {"title": source.title, "url": source.url, "checked_on": source.checked_on}
            for source in reply.sources
            if is_safe_url(source.url)
        ],
    }
    return data


def _parse(raw: bytes) -> tuple[str, str, str] | None:
    """(id, text, choice) of a message, or None where the body is something else."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    identifier = message_id(body.get("id"))
    text, choice = body.get("text") or "", body.get("choice") or ""
    if identifier is None or not isinstance(text, str) or not isinstance(choice, str):
        return None
    if bool(text.strip()) == bool(choice):
        return None
    return identifier, text, choice


def _parse_feedback(raw: bytes | None) -> tuple[int, bool, str] | None:
    """(message number, helpful, why) of feedback, or None where the body is something else."""
    try:
        body = json.loads(raw or b"")
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    sequence, helpful, text = body.get("sequence"), body.get("helpful"), body.get("text") or ""
    if type(sequence) is not int or not 0 < sequence < 10**9:
        return None
    if not isinstance(helpful, bool) or not isinstance(text, str):
        return None
    return sequence, helpful, text


def _after(request: web.Request) -> int:
    """From where to go on. A browser that reconnects says so in a header, and that counts more."""
    values = (request.headers.get("Last-Event-ID", ""), request.query.get("after", ""))
    return max((int(v) for v in values if v.isascii() and v.isdigit() and len(v) < 10), default=0)
