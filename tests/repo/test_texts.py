"""Texts for residents: at level B1, and never in Python."""

from __future__ import annotations

import re

import pytest

from kb import readability
from kb.language_level import OTHER_LANGUAGES, findings, library_texts, response_texts
from tests.repo.sources import ROOT, articles, files, library, responses, shown, strings

# Small words that make a sentence Dutch and are hardly ever English or a name.
_DUTCH = re.compile(
    r"\b(?:de|het|een|u|uw|ik|niet|geen|kunt|wij|voor|naar|maar|als|bij|om|dat|dit|deze|zijn|wordt|"
    r"heeft|hebt|wilt|graag|bel|kijk|onze|vraag|antwoord|meer|nog|weer|even)\b",
    re.IGNORECASE,
)
# Dutch that is no text for residents, each with its reader.
READ_BY_STAFF = {
    "assistant/domain/klantcontact.py",
    # Words to recognise, read by nobody.
    "assistant/domain/dutch/people.py",
}


def is_dutch_sentence(text: str) -> bool:
    """Four words or more, of which two are Dutch; a regular expression is no sentence."""
    if re.search(r"\\[bswd]|\(\?", text):
        return False
    return len(text.split()) >= 4 and len(_DUTCH.findall(text)) >= 2


@pytest.mark.parametrize(
    ("text", "dutch"),
    [
        ("Ik kan u nu geen antwoord geven.", True),
        ("Bel {telefoon} of kijk op de website", True),
        ("no article with this slug, for this municipality", False),
        ("utter_request_human_open", False),
        (r"\bde het een\b uw vraag om", False),
    ],
)
def test_the_test_itself_knows_a_dutch_sentence(text: str, dutch: bool) -> None:
    assert is_dutch_sentence(text) is dutch


def test_no_text_for_residents_is_in_python() -> None:
    rooms = ("actions", "assistant", "connectors", "web", "nlu")
    found = [
        f"{shown(path)}:{line}: {value[:60]}"
        for path in files(*rooms, suffixes={".py"})
        if shown(path) not in READ_BY_STAFF
        for line, value in strings(path)
        if is_dutch_sentence(value)
    ]
    assert found == []


def test_no_text_for_residents_is_above_level_b1() -> None:
    texts = [*library_texts(library()), *response_texts(ROOT / "data" / "responses")]
    hard = [
        f"{found.text.path}: {found.text.where}: {found.problem}"
        for found in findings(texts)
        if found.blocks
    ]
    assert hard == []


def test_the_level_is_measured_of_every_response_in_dutch() -> None:
    measured = {text.where for text in response_texts(ROOT / "data" / "responses")}
    assert measured == {name for name in responses() if not name.startswith(OTHER_LANGUAGES)}


def test_the_level_is_measured_of_every_article_and_fact() -> None:
    texts = list(library_texts(library()))
    assert {article.path for article in articles()} <= {text.path for text in texts}
    assert {text.where for text in texts if text.room == "facts"} == set(library().facts)
    assert {"articles", "referrals", "crisis", "facts", "municipalities"} <= {t.room for t in texts}


def test_every_response_has_a_text() -> None:
    assert [
        name for name, variants in responses().items() if not all(v.strip() for v in variants)
    ] == []


def test_prices_and_terms_are_in_the_library_where_their_source_is() -> None:
    amounts = re.compile(r"€|\beuro\b|\b\d+ (?:dagen|weken|maanden|jaar)\b")
    named = [name for name, texts in responses().items() for text in texts if amounts.search(text)]
    assert named == []


def test_the_check_for_editors_can_fail() -> None:
    found = list(readability.problems("Indien je dit wilt, dient te worden gebeld."))
    assert any(problem.blocks for problem in found)
