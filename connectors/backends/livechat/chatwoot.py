"""Chatwoot, by an inbox of the kind API: https://developers.chatwoot.com/api-reference

A handover is a contact of its own, so that nobody is followed from one conversation to the next,
with one conversation. Everything is looked for before it is made: an answer may have been lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from assistant.domain.handover import Handover
from assistant.domain.staff import AT_CHATWOOT
from assistant.ports.live_desk import LiveDeskPort, Seen, Word
from connectors.json_client import JsonClient

T = TypeVar("T")
TIMEOUT_SECONDS = 5.0
NOTE = "balie:note"
ONLINE = "online"
THERE = {ONLINE, "busy"}
OUTGOING = 1
A_PAGE = 100
"""So many messages Chatwoot gives at a time of those after another."""


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
        return (await self._states()).count(ONLINE)

    async def is_manned(self, municipality: str) -> bool:
        return not THERE.isdisjoint(await self._states())

    async def open(self, handover: Handover, note: str) -> str:
        contact = await self._contact(handover) or await self._add_contact(handover)
        reference = await self._conversation(contact) or str(
            await self._post(
                "conversations",
                {
                    "inbox_id": self._inbox,
                    "contact_id": contact,
                    "status": "open",
                    "custom_attributes": {
                        "handover": handover.id,
                        "conversation_id": handover.conversation_id,
                        "municipality": handover.municipality,
                        "channel": handover.channel,
                        "reason": handover.packet.why.value,
                        "topic": handover.packet.article,
                    },
                },
                lambda body: int(body["id"]),
            )
        )
        await self._say(reference, NOTE, note, {"message_type": "outgoing", "private": True})
        return reference

    async def find(self, handover: Handover) -> str:
        contact = await self._contact(handover)
        return await self._conversation(contact) if contact else ""

    async def look(self, reference: str) -> Seen:
        status = await self._get(f"conversations/{quote(reference)}", lambda body: body["status"])
        every = await self._messages(reference)
        return self._read(every, lambda found: Seen(_words(found), status == "resolved"))

    async def bring(self, reference: str, message_id: str, text: str) -> None:
        await self._say(reference, message_id, text, {"message_type": "incoming", "private": False})

    async def close(self, reference: str) -> None:
        path = f"conversations/{quote(reference)}/toggle_status"
        await self._post(path, {"status": "resolved"}, lambda body: body["payload"])

    async def _states(self) -> list[Any]:
        path = f"inbox_members/{quote(self._inbox)}"
        return await self._get(
            path, lambda body: [one.get("availability_status") for one in body["payload"]]
        )

    async def _contact(self, handover: Handover) -> int:
        """Its number; 0 where there is none."""
        identifier = _identifier(handover)
        return await self._get(
            f"contacts/search?q={quote(identifier, safe='')}",
            lambda body: next(
                (int(one["id"]) for one in body["payload"] if one.get("identifier") == identifier),
                0,
            ),
        )

    async def _add_contact(self, handover: Handover) -> int:
        identifier = _identifier(handover)
        body = {"inbox_id": self._inbox, "identifier": identifier, "name": identifier}
        return await self._post(
            "contacts", body, lambda made: int(made["payload"]["contact"]["id"])
        )

    async def _conversation(self, contact: int) -> str:
        """That of a contact; empty where there is none."""
        return await self._get(
            f"contacts/{contact}/conversations",
            lambda body: next((str(int(one["id"])) for one in body["payload"]), ""),
        )

    async def _messages(self, reference: str) -> list[dict[str, Any]]:
        """All of them: the latest twenty, as it gives by itself, may all be of staff."""
        found: list[dict[str, Any]] = []
        while True:
            after = found[-1]["id"] if found else 0
            path = f"conversations/{quote(reference)}/messages?after={after}"
            page = await self._get(
                path, lambda body: [one | {"id": int(one["id"])} for one in body["payload"]]
            )
            found += page
            if len(page) < A_PAGE:
                return found

    async def _say(
        self, reference: str, message_id: str, text: str, kind: Mapping[str, Any]
    ) -> None:
        known = [one.get("source_id") for one in await self._messages(reference)]
        if message_id not in known:
            path = f"conversations/{quote(reference)}/messages"
            body = {"content": text, "source_id": message_id, **kind}
            await self._post(path, body, lambda made: int(made["id"]))

    async def _get(self, path: str, read: Callable[[Any], T]) -> T:
        answer = await self._client.call("GET", f"{self._root}/{path}", headers=self._headers)
        if not answer.ok:
            raise self._client.failure(answer)
        return self._read(answer.body, read)

    async def _post(self, path: str, body: Mapping[str, Any], read: Callable[[Any], T]) -> T:
        address = f"{self._root}/{path}"
        answer = await self._client.call("POST", address, headers=self._headers, body=body)
        if not answer.ok:
            raise self._client.failure(answer)
        return self._read(answer.body, read)

    def _read(self, body: Any, read: Callable[[Any], T]) -> T:
        try:
            return read(body)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._client.unreadable(error) from error


def _identifier(handover: Handover) -> str:
    return f"balie:{handover.id}"


def _words(messages: Sequence[Mapping[str, Any]]) -> tuple[Word, ...]:
    """What people said to the resident: no notes, no robots, nothing that was taken back."""
    found = []
    for one in messages:
        sender, text = one.get("sender") or {}, one.get("content")
        public = one["message_type"] == OUTGOING and one["private"] is False
        gone = (one.get("content_attributes") or {}).get("deleted")
        human = sender.get("type", "user") == "user" and sender.get("id")
        if public and human and text and not gone:
            found.append(
                Word(
                    f"chatwoot{one['id']}",
                    str(text),
                    f"{AT_CHATWOOT}{sender['id']}",
                    str(sender.get("name") or ""),
                )
            )
    return tuple(found)
