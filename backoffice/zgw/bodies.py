"""What may be sent, field by field, with the refusals of a ZGW server."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from stdnum.nl import bsn as elfproef

from backoffice.problems import InvalidParam, Problem, invalid
from backoffice.zgw.catalogue import CONFIDENTIALITY

_CODES = {
    "missing": ("required", "Dit veld is vereist."),
    "string_too_long": ("max_length", "Dit veld heeft te veel karakters."),
    "string_too_short": ("blank", "Dit veld mag niet leeg zijn."),
    "too_short": ("blank", "Dit veld mag niet leeg zijn."),
    "too_long": ("max_length", "Dit veld is te lang."),
}


def _rsin(value: str) -> str:
    if not (value.isascii() and value.isdigit() and len(value) == 9 and elfproef.is_valid(value)):
        raise ValueError("Onjuist RSIN nummer.")
    return value


def _bsn(value: str) -> str:
    if value and not (value.isascii() and value.isdigit() and elfproef.is_valid(value)):
        raise ValueError("Onjuist BSN nummer.")
    return value


def _storable(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character, as JSON can hold and a database cannot
        raise ValueError("Dit teken is niet toegestaan.") from None
    if "\0" in value:
        raise ValueError("Dit teken is niet toegestaan.")
    return value


def _level(value: str) -> str:
    if value and value not in CONFIDENTIALITY:
        raise ValueError(f"'{value}' is een ongeldige keuze.")
    return value


Text = Annotated[str, AfterValidator(_storable)]
Rsin = Annotated[str, AfterValidator(_rsin)]
Bsn = Annotated[str, StringConstraints(max_length=9), AfterValidator(_bsn)]
Url = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(_storable)]


Text10 = Annotated[Text, StringConstraints(max_length=10)]
Text20 = Annotated[Text, StringConstraints(max_length=20)]
Text40 = Annotated[Text, StringConstraints(max_length=40)]
Text50 = Annotated[Text, StringConstraints(max_length=50)]
Text80 = Annotated[Text, StringConstraints(max_length=80)]
Text200 = Annotated[Text, StringConstraints(max_length=200)]
Text254 = Annotated[Text, StringConstraints(max_length=254)]
Text1000 = Annotated[Text, StringConstraints(max_length=1000)]
Name = Annotated[Text, StringConstraints(min_length=1, max_length=40)]


class Body(BaseModel):
    """Unknown members are ignored, as the real servers do."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


class Kenmerk(Body):
    """By which another system knows a zaak."""

    kenmerk: Name
    source: Annotated[Name, Field(alias="bron")]


class Zaak(Body):
    """`POST /zaken`."""

    zaaktype: Url
    bronorganisatie: Rsin
    verantwoordelijke_organisatie: Rsin
    startdatum: date
    identificatie: Text40 = ""
    omschrijving: Text80 = ""
    toelichting: Text1000 = ""
    registratiedatum: date | None = None
    einddatum_gepland: date | None = None
    communicatiekanaal_naam: Text50 = ""
    vertrouwelijkheidaanduiding: Annotated[Text, AfterValidator(_level)] = ""
    kenmerken: Annotated[list[Kenmerk], Field(max_length=100)] = []


class Person(Body):
    """A natuurlijk persoon."""

    inp_bsn: Bsn = ""
    geslachtsnaam: Text200 = ""
    voorvoegsel_geslachtsnaam: Text10 = ""
    voorletters: Text20 = ""
    voornamen: Text200 = ""
    geboortedatum: Text20 = ""


class ContactPerson(Body):
    """How to reach who is behind a rol."""

    naam: Text200 = ""
    emailadres: Text254 = ""
    telefoonnummer: Text20 = ""
    functie: Text50 = ""


class Rol(Body):
    """Somebody in a zaak. Without a zaak inside `zaak_registreren`."""

    zaak: Url | None = None
    roltype: Url
    betrokkene_type: Literal["natuurlijk_persoon"]
    roltoelichting: Text1000 = ""
    betrokkene_identificatie: Person = Person()
    contactpersoon_rol: ContactPerson | None = None
    indicatie_machtiging: Literal["", "gemachtigde", "machtiginggever"] = ""


class Status(Body):
    """A step of a zaak."""

    zaak: Url | None = None
    statustype: Url
    datum_status_gezet: AwareDatetime
    statustoelichting: Text1000 = ""


class Resultaat(Body):
    """How a zaak ended."""

    zaak: Url
    resultaattype: Url
    toelichting: Text1000 = ""


class ZaakEigenschap(Body):
    """A property of a zaak; its zaak is in the address too."""

    zaak: Url
    eigenschap: Url
    waarde: Text


class Document(Body):
    """`POST /enkelvoudiginformatieobjecten`; `inhoud` is base64."""

    bronorganisatie: Rsin
    creatiedatum: date
    titel: Text200
    auteur: Text200
    taal: Annotated[Text, StringConstraints(min_length=3, max_length=3)]
    informatieobjecttype: Url
    identificatie: Text40 = ""
    formaat: Text254 = ""
    bestandsnaam: Text254 = ""
    bestandsomvang: int | None = None
    inhoud: str = ""


class ZaakDocument(Body):
    """`POST /zaakinformatieobjecten`."""

    zaak: Url
    informatieobject: Url
    titel: Text200 = ""


class Registration(Body):
    """`POST /zaak_registreren`."""

    zaak: Zaak
    status: Status
    rollen: Annotated[list[Rol], Field(max_length=20)] = []


Model = TypeVar("Model", bound=Body)


def read(model: type[Model], body: Any) -> Model:
    """The body as one of these.

    Raises:
        Problem: with every field that is refused.
    """
    if not isinstance(body, dict):
        raise invalid(InvalidParam("nonFieldErrors", "invalid", "Dit moet een object zijn."))
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise _refusal(error) from None


def _refusal(error: ValidationError) -> Problem:
    params = []
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        said = one["msg"].removeprefix("Value error, ")
        code, reason = _CODES.get(one["type"], ("invalid", said))
        name = ".".join(str(part) for part in one["loc"])
        params.append(InvalidParam(name, code, reason))
    return invalid(*params)
