"""Payments and a checkout where somebody chooses how it ends. Kept in memory: nobody pays here."""

from __future__ import annotations

import hmac
import json
import re
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from aiohttp import web

from backoffice.pages import Pages
from backoffice.zgw.page import is_own_page

log = structlog.get_logger("backoffice")

ROOT = "/mollie/v2"
ENDS = ("paid", "failed", "canceled", "expired")
MOST = 10_000
_AMOUNT = re.compile(r"\d{1,6}\.\d{2}")
TIMEOUT = aiohttp.ClientTimeout(total=10)


@dataclass
class _Payment:
    id: str
    amount: str
    description: str
    redirect: str
    webhook: str
    status: str = "open"


class Payments:
    """The API, for who knows the key, and the page on which a resident pays."""

    def __init__(self, key: str, pages: Pages) -> None:
        self._key = f"Bearer {key}".encode()
        self._pages = pages
        self._made: dict[str, _Payment] = {}
        self._by_key: dict[str, str] = {}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The addresses."""
        router.add_post(f"{ROOT}/payments", self.create)
        router.add_get(f"{ROOT}/payments/{{id}}", self.read)
        router.add_get("/afrekenen/{id}", self.checkout)
        router.add_post("/afrekenen/{id}", self.end)

    async def create(self, request: web.Request) -> web.Response:
        """A payment; the same Idempotency-Key gives the same."""
        if not self._knows(request):
            return _refused(401, "Missing authentication, or failed to authenticate")
        key = request.headers.get("Idempotency-Key", "")
        if key and key in self._by_key:
            return web.json_response(self._shape(request, self._by_key[key]), status=201)
        try:
            body = json.loads(await request.read())
            amount, currency = str(body["amount"]["value"]), str(body["amount"]["currency"])
            told, redirect = str(body["description"]), str(body["redirectUrl"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return _refused(422, "The request body is incomplete")
        if currency != "EUR" or not _AMOUNT.fullmatch(amount):
            return _refused(422, "The amount is invalid")
        if len(self._made) >= MOST:
            self._made.clear()
            self._by_key.clear()
        key_of_ours, webhook = f"tr_{secrets.token_hex(5)}", str(body.get("webhookUrl"))
        made = _Payment(key_of_ours, amount, told, redirect, webhook)
        self._made[made.id] = made
        if key:
            self._by_key[key] = made.id
        return web.json_response(self._shape(request, made.id), status=201)

    async def read(self, request: web.Request) -> web.Response:
        """How it stands."""
        if not self._knows(request):
            return _refused(401, "Missing authentication, or failed to authenticate")
        if request.match_info["id"] not in self._made:
            return _refused(404, "No payment exists with token")
        return web.json_response(self._shape(request, request.match_info["id"]))

    async def checkout(self, request: web.Request) -> web.Response:
        """The page where a resident would choose a bank."""
        found = self._made.get(request.match_info["id"])
        if found is None:
            return self._pages.error(404)
        response = self._pages.page("afrekenen.html", payment=found)
        # After the form the browser goes on to who asked.
        target = urlsplit(found.redirect)
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {target.scheme}://{target.netloc}"
        )
        return response

    async def end(self, request: web.Request) -> web.Response:
        """How it ends; who asked for it is told, and the browser goes back there."""
        found = self._made.get(request.match_info["id"])
        end = str((await request.post()).get("eind") or "")
        if found is None or end not in ENDS:
            return self._pages.error(404)
        if not is_own_page(request):
            return self._pages.error(403)
        if found.status == "open":
            found.status = end
            await self._tell(found)
        return web.Response(status=303, headers={"Location": found.redirect})

    async def _tell(self, payment: _Payment) -> None:
        try:
            async with (
                aiohttp.ClientSession(timeout=TIMEOUT) as session,
                session.post(payment.webhook, data={"id": payment.id}) as response,
            ):
                log.info("webhook_called", status=response.status)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            log.warning("webhook_failed", reason=type(error).__name__)

    def _knows(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._key)

    def _shape(self, request: web.Request, key: str) -> dict[str, Any]:
        one = self._made[key]
        links = {}
        if one.status == "open":
            href = f"{request.url.origin()}/afrekenen/{one.id}"
            links = {"checkout": {"href": href, "type": "text/html"}}
        return {
            "resource": "payment",
            "id": one.id,
            "status": one.status,
            "amount": {"currency": "EUR", "value": one.amount},
            "description": one.description,
            "_links": links,
        }


def _refused(status: int, detail: str) -> web.Response:
    return web.json_response({"status": status, "title": "Error", "detail": detail}, status=status)
