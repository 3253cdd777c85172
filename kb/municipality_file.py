"""Reads `municipality.yml`: one municipality as configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.municipality import Location, Municipality
from assistant.domain.origins import is_trusted_origin
from assistant.domain.teams import Team
from kb.article_file import read_text
from kb.errors import ContentError
from kb.teams_file import teams_in

OWN_THRESHOLDS = {"answer", "ask"}


def read_municipality(path: Path, teams: Mapping[str, Team] | None = None) -> Municipality:
    """Parse `<name>/municipality.yml`. `teams` are those that every municipality has.

    Raises:
        ContentError: no valid YAML, or `name`, `contact` or `hours_text` missing.
    """
    try:
        data = yaml.safe_load(read_text(path))
    except yaml.YAMLError as error:
        raise ContentError(str(path), f"is geen geldige YAML: {error}") from error
    if not isinstance(data, dict):
        raise ContentError(str(path), "moet uit `naam: waarde` bestaan.")
    for field in ("name", "contact", "hours_text"):
        if not data.get(field):
            raise ContentError(str(path), f"`{field}` is verplicht.")
    for field in ("contact", "hours", "theme", "facts", "thresholds", "appointments"):
        if not isinstance(data.get(field) or {}, dict):
            raise ContentError(str(path), f"`{field}` moet uit `naam: waarde` bestaan.")
    contact = data["contact"]
    thresholds = data.get("thresholds") or {}
    for name, value in thresholds.items():
        if name not in OWN_THRESHOLDS or not isinstance(value, int | float) or not 0 < value < 1:
            raise ContentError(
                str(path), "`thresholds` mag `answer` en `ask` hebben, elk tussen 0 en 1."
            )
    origins = data.get("origins") or []
    if not isinstance(origins, list) or not all(is_trusted_origin(str(o)) for o in origins):
        raise ContentError(
            str(path), "`origins` moet een lijst zijn van adressen als https://www.voorbeeld.nl."
        )
    return Municipality(
        slug=path.parent.name,
        name=str(data["name"]),
        phone=str(contact.get("phone", "")),
        website=str(contact.get("website", "")),
        hours_text=str(data.get("hours_text", "")),
        appointment_page=str(contact.get("appointment_page") or contact.get("website", "")),
        contact_page=str(contact.get("contact_page") or contact.get("website", "")),
        report_page=str(contact.get("report_page") or contact.get("website", "")),
        complaint_page=str(contact.get("complaint_page") or contact.get("website", "")),
        zaak_page=str(contact.get("zaak_page") or contact.get("website", "")),
        aliases=tuple(str(alias) for alias in data.get("aliases") or ()),
        locations=tuple(_location(item) for item in data.get("locations") or ()),
        hours={
            desk: {day: tuple(ranges or ()) for day, ranges in (week or {}).items()}
            for desk, week in (data.get("hours") or {}).items()
        },
        thresholds={str(name): float(value) for name, value in thresholds.items()},
        origins=tuple(str(origin) for origin in origins),
        appointment_products={
            str(key): str(name)
            for key, name in ((data.get("appointments") or {}).get("products") or {}).items()
        },
        teams=tuple(
            team for team in {**(teams or {}), **teams_in(path, data.get("teams"))}.values() if team
        ),
        theme={str(k): str(v) for k, v in (data.get("theme") or {}).items()},
        facts={
            str(name): str(fact.get("value", "") if isinstance(fact, dict) else fact)
            for name, fact in (data.get("facts") or {}).items()
        },
    )


def _location(item: dict[str, Any]) -> Location:
    return Location(
        name=str(item.get("name", "")),
        address=str(item.get("address", "")),
        postcode=str(item.get("postcode", "")),
        city=str(item.get("city", "")),
    )
