"""A promise to call as an internetaak, with the number as a digitaal adres of its betrokkene.

The steps and their fields are those of KISS and Open Klant 2: klantcontact, betrokkene, digitaal
adres, actor, internetaak. Each is looked for before it is made.
"""

from __future__ import annotations

from typing import Any

from assistant.domain.callbacks import Callback
from assistant.domain.klantcontact import promised_klantcontact, task_explained
from assistant.errors import BackendUnavailable
from assistant.ports.call_tasks import CallTasksPort
from connectors.backends.klantinteracties.adapter import KlantinteractiesKlantcontacten
from connectors.backends.klantinteracties.client import KlantinteractiesClient

HANDELING = "Contact opnemen met betrokkene"
HANDLED = "verwerkt"


class KlantinteractiesCallTasks(CallTasksPort):
    """`actor` is the name of the organisatorische eenheid that the tasks are for."""

    def __init__(self, client: KlantinteractiesClient, actor: str) -> None:
        self._client = client
        self._contacts = KlantinteractiesKlantcontacten(client)
        self._actor = actor

    async def register(self, callback: Callback) -> None:
        contact = await self._contacts.found_or_made(promised_klantcontact(callback))
        known = await self._client.get(f"/klantcontacten/{contact}", {})
        if _uuids(known, "leiddeTotInterneTaken"):
            return
        people = _uuids(known, "hadBetrokkenen")
        person = people[0] if people else await self._betrokkene(contact)
        found = await self._client.get(f"/betrokkenen/{person}", {})
        if not _uuids(found, "digitaleAdressen"):
            await self._client.post(
                "/digitaleadressen",
                {
                    "verstrektDoorBetrokkene": {"uuid": person},
                    "verstrektDoorPartij": None,
                    "adres": callback.phone,
                    "soortDigitaalAdres": "telefoonnummer",
                    "omschrijving": "Terugbelnummer",
                },
            )
        await self._client.post(
            "/internetaken",
            {
                "nummer": "",
                "gevraagdeHandeling": HANDELING,
                "aanleidinggevendKlantcontact": {"uuid": contact},
                "toegewezenAanActoren": [{"uuid": await self._organisation()}],
                "toelichting": task_explained(callback),
                "status": "te_verwerken",
            },
        )

    async def handled(self, callback: Callback) -> bool:
        known = await self._tasks(callback)
        found = [await self._client.get(f"/internetaken/{task}", {}) for task in known]
        return bool(found) and all(one.get("status") == HANDLED for one in found)

    async def close(self, callback: Callback) -> None:
        for task in await self._tasks(callback):
            await self._client.patch(f"/internetaken/{task}", {"status": HANDLED})

    async def _tasks(self, callback: Callback) -> list[str]:
        contact = await self._contacts.found(promised_klantcontact(callback))
        if contact is None:
            return []
        known = await self._client.get(f"/klantcontacten/{contact}", {})
        return _uuids(known, "leiddeTotInterneTaken")

    async def _betrokkene(self, contact: str) -> str:
        made = await self._client.post(
            "/betrokkenen",
            {
                "hadKlantcontact": {"uuid": contact},
                "wasPartij": None,
                "rol": "klant",
                "organisatienaam": "",
                "initiator": True,
            },
        )
        return _uuid(made)

    async def _organisation(self) -> str:
        found = await self._client.get("/actoren", {"naam": self._actor})
        for one in found.get("results") or ():
            if isinstance(one, dict) and one.get("naam") == self._actor:
                return _uuid(one)
        made = await self._client.post(
            "/actoren",
            {
                "naam": self._actor,
                "soortActor": "organisatorische_eenheid",
                "indicatieActief": True,
            },
        )
        return _uuid(made)


def _uuid(found: Any) -> str:
    value = found.get("uuid") if isinstance(found, dict) else None
    if not isinstance(value, str):
        raise BackendUnavailable("klantinteracties: something without a uuid")
    return value


def _uuids(found: dict[str, Any], name: str) -> list[str]:
    listed = found.get(name)
    return [_uuid(one) for one in listed] if isinstance(listed, list) else []
