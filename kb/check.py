"""Checks the whole library and says, per file, what an editor should change.

Whether the language is at level B1 is measured in `kb.language_level`, for all texts at once.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path

from assistant.domain.articles import LEAD, Article, Kind
from kb.check_steps import check_steps
from kb.facts import PLACEHOLDER, STANDARD_FACTS
from kb.language_level import LevelFinding
from kb.library import Library

ACTIONS = {
    "make_appointment",
    "start_edienst",
    "report_public_space",
    "request_human",
    "human_first",
}
MAX_TITLE = 45
MIN_QUESTIONS = 8
MIN_QUESTIONS_LIFE_EVENT = 15
MAX_AGE = timedelta(days=365)
_PERSONAL = re.compile(r"\b\d{8,9}\b|\bNL\d{2}[A-Z]{4}\d{10}\b|\b06[ -]?\d{8}\b|@[a-z]+\.[a-z]+")


@dataclass(frozen=True)
class Finding:
    """One thing to change. An `error` stops publication, advice does not."""

    path: str
    problem: str
    error: bool = True

    def __str__(self) -> str:
        return f"{'FOUT  ' if self.error else 'advies'} {self.path}: {self.problem}"


def normalise(question: str) -> str:
    """Questions that differ only in case, punctuation or spacing are the same question."""
    return " ".join(re.findall(r"\w+", question.casefold()))


def check(path: Path, today: date) -> list[Finding]:
    """All findings for the library in `path`, errors and advice."""
    library = Library(path)
    findings = [Finding(error.path, error.problem) for error in library.broken]
    articles = list(library.articles())
    upl = _upl_names(path / "upl.csv")
    for slug in library.slugs():
        local = library.local_articles(slug)
        articles += local
    # Where a municipality has its own text, steps link to the national one with its sections.
    known = {article.slug: article for article in reversed(articles)}
    for article in articles:
        for finding in _check_article(article, upl, set(known), library.facts, today):
            findings.append(finding)
        for problem in check_steps(article, known):
            findings.append(Finding(article.path, problem))
    findings += _shared_questions(articles)
    findings += _shared_terms(articles)
    findings += _appointments(library, set(known))
    findings += _ediensten(library, set(known))
    return findings


def check_language(found: Iterable[LevelFinding]) -> list[Finding]:
    """Findings about the language, of texts in the library and elsewhere."""
    return [Finding(f.text.path, f"{f.text.where}: {f.problem}", f.blocks) for f in found]


def _upl_names(path: Path) -> set[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["uniforme_productnaam"] for row in csv.DictReader(file)}


def _check_article(
    article: Article, upl: set[str], slugs: set[str], facts: frozenset[str], today: date
) -> Iterator[Finding]:
    def error(problem: str) -> Finding:
        return Finding(article.path, problem)

    def advice(problem: str) -> Finding:
        return Finding(article.path, problem, error=False)

    if not re.fullmatch(r"[a-z0-9-]+(_[a-z0-9-]+)?", article.slug):
        yield error(
            "bestandsnaam: kleine letters, cijfers en streepjes, hoogstens één laag streepje."
        )
    if not article.title:
        yield error("`title` ontbreekt.")
    elif len(article.title) > MAX_TITLE:
        yield error(f"`title` heeft {len(article.title)} tekens, hoogstens {MAX_TITLE}.")
    if not article.owner:
        yield error("`owner` ontbreekt: welk team houdt dit bij?")
    if not article.lead:
        yield error("de inleiding ontbreekt (tekst boven het eerste kopje).")
    if article.kind is Kind.FAQ and article.upl != "geen" and article.upl not in upl:
        near = get_close_matches(article.upl, upl, n=1)
        hint = f" Bedoelt u '{near[0]}'?" if near else ""
        yield error(f"`upl: {article.upl}` staat niet in upl.csv.{hint}")
    yield from _check_sources(article, today, error, advice)
    yield from _check_questions(article, error, advice)
    for slug in article.related:
        if slug not in slugs:
            near = get_close_matches(slug, slugs, n=1)
            hint = f" Bedoelt u '{near[0]}'?" if near else ""
            yield error(f"`related: {slug}` bestaat niet.{hint}")
    for action in article.actions:
        if action not in ACTIONS:
            yield error(
                f"`actions: {action}` bestaat niet. Kies uit: {', '.join(sorted(ACTIONS))}."
            )
    for pattern in article.patterns:
        try:
            re.compile(pattern)
        except re.error as mistake:
            yield error(f"`patterns`: '{pattern}' is geen reguliere uitdrukking ({mistake}).")
    if article.kind is Kind.CRISIS and not article.patterns:
        yield error("een crisisbestand moet `patterns` hebben.")
    texts = [("inleiding", article.lead)]
    texts += [(section.heading, section.text) for section in article.sections]
    for number, step in enumerate(article.steps, 1):
        texts += [(f"stap {number}", part) for part in (step.title, step.text, step.when)]
    for where, text in texts:
        for name in PLACEHOLDER.findall(text):
            if name not in facts and name not in STANDARD_FACTS:
                yield error(f"{where}: het gegeven '{{{{{name}}}}}' staat niet in facts.yml.")
        if text.count("{{") != len(PLACEHOLDER.findall(text)):
            yield error(f"{where}: dubbele accolades kloppen niet; schrijf {{{{naam}}}}.")
        if _PERSONAL.search(text):
            yield error(f"{where}: er lijkt een persoonlijk nummer of adres in de tekst te staan.")


def _check_sources(article: Article, today: date, error, advice) -> Iterator[Finding]:  # type: ignore[no-untyped-def]
    if not article.sources:
        yield error("`sources` ontbreekt: geen antwoord zonder bron.")
    for source in article.sources:
        if not re.fullmatch(r"https?://[^\s<>]+", source.url):
            yield error(f"bron zonder geldig adres: '{source.url}'.")
        try:
            checked = date.fromisoformat(source.checked_on)
        except ValueError:
            yield error(f"bron {source.url}: `checked_on` moet een datum zijn als 2026-11-22.")
            continue
        if checked > today:
            yield error(f"bron {source.url}: `checked_on` ligt in de toekomst.")
        elif today - checked > MAX_AGE:
            yield advice(f"bron {source.url} is langer dan een jaar geleden nagekeken.")


def _check_questions(article: Article, error, advice) -> Iterator[Finding]:  # type: ignore[no-untyped-def]
    anchors = [section.anchor for section in article.sections]
    for section in article.sections:
        if not section.anchor:
            yield error(f"kopje '{section.heading}' heeft geen anker; zet er {{#naam}} achter.")
        if not section.text:
            yield error(f"kopje '{section.heading}' heeft geen tekst.")
    for anchor in {a for a in anchors if a and anchors.count(a) > 1}:
        yield error(f"anker {{#{anchor}}} komt meer dan één keer voor.")
    for anchor in article.questions:
        if anchor != LEAD and anchor not in anchors:
            yield error(f"`questions: {anchor}` hoort bij geen kopje {{#{anchor}}}.")
    questions = [q for group in article.questions.values() for q in group]
    least = MIN_QUESTIONS_LIFE_EVENT if article.kind is Kind.LIFE_EVENT else MIN_QUESTIONS
    if len(questions) < least:
        yield error(f"{len(questions)} vragen; minstens {least} nodig om herkend te worden.")
    for question in questions:
        if _PERSONAL.search(question):
            yield error(f"vraag met een persoonlijk nummer of adres: '{question[:40]}'.")
    for anchor in anchors:
        if anchor and anchor not in article.questions:
            yield advice(f"kopje {{#{anchor}}} heeft geen vragen.")


def _appointments(library: Library, slugs: set[str]) -> Iterator[Finding]:
    """Products with an article that is not there, and names for products that are not."""
    path = str(library.path / "appointments.yml")
    for slug in library.slugs():
        catalogue = library.catalogue(slug)
        for key in set(library.get(slug).appointment_products) - {e.key for e in catalogue.entries}:
            yield Finding(path, f"`{key}` van {slug} staat niet bij `products`.")
    for entry in library.catalogue(library.slugs()[0]).entries if library.slugs() else ():
        for article in {entry.article, *entry.also.values()} - {"", *slugs}:
            near = get_close_matches(article, slugs, n=1)
            hint = f" Bedoelt u '{near[0]}'?" if near else ""
            yield Finding(path, f"`{entry.key}`: artikel '{article}' bestaat niet.{hint}")


def _ediensten(library: Library, slugs: set[str]) -> Iterator[Finding]:
    """Articles that an eDienst names and that are not there."""
    seen = set()
    for municipality in library.slugs():
        for edienst in library.ediensten(municipality).every:
            named = {*edienst.articles, *(one.article for one in edienst.referrals)}
            for article in named - {"", *slugs}:
                if (edienst.key, article) not in seen:
                    seen.add((edienst.key, article))
                    path = str(library.path / "ediensten" / f"{edienst.key}.yml")
                    yield Finding(path, f"artikel '{article}' bestaat niet.")


def _shared_questions(articles: list[Article]) -> Iterator[Finding]:
    seen: dict[str, Article] = {}
    for article in articles:
        own: set[str] = set()
        for question in (q for group in article.questions.values() for q in group):
            key = normalise(question)
            if key in own:
                yield Finding(article.path, f"vraag staat er twee keer: '{question}'.")
            own.add(key)
            other = seen.setdefault(key, article)
            if other.slug != article.slug:
                yield Finding(article.path, f"vraag '{question}' staat ook in {other.path}.")


def _shared_terms(articles: list[Article]) -> Iterator[Finding]:
    seen: dict[str, Article] = {}
    for article in articles:
        for term in article.terms:
            other = seen.setdefault(normalise(term), article)
            if other.slug != article.slug:
                yield Finding(article.path, f"term '{term}' staat ook in {other.path}.")
