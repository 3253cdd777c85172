"""A stand-in for Chatwoot: the part of its API that a desk needs, in the shapes it documents."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any

from aiohttp import web

TOKEN = "token-of-an-agent"
ROOT = "/api/v1/accounts/7"


class Chatwoot:
    """`breaks` is how it misbehaves: a status, "slow" or "garbage"; `answer_lost` does what is asked
    once and answers 502."""

    def __init__(self) -> None:
        self.contacts: list[dict[str, Any]] = []
        self.conversations: list[dict[str, Any]] = []
        self.online = 1
        self.busy = 1
        self.breaks: int | str = 0
        self.answer_lost = False
        self._ids = count(1)

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._door])
        for method, path, handler in (
            ("GET", "/inbox_members/3", self.members),
            ("GET", "/contacts/search", self.search),
            ("POST", "/contacts", self.add_contact),
            ("GET", "/contacts/{id}/conversations", self.of_contact),
            ("POST", "/conversations", self.add_conversation),
            ("GET", "/conversations/{id}", self.show),
            ("GET", "/conversations/{id}/messages", self.messages),
            ("POST", "/conversations/{id}/messages", self.add_message),
            ("POST", "/conversations/{id}/toggle_status", self.toggle),
        ):
            app.router.add_route(method, ROOT + path, handler)
        return app

    def conversation(self, identifier: str) -> dict[str, Any]:
        return next(one for one in self.conversations if str(one["id"]) == identifier)

    @web.middleware
    async def _door(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("api_access_token") != TOKEN:
            return web.json_response({"error": "Invalid Access Token"}, status=401)
        if self.breaks == "slow":
            await asyncio.sleep(30)
        if self.breaks == "garbage":
            return web.Response(text="<html>", content_type="text/html")
        if self.breaks:
            return web.json_response({"message": "no"}, status=int(self.breaks))
        response: web.StreamResponse = await handler(request)
        if self.answer_lost and request.method == "POST":
            self.answer_lost = False
            return web.json_response({}, status=502)
        return response

    async def members(self, _request: web.Request) -> web.Response:
        states = ["online"] * self.online + ["busy"] * self.busy + ["offline"]
        payload = [
            {"id": n, "name": f"A{n}", "availability_status": s} for n, s in enumerate(states)
        ]
        return web.json_response({"payload": payload})

    async def search(self, request: web.Request) -> web.Response:
        wanted = request.query["q"]
        found = [one for one in self.contacts if wanted in one["identifier"]]
        return web.json_response({"meta": {"count": len(found)}, "payload": found})

    async def add_contact(self, request: web.Request) -> web.Response:
        body = await request.json()
        if any(one["identifier"] == body["identifier"] for one in self.contacts):
            message = {"message": "Identifier has already been taken"}
            return web.json_response(message, status=422)
        contact = {"id": next(self._ids), "identifier": body["identifier"], "name": body["name"]}
        self.contacts.append(contact)
        inbox = {"source_id": f"s{contact['id']}", "inbox": {"id": int(body["inbox_id"])}}
        return web.json_response({"payload": {"contact": contact, "contact_inbox": inbox}})

    async def of_contact(self, request: web.Request) -> web.Response:
        contact = int(request.match_info["id"])
        found = [one for one in self.conversations if one["contact_id"] == contact]
        return web.json_response({"payload": found})

    async def add_conversation(self, request: web.Request) -> web.Response:
        body = await request.json()
        made = {"id": next(self._ids), "status": body["status"], "contact_id": body["contact_id"],
                "custom_attributes": body["custom_attributes"], "messages": []}  # fmt: skip
        self.conversations.append(made)
        return web.json_response(made)

    async def show(self, request: web.Request) -> web.Response:
        return web.json_response(self.conversation(request.match_info["id"]))

    async def messages(self, request: web.Request) -> web.Response:
        found = self.conversation(request.match_info["id"])["messages"]
        if "after" in request.query:
            after = int(request.query["after"])
            payload = [one for one in found if one["id"] > after][:100]
        else:
            payload = found[-20:]
        return web.json_response({"meta": {}, "payload": payload})

    async def add_message(self, request: web.Request) -> web.Response:
        body = await request.json()
        made = {"id": next(self._ids), "content": body["content"], "private": body["private"],
                "message_type": {"incoming": 0, "outgoing": 1}[body["message_type"]],
                "source_id": body["source_id"], "sender": {"id": 1, "type": "user"}}  # fmt: skip
        self.conversation(request.match_info["id"])["messages"].append(made)
        return web.json_response(made)

    def agent_says(self, conversation: dict[str, Any], text: str, **changes: Any) -> int:
        """The number of what one of them said."""
        made = {"id": next(self._ids), "content": text, "private": False, "message_type": 1,
                "source_id": None, "content_attributes": {},
                "sender": {"id": 5, "name": "Joris", "type": "user"}} | changes  # fmt: skip
        conversation["messages"].append(made)
        return int(made["id"])

    async def toggle(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.conversation(request.match_info["id"])["status"] = body["status"]
        return web.json_response({"payload": {"success": True, "current_status": body["status"]}})
