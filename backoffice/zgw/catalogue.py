"""The zaaktypen of each municipality, read from `catalogus.yml`. Their ids never change."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

CATALOGUS = Path(__file__).parent / "catalogus.yml"
CONFIDENTIALITY = (
    "openbaar", "beperkt_openbaar", "intern", "zaakvertrouwelijk", "vertrouwelijk",
    "confidentieel", "geheim", "zeer_geheim",
)  # fmt: skip
DOCUMENT = "Bijlage"
"""What a resident sends along."""
_IDS = uuid.UUID("6f0a4b0e-93b5-4b52-9c1e-0d6f6f1b7c10")


@dataclass(frozen=True)
class Part:
    """A statustype, resultaattype, roltype or eigenschap: `kind` is the name of its collection.

    `number` is the volgnummer of a statustype, `text` what a resident reads, `generic` the
    omschrijvingGeneriek of a roltype.
    """

    kind: str
    id: str
    zaaktype: str
    name: str
    number: int = 0
    text: str = ""
    generic: str = ""
    last: bool = False


@dataclass(frozen=True)
class Zaaktype:
    """`days` is its doorlooptijd; `rsin` of the organisation that it belongs to."""

    id: str
    catalogus: str
    municipality: str
    rsin: str
    identificatie: str
    omschrijving: str
    days: int
    confidentiality: str
    parts: tuple[Part, ...]

    def of_kind(self, kind: str) -> tuple[Part, ...]:
        """Its statustypen, resultaattypen, roltypen or eigenschappen, in order."""
        return tuple(part for part in self.parts if part.kind == kind)

    @property
    def document_type(self) -> str:
        """The id of the informatieobjecttype that it takes: one for all of an organisation."""
        return _id(self.municipality, "informatieobjecttype", DOCUMENT)

    def due(self, start: date) -> date:
        """By when a zaak that starts on this day must be done."""
        return start + timedelta(days=self.days)


@dataclass(frozen=True)
class Catalogus:
    """All zaaktypen of one organisation."""

    id: str
    municipality: str
    name: str
    rsin: str


class Catalogue:
    """Finds what a URL or a filter points at."""

    def __init__(self, path: Path = CATALOGUS) -> None:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.catalogussen = tuple(
            Catalogus(_id(slug), slug, item["naam"], item["rsin"])
            for slug, item in data["organisaties"].items()
        )
        self.zaaktypen = tuple(
            _zaaktype(catalogus, name, {**data["standaard"], **item}, data["roltypen"])
            for catalogus in self.catalogussen
            for name, item in data["zaaktypen"].items()
        )

    def zaaktype(self, identifier: str) -> Zaaktype | None:
        """The zaaktype with this id."""
        return self._zaaktypen.get(identifier)

    def part(self, kind: str, identifier: str) -> Part | None:
        """The statustype (and so on) with this id."""
        part = self._parts.get(identifier)
        return part if part is not None and part.kind == kind else None

    def zaaktype_of(self, part: Part) -> Zaaktype:
        """What a part belongs to."""
        return self._zaaktypen[part.zaaktype]

    @cached_property
    def _zaaktypen(self) -> dict[str, Zaaktype]:
        return {one.id: one for one in self.zaaktypen}

    @cached_property
    def _parts(self) -> dict[str, Part]:
        return {part.id: part for one in self.zaaktypen for part in one.parts}


def _id(*path: str) -> str:
    return str(uuid.uuid5(_IDS, "/".join(path)))


def _zaaktype(
    catalogus: Catalogus, name: str, item: dict[str, Any], roltypen: list[dict[str, str]]
) -> Zaaktype:
    own = (catalogus.municipality, name)
    identifier = _id(*own)
    statussen = item["statussen"]
    parts = [
        Part(
            "statustypen", _id(*own, "status", one["naam"]), identifier, one["naam"], number,
            one["tekst"], last=number == len(statussen),
        )
        for number, one in enumerate(statussen, start=1)
    ]  # fmt: skip
    parts += [
        Part("resultaattypen", _id(*own, "resultaat", one), identifier, one)
        for one in item["resultaten"]
    ]
    parts += [
        Part(
            "roltypen", _id(*own, "rol", one["omschrijving"]), identifier, one["omschrijving"],
            generic=one["generiek"],
        )
        for one in roltypen
    ]  # fmt: skip
    parts += [
        Part("eigenschappen", _id(*own, "eigenschap", one), identifier, one)
        for one in item["eigenschappen"]
    ]
    days = re.fullmatch(r"P(\d+)D", item["doorlooptijd"])
    if days is None:
        raise ValueError(f"{name}: doorlooptijd must be like P5D")
    return Zaaktype(
        identifier,
        catalogus.id,
        catalogus.municipality,
        catalogus.rsin,
        name,
        item["omschrijving"],
        int(days[1]),
        item.get("vertrouwelijkheid", "zaakvertrouwelijk"),
        tuple(parts),
    )
