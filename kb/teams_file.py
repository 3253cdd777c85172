"""Reads teams: `teams.yml`, and what a municipality changes in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.opening_hours import WEEKDAYS
from assistant.domain.teams import Team
from kb.article_file import read_text
from kb.errors import ContentError

FIELDS = {"name", "knows", "hours"}


def read_teams(path: Path) -> dict[str, Team]:
    """The teams that every municipality has, by key; none where the file is not there.

    Raises:
        ContentError: no valid YAML, or a field of the wrong form.
    """
    try:
        data = yaml.safe_load(read_text(path)) if path.exists() else {}
    except yaml.YAMLError as error:
        raise ContentError(str(path), f"is geen geldige YAML: {error}") from error
    return {key: team for key, team in teams_in(path, data).items() if team is not None}


def teams_in(path: Path, data: Any) -> dict[str, Team | None]:
    """The same of what stands in a file; None for a team that is not there.

    Raises:
        ContentError: a field of the wrong form.
    """
    if not isinstance(data or {}, dict):
        raise ContentError(str(path), "`teams` moet uit `naam: waarde` bestaan.")
    return {str(key): _team(path, str(key), one) for key, one in (data or {}).items()}


def _team(path: Path, key: str, data: Any) -> Team | None:
    if data is None:
        return None
    if not isinstance(data, dict) or not data.get("name") or set(data) - FIELDS:
        raise ContentError(
            str(path), f"team `{key}` heeft een `name`, en misschien `knows` en `hours`."
        )
    knows, hours = data.get("knows") or [], data.get("hours") or {}
    if not isinstance(knows, list) or not isinstance(hours, Mapping) or set(hours) - set(WEEKDAYS):
        raise ContentError(
            str(path),
            f"team `{key}`: `knows` is een lijst, `hours` heeft per dag ({', '.join(WEEKDAYS)}) "
            'een lijst als ["09:00-17:00"].',
        )
    return Team(
        key,
        str(data["name"]),
        frozenset(str(one) for one in knows),
        {day: tuple(str(one) for one in ranges or ()) for day, ranges in hours.items()},
    )
