"""Staff: the people of `people.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = "/medewerkers"
_KNOWN = yaml.safe_load((Path(__file__).parent / "people.yml").read_text(encoding="utf-8"))


class Members:
    """With their roles and teams."""

    template = "medewerkers.html"

    def metadata(self) -> dict[str, Any]:
        """Nothing more."""
        return {}

    def shown(self, _query: Mapping[str, str]) -> dict[str, Any]:
        """Who there is."""
        return {"people": _KNOWN}

    def claims(self, form: Mapping[str, str]) -> tuple[str, dict[str, Any]] | None:
        """The one who was chosen."""
        found = next((one for one in _KNOWN if one["id"] == form.get("wie")), None)
        return (found["id"], {k: v for k, v in found.items() if k != "id"}) if found else None
