"""A library of a few files, of which a test changes one thing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

QUESTIONS = [f"vraag nummer {word}" for word in ("een", "twee", "drie", "vier", "vijf", "zes")]
META: dict[str, Any] = {
    "title": "Paspoort aanvragen",
    "upl": "paspoort",
    "owner": "burgerzaken",
    "terms": ["paspoort"],
    "questions": {"algemeen": QUESTIONS, "kosten": ["wat kost het", "hoe duur is het"]},
    "sources": [
        {"url": "https://www.example.org/p", "title": "Voorbeeld", "checked_on": "2026-11-01"}
    ],
}
BODY = """\
U vraagt een paspoort aan bij {{gemeente}}.

## Wat kost een paspoort? {#kosten}
Een paspoort kost {{tarief}}.
"""
FACTS = {"tarief": {"description": "prijs", "fallback": "De prijs staat op {{website}}."}}
MUNICIPALITY = {
    "name": "Tilburg",
    "contact": {"phone": "14 013", "website": "https://www.tilburg.example"},
    "hours_text": "op werkdagen",
}
STEP = {
    "title": "Paspoort aanvragen",
    "text": "Vraag het aan bij {{gemeente}}.",
    "when": "binnen 5 dagen",
    "article": "paspoort",
    "section": "kosten",
}


def page(body: str = BODY, **changes: Any) -> str:
    """The text of an article file; a field that is None is left out."""
    meta = {name: value for name, value in (META | changes).items() if value is not None}
    return f"---\n{yaml.safe_dump(meta, allow_unicode=True)}---\n{body}"


def make(folder: Path, **pages: str) -> Path:
    """Write a whole library; `pages` are national articles, `__` in a name stands for a dash."""
    for name in (
        "articles",
        "referrals",
        "crisis",
        "life_events",
        "municipalities/tilburg/articles",
    ):
        (folder / name).mkdir(parents=True)
    for name, text in (pages or {"paspoort": page()}).items():
        add(folder / "articles" / f"{name.replace('__', '-')}.md", text)
    (folder / "facts.yml").write_text(yaml.safe_dump(FACTS))
    (folder / "upl.csv").write_text("uniforme_productnaam\npaspoort\nrijbewijs\n")
    place = folder / "municipalities" / "tilburg" / "municipality.yml"
    place.write_text(yaml.safe_dump(MUNICIPALITY))
    return folder


def add(path: Path, text: str) -> Path:
    """Write one file."""
    path.write_text(text, encoding="utf-8")
    return path
