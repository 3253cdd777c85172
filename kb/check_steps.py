"""Checks the steps of a life event: each says what and when, and links to an answer that exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from assistant.domain.articles import LEAD, Article, Kind, Step

MIN_STEPS = 3
MAX_TITLE = 38
"""Shorter than the title of an article: "Stap 2: " comes before it on a button."""
MAX_WHEN = 60
LINKED = {Kind.FAQ, Kind.REFERRAL}


def check_steps(article: Article, known: Mapping[str, Article]) -> Iterator[str]:
    """What is wrong with the steps of `article`, in sentences for an editor."""
    if article.kind is not Kind.LIFE_EVENT:
        if article.steps:
            yield "`steps` hoort alleen bij een levensgebeurtenis (map life_events)."
        return
    if len(article.steps) < MIN_STEPS:
        yield f"{len(article.steps)} stappen; een stappenplan heeft er minstens {MIN_STEPS}."
    if article.sections:
        yield "een levensgebeurtenis heeft geen kopjes: zet wat de inwoner moet doen in `steps`."
    seen: dict[tuple[str, str], int] = {}
    for number, step in enumerate(article.steps, 1):
        for problem in (*_check_text(step), *_check_link(step, known)):
            yield f"stap {number}: {problem}"
        first = seen.setdefault((step.article, step.section), number)
        if first != number:
            yield f"stap {number}: verwijst naar hetzelfde als stap {first}; maak er één stap van."


def _check_text(step: Step) -> Iterator[str]:
    for name, limit in (("title", MAX_TITLE), ("text", 0), ("when", MAX_WHEN)):
        value = getattr(step, name)
        if not value:
            yield f"`{name}` ontbreekt."
        elif limit and len(value) > limit:
            yield f"`{name}` heeft {len(value)} tekens, hoogstens {limit}."


def _check_link(step: Step, known: Mapping[str, Article]) -> Iterator[str]:
    target = known.get(step.article)
    if target is None:
        yield f"`article: {step.article}` bestaat niet.{_hint(step.article, known)}"
    elif target.kind not in LINKED:
        yield f"`article: {step.article}` is geen antwoord of verwijzing."
    elif step.section != LEAD and target.section(step.section) is None:
        anchors = [section.anchor for section in target.sections]
        hint = _hint(step.section, anchors) or f" Kies uit: {', '.join(sorted(anchors))}."
        yield f"`section: {step.section}` is geen kopje van {step.article}.{hint}"


def _hint(name: str, names: Iterable[str]) -> str:
    near = get_close_matches(name, list(names), n=1)
    return f" Bedoelt u '{near[0]}'?" if near else ""
