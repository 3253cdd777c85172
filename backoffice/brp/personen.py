"""`POST /personen` by BSN: only the fields that were asked for, and errors as the API gives them.

Source: OpenAPI description of BRP Personen bevragen 2.7.0, and its feature files about `fields`.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

ROOT = "/haalcentraal/api/brp"
PATH = f"{ROOT}/personen"
BY_BSN = "RaadpleegMetBurgerservicenummer"
MOST_NUMBERS, MOST_FIELDS = 20, 130
_KNOWN = frozenset(("type", "burgerservicenummer", "fields", "gemeenteVanInschrijving"))
_REQUIRED = ("burgerservicenummer", "fields")
_AUTOMATIC = ("inOnderzoek", "indicatieVastgesteldVerblijftNietOpAdres")
"""Given with what was asked for, and not to be asked for."""
_PLACE = frozenset(("officieleStraatnaam", "korteStraatnaam", "huisnummer", "huisletter",
                    "huisnummertoevoeging", "postcode", "woonplaats"))  # fmt: skip
_NAME = frozenset(("voornamen", "voorvoegsel", "geslachtsnaam"))
_PATHS = frozenset(
    (
        "burgerservicenummer",
        "naam",
        *(f"naam.{one}" for one in _NAME),
        "verblijfplaats",
        "verblijfplaats.verblijfadres",
        *(f"verblijfplaats.verblijfadres.{one}" for one in _PLACE),
        "partners",
        "partners.naam",
        *(f"partners.naam.{one}" for one in _NAME),
        "partners.ontbindingHuwelijkPartnerschap",
        "partners.ontbindingHuwelijkPartnerschap.datum",
    )
)


@dataclass(frozen=True)
class _Wrong:
    """One parameter that is refused."""

    name: str
    code: str
    reason: str


class Personen:
    """`key` opens the API."""

    def __init__(self, key: str) -> None:
        self._key = key
        content = (Path(__file__).parent / "personen.yml").read_text(encoding="utf-8")
        self._people = {one["burgerservicenummer"]: one for one in yaml.safe_load(content)}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The only address."""
        router.add_post(PATH, self.search)

    async def search(self, request: web.Request) -> web.Response:
        """Who has these numbers; nobody is no error."""
        given = request.headers.get("X-API-KEY", "")
        if not hmac.compare_digest(given.encode(), self._key.encode()):
            return _refused(401, "authentication", "Niet correct geauthenticeerd.")
        if request.content_type != "application/json":
            return _refused(415, "unsupported", "Media Type wordt niet ondersteund.")
        try:
            body = json.loads(await request.read())
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            return _refused(400, "paramsValidation", "De body is geen JSON object.")
        if body.get("type") != BY_BSN:
            return _invalid([_Wrong("type", "value", f"Hier is alleen {BY_BSN} mogelijk.")])
        missing = [_Wrong(name, "required", "Parameter is verplicht.")
                   for name in _REQUIRED if body.get(name) is None]  # fmt: skip
        if missing:
            return _invalid(missing, "paramsCombination")
        wrong = _wrong(body)
        if wrong:
            return _invalid(wrong)
        found = [self._people[one] for one in body["burgerservicenummer"] if one in self._people]
        people = [_only(one, body["fields"]) for one in found]
        return web.json_response({"type": BY_BSN, "personen": people})


def _wrong(body: Mapping[str, Any]) -> list[_Wrong]:
    unknown = [_Wrong(name, "unknownParam", "Parameter is niet verwacht.")
               for name in body if name not in _KNOWN]  # fmt: skip
    place = body.get("gemeenteVanInschrijving")
    if place is not None and not _matches(place, r"[0-9]{4}"):
        told = "Waarde voldoet niet aan patroon ^[0-9]{4}$."
        unknown.append(_Wrong("gemeenteVanInschrijving", "pattern", told))
    numbers = _list(body["burgerservicenummer"], "burgerservicenummer", MOST_NUMBERS, _bsn)
    return [*unknown, *numbers, *_list(body["fields"], "fields", MOST_FIELDS, _field)]


def _list(
    value: Any, name: str, most: int, check: Callable[[Any], tuple[str, str] | None]
) -> list[_Wrong]:
    if not isinstance(value, list):
        return [_Wrong(name, "array", "Parameter is geen array.")]
    if not value:
        return [_Wrong(name, "minItems", "Array bevat minder dan 1 items.")]
    if len(value) > most:
        return [_Wrong(name, "maxItems", f"Array bevat meer dan {most} items.")]
    checked = ((f"{name}[{index}]", check(one)) for index, one in enumerate(value))
    return [_Wrong(where, *flaw) for where, flaw in checked if flaw]


def _bsn(value: Any) -> tuple[str, str] | None:
    fits = _matches(value, r"[0-9]{9}")
    return None if fits else ("pattern", "Waarde voldoet niet aan patroon ^[0-9]{9}$.")


def _field(value: Any) -> tuple[str, str] | None:
    known = isinstance(value, str) and value in _PATHS
    return None if known else ("fields", "Parameter bevat een niet bestaande veldnaam.")


def _matches(value: Any, pattern: str) -> bool:
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _only(found: Any, paths: Sequence[str]) -> Any:
    """What is at these paths, and what comes with it by itself."""
    if isinstance(found, list):
        return [_only(one, paths) for one in found]
    wanted: dict[str, list[str]] = {}
    for path in paths:
        name, _, rest = path.partition(".")
        wanted.setdefault(name, []).append(rest)
    kept = {
        name: value if "" in wanted[name] or not isinstance(value, (dict, list))
        else _only(value, wanted[name])
        for name, value in found.items()
        if name in wanted
    }  # fmt: skip
    automatic = {name: found[name] for name in (*_AUTOMATIC, "type") if name in found}
    return kept | automatic


def _invalid(wrong: Sequence[_Wrong], code: str = "paramsValidation") -> web.Response:
    titles = {"paramsCombination": "Minimale combinatie van parameters moet worden opgegeven."}
    title = titles.get(code, "Een of meerdere parameters zijn niet correct.")
    names = ", ".join(one.name for one in wrong)
    return _refused(400, code, title, f"De foutieve parameter(s) zijn: {names}.", wrong)


def _refused(
    status: int, code: str, title: str, detail: str = "", wrong: Sequence[_Wrong] = ()
) -> web.Response:
    body: dict[str, Any] = {
        "type": "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.1",
        "title": title,
        "status": status,
        "detail": detail or title,
        "instance": PATH,
        "code": code,
    }
    if status == 400:
        body["invalidParams"] = [vars(one) for one in wrong]
    return web.json_response(body, status=status, content_type="application/problem+json")
