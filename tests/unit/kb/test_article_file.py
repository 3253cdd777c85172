"""One article file becomes one article, or a sentence that tells an editor what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.articles import Article, Kind, Section, Step
from assistant.domain.conversation import Source
from kb.article_file import read_article
from kb.errors import ContentError
from tests.unit.kb.small_library import BODY, QUESTIONS, STEP, add, page


def read(folder: Path, text: str, kind: Kind = Kind.FAQ) -> Article:
    return read_article(add(folder / "paspoort.md", text), kind)


def test_article_has_all_its_fields_when_the_file_is_complete(tmp_path: Path) -> None:
    found = read(tmp_path, page(related=["rijbewijs"], actions=["make_appointment"], priority=2))
    assert found == Article(
        slug="paspoort",
        kind=Kind.FAQ,
        title="Paspoort aanvragen",
        lead="U vraagt een paspoort aan bij {{gemeente}}.",
        upl="paspoort",
        owner="burgerzaken",
        sections=(Section("kosten", "Wat kost een paspoort?", "Een paspoort kost {{tarief}}."),),
        questions={
            "algemeen": tuple(QUESTIONS),
            "kosten": ("wat kost het", "hoe duur is het"),
        },
        terms=("paspoort",),
        related=("rijbewijs",),
        actions=("make_appointment",),
        sources=(Source("Voorbeeld", "https://www.example.org/p", "2026-11-01"),),
        priority=2,
        path=str(tmp_path / "paspoort.md"),
    )


def test_article_is_named_in_training_data_after_its_kind_and_file(tmp_path: Path) -> None:
    assert read(tmp_path, page(), Kind.CRISIS).intent == "crisis/paspoort"


def test_steps_keep_their_order_and_link_to_the_introduction_without_a_section(
    tmp_path: Path,
) -> None:
    steps = [STEP, {"title": "Naar huis", "text": "Ga.", "when": "daarna", "article": "rijbewijs"}]
    assert read(tmp_path, page(steps=steps), Kind.LIFE_EVENT).steps == (
        Step(
            "Paspoort aanvragen",
            "Vraag het aan bij {{gemeente}}.",
            "binnen 5 dagen",
            "paspoort",
            "kosten",
        ),
        Step("Naar huis", "Ga.", "daarna", "rijbewijs", "algemeen"),
    )


@pytest.mark.parametrize(
    ("body", "lead", "sections"),
    [
        ("Alleen een inleiding.\n", "Alleen een inleiding.", []),
        ("## Kop {#k}\ntekst\n", "", [("k", "Kop", "tekst")]),
        ("In.\n\n## Kop\ntekst", "In.", [("", "Kop", "tekst")]),
        ("In.\n## A {#a}\n1\n\n2\n## B? {#b-2}\n- x\n", "In.", [("a", "A", "1\n\n2"), ("b-2", "B?", "- x")]),
        ("In.\n### Geen kopje {#x}\n", "In.\n### Geen kopje {#x}", []),
    ],
)  # fmt: skip
def test_body_is_split_at_its_headings(
    tmp_path: Path, body: str, lead: str, sections: list[tuple[str, str, str]]
) -> None:
    found = read(tmp_path, page(body))
    assert found.lead == lead
    assert [(s.anchor, s.heading, s.text) for s in found.sections] == sections


def test_article_is_read_when_the_editor_works_on_windows(tmp_path: Path) -> None:
    path = tmp_path / "paspoort.md"
    path.write_bytes(page().replace("\n", "\r\n").encode())
    assert read_article(path, Kind.FAQ).sections[0].text == "Een paspoort kost {{tarief}}."


def test_questions_belong_to_the_introduction_when_they_are_a_plain_list(tmp_path: Path) -> None:
    assert read(tmp_path, page(questions=["a", "b"])).questions == {"algemeen": ("a", "b")}


def test_fields_are_empty_when_they_are_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, page(terms=None, questions=None, sources=None, owner=None))
    assert (found.terms, found.questions, found.sources, found.owner) == ((), {}, (), "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (BODY, "begint niet met een kop"),
        ("---\ntitle: x\n", "begint niet met een kop"),
        ("---\ntitle: [open\n---\nTekst", "geen geldige YAML"),
        ("---\n- a\n- b\n---\nTekst", "uit `naam: waarde`"),
        (page(title=["a"]), "`title` moet gewone tekst zijn"),
        (page(terms="paspoort"), "`terms` moet een lijst zijn"),
        (page(questions="wat kost het"), "`questions` moet per kopje"),
        (page(questions={"kosten": "wat kost het"}), "`kosten` moet een lijst zijn"),
        (page(sources={"url": "x"}), "`sources` moet een lijst zijn"),
        (page(sources=["https://example.org"]), "`sources` moet een lijst zijn"),
        (page(steps=["doe dit"]), "`steps` moet een lijst zijn met `title`, `text`"),
        (page(steps={"title": "x"}), "`steps` moet een lijst zijn"),
        (page(steps=[{"title": ["x"]}]), "`title` moet gewone tekst zijn"),
    ],
)
def test_file_is_refused_with_a_hint_when_it_has_another_form(
    tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(ContentError) as refused:
        read(tmp_path, text)
    assert refused.value.path == str(tmp_path / "paspoort.md")
    assert problem in refused.value.problem


def test_file_is_refused_with_a_hint_when_its_priority_is_no_number(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="priority"):
        read(tmp_path, page(priority="hoog"))


def test_file_is_refused_with_a_hint_when_it_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "paspoort.md"
    path.write_bytes(page("Een café").encode("latin-1"))
    with pytest.raises(ContentError):
        read_article(path, Kind.FAQ)
