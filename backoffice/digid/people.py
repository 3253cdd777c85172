"""Residents: the people of `persons.yml`, or any BSN that passes the elfproef."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from stdnum.nl import bsn as elfproef

ROOT = "/digid"
_KNOWN = yaml.safe_load((Path(__file__).parent / "persons.yml").read_text(encoding="utf-8"))


class Residents:
    """With the level that they choose, and whom they act for."""

    template = "digid.html"

    def metadata(self) -> dict[str, Any]:
        """The levels."""
        return {"acr_values_supported": [level["acr"] for level in _KNOWN["niveaus"]]}

    def shown(self, query: Mapping[str, str]) -> dict[str, Any]:
        """Who there is."""
        return {
            "people": _KNOWN["personen"],
            "names": {one["bsn"]: one["naam"] for one in _KNOWN["personen"]},
            "levels": _KNOWN["niveaus"],
            "wanted": query.get("acr_values", ""),
            "mandate": "machtigen" in query.get("scope", "").split(),
        }

    def claims(self, form: Mapping[str, str]) -> tuple[str, dict[str, Any]] | None:
        """The one who was chosen, or whose number was typed."""
        person = _person(form)
        if person is None:
            return None
        claims = {"bsn": person["bsn"], "acr": form.get("acr", "")}
        other = form.get("voor", "")
        if other in person.get("machtigt", ()):
            claims["bsn_vertegenwoordigde"] = other
        return person["bsn"], claims


def _person(form: Mapping[str, str]) -> Mapping[str, Any] | None:
    number = form.get("ander", "").strip() or form.get("bsn", "")
    known: Mapping[str, Any]
    for known in _KNOWN["personen"]:
        if known["bsn"] == number:
            return known
    digits = number.isascii() and number.isdigit() and len(number) == 9
    return {"bsn": number} if digits and elfproef.is_valid(number) else None
