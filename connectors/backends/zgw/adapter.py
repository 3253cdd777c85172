"""Zaken of one municipality at a ZGW server such as Open Zaak."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import structlog

from assistant.domain.bsn import Bsn
from assistant.domain.zaken import NewZaak, Zaak
from assistant.errors import BackendUnavailable
from assistant.ports.zaken import ZakenPort
from connectors.backends.zgw.client import CATALOGI, ZAKEN, Json, ZgwClient
from connectors.backends.zgw.registration import Registration
from connectors.backends.zgw.shapes import began_by, zaak_of

log = structlog.get_logger(__name__)

EXPAND = "zaaktype,status,status.statustype,rollen,resultaat,resultaat.resultaattype"
PERSON = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
CONFIDENTIALITY = (
    "openbaar", "beperkt_openbaar", "intern", "zaakvertrouwelijk", "vertrouwelijk",
    "confidentieel", "geheim", "zeer_geheim",
)  # fmt: skip
PAGE_SIZE, MOST_PAGES = 100, 5
"""Nobody reads more zaken than this in a chat."""
FRESH_SECONDS = 3600.0
"""So long the steps of a zaaktype are remembered."""


class ZgwZaken(ZakenPort):
    """`rsin` of the municipality; `confidentiality` is the highest that a resident is shown.

    A server that gets an empty or unknown filter returns everything (Open Zaak 1.30 does). So a BSN
    is always a valid one, and of every zaak that comes back it is checked who began it.
    """

    def __init__(self, client: ZgwClient, rsin: str, confidentiality: str) -> None:
        self._client = client
        self._rsin = rsin
        self._confidentiality = confidentiality
        self._registration = Registration(client, rsin)
        self._steps: dict[str, tuple[float, list[Json]]] = {}

    async def of_person(self, bsn: Bsn) -> Sequence[Zaak]:
        found = [await self._zaak(shape) for shape in await self._search(bsn, {})]
        found.sort(key=lambda zaak: (zaak.started, zaak.number), reverse=True)
        return [*(z for z in found if z.is_open), *(z for z in found if not z.is_open)]

    async def at(self, url: str) -> Zaak | None:
        shape = await self._client.get(url, {"expand": EXPAND})
        levels = {level: number for number, level in enumerate(CONFIDENTIALITY)}
        level = levels.get(str(shape.get("vertrouwelijkheidaanduiding")), len(levels))
        if not self._is_ours(shape) or level > levels.get(self._confidentiality, -1):
            return None
        return await self._zaak(await self._complete(shape))

    async def of_person_by_number(self, bsn: Bsn, number: str) -> Zaak | None:
        if not number:
            return None
        for shape in await self._search(bsn, {"identificatie": number}):
            zaak = await self._zaak(shape)
            if zaak.number.casefold() == number.casefold():
                return zaak
        return None

    async def register(self, new: NewZaak) -> Zaak:
        try:
            made = await self._registration.register(new)
        except (KeyError, TypeError, ValueError) as error:
            log.error("zgw_answer_unreadable", reason=type(error).__name__)
            raise BackendUnavailable("zgw: unreadable") from error
        whole = await self._client.get(_text(made, "url"), {"expand": EXPAND})
        return await self._zaak(await self._complete(whole))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _search(self, bsn: Bsn, more: dict[str, str]) -> list[Json]:
        filters = {
            PERSON: bsn.digits,
            "rol__omschrijvingGeneriek": "initiator",
            "bronorganisatie": self._rsin,
            "maximaleVertrouwelijkheidaanduiding": self._confidentiality,
            **more,
        }
        mine: list[Json] = []
        others = 0
        for page in range(1, MOST_PAGES + 1):
            params = {"expand": EXPAND, "pageSize": str(PAGE_SIZE), "page": str(page)}
            answer = await self._client.search(filters, params)
            for shape in _list(answer.get("results")):
                if began_by(await self._complete(shape), bsn) and self._is_ours(shape):
                    mine.append(shape)
                else:
                    others += 1
            if not answer.get("next"):
                break
        if others:
            log.error("zgw_returned_zaken_of_others", dropped=others)
        return mine

    def _is_ours(self, shape: Json) -> bool:
        return shape.get("bronorganisatie") == self._rsin

    async def _complete(self, shape: Json) -> Json:
        """The zaak with all that it links to, also of a server that does not expand."""
        expanded: Json = shape.setdefault("_expand", {})
        if "rollen" not in expanded:
            answer = await self._client.get(f"{ZAKEN}/rollen", {"zaak": _text(shape, "url")})
            expanded["rollen"] = _list(answer.get("results"))
        for name, inner in (("zaaktype", ""), ("status", "statustype"),
                            ("resultaat", "resultaattype")):  # fmt: skip
            if not shape.get(name):
                continue
            if name not in expanded:
                expanded[name] = await self._client.get(_text(shape, name))
            linked = expanded[name]
            if inner and isinstance(linked, dict) and inner not in linked.get("_expand", {}):
                linked["_expand"] = {inner: await self._client.get(_text(linked, inner))}
        return shape

    async def _zaak(self, shape: Json) -> Zaak:
        try:
            return zaak_of(shape, await self._steps_of(_text(shape, "zaaktype")))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.error("zgw_answer_unreadable", reason=type(error).__name__)
            raise BackendUnavailable("zgw: unreadable") from error

    async def _steps_of(self, zaaktype: str) -> list[Json]:
        """Its statustypen. Without them a zaak can still be told of, but for its next step."""
        at, steps = self._steps.get(zaaktype, (0.0, []))
        if steps and time.monotonic() - at < FRESH_SECONDS:
            return steps
        try:
            answer = await self._client.get(f"{CATALOGI}/statustypen", {"zaaktype": zaaktype})
        except BackendUnavailable:
            return steps
        steps = _list(answer.get("results"))
        self._steps[zaaktype] = (time.monotonic(), steps)
        return steps


def _list(value: Any) -> list[Json]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        log.error("zgw_answer_unreadable", reason="no list")
        raise BackendUnavailable("zgw: unreadable")
    return value


def _text(shape: Json, name: str) -> str:
    value = shape.get(name)
    if not isinstance(value, str):
        log.error("zgw_answer_unreadable", reason=f"no {name}")
        raise BackendUnavailable("zgw: unreadable")
    return value
