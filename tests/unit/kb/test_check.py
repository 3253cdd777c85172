"""`make check-content`: every finding names the file and says what an editor should change."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb.check import Finding, check
from tests.unit.kb.small_library import BODY, META, QUESTIONS, add, make, page

TODAY = date(2026, 11, 22)
Q = META["questions"]


def findings(folder: Path, **pages: str) -> list[Finding]:
    return check(make(folder, **pages), TODAY)


def errors(found: list[Finding]) -> list[str]:
    return [f.problem for f in found if f.error]


def source(**changes: Any) -> list[dict[str, Any]]:
    return [META["sources"][0] | changes]


def test_check_finds_nothing_when_the_library_is_right(tmp_path: Path) -> None:
    assert findings(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (page(title=None), r"`title` ontbreekt"),
        (page(title="x" * 46), r"`title` heeft 46 tekens, hoogstens 45"),
        (page(owner=""), r"`owner` ontbreekt"),
        (page("## Kop {#kosten}\nTekst.\n"), r"de inleiding ontbreekt"),
        (page(upl="paspoord"), r"paspoord.*upl\.csv.*Bedoelt u 'paspoort'\?"),
        (page(upl="xyzzy"), r"`upl: xyzzy` staat niet in upl\.csv\.$"),
        (page(sources=None), r"`sources` ontbreekt"),
        (page(sources=source(url="www.example.org")), r"bron zonder geldig adres: 'www"),
        (page(sources=source(checked_on="22-11-2026")), r"moet een datum zijn als 2026"),
        (page(sources=source(checked_on="")), r"moet een datum zijn"),
        (page(sources=source(checked_on="2026-11-23")), r"in de toekomst"),
        (page(BODY.replace(" {#kosten}", ""), questions=[*QUESTIONS, "a", "b"]), r"zet er \{#naam\}"),
        (page(BODY.replace("Een paspoort kost {{tarief}}.", "")), r"heeft geen tekst"),
        (page(BODY + "\n## Nog eens {#kosten}\nTekst.\n"), r"\{#kosten\} komt meer dan"),
        (page(questions=Q | {"waar": ["in welke straat"]}), r"`questions: waar` hoort bij geen kopje"),
        (page(questions={"algemeen": QUESTIONS[:3]}), r"^3 vragen; minstens 8"),
        (page(questions=Q | {"kosten": ["mijn bsn is 123456789", "b"]}), r"vraag met een persoonlijk"),
        (page(related=["paspoor"]), r"`related: paspoor`.*Bedoelt u 'paspoort'\?"),
        (page(related=["qqq"]), r"`related: qqq` bestaat niet\.$"),
        (page(actions=["afspraak"]), r"`actions: afspraak`.*Kies uit: human_first, make_appointment"),
        (page(patterns=["(open"]), r"'\(open' is geen reguliere uitdrukking"),
        (page(BODY.replace("{{tarief}}", "{{tarif}}")), r"Wat kost.*'\{\{tarif\}\}' staat niet in facts"),
        (page(BODY.replace("{{gemeente}}", "{{Gemeente}}")), r"inleiding: dubbele accolades"),
        (page("Mail naar jan@example.org.\n" + BODY), r"inleiding: er lijkt een persoonlijk"),
        (page("Bel 06-12345678.\n" + BODY), r"persoonlijk nummer"),
        (page("Naar NL91ABNA0417164300.\n" + BODY), r"persoonlijk nummer"),
        (page(questions=Q | {"kosten": ["Wat kost het?", "wat  kost het"]}), r"staat er twee keer"),
    ],
)  # fmt: skip
def test_check_reports_one_error_and_says_what_to_change(
    tmp_path: Path, text: str, problem: str
) -> None:
    (found,) = errors(findings(tmp_path, paspoort=text))
    assert re.search(problem, found), found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (page(sources=source(checked_on="2025-11-21")), r"langer dan een jaar geleden"),
        (page(BODY + "\n## Waar? {#waar}\nIn het stadhuis.\n"), r"\{#waar\} heeft geen vragen"),
    ],
)
def test_check_only_advises_when_the_article_can_be_published(
    tmp_path: Path, text: str, problem: str
) -> None:
    (found,) = findings(tmp_path, paspoort=text)
    assert not found.error
    assert re.search(problem, found.problem), found
    assert str(found).startswith("advies ")


def test_check_advises_nothing_when_a_source_is_exactly_a_year_old(tmp_path: Path) -> None:
    assert findings(tmp_path, paspoort=page(sources=source(checked_on="2025-11-22"))) == []


@pytest.mark.parametrize("name", ["Paspoort", "paspoort_kind_kosten", "paspoort.oud"])
def test_check_refuses_a_file_name_that_cannot_be_an_intent(tmp_path: Path, name: str) -> None:
    (found,) = errors(findings(tmp_path, **{name: page()}))
    assert "bestandsnaam" in found


def test_check_accepts_no_product_when_the_editor_says_so(tmp_path: Path) -> None:
    assert findings(tmp_path, paspoort=page(upl="geen")) == []


def test_check_asks_patterns_of_a_crisis_and_no_product(tmp_path: Path) -> None:
    path = make(tmp_path)
    add(path / "crisis" / "brand.md", page("Bel 112.\n", upl=None, terms=None, questions=[
        f"brand {q}" for q in [*QUESTIONS, "a", "b"]
    ]))  # fmt: skip
    assert errors(check(path, TODAY)) == ["een crisisbestand moet `patterns` hebben."]


@pytest.mark.parametrize(
    ("field", "own", "other"),
    [
        ("questions", {"algemeen": [f"r {n}" for n in range(7)] + ["Wat kost het?"]}, "vraag 'Wat kost het?'"),
        ("terms", ["Paspoort"], "term 'Paspoort'"),
    ],
)  # fmt: skip
def test_check_names_both_files_when_two_articles_share_something(
    tmp_path: Path, field: str, own: object, other: str
) -> None:
    apart = {"terms": ["rijbewijs"], "questions": {"algemeen": [f"q {n}" for n in range(8)]}}
    second = page("Bij {{gemeente}}.\n", **(apart | {"upl": "rijbewijs", field: own}))
    (found,) = findings(tmp_path, paspoort=page(), rijbewijs=second)
    assert Path(found.path).name == "rijbewijs.md"
    assert other in found.problem
    assert "paspoort.md" in found.problem


def test_check_reads_local_articles_too(tmp_path: Path) -> None:
    path = make(tmp_path)
    local = add(path / "municipalities/tilburg/articles" / "kermis.md", page(owner="", terms=None, questions=[
        f"kermis {q}" for q in [*QUESTIONS, "a", "b"]
    ], related=["paspoort"]))  # fmt: skip
    (found,) = [f for f in check(path, TODAY) if f.error]
    assert (found.path, found.problem[:9]) == (str(local), "`owner` o")


def test_check_lets_a_local_article_ask_what_the_national_one_asks(tmp_path: Path) -> None:
    path = make(tmp_path)
    add(path / "municipalities/tilburg/articles" / "paspoort.md", page("In {{gemeente}}.\n" + BODY))
    assert check(path, TODAY) == []


def test_check_reports_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, paspoort="geen kop")
    assert found.error
    assert str(found).startswith(f"FOUT   {tmp_path / 'articles' / 'paspoort.md'}: begint niet")
