"""Twilio Voice on the wire: a signed form in, TwiML out.

Twilio reports to an address that we gave with the previous answer, and signs that address. So the
number of the turn stands in it: it comes back as we wrote it, and a report that is sent twice, or
late, names the same turn.
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from aiohttp import web

from assistant.errors import MunicipalityNotFound
from connectors.channels.telephone.call import Call, Calls, Input, number_of, numbered
from connectors.channels.telephone.hearing import Hypothesis
from connectors.channels.telephone.speaking import Speech
from connectors.channels.telephone.twiml import hangup, twiml
from connectors.channels.twilio_signature import HEADER, is_signed, read_form
from connectors.channels.webchat import read_body

log = structlog.get_logger(__name__)

PROVIDER = "twilio"
PATH = "/telephone/twilio"
VOICE = "Polly.Laura-Neural"
_ENDED = {"completed", "busy", "failed", "no-answer", "canceled"}


class TwilioVoice:
    """One route, for the start of a call and all that follows.

    `public_url` is how Twilio reaches us ("https://balie.example.nl"), without a path of ours:
    behind a proxy our own address is another one, and the signature is over the public one.
    """

    def __init__(self, calls: Calls, auth_token: str, public_url: str, voice: str = VOICE) -> None:
        self._calls = calls
        self._auth_token = auth_token
        self._public_url = public_url.rstrip("/")
        self._voice = voice

    def mount(self, app: web.Application) -> None:
        """Add the route."""
        app.router.add_post(PATH, self.post)

    async def post(self, request: web.Request) -> web.Response:
        """One report about one call."""
        raw = await read_body(request)
        if raw is None:
            raise web.HTTPRequestEntityTooLarge(max_size=0, actual_size=0)
        form = read_form(raw)
        if form is None:
            raise web.HTTPBadRequest
        url = f"{self._public_url}{request.path_qs}"
        if not is_signed(request.headers.get(HEADER, ""), self._auth_token, url, form):
            log.warning("signature_refused", channel="telephone", provider=PROVIDER)
            raise web.HTTPForbidden
        values = dict(form)
        if not values.get("CallSid") or not values.get("To"):
            raise web.HTTPBadRequest
        if values.get("CallStatus") in _ENDED:
            return web.Response(status=204)  # the caller hung up: there is nobody to answer
        try:
            call = self._calls.call(
                PROVIDER, values["CallSid"], values["To"], values.get("From", "")
            )
        except MunicipalityNotFound as error:
            raise web.HTTPNotFound from error
        if values.get("DialCallStatus") in ("completed", "answered"):
            return _xml(hangup())
        speech = await self._speech(call, _turn(request), values)
        action = f"{self._public_url}{PATH}?turn={number_of(speech.event) + 1}"
        return _xml(twiml(speech, action, self._voice))

    async def _speech(self, call: Call, turn: int, values: Mapping[str, str]) -> Speech:
        if not turn:
            return await self._calls.begin(call)
        return await self._calls.hear(call, numbered(turn), _input(values))


def _turn(request: web.Request) -> int:
    """The number that we wrote in the address; 0 at the start of a call."""
    value = request.query.get("turn", "0")
    if not (value.isascii() and value.isdigit() and len(value) < 6):
        raise web.HTTPBadRequest
    return int(value)


def _input(values: Mapping[str, str]) -> Input:
    text = values.get("SpeechResult", "")
    return Input(
        hypotheses=(Hypothesis(text, _confidence(values.get("Confidence", ""))),) if text else (),
        digits=values.get("Digits", ""),
        transfer_failed="DialCallStatus" in values,
    )


def _confidence(value: str) -> float | None:
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return None


def _xml(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="text/xml", charset="utf-8")
