"""How crisis patterns are compared; what they must find is in tests/nlu/."""

from __future__ import annotations

import pytest

from assistant.domain.articles import Article, Kind
from assistant.domain.conversation import Outcome, Reply
from kb.crisis import MAX_CHARACTERS, CrisisPatterns


def crisis(slug: str, *patterns: str, priority: int = 9, kind: Kind = Kind.CRISIS) -> Article:
    return Article(slug, kind, slug, f"bel {slug}", patterns=patterns, priority=priority)


PATTERNS = CrisisPatterns(
    [
        crisis("later", "gas", r"wil niet meer", priority=2),
        crisis("eerst", r"\bbrand\b", r"'t leven", priority=1),
        crisis("gewoon", "paspoort", kind=Kind.FAQ),
    ]
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("er is BRAND", "eerst"),
        ("ik ruik gás", "later"),
        ("brand en gas", "eerst"),
        ("gas en brand", "eerst"),
        ("ik wil\n  niet   meer", "later"),
        ("geen zin in ’t leven", "eerst"),
        ("brandweer", ""),
        ("mijn paspoort", ""),
        ("", ""),
        ("x" * (MAX_CHARACTERS - 3) + "gas", "later"),
        ("x" * MAX_CHARACTERS + "gas", ""),
    ],
)
def test_find_gives_the_most_urgent_crisis_of_which_a_pattern_occurs(text: str, slug: str) -> None:
    found = PATTERNS.find(text)
    assert (found.slug if found else "") == slug


# The gateway takes 2000 characters, so nothing that a resident can send is cut off here.
def test_find_sees_the_whole_of_the_longest_message_that_the_gateway_takes() -> None:
    from assistant.settings import Settings

    assert Settings().max_message_length <= MAX_CHARACTERS


def test_match_gives_the_text_of_the_crisis_without_the_engine() -> None:
    assert PATTERNS.match("brand!") == Reply(
        "bel eerst", outcome=Outcome.REFERRAL, articles=("eerst",)
    )
    assert PATTERNS.match("niets aan de hand") is None
