"""The engine door: the one way to Rasa, for the gateway only. `credentials.yml` names it.

One request is one message with its id; the response is everything Balie answers to it. The same id
again gets the same answer and changes nothing. See `turns.py` for how that is kept.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

import structlog
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from assistant.errors import BalieError, StorageUnavailable, where
from assistant.settings import get_settings
from connectors.engine.requests import BadRequest, EngineRequest, read_request, read_text
from connectors.engine.tracker_store import BalieTrackerStore
from connectors.engine.turns import Turn, current_turn

log = structlog.get_logger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]


class Unavailable(BalieError):
    """The engine cannot answer now; the same message may be sent again."""


class TurnOutput(OutputChannel):
    """Collects whole bot messages; Rasa's own collector takes them apart."""

    def __init__(self, turn: Turn, channel: str) -> None:
        self._turn = turn
        self._channel = channel

    def name(self) -> str:
        """The resident's channel, so that a response in data/responses may differ by channel."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self._turn.said.append(message)


class EngineDoor(InputChannel):
    """Rasa's side of the wire between gateway and engine."""

    @classmethod
    def name(cls) -> str:
        """Makes the path /webhooks/balie."""
        return "balie"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> EngineDoor:
        """The secret is in the environment (BALIE_ENGINE_SECRET), never in credentials.yml."""
        return cls(get_settings().engine_secret)

    def __init__(self, secret: str) -> None:
        self._expected = f"Bearer {secret}".encode()
        # Messages of one conversation wait for each other here, in order. Rasa's own lock would
        # let them poll once a second and overtake.
        self._queues: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The three routes."""
        door = Blueprint("balie_engine_door")

        @door.get("/health")
        async def health(request: Request) -> HTTPResponse:
            try:
                store = _ready_store(request)
                await store.check()
            except (Unavailable, StorageUnavailable) as error:
                return _problem(503, str(error))
            model = request.app.ctx.agent.processor.model_filename.split(".")[0].removeprefix(
                "balie-"
            )
            return json({"model": model, "tracker_store": type(store).__name__})

        @door.post("/turns")
        async def turns(request: Request) -> HTTPResponse:
            async def answer() -> dict[str, Any]:
                return await self._answer(request, read_request(request.body), on_new_message)

            return await self._told(request, answer)

        @door.post("/suggestions")
        async def suggestions(request: Request) -> HTTPResponse:
            return await self._told(request, lambda: _suggested(request))

        return door

    async def _told(
        self, request: Request, answer: Callable[[], Awaitable[dict[str, Any]]]
    ) -> HTTPResponse:
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, self._expected):
            return _problem(401, "wrong secret")
        try:
            return json(await answer())
        except BadRequest as error:
            return _problem(error.status, str(error))
        except Unavailable as error:
            log.warning("turn_failed", reason=str(error))
            return _problem(503, str(error))
        except Exception as error:  # whatever went wrong, the gateway must know
            log.error("turn_failed", reason=type(error).__name__, where=where(error))
            return _problem(503, type(error).__name__)

    async def _answer(
        self, request: Request, asked: EngineRequest, on_new_message: Handler
    ) -> dict[str, Any]:
        store = _ready_store(request)
        queue = self._queues.setdefault(asked.conversation_id, asyncio.Lock())
        async with queue:
            known = await store.find_answer(asked.conversation_id, asked.message_id)
            if known is not None:
                return known
            turn = Turn(asked.conversation_id, asked.message_id)
            token = current_turn.set(turn)
            try:
                await on_new_message(
                    UserMessage(
                        asked.text_for_rasa,
                        TurnOutput(turn, asked.channel),
                        asked.conversation_id,
                        input_channel=self.name(),
                        message_id=asked.message_id,
                        metadata={
                            "municipality": asked.municipality,
                            "channel": asked.channel,
                            "contact": asked.contact,
                        },
                    )
                )
            finally:
                current_turn.reset(token)
            if turn.answer is None:
                raise Unavailable("nothing was stored")
            return turn.answer


def _ready_store(request: Request) -> BalieTrackerStore:
    agent = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise Unavailable("no model is loaded")
    if not isinstance(agent.tracker_store, BalieTrackerStore):
        raise Unavailable("endpoints.yml names another tracker store")
    return agent.tracker_store


async def _suggested(request: Request) -> dict[str, Any]:
    """How the model reads a text by itself; it is part of no conversation, and nothing is kept."""
    _ready_store(request)
    text, municipality = read_text(request.body)
    message = UserMessage(text, metadata={"municipality": municipality})
    processor = request.app.ctx.agent.processor
    read = await processor.parse_message(message, only_output_properties=True)
    names = ("slug", "section", "confidence")
    return {
        "suggestions": [{name: one[name] for name in names} for one in read.get("answers") or ()]
    }


def _problem(status: int, error: str) -> HTTPResponse:
    return json({"error": error}, status=status)
