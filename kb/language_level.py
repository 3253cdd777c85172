"""Every text for residents, what is wrong with its language, and the level per room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

import yaml

from assistant.domain.articles import Article
from kb.facts import read_facts
from kb.library import Library
from kb.municipality_file import read_municipality
from kb.readability import HARD, Problem, problems, score, score_problem

ADVICE_ONLY: frozenset[str] = frozenset()
"""Rooms whose texts are being rewritten: there, too hard is advice. Empty it to block there too."""
WORST = 10
OTHER_LANGUAGES = "utter_other_language_"
LABELS = ("utter_title_", "utter_button_")


@dataclass(frozen=True)
class Text:
    """One text as a resident meets it. Texts of one `path` make one page."""

    room: str
    path: str
    where: str
    text: str
    label: bool = False
    """A title or heading, often in the words of a resident: no advice on how it is written."""


@dataclass(frozen=True)
class LevelFinding:
    """A problem and the text it is in; it stops publication when it `blocks`."""

    text: Text
    problem: Problem
    blocks: bool


@dataclass(frozen=True)
class Page:
    """One file with texts: `hard` counts what is above B1. No score when it is too short."""

    room: str
    path: str
    score: float | None
    hard: int


def library_texts(library: Library) -> Iterator[Text]:
    """Articles of every kind with their steps, and what municipalities and `facts.yml` fill in."""
    yield from _articles(library.articles())
    for slug in library.slugs():
        yield from _articles(library.local_articles(slug), "municipalities")
        file = library.path / "municipalities" / slug / "municipality.yml"
        place = read_municipality(file)
        values = {"hours_text": place.hours_text} | dict(place.facts)
        for name, value in values.items():
            yield Text("municipalities", str(file), name, value)
    facts = library.path / "facts.yml"
    for fact in read_facts(facts).values():
        yield Text("facts", str(facts), fact.name, fact.fallback)


def edienst_texts(library: Library) -> Iterator[Text]:
    """What an eDienst says; of each file once."""
    seen = set()
    for municipality in library.slugs():
        for edienst in library.ediensten(municipality).every:
            if edienst in seen:
                continue
            seen.add(edienst)
            path = str(library.path / "ediensten" / f"{edienst.key}.yml")
            yield Text("ediensten", path, "title", edienst.title, label=True)
            yield Text("ediensten", path, "intro", edienst.intro)
            yield Text("ediensten", path, "receipt", edienst.receipt)
            for field in edienst.fields:
                for name, text in (
                    ("ask", field.ask),
                    ("help", field.help),
                    ("outside", field.outside),
                ):
                    if text:
                        yield Text("ediensten", path, f"{field.key}.{name}", text)
            for referral in edienst.referrals:
                yield Text("ediensten", path, "referrals", referral.text)


def response_texts(folder: Path) -> Iterator[Text]:
    """All variants of all responses; those in another language are not ours to judge."""
    for path in sorted(folder.glob("**/*.yml")):
        data: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for name, variants in (data.get("responses") or {}).items():
            if str(name).startswith(OTHER_LANGUAGES):
                continue
            label = str(name).startswith(LABELS)
            for variant in variants or ():
                yield Text("responses", str(path), str(name), str(variant.get("text") or ""), label)


def _articles(articles: Iterable[Article], room: str = "") -> Iterator[Text]:
    for article in articles:
        where = room or Path(article.path).parent.name
        yield Text(where, article.path, "titel", article.title, label=True)
        yield Text(where, article.path, "inleiding", article.lead)
        for section in article.sections:
            yield Text(where, article.path, section.heading, section.heading, label=True)
            yield Text(where, article.path, section.heading, section.text)
        for number, step in enumerate(article.steps, 1):
            yield Text(where, article.path, f"stap {number}", step.title, label=True)
            yield Text(where, article.path, f"stap {number}", step.text)
            yield Text(where, article.path, f"stap {number}", step.when, label=True)


def findings(texts: Iterable[Text]) -> Iterator[LevelFinding]:
    """Everything an editor should change, page by page."""
    for path, page in _pages(texts).items():
        everything = "\n".join(text.text for text in page)
        told: set[str] = set()
        for text in page:
            for problem in problems(text.text, everything):
                again = problem.reason in told and problem.reason.startswith("afkorting")
                if not again and (problem.blocks or not text.label):
                    yield _finding(text, problem)
                told.add(problem.reason)
            low = score_problem([text.text], HARD)
            if low:
                yield _finding(text, replace(low, blocks=False))
        low = score_problem(text.text for text in page)
        if low:
            yield _finding(Text(page[0].room, path, "de hele tekst", everything), low)


def pages(texts: Iterable[Text], found: Iterable[LevelFinding]) -> list[Page]:
    """Score and count of hard sentences per file."""
    hard: dict[str, int] = defaultdict(int)
    for finding in found:
        hard[finding.text.path] += finding.problem.blocks
    return [
        Page(page[0].room, path, score(text.text for text in page), hard[path])
        for path, page in _pages(texts).items()
    ]


def summary(measured: Iterable[Page]) -> Iterator[str]:
    """Per room how much is at B1 and the mean score, and then the hardest pages."""
    rooms: dict[str, list[Page]] = defaultdict(list)
    for page in measured:
        rooms[page.room].append(page)
    yield f"{'taalniveau':<16}{'teksten':>8}{'op B1':>8}{'score':>8}"
    for room, there in sorted(rooms.items()):
        scores = [page.score for page in there if page.score is not None]
        share = sum(page.hard == 0 for page in there) / len(there)
        yield f"{room:<16}{len(there):>8}{share:>8.0%}{mean(scores) if scores else 0:>8.0f}"
    scored = [page for there in rooms.values() for page in there if page.score is not None]
    yield "moeilijkste teksten (Flesch-Douma, B1 is 60 of meer):"
    for page in sorted(scored, key=lambda page: page.score or 0.0)[:WORST]:
        yield f"  {page.score:>5.1f}  {page.path}"


def _finding(text: Text, problem: Problem) -> LevelFinding:
    return LevelFinding(text, problem, problem.blocks and text.room not in ADVICE_ONLY)


def _pages(texts: Iterable[Text]) -> dict[str, list[Text]]:
    found: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        found[text.path].append(text)
    return found
