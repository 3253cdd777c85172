"""Reads what Balie says that is no article, from the same files that Rasa reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import TextNotFound
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.texts import TextsPort

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class YamlTexts(TextsPort):
    """The first variant of each `responses:` entry under a folder; read once."""

    def __init__(self, folder: Path, municipalities: MunicipalitiesPort) -> None:
        self._municipalities = municipalities
        self._templates: dict[str, str] = {}
        self._plain: dict[tuple[str, str], str] = {}
        for path in sorted(folder.glob("**/*.yml")):
            self._templates |= _read(path)

    def text(self, key: str, municipality: str, **values: str) -> str:
        known = self._plain.get((key, municipality))
        if known is not None and not values:
            return known
        template = self._templates.get(key)
        if template is None:
            raise TextNotFound(key)
        facts = self._municipalities.get(municipality).values() | values

        def fill(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in facts:
                raise TextNotFound(f"{key}: no value for {{{name}}}")
            return facts[name]

        text = _PLACEHOLDER.sub(fill, template).strip()
        if not values:
            self._plain[key, municipality] = text
        return text


def _read(path: Path) -> dict[str, str]:
    data: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    responses = data.get("responses") or {}
    return {
        str(key): str(variants[0]["text"])
        for key, variants in responses.items()
        if variants and variants[0].get("text")
    }
