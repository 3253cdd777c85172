"""What may be searched by, with the traps of the real servers: an empty filter is no filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from backoffice.problems import InvalidParam, invalid
from backoffice.zgw.catalogue import CONFIDENTIALITY, Catalogue
from backoffice.zgw.tables import kenmerken, rollen, zaken

BSN = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
GENERIC = "rol__omschrijvingGeneriek"
_SORTS = {"startdatum": zaken.c.startdatum, "identificatie": zaken.c.identificatie,
          "einddatum": zaken.c.einddatum, "registratiedatum": zaken.c.registratiedatum}  # fmt: skip

Clause = ColumnElement[bool]


@dataclass(frozen=True)
class Search:
    """`filters` by name, as they were sent."""

    catalogue: Catalogue
    filters: Mapping[str, Any] = field(default_factory=dict)

    def clauses(self) -> list[Clause]:
        """What a zaak must be.

        Raises:
            Problem: with every filter that is refused.
        """
        found: list[Clause] = []
        refused: list[InvalidParam] = []
        role: Clause | None = None
        for name, value in self.filters.items():
            make = FILTERS.get(name)
            if make is None or value in ("", None):
                continue
            try:
                found.append(make(value))
            except (ValueError, TypeError):
                refused.append(InvalidParam(name, "invalid", "Voer een geldige waarde in."))
        try:
            role = self._role()
        except (ValueError, TypeError):
            refused.append(InvalidParam(BSN, "invalid", "Voer een geldige waarde in."))
        if refused:
            raise invalid(*refused)
        return found if role is None else [*found, role]

    def order(self) -> list[Any]:
        """How they are sorted.

        Raises:
            Problem: by something else.
        """
        name = str(self.filters.get("ordering") or "")
        if not name:
            return []
        column = _SORTS.get(name.removeprefix("-"))
        if column is None:
            raise invalid(InvalidParam("ordering", "invalid_choice", "Onbekende volgorde."))
        return [column.desc() if name.startswith("-") else column]

    def _role(self) -> Clause | None:
        """One and the same rol has all that is said of a rol."""
        bsn, generic = self.filters.get(BSN), self.filters.get(GENERIC)
        of = [rollen.c.zaak == zaken.c.id]
        if bsn:
            of.append(rollen.c.bsn == _text(bsn))
        if generic:
            wanted = _text(generic)
            types = [
                part.id
                for zaaktype in self.catalogue.zaaktypen
                for part in zaaktype.of_kind("roltypen")
                if part.generic == wanted
            ]
            of.append(rollen.c.roltype.in_(types))
        return exists(select(rollen.c.id).where(*of)) if len(of) > 1 else None


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    value.encode()
    return value


def _kenmerk(value: Any) -> Clause:
    source, colon, name = _text(value).partition(":")
    if not colon:
        raise ValueError
    return _has_kenmerk(kenmerken.c.bron == source, kenmerken.c.kenmerk == name)


def _has_kenmerk(*clauses: Clause) -> Clause:
    return exists(select(kenmerken.c.zaak).where(kenmerken.c.zaak == zaken.c.id, *clauses))


def _is_null(value: Any) -> Clause:
    if str(value).lower() not in ("true", "false"):
        raise ValueError
    ended = zaken.c.einddatum
    return ended.is_(None) if str(value).lower() == "true" else ended.is_not(None)


def _at_most(value: Any) -> Clause:
    levels = CONFIDENTIALITY[: CONFIDENTIALITY.index(_text(value)) + 1]
    return zaken.c.vertrouwelijkheid.in_(levels)


def _equals(column: Any) -> Callable[[Any], Clause]:
    return lambda value: column == _text(value)


def _day(compare: Callable[[Any], Clause]) -> Callable[[Any], Clause]:
    return lambda value: compare(date.fromisoformat(_text(value)))


FILTERS: Mapping[str, Callable[[Any], Clause]] = {
    "identificatie": _equals(zaken.c.identificatie),
    "bronorganisatie": _equals(zaken.c.bronorganisatie),
    "zaaktype": lambda value: zaken.c.zaaktype == _text(value).rstrip("/").rpartition("/")[2],
    "omschrijving": lambda value: zaken.c.omschrijving.contains(_text(value), autoescape=True),
    "startdatum": _day(lambda day: zaken.c.startdatum == day),
    "startdatum__gte": _day(lambda day: zaken.c.startdatum >= day),
    "startdatum__lte": _day(lambda day: zaken.c.startdatum <= day),
    "einddatum__isnull": _is_null,
    "kenmerk": _kenmerk,
    "kenmerk__bron": lambda value: _has_kenmerk(kenmerken.c.bron == _text(value)),
    "maximaleVertrouwelijkheidaanduiding": _at_most,
}
KNOWN = frozenset({*FILTERS, BSN, GENERIC, "ordering", "page", "pageSize", "expand"})
