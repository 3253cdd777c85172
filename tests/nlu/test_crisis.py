"""Danger is recognised by rules, before and without any model. Both lists may only grow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.crisis import CrisisPatterns
from kb.library import Library

HERE = Path(__file__).parent
LIBRARY = Library(HERE.parents[1] / "kb")
PATTERNS = CrisisPatterns(LIBRARY.articles())


def lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line.strip()]


POSITIVE = [line.split("\t", 1) for line in lines("crisis_positive.txt")]
NEGATIVE = lines("crisis_negative.txt")


def found(text: str) -> str:
    article = PATTERNS.find(text)
    return article.slug if article else ""


def test_every_cry_for_help_is_recognised_as_danger() -> None:
    assert [text for _, text in POSITIVE if not found(text)] == []


def test_every_cry_for_help_gets_its_own_text() -> None:
    other = [(text, wanted, found(text)) for wanted, text in POSITIVE if found(text) != wanted]
    assert other == []


def test_what_only_looks_like_danger_is_left_alone() -> None:
    assert [(text, found(text)) for text in NEGATIVE if found(text)] == []


def test_no_sentence_is_in_both_lists() -> None:
    assert {text for _, text in POSITIVE} & set(NEGATIVE) == set()


@pytest.mark.parametrize("slug", sorted({wanted for wanted, _ in POSITIVE}))
def test_every_crisis_text_says_whom_to_call_first(slug: str) -> None:
    lead = LIBRARY.article(slug, LIBRARY.slugs()[0]).lead
    first = lead.split("\n", 1)[0]
    assert any(character.isdigit() for character in first), first


def test_every_crisis_text_is_tested() -> None:
    crises = {article.slug for article in LIBRARY.articles() if article.kind.value == "crisis"}
    assert crises == {wanted for wanted, _ in POSITIVE}


def test_danger_is_found_however_it_is_typed() -> None:
    assert found("IK WIL NIET MEER LEVEN!!!") == found("ik wil niet meer leven") != ""
