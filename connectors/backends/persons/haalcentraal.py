"""Haal Centraal BRP Personen bevragen 2. Source: its OpenAPI description, version 2.7.0."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from assistant.domain.bsn import Bsn
from assistant.domain.lookups import Source
from assistant.ports.persons import PersonsPort
from connectors.json_client import Answer, JsonClient

_DOUBTS = ("inOnderzoek", "indicatieVastgesteldVerblijftNietOpAdres")
"""What the register gives by itself where somebody may not live there."""


@dataclass(frozen=True)
class _Wanted:
    """What is asked, and how it becomes an answer. No other field leaves the register."""

    fields: tuple[str, ...]
    read: Callable[[Mapping[str, Any]], str]


class HaalCentraalPersons(PersonsPort):
    """`url` ends in `/brp`. `headers` is what a gateway wants beside the key, with `{doel}` for
    what is looked up; timeout in seconds."""

    def __init__(
        self, url: str, key: str, headers: Mapping[str, str], timeout: float = 5.0
    ) -> None:
        self._client = JsonClient("brp", url, timeout)
        self._headers = {"Accept": "application/json"} | ({"X-API-KEY": key} if key else {})
        self._extra = dict(headers)

    async def known(self, bsn: Bsn, source: Source) -> str:
        wanted = _WANTED[source]
        answer = await self._ask([bsn.digits], wanted.fields, source)
        if not answer.ok:
            raise self._client.failure(answer)
        try:
            people = answer.body["personen"]
            own = [one for one in people if one["burgerservicenummer"] == bsn.digits]
            return wanted.read(own[0]) if len(own) == len(people) == 1 else ""
        except (KeyError, TypeError, AttributeError) as error:
            raise self._client.unreadable(error) from error

    async def check(self) -> None:
        """Ask for nobody, which it refuses: only who it knows hears why.

        Raises:
            BackendUnavailable: it does not answer, or does not know us.
        """
        answer = await self._ask([], (), "")
        if answer.status != HTTPStatus.BAD_REQUEST:
            raise self._client.failure(answer)

    async def _ask(self, numbers: Sequence[str], fields: Sequence[str], purpose: str) -> Answer:
        extra = {name: value.replace("{doel}", purpose) for name, value in self._extra.items()}
        # In the body only: an address ends up in logs.
        body = {
            "type": "RaadpleegMetBurgerservicenummer",
            "burgerservicenummer": list(numbers),
            "fields": ["burgerservicenummer", *fields],
        }
        headers = self._headers | extra
        return await self._client.call("POST", "personen", headers=headers, body=body)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _address(person: Mapping[str, Any]) -> str:
    """As "3011 AD 40 A"; nothing where there is none in this country, or it is in doubt."""
    home = person.get("verblijfplaats") or {}
    place = home.get("verblijfadres") or {}
    if any(home.get(sign) for sign in _DOUBTS) or place.get("inOnderzoek"):
        return ""
    code, number = place.get("postcode") or "", place.get("huisnummer")
    if len(code) != len("3011AD") or not number:
        return ""
    addition = " ".join(
        part for key in ("huisletter", "huisnummertoevoeging") if (part := place.get(key))
    )
    return f"{code[:4]} {code[4:]} {number} {addition}".strip()


def _partner(person: Mapping[str, Any]) -> str:
    """The name of who somebody is married to: the register tells former partners too."""
    partners = [
        one
        for one in person.get("partners") or ()
        if not one.get("ontbindingHuwelijkPartnerschap") and not one.get("inOnderzoek")
    ]
    if len(partners) != 1:
        return ""
    name = partners[0].get("naam") or {}
    if name.get("inOnderzoek"):
        return ""
    parts = (name.get(key) for key in ("voornamen", "voorvoegsel", "geslachtsnaam"))
    return " ".join(part for part in parts if part)


_HOME = "verblijfplaats.verblijfadres"
_WANTED = {
    Source.BRP_ADDRESS: _Wanted(
        tuple(
            f"{_HOME}.{name}"
            for name in ("postcode", "huisnummer", "huisletter", "huisnummertoevoeging")
        ),
        _address,
    ),
    Source.BRP_PARTNER: _Wanted(
        (
            "partners.naam.voornamen",
            "partners.naam.voorvoegsel",
            "partners.naam.geslachtsnaam",
            "partners.ontbindingHuwelijkPartnerschap.datum",
        ),
        _partner,
    ),
}
