"""Zaken and zaaktypen as JSON. Everything links by absolute URL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from backoffice.zgw.catalogue import DOCUMENT, Catalogue, Catalogus, Part, Zaaktype
from backoffice.zgw.store import ZaakRecord

ZAKEN, CATALOGI = "/zaken/api/v1", "/catalogi/api/v1"
DOCUMENTEN = "/documenten/api/v1"

Json = dict[str, Any]


class Shapes:
    """Made for one request: `origin` is how the caller reaches us."""

    def __init__(self, catalogue: Catalogue, origin: str) -> None:
        self._catalogue = catalogue
        self._origin = origin

    def url(self, root: str, collection: str, identifier: str) -> str:
        """The address of one thing."""
        return f"{self._origin}{root}/{collection}/{identifier}"

    def zaak(self, record: ZaakRecord, expand: Collection[str] = ()) -> Json:
        """A zaak, with what it links to where that was asked for."""
        row, last = record.row, record.statussen[-1] if record.statussen else None
        url = self.url(ZAKEN, "zaken", row["uuid"])
        shape: Json = {
            "url": url,
            "uuid": row["uuid"],
            "identificatie": row["identificatie"],
            "bronorganisatie": row["bronorganisatie"],
            "omschrijving": row["omschrijving"],
            "toelichting": row["toelichting"],
            "zaaktype": self.url(CATALOGI, "zaaktypen", row["zaaktype"]),
            "registratiedatum": _day(row["registratiedatum"]),
            "verantwoordelijkeOrganisatie": row["verantwoordelijke"],
            "startdatum": _day(row["startdatum"]),
            "einddatum": _day(row["einddatum"]),
            "einddatumGepland": _day(row["gepland"]),
            "uiterlijkeEinddatumAfdoening": _day(row["uiterlijk"]),
            "publicatiedatum": None,
            "communicatiekanaal": "",
            "communicatiekanaalNaam": row["kanaal"],
            "productenOfDiensten": [],
            "vertrouwelijkheidaanduiding": row["vertrouwelijkheid"],
            "betalingsindicatie": "nvt",
            "laatsteBetaaldatum": None,
            "zaakgeometrie": None,
            "verlenging": None,
            "opschorting": {"indicatie": False, "eerdereOpschorting": False, "reden": ""},
            "selectielijstklasse": "",
            "hoofdzaak": None,
            "deelzaken": [],
            "relevanteAndereZaken": [],
            "eigenschappen": [self._property_url(url, one) for one in record.eigenschappen],
            "rollen": [self.url(ZAKEN, "rollen", one["uuid"]) for one in record.rollen],
            "status": self.url(ZAKEN, "statussen", last["uuid"]) if last else None,
            "zaakinformatieobjecten": [],
            "zaakobjecten": [],
            "kenmerken": [{"kenmerk": name, "bron": source} for name, source in row["kenmerken"]],
            "archiefnominatie": None,
            "archiefstatus": "nog_te_archiveren",
            "archiefactiedatum": None,
            "resultaat": self.url(ZAKEN, "resultaten", record.resultaat["uuid"])
            if record.resultaat
            else None,
        }
        if expand:
            shape["_expand"] = self._expanded(record, expand)
        return shape

    def status(self, row: Mapping[str, Any], zaak: Mapping[str, Any], last: bool) -> Json:
        """A status; `last`: it is the one that counts now."""
        return {
            "url": self.url(ZAKEN, "statussen", row["uuid"]),
            "uuid": row["uuid"],
            "zaak": self.url(ZAKEN, "zaken", zaak["uuid"]),
            "statustype": self.url(CATALOGI, "statustypen", row["statustype"]),
            "datumStatusGezet": moment(row["gezet"]),
            "statustoelichting": row["toelichting"],
            "indicatieLaatstGezetteStatus": last,
            "gezetdoor": None,
            "zaakinformatieobjecten": [],
        }

    def rol(self, row: Mapping[str, Any], zaak: Mapping[str, Any]) -> Json:
        """Somebody in a zaak."""
        part = self._catalogue.part("roltypen", row["roltype"])
        return {
            "url": self.url(ZAKEN, "rollen", row["uuid"]),
            "uuid": row["uuid"],
            "zaak": self.url(ZAKEN, "zaken", zaak["uuid"]),
            "betrokkene": "",
            "betrokkeneType": row["betrokkene_type"],
            "afwijkendeNaamBetrokkene": "",
            "roltype": self.url(CATALOGI, "roltypen", row["roltype"]),
            "omschrijving": part.name if part else "",
            "omschrijvingGeneriek": part.generic if part else "",
            "roltoelichting": row["toelichting"],
            "indicatieMachtiging": row["machtiging"],
            "contactpersoonRol": row["contact"] or None,
            "betrokkeneIdentificatie": {"inpBsn": row["bsn"], **row["persoon"]},
        }

    def eigenschap(self, row: Mapping[str, Any], zaak: Mapping[str, Any]) -> Json:
        """A property of a zaak."""
        part = self._catalogue.part("eigenschappen", row["eigenschap"])
        url = self.url(ZAKEN, "zaken", zaak["uuid"])
        return {
            "url": self._property_url(url, row),
            "uuid": row["uuid"],
            "zaak": url,
            "eigenschap": self.url(CATALOGI, "eigenschappen", row["eigenschap"]),
            "naam": part.name if part else "",
            "waarde": row["waarde"],
        }

    def resultaat(self, row: Mapping[str, Any], zaak: Mapping[str, Any]) -> Json:
        """How a zaak ended."""
        return {
            "url": self.url(ZAKEN, "resultaten", row["uuid"]),
            "uuid": row["uuid"],
            "zaak": self.url(ZAKEN, "zaken", zaak["uuid"]),
            "resultaattype": self.url(CATALOGI, "resultaattypen", row["resultaattype"]),
            "toelichting": row["toelichting"],
        }

    def zaaktype(self, zaaktype: Zaaktype) -> Json:
        """What kinds of zaken there are."""
        shape: Json = {
            "url": self.url(CATALOGI, "zaaktypen", zaaktype.id),
            "identificatie": zaaktype.identificatie,
            "omschrijving": zaaktype.omschrijving,
            "omschrijvingGeneriek": zaaktype.omschrijving,
            "vertrouwelijkheidaanduiding": zaaktype.confidentiality,
            "doorlooptijd": f"P{zaaktype.days}D",
            "catalogus": self.url(CATALOGI, "catalogussen", zaaktype.catalogus),
            "concept": False,
            "beginGeldigheid": "2026-01-01",
            "eindeGeldigheid": None,
            "versiedatum": "2026-01-01",
            "indicatieInternOfExtern": "extern",
        }
        for kind in ("statustypen", "resultaattypen", "roltypen", "eigenschappen"):
            shape[kind] = [self.url(CATALOGI, kind, part.id) for part in zaaktype.of_kind(kind)]
        return shape

    def part(self, part: Part) -> Json:
        """A statustype, resultaattype, roltype or eigenschap."""
        shape: Json = {
            "url": self.url(CATALOGI, part.kind, part.id),
            "zaaktype": self.url(CATALOGI, "zaaktypen", part.zaaktype),
        }
        if part.kind == "statustypen":
            return shape | {
                "omschrijving": part.name,
                "omschrijvingGeneriek": part.name,
                "statustekst": part.text,
                "volgnummer": part.number,
                "isEindstatus": part.last,
                "informeren": True,
            }
        if part.kind == "eigenschappen":
            text = {
                "formaat": "tekst",
                "lengte": "255",
                "kardinaliteit": "1",
                "waardenverzameling": [],
            }
            return shape | {"naam": part.name, "definitie": part.name, "specificatie": text}
        generic = {"omschrijvingGeneriek": part.generic} if part.kind == "roltypen" else {}
        return shape | {"omschrijving": part.name} | generic

    def document_type(self, zaaktype: Zaaktype) -> Json:
        """The informatieobjecttype that a zaaktype takes."""
        return {
            "url": self.url(CATALOGI, "informatieobjecttypen", zaaktype.document_type),
            "catalogus": self.url(CATALOGI, "catalogussen", zaaktype.catalogus),
            "omschrijving": DOCUMENT,
            "vertrouwelijkheidaanduiding": "zaakvertrouwelijk",
            "concept": False,
        }

    def document_link(self, zaaktype: Zaaktype) -> Json:
        """That a zaaktype takes it."""
        return {
            "url": self.url(CATALOGI, "zaaktype-informatieobjecttypen", zaaktype.id),
            "zaaktype": self.url(CATALOGI, "zaaktypen", zaaktype.id),
            "informatieobjecttype": self.url(
                CATALOGI, "informatieobjecttypen", zaaktype.document_type
            ),
            "volgnummer": 1,
            "richting": "inkomend",
        }

    def catalogus(self, catalogus: Catalogus) -> Json:
        """All zaaktypen of one organisation."""
        own = [one for one in self._catalogue.zaaktypen if one.catalogus == catalogus.id]
        return {
            "url": self.url(CATALOGI, "catalogussen", catalogus.id),
            "domein": catalogus.municipality[:5].upper(),
            "rsin": catalogus.rsin,
            "naam": catalogus.name,
            "contactpersoonBeheerNaam": catalogus.name,
            "zaaktypen": [self.url(CATALOGI, "zaaktypen", one.id) for one in own],
        }

    def _expanded(self, record: ZaakRecord, expand: Collection[str]) -> Json:
        found: Json = {}
        if "zaaktype" in expand:
            zaaktype = self._catalogue.zaaktype(record.row["zaaktype"])
            found["zaaktype"] = self.zaaktype(zaaktype) if zaaktype else None
        if "status" in expand and record.statussen:
            row = record.statussen[-1]
            found["status"] = self.status(row, record.row, last=True)
            self._nest(found["status"], expand, "status.statustype", "statustypen", row)
        if "rollen" in expand:
            found["rollen"] = [self.rol(one, record.row) for one in record.rollen]
        if "eigenschappen" in expand:
            found["eigenschappen"] = [
                self.eigenschap(one, record.row) for one in record.eigenschappen
            ]
        if "resultaat" in expand and record.resultaat:
            found["resultaat"] = self.resultaat(record.resultaat, record.row)
            self._nest(
                found["resultaat"], expand, "resultaat.resultaattype", "resultaattypen",
                record.resultaat,
            )  # fmt: skip
        return found

    def _nest(
        self, shape: Json, expand: Collection[str], path: str, kind: str, row: Mapping[str, Any]
    ) -> None:
        name = path.rpartition(".")[2]
        part = self._catalogue.part(kind, row[name])
        if path in expand and part:
            shape["_expand"] = {name: self.part(part)}

    def _property_url(self, zaak_url: str, row: Mapping[str, Any]) -> str:
        return f"{zaak_url}/zaakeigenschappen/{row['uuid']}"


def moment(value: datetime) -> str:
    """As the APIs write a moment."""
    return value.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
