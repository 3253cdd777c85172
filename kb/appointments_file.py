"""Reads `appointments.yml`: what residents can make appointments for, and how they call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.appointments import Method
from assistant.domain.booking.catalogue import Catalogue, Entry
from assistant.domain.text import fold
from kb.article_file import read_text
from kb.errors import ContentError


def read_appointments(path: Path) -> Catalogue:
    """The national catalogue; nothing where there is no such file.

    Raises:
        ContentError: no valid YAML, a title missing, or one word for two products.
    """
    if not path.exists():
        return Catalogue()
    try:
        data = yaml.safe_load(read_text(path)) or {}
    except yaml.YAMLError as error:
        raise ContentError(str(path), f"is geen geldige YAML: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("products"), dict):
        raise ContentError(str(path), "`products` moet uit `sleutel: product` bestaan.")
    entries = tuple(_entry(path, str(key), item) for key, item in data["products"].items())
    taken: dict[str, str] = {}
    for entry in entries:
        for word in entry.words:
            other = taken.setdefault(fold(word), entry.key)
            if other != entry.key:
                raise ContentError(str(path), f"'{word}' staat bij `{other}` en bij `{entry.key}`.")
    try:
        methods = {Method(key): str(name) for key, name in (data.get("methods") or {}).items()}
    except ValueError as error:
        raise ContentError(str(path), "`methods` mag `video` en `phone` hebben.") from error
    return Catalogue(entries, methods)


def with_own_names(catalogue: Catalogue, names: Mapping[str, str]) -> Catalogue:
    """The catalogue where an appointment system calls these products (by key) otherwise."""
    entries = tuple(
        replace(entry, system_name=names.get(entry.key, entry.system_name))
        for entry in catalogue.entries
    )
    return Catalogue(entries, catalogue.methods)


def _entry(path: Path, key: str, item: Any) -> Entry:
    if not isinstance(item, dict) or not item.get("title"):
        raise ContentError(str(path), f"`{key}` heeft geen `title`.")
    title = str(item["title"])
    words = tuple(str(word) for word in item.get("words") or ())
    also = {str(word): str(slug) for word, slug in (item.get("also") or {}).items()}
    return Entry(key, title, title, str(item.get("article") or ""), (*words, title), also)
