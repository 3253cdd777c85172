"""From the JSON of a ZGW server to what a resident is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from assistant.domain.bsn import Bsn
from assistant.domain.zaken import Zaak

Json = dict[str, Any]


def began_by(shape: Json, bsn: Bsn) -> bool:
    """Whether this person began the zaak, or had it begun by somebody with a mandate."""
    return any(_is_of(rol, bsn) for rol in shape["_expand"]["rollen"])


def zaak_of(shape: Json, steps: Sequence[Json]) -> Zaak:
    """The zaak with what it links to in `_expand`; `steps` are the statustypen of its zaaktype.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is not as agreed.
    """
    expanded = shape["_expand"]
    status = expanded.get("status") or {}
    statustype = status.get("_expand", {}).get("statustype") or {}
    resultaat = expanded.get("resultaat") or {}
    ended = _day(shape["einddatum"])
    return Zaak(
        number=str(shape["identificatie"]),
        kind=str(expanded["zaaktype"]["omschrijving"]),
        started=date.fromisoformat(shape["startdatum"]),
        status=str(statustype.get("statustekst") or statustype.get("omschrijving") or ""),
        status_at=datetime.fromisoformat(status["datumStatusGezet"]) if status else None,
        next_step="" if ended else _next(statustype, steps),
        due=_day(shape.get("einddatumGepland")) or _day(shape.get("uiterlijkeEinddatumAfdoening")),
        ended=ended,
        result=str(resultaat.get("_expand", {}).get("resultaattype", {}).get("omschrijving", "")),
        url=str(shape["url"]),
    )


def _is_of(rol: Json, bsn: Bsn) -> bool:
    person = rol.get("betrokkeneIdentificatie") or {}
    return bool(
        rol.get("omschrijvingGeneriek") == "initiator"
        and rol.get("betrokkeneType") == "natuurlijk_persoon"
        # Who handed it in for somebody else does not own it.
        and rol.get("indicatieMachtiging") in ("", None, "machtiginggever")
        and person.get("inpBsn") == bsn.digits
    )


def _next(statustype: Json, steps: Sequence[Json]) -> str:
    number = int(statustype.get("volgnummer") or 0)
    later = [step for step in steps if int(step["volgnummer"]) > number]
    return (
        str(min(later, key=lambda step: int(step["volgnummer"]))["omschrijving"]) if later else ""
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
