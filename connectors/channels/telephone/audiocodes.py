"""AudioCodes VoiceAI Connect on the wire: the AC Bot API, JSON in and out.

Recognition and voice are theirs; what a caller said comes as the text of an *activity*. The number
that was called stands in the address of the bot, so one line is one bot there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import structlog
from aiohttp import web

from assistant.domain.channel_codes import DIGITS
from assistant.errors import MunicipalityNotFound
from connectors.channels.telephone.call import Call, Calls, Input
from connectors.channels.telephone.hearing import Hypothesis
from connectors.channels.telephone.speaking import Next, Speech
from connectors.channels.webchat import read_body

log = structlog.get_logger(__name__)

PROVIDER = "audiocodes"
PATH = "/telephone/audiocodes/{line}"
EXPIRES_SECONDS = 120
_MOST_ACTIVITIES = 20
# Milliseconds. A short one brings a caller back who was told to wait for a moment.
_SILENCE, _MOMENT, _BETWEEN_KEYS = 7000, 1000, 3000


class AudioCodesVoice:
    """The four routes of one bot, for each line."""

    def __init__(self, calls: Calls, token: str) -> None:
        self._calls = calls
        self._token = token

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(PATH, self.get)
        app.router.add_post(PATH, self.create)
        app.router.add_post(f"{PATH}/activities", self.activities)
        app.router.add_post(f"{PATH}/refresh", self.refresh)
        app.router.add_post(f"{PATH}/disconnect", self.disconnect)

    async def get(self, request: web.Request) -> web.Response:
        """Whether this is a bot that may be used."""
        self._check(request)
        return web.json_response({"type": "ac-bot-api", "success": True})

    async def create(self, request: web.Request) -> web.Response:
        """A call is coming. Nothing is kept before it starts."""
        self._check(request)
        self._call(request, await _body(request))
        return web.json_response(
            {
                "activitiesURL": f"{request.path}/activities",
                "refreshURL": f"{request.path}/refresh",
                "disconnectURL": f"{request.path}/disconnect",
                "expiresSeconds": EXPIRES_SECONDS,
            }
        )

    async def activities(self, request: web.Request) -> web.Response:
        """What happened in a call, oldest first, and what to do then."""
        self._check(request)
        body = await _body(request)
        call = self._call(request, body)
        found = body.get("activities")
        if not isinstance(found, list) or len(found) > _MOST_ACTIVITIES:
            raise web.HTTPBadRequest
        answers: list[dict[str, Any]] = []
        for activity in found:
            if not isinstance(activity, dict) or not isinstance(activity.get("id"), str):
                raise web.HTTPBadRequest
            speech = await self._speech(call, activity)
            if speech is not None:
                answers += _activities(speech)
        return web.json_response({"conversation": body["conversation"], "activities": answers})

    async def refresh(self, request: web.Request) -> web.Response:
        """The call goes on: so do we, for we forget nothing."""
        self._check(request)
        self._call(request, await _body(request))
        return web.json_response({"expiresSeconds": EXPIRES_SECONDS})

    async def disconnect(self, request: web.Request) -> web.Response:
        """The call ended. What was said stays in the record."""
        self._check(request)
        self._call(request, await _body(request))
        return web.json_response({})

    async def _speech(self, call: Call, activity: Mapping[str, Any]) -> Speech | None:
        event = event_id(activity["id"])
        match activity.get("type"), activity.get("name"):
            case "event", "start":
                return await self._calls.begin(call)
            case "event", "DTMF":
                return await self._calls.hear(call, event, Input(digits=_digits(activity)))
            case "event", "noUserInput":
                return await self._calls.hear(call, event, Input())
            case "message", _:
                return await self._calls.hear(call, event, Input(_hypotheses(activity)))
        return None

    def _check(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
            log.warning("token_refused", channel="telephone", provider=PROVIDER)
            raise web.HTTPUnauthorized

    def _call(self, request: web.Request, body: Mapping[str, Any]) -> Call:
        conversation = body.get("conversation")
        if not isinstance(conversation, str) or not conversation:
            raise web.HTTPBadRequest
        try:
            return self._calls.call(PROVIDER, conversation, request.match_info["line"])
        except MunicipalityNotFound as error:
            raise web.HTTPNotFound from error


def event_id(activity_id: str) -> str:
    """Our id of an activity: theirs may be of any length and hold anything."""
    return f"ac-{hashlib.sha256(activity_id.encode('utf-8', 'replace')).hexdigest()[:24]}"


def _activities(speech: Speech) -> list[dict[str, Any]]:
    silence = _MOMENT if speech.next is Next.WAIT else _SILENCE
    parameters: dict[str, Any] = {
        "language": "nl-NL",
        "bargeIn": not speech.first,
        "userNoInputSendEvent": True,
        "userNoInputTimeoutMS": silence,
        # Keys come together, until there are as many as in a code, a # or a pause; where a single
        # key is a whole answer it comes at once.
        "sendDTMF": True,
        "dtmfCollect": not speech.one_key,
        "dtmfCollectMaxDigits": DIGITS,
        "dtmfCollectInterDigitTimeoutMS": _BETWEEN_KEYS,
        "dtmfCollectSubmitDigit": "#",
    }
    answers: list[dict[str, Any]] = [
        {
            "type": "message",
            "text": line,
            "activityParams": parameters | ({"ttsSpeed": 80} if speech.slow else {}),
        }
        for line in speech.lines
    ]
    if speech.next is Next.TRANSFER:
        target = {"transferTarget": f"tel:{speech.number}", "handoverReason": "userRequest"}
        answers.append({"type": "event", "name": "transfer", "activityParams": target})
    # The same event gets the same ids, so that an answer that comes twice is said once.
    return [{"id": f"{speech.event or 'start'}-{n}", **one} for n, one in enumerate(answers)]


def _hypotheses(activity: Mapping[str, Any]) -> tuple[Hypothesis, ...]:
    text = activity.get("text")
    parameters = activity.get("parameters")
    value = parameters.get("confidence") if isinstance(parameters, dict) else None
    confidence = float(value) if isinstance(value, int | float) else None
    return (Hypothesis(text, confidence),) if isinstance(text, str) and text else ()


def _digits(activity: Mapping[str, Any]) -> str:
    value = activity.get("value")
    return str(value)[:20] if isinstance(value, str | int) else ""


async def _body(request: web.Request) -> dict[str, Any]:
    raw = await read_body(request)
    if raw is None:
        raise web.HTTPRequestEntityTooLarge(max_size=0, actual_size=0)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise web.HTTPBadRequest from error
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body
