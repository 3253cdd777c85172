"""Reads `ediensten/<key>.yml`: what an eDienst asks. Mistakes are told in an editor's words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from assistant.domain.ediensten import declaration
from assistant.domain.ediensten.declaration import EDienst, Kind, System
from assistant.domain.identity import Level
from assistant.domain.lookups import Source
from kb.article_file import read_text
from kb.errors import ContentError

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_SAID = {
    "missing": "ontbreekt",
    "extra_forbidden": "is geen veld dat hier mag staan",
    "string_too_short": "is leeg",
    "literal_error": "heeft een waarde die niet mag",
    "enum": "heeft een waarde die niet mag",
}
_KNOWN_AS = {Source.BRP_ADDRESS: Kind.ADDRESS, Source.BRP_PARTNER: Kind.NAME}
"""What kind of answer a look-up gives."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _When(_Part):
    field: Text
    values: Annotated[tuple[str, ...], Field(min_length=1)]


class _Option(_Part):
    key: Text
    title: Text
    words: tuple[str, ...] = ()


class _Question(_Part):
    key: Text
    ask: Text
    kind: Kind
    label: Text
    property: str = ""
    help: str = ""
    options: tuple[_Option, ...] = ()
    when: _When | None = None
    earliest: int | None = None
    latest: int | None = None
    outside: str = ""
    most: int = 500
    begins: bool = False
    told_in: str = ""
    spelled: bool = False
    within: int | None = None
    known_in: Literal[Source.BRP_ADDRESS, Source.BRP_PARTNER] | None = None
    known_when: _When | None = None


class _Zone(_Part):
    streets: tuple[Text, ...] = ()
    postcodes: tuple[Text, ...] = ()
    begins: date | None = None
    ends: date | None = None
    source: Text
    checked_on: date


class _Referral(_Part):
    when: _When
    text: Text
    article: str = ""


class _File(_Part):
    title: Text
    zaaktype: Text
    level: Literal["none", "basis", "midden", "substantieel", "hoog"]
    intro: Text
    receipt: Text
    fields: Annotated[tuple[_Question, ...], Field(min_length=1)]
    articles: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    referrals: tuple[_Referral, ...] = ()
    system: System = System.ZAKEN
    zones: tuple[_Zone, ...] = ()
    zones_on: str = ""
    fee: str = ""
    fee_per: str = ""


def read_edienst(path: Path) -> EDienst:
    """One file.

    Raises:
        ContentError: what is wrong in it.
    """
    try:
        data = yaml.safe_load(read_text(path))
    except yaml.YAMLError as error:
        raise ContentError(str(path), f"is geen geldige YAML: {error}") from error
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        raise ContentError(str(path), _told(error)) from None
    found = EDienst(
        key=path.stem,
        title=file.title,
        zaaktype=file.zaaktype,
        intro=file.intro,
        receipt=file.receipt,
        fields=tuple(_field(one) for one in file.fields),
        articles=file.articles,
        words=file.words,
        level=None if file.level == "none" else Level[file.level.upper()],
        referrals=tuple(
            declaration.Referral(_condition(one.when), one.text, one.article)
            for one in file.referrals
        ),
        system=file.system,
        zones=tuple(
            declaration.Zone(one.streets, one.postcodes, one.begins, one.ends) for one in file.zones
        ),
        zones_on=file.zones_on,
        fee=file.fee,
        fee_per=file.fee_per,
    )
    _check(path, found)
    return found


def _field(one: _Question) -> declaration.Field:
    return declaration.Field(
        one.key, one.ask, one.kind, one.label, one.property, one.help,
        tuple(declaration.Option(o.key, o.title, o.words) for o in one.options),
        _condition(one.when) if one.when else None,
        one.earliest, one.latest, one.outside, one.most, one.begins, one.told_in,
        one.spelled, one.within, one.known_in,
        _condition(one.known_when) if one.known_when else None,
    )  # fmt: skip


def _condition(when: _When) -> declaration.Condition:
    return declaration.Condition(when.field, when.values)


def _check(path: Path, found: EDienst) -> None:
    """What no form of a file shows: that its parts fit together."""
    seen: set[str] = set()
    for field in found.fields:
        where = f"`{field.key}`"
        if field.key in seen:
            raise ContentError(str(path), f"{where} staat er twee keer.")
        if (field.kind is Kind.CHOICE) != bool(field.options):
            raise ContentError(str(path), f"{where}: `options` hoort bij `kind: choice`.")
        limits = (field.earliest, field.latest, field.within)
        if limits != (None, None, None) and not field.outside:
            told = "bij `earliest`, `latest` of `within` hoort `outside`."
            raise ContentError(str(path), f"{where}: {told}")
        for name, condition in (("when", field.when), ("known_when", field.known_when)):
            if condition and condition.field not in seen:
                told = f"`{name}` noemt `{condition.field}`, dat staat er niet boven."
                raise ContentError(str(path), f"{where}: {told}")
        if field.told_in and field.told_in not in seen:
            raise ContentError(
                str(path), f"{where}: `told_in` noemt `{field.told_in}`, dat staat er niet boven."
            )
        if field.begins and (field.kind is not Kind.TEXT or seen):
            raise ContentError(
                str(path), f"{where}: `begins` hoort bij de eerste vraag, een tekst."
            )
        fits = _KNOWN_AS.get(field.known_in) if field.known_in else field.kind
        if fits is not field.kind:
            told = f"`known_in: {field.known_in}` hoort bij `kind: {fits}`."
            raise ContentError(str(path), f"{where}: {told}")
        if field.known_in and found.level is None:
            told = "`known_in` kan alleen als wie het invult inlogt (`level`)."
            raise ContentError(str(path), f"{where}: {told}")
        seen.add(field.key)
    if found.fee_per and found.fee_per not in seen:
        raise ContentError(str(path), f"`fee_per` noemt `{found.fee_per}`, dat er niet is.")
    if found.zones_on and found.zones_on not in seen:
        raise ContentError(str(path), f"`zones_on` noemt `{found.zones_on}`, dat er niet is.")
    for referral in found.referrals:
        if referral.when.field.removesuffix(".zone") not in seen:
            raise ContentError(
                str(path), f"`referrals` noemt `{referral.when.field}`, dat er niet is."
            )


def _told(error: ValidationError) -> str:
    said = [
        f"`{'.'.join(str(part) for part in one['loc']) or 'het bestand'}` "
        f"{_SAID.get(one['type'], 'klopt niet: ' + one['msg'])}"
        for one in error.errors(include_url=False, include_input=False)
    ]
    return "; ".join(said) + "."
