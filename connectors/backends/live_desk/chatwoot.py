"""Chatwoot, by an inbox of the kind API: https://developers.chatwoot.com/api-reference

A handover is a contact of its own, so that nobody is followed from one conversation to the next,
with one conversation. Everything is looked for before it is made: an answer may have been lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from assistant.domain.handover import Handover
from assistant.ports.live_desk import LiveDeskPort
from connectors.json_client import JsonClient

TIMEOUT_SECONDS = 5.0
NOTE = "balie:note"
ONLINE = "online"


class ChatwootDesk(LiveDeskPort):
    """`account` and `inbox` are numbers of Chatwoot; `token` is of somebody who may write there."""

    def __init__(self, url: str, account: str, inbox: str, token: str) -> None:
        self._client = JsonClient("chatwoot", url, TIMEOUT_SECONDS)
        self._root = f"api/v1/accounts/{quote(account)}"
        self._inbox = inbox
        self._headers = {"api_access_token": token, "Accept": "application/json"}

    async def disconnect(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def people(self, municipality: str) -> int:
        found = await self._get(f"inbox_members/{quote(self._inbox)}", lambda body: body["payload"])
        return sum(one.get("availability_status") == ONLINE for one in found)

    async def open(self, handover: Handover, note: str) -> str:
        contact = await self._contact(handover)
        conversations = await self._get(
            f"contacts/{contact}/conversations", lambda body: body["payload"]
        )
        if conversations:
            found = self._read(conversations[0], lambda one: int(one["id"]))
        else:
            found = await self._post(
                "conversations",
                {
                    "inbox_id": self._inbox,
                    "contact_id": contact,
                    "status": "open",
                    "custom_attributes": {
                        "handover": handover.id,
                        "municipality": handover.municipality,
                        "channel": handover.channel,
                        "reason": handover.packet.why.value,
                        "topic": handover.packet.article,
                    },
                },
                lambda body: int(body["id"]),
            )
        reference = str(found)
        await self._say(reference, NOTE, note, {"message_type": "outgoing", "private": True})
        return reference

    async def bring(self, reference: str, message_id: str, text: str) -> None:
        await self._say(reference, message_id, text, {"message_type": "incoming", "private": False})

    async def close(self, reference: str) -> None:
        path = f"conversations/{quote(reference)}/toggle_status"
        await self._post(path, {"status": "resolved"}, lambda body: body["payload"])

    async def _contact(self, handover: Handover) -> int:
        identifier = f"balie:{handover.id}"
        found = await self._get(
            f"contacts/search?q={quote(identifier, safe='')}", lambda body: body["payload"]
        )
        for one in found:
            if one.get("identifier") == identifier:
                return int(self._read(one, lambda contact: int(contact["id"])))
        body = {"inbox_id": self._inbox, "identifier": identifier, "name": identifier}
        return int(
            await self._post("contacts", body, lambda made: int(made["payload"]["contact"]["id"]))
        )

    async def _say(
        self, reference: str, message_id: str, text: str, kind: Mapping[str, Any]
    ) -> None:
        path = f"conversations/{quote(reference)}/messages"
        known = await self._get(
            path, lambda body: [one.get("source_id") for one in body["payload"]]
        )
        if message_id not in known:
            body = {"content": text, "source_id": message_id, **kind}
            await self._post(path, body, lambda made: int(made["id"]))

    async def _get(self, path: str, read: Callable[[Any], Any]) -> Any:
        answer = await self._client.call("GET", f"{self._root}/{path}", headers=self._headers)
        if not answer.ok:
            raise self._client.failure(answer)
        return self._read(answer.body, read)

    async def _post(self, path: str, body: Mapping[str, Any], read: Callable[[Any], Any]) -> Any:
        address = f"{self._root}/{path}"
        answer = await self._client.call("POST", address, headers=self._headers, body=body)
        if not answer.ok:
            raise self._client.failure(answer)
        return self._read(answer.body, read)

    def _read(self, body: Any, read: Callable[[Any], Any]) -> Any:
        try:
            return read(body)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._client.unreadable(error) from error
