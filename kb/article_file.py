"""Reads one article file: front matter and Markdown in, `Article` out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.articles import LEAD, Article, Kind, Section, Step
from assistant.domain.conversation import Source
from kb.errors import ContentError

_FRONT_MATTER = re.compile(r"\A---\n(?P<yaml>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^## +(?P<title>.+?) *(?:\{#(?P<anchor>[a-z0-9_-]+)\})? *$", re.MULTILINE)

# C-implemented loader where libyaml is there: 160 files load in a tenth of the time.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_article(path: Path, kind: Kind) -> Article:
    """Parse one file.

    Raises:
        ContentError: no front matter, no valid YAML, or a field of the wrong form.
    """
    text = read_text(path).replace("\r\n", "\n")
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise ContentError(str(path), "begint niet met een kop tussen twee regels `---`.")
    try:
        meta = yaml.load(match["yaml"], Loader=_Loader)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise ContentError(str(path), f"de kop is geen geldige YAML: {error}") from error
    if not isinstance(meta, dict):
        raise ContentError(str(path), "de kop moet uit `naam: waarde` bestaan.")
    lead, sections = _split_body(match["body"])
    return Article(
        slug=path.stem,
        kind=kind,
        title=_text(path, meta, "title"),
        lead=lead,
        upl=_text(path, meta, "upl"),
        owner=_text(path, meta, "owner"),
        sections=sections,
        questions=_questions(path, meta.get("questions")),
        terms=_list(path, meta, "terms"),
        related=_list(path, meta, "related"),
        actions=_list(path, meta, "actions"),
        sources=_sources(path, meta.get("sources")),
        patterns=_list(path, meta, "patterns"),
        steps=_steps(path, meta.get("steps")),
        priority=_number(path, meta, "priority", 9),
        path=str(path),
    )


def read_text(path: Path) -> str:
    """The file as text.

    Raises:
        ContentError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ContentError(str(path), f"is niet te lezen: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ContentError(
            str(path), "is geen UTF-8-tekst; sla het bestand op als UTF-8."
        ) from error


def _number(path: Path, meta: Mapping[str, Any], key: str, default: int) -> int:
    try:
        return int(meta.get(key, default))
    except (TypeError, ValueError) as error:
        raise ContentError(str(path), f"`{key}` moet een getal zijn.") from error


def _split_body(body: str) -> tuple[str, tuple[Section, ...]]:
    headings = list(_HEADING.finditer(body))
    lead = body[: headings[0].start()] if headings else body
    ends = [h.start() for h in headings[1:]] + [len(body)]
    sections = tuple(
        Section(
            anchor=heading["anchor"] or "",
            heading=heading["title"].strip(),
            text=body[heading.end() : end].strip(),
        )
        for heading, end in zip(headings, ends, strict=False)
    )
    return lead.strip(), sections


def _text(path: Path, meta: Mapping[str, Any], key: str) -> str:
    value = meta.get(key, "")
    if isinstance(value, (dict, list)):
        raise ContentError(str(path), f"`{key}` moet gewone tekst zijn.")
    return str(value if value is not None else "").strip()


def _list(path: Path, meta: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = meta.get(key) or []
    if not isinstance(value, list):
        raise ContentError(str(path), f"`{key}` moet een lijst zijn, bijvoorbeeld `{key}: [a, b]`.")
    return tuple(str(item).strip() for item in value)


def _questions(path: Path, value: Any) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {}
    if isinstance(value, list):
        value = {LEAD: value}
    if not isinstance(value, dict):
        raise ContentError(str(path), "`questions` moet per kopje een lijst met vragen hebben.")
    return {str(anchor): _list(path, value, anchor) for anchor in value}


def _steps(path: Path, value: Any) -> tuple[Step, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ContentError(
            str(path), "`steps` moet een lijst zijn met `title`, `text`, `when`, `article`."
        )
    return tuple(
        Step(
            title=_text(path, item, "title"),
            text=_text(path, item, "text"),
            when=_text(path, item, "when"),
            article=_text(path, item, "article"),
            section=_text(path, item, "section") or LEAD,
        )
        for item in value
    )


def _sources(path: Path, value: Any) -> tuple[Source, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ContentError(
            str(path), "`sources` moet een lijst zijn met `url`, `title`, `checked_on`."
        )
    return tuple(
        Source(
            title=str(item.get("title", "")).strip(),
            url=str(item.get("url", "")).strip(),
            checked_on=str(item.get("checked_on", "")).strip(),
        )
        for item in value
    )
