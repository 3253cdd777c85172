"""Fills local facts (`{{tarief_paspoort}}`) into national texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.domain.municipality import Municipality

PLACEHOLDER = re.compile(r"\{\{\s*([a-z0-9_]+)\s*\}\}")


@dataclass(frozen=True)
class Fact:
    """A local fact that texts may use. `fallback` replaces the whole line when it is unknown."""

    name: str
    description: str
    fallback: str


def read_facts(path: Path) -> dict[str, Fact]:
    """Read `facts.yml`: name -> description and fallback sentence."""
    data = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {
        name: Fact(name, str(item.get("description", "")), str(item.get("fallback", "")))
        for name, item in (data or {}).items()
    }


STANDARD_FACTS = frozenset(
    Municipality(slug="", name="", phone="", website="", hours_text="").values()
)


def fill(text: str, municipality: Municipality, facts: Mapping[str, Fact]) -> str:
    """Put the municipality's facts in `text`.

    A line with an unknown fact is replaced by that fact's fallback sentence; the same
    fallback appears once per text, and a fact without a fallback takes its line away.
    """
    known = {**municipality.values(), **municipality.facts}
    known = {name: value for name, value in known.items() if value}
    lines: list[str] = []
    used: set[str] = set()
    for line in text.splitlines():
        missing = next((name for name in PLACEHOLDER.findall(line) if name not in known), None)
        if missing is not None:
            fallback = facts[missing].fallback if missing in facts else ""
            if not fallback or fallback in used:
                continue
            used.add(fallback)
            bullet = "- " if line.lstrip().startswith("- ") else ""
            line = bullet + fallback
        lines.append(PLACEHOLDER.sub(lambda m: known.get(m[1], ""), line))
    return "\n".join(lines).strip()
