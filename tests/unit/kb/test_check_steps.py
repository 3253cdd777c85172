"""`make check-content` on life events: the steps say what and when, and lead somewhere."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb.check import check
from kb.language_level import findings, library_texts
from kb.library import Library
from tests.unit.kb.small_library import BODY, STEP, add, make, page

TODAY = date(2026, 11, 26)
STEPS = [STEP, STEP | {"section": "algemeen"}, STEP | {"article": "uwv", "section": ""}]


def event(*steps: dict[str, Any], body: str = "Dit zijn de stappen.\n", questions: int = 15) -> str:
    return page(
        body,
        title="Verhuizen",
        upl=None,
        terms=["gaan verhuizen"],
        questions=[f"wat moet ik allemaal regelen {n}" for n in range(questions)],
        steps=list(steps),
    )


def problems(folder: Path, text: str, where: str = "life_events/verhuizen") -> list[str]:
    path = make(folder)
    uwv = page("Ga naar het UWV.\n", title="UWV", upl=None, terms=["wia"],
               questions=[f"vraag aan het uwv {n}" for n in range(8)])  # fmt: skip
    add(path / "referrals" / "uwv.md", uwv)
    add(path / f"{where}.md", text)
    return [finding.problem for finding in check(path, TODAY)]


def changed(**changes: Any) -> str:
    """A life event of which the second step is changed."""
    return event(STEPS[0], STEPS[1] | changes, STEPS[2])


def test_check_finds_nothing_when_every_step_leads_to_an_answer_or_a_referral(
    tmp_path: Path,
) -> None:
    assert problems(tmp_path, event(*STEPS)) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (event(*STEPS[:2]), r"^2 stappen; een stappenplan heeft er minstens 3"),
        (event(*STEPS, questions=14), r"^14 vragen; minstens 15"),
        (event(*STEPS, STEPS[0]), r"^stap 4: verwijst naar hetzelfde als stap 1"),
        (changed(title=""), r"^stap 2: `title` ontbreekt"),
        (changed(title="x" * 39), r"^stap 2: `title` heeft 39 tekens, hoogstens 38"),
        (changed(text=None), r"^stap 2: `text` ontbreekt"),
        (changed(when=""), r"^stap 2: `when` ontbreekt"),
        (changed(when="x" * 61), r"^stap 2: `when` heeft 61 tekens, hoogstens 60"),
        (changed(article="paspoor"), r"^stap 2: `article: paspoor` bestaat niet\. Bedoelt u 'paspoort'\?"),
        (changed(article="qqq"), r"^stap 2: `article: qqq` bestaat niet\.$"),
        (changed(article="verhuizen"), r"^stap 2: `article: verhuizen` is geen antwoord of verwijzing"),
        (changed(section="kostn"), r"^stap 2: `section: kostn` is geen kopje van paspoort\. Bedoelt u 'kosten'\?"),
        (changed(section="qqq"), r"^stap 2: `section: qqq` is geen kopje van paspoort\. Kies uit: kosten\."),
        (changed(text="Betaal {{tarif}}."), r"^stap 2: het gegeven '\{\{tarif\}\}' staat niet in facts"),
        (changed(text="Bel 06-12345678."), r"^stap 2: er lijkt een persoonlijk nummer"),
    ],
)  # fmt: skip
def test_check_names_the_step_and_says_what_to_change(
    tmp_path: Path, text: str, problem: str
) -> None:
    (found,) = problems(tmp_path, text)
    assert re.search(problem, found), found


@pytest.mark.parametrize("part", ["title", "text", "when"])
def test_the_language_of_every_part_of_a_step_is_measured(tmp_path: Path, part: str) -> None:
    problems(tmp_path, changed(**{part: "Dit doe je zelf."}))
    (found,) = (f for f in findings(library_texts(Library(tmp_path))) if f.blocks)
    assert (found.text.room, found.text.where) == ("life_events", "stap 2")
    assert found.problem.reason == "'je' is geen u-vorm"


def test_check_refuses_headings_that_no_resident_would_see(tmp_path: Path) -> None:
    found = problems(tmp_path, event(*STEPS, body="In.\n\n## Wat kost het? {#kosten}\nNiets.\n"))
    assert (
        "een levensgebeurtenis heeft geen kopjes: zet wat de inwoner moet doen in `steps`." in found
    )


def test_check_refuses_steps_in_an_article(tmp_path: Path) -> None:
    text = page(
        BODY, terms=None, questions={"kosten": [f"wat kost {n}" for n in range(8)]}, steps=STEPS
    )
    (found,) = problems(tmp_path, text, "articles/rijbewijs")
    assert found == "`steps` hoort alleen bij een levensgebeurtenis (map life_events)."


def test_check_looks_for_the_section_in_the_national_text(tmp_path: Path) -> None:
    path = make(tmp_path)
    local = path / "municipalities" / "tilburg" / "articles" / "paspoort.md"
    add(local, page("Anders.\n", questions=[f"eigen vraag {n}" for n in range(8)]))
    plan = event(*STEPS[:2], STEP | {"title": "Nog iets", "section": "kosten"})
    add(path / "life_events" / "verhuizen.md", plan)
    found = [finding.problem for finding in check(path, TODAY) if finding.error]
    assert found == ["stap 3: verwijst naar hetzelfde als stap 1; maak er één stap van."]
