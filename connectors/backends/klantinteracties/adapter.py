"""The contact register over the Klantinteracties API."""

from __future__ import annotations

from assistant.domain.klantcontact import Klantcontact
from assistant.errors import BackendUnavailable
from assistant.ports.klantcontacten import KlantcontactenPort
from connectors.backends.klantinteracties.client import KlantinteractiesClient
from connectors.backends.klantinteracties.shapes import (
    has_reference,
    klantcontact_to_json,
    moment,
)

PATH = "/klantcontacten"
PAGE_SIZE = 100
# Entries of one second on one kanaal; more than this means that the filter was not applied.
MAX_PAGES = 20


class KlantinteractiesKlantcontacten(KlantcontactenPort):
    """Looks before it enters, so that a lost answer does not become a second entry (see README)."""

    def __init__(self, client: KlantinteractiesClient) -> None:
        self._client = client

    async def register(self, klantcontact: Klantcontact) -> None:
        await self.found_or_made(klantcontact)

    async def found_or_made(self, klantcontact: Klantcontact) -> str:
        """The uuid of the one entry of this klantcontact.

        Raises:
            BackendUnavailable: it is not certain that it is there.
        """
        found = await self.found(klantcontact)
        if found is not None:
            return found
        made = await self._client.post(PATH, klantcontact_to_json(klantcontact))
        return str(made.get("uuid") or "")

    async def check(self) -> None:
        answer = await self._client.get(PATH, {"pageSize": "1"})
        if not isinstance(answer.get("results"), list):
            raise BackendUnavailable("klantinteracties: this is not a Klantinteracties API")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def found(self, klantcontact: Klantcontact) -> str | None:
        """The uuid of its entry; None where there is none.

        Raises:
            BackendUnavailable: nobody knows.
        """
        kanaal = klantcontact_to_json(klantcontact)["kanaal"]
        for page in range(1, MAX_PAGES + 1):
            answer = await self._client.get(
                PATH,
                {
                    "kanaal": kanaal,
                    "plaatsgevondenOp": moment(klantcontact.plaatsgevonden_op),
                    "page": str(page),
                    "pageSize": str(PAGE_SIZE),
                },
            )
            results = answer.get("results")
            if not isinstance(results, list):
                raise BackendUnavailable("klantinteracties: a list without results")
            for item in results:
                if has_reference(item, klantcontact.reference):
                    return str(item.get("uuid") or "")
            if not answer.get("next"):
                break
        return None
