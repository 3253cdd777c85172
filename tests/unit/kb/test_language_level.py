"""Every text for residents is measured; what is too hard blocks, in every room but the excepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import language_level
from kb.check import check_language
from kb.language_level import Text, findings, library_texts, pages, response_texts, summary
from kb.library import Library
from tests.unit.kb.small_library import STEP, add, make, page

HARD = "Indien nodig belt u.\n"


def hard_texts(folder: Path) -> list[tuple[str, str]]:
    found = findings(library_texts(Library(folder)))
    return [(f.text.room, f.text.where) for f in found if f.problem.blocks]


def test_a_clear_library_has_no_findings(tmp_path: Path) -> None:
    assert list(findings(library_texts(Library(make(tmp_path))))) == []


@pytest.mark.parametrize("room", ["articles", "referrals", "crisis"])
def test_a_hard_text_is_found_wherever_it_is(tmp_path: Path, room: str) -> None:
    make(tmp_path)
    add(tmp_path / room / "x.md", page(HARD + "\n## Wie? {#wie}\n" + HARD))
    assert hard_texts(tmp_path) == [(room, "inleiding"), (room, "Wie?")]


def test_titles_and_headings_are_read_too(tmp_path: Path) -> None:
    body = "Bel de gemeente.\n\n## Wat doen jullie? {#wat}\nBel de gemeente.\n"
    assert hard_texts(make(tmp_path, pas=page(body, title="Je pas"))) == [
        ("articles", "titel"),
        ("articles", "Wat doen jullie?"),
    ]


def test_local_articles_facts_and_life_events_are_read_too(tmp_path: Path) -> None:
    make(tmp_path)
    add(tmp_path / "municipalities/tilburg/articles/x.md", page(HARD))
    (tmp_path / "facts.yml").write_text("tarief: {description: prijs, fallback: Bel indien nodig.}")
    place = tmp_path / "municipalities/tilburg/municipality.yml"
    fact = "facts: {zin: {value: Bel desgewenst., source: 'https://x.example', checked_on: '2026-11-01'}}"
    place.write_text(place.read_text() + fact)
    add(tmp_path / "life_events" / "kind.md", page("Bel ons.\n", steps=[STEP | {"text": HARD}]))
    assert sorted(hard_texts(tmp_path)) == [
        ("facts", "tarief"),
        ("life_events", "stap 1"),
        ("municipalities", "inleiding"),
        ("municipalities", "zin"),
    ]


def test_every_variant_of_a_response_is_read_and_other_languages_are_not(tmp_path: Path) -> None:
    add(tmp_path / "a.yml", """\
responses:
  utter_x:
  - text: Bel ons.
  - text: Indien nodig belt u.
  utter_other_language_en:
  - text: Je suis indien thans.
""")  # fmt: skip
    assert [text.text for text in response_texts(tmp_path)] == ["Bel ons.", "Indien nodig belt u."]
    (found,) = findings(response_texts(tmp_path))
    assert found.blocks
    (line,) = check_language([found])
    assert str(line) == (
        f"FOUT   {tmp_path / 'a.yml'}: utter_x: moeilijk woord 'Indien'. Schrijf 'als'."
        " In: 'Indien nodig belt u.'"
    )


def test_a_room_that_is_being_rewritten_gets_advice_and_is_still_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = Text("articles", "x.md", "inleiding", HARD)
    for rooms, blocks in ((frozenset({"articles"}), False), (frozenset[str](), True)):
        monkeypatch.setattr(language_level, "ADVICE_ONLY", rooms)
        (found,) = findings([text])
        assert found.blocks is blocks
        assert [p.hard for p in pages([text], [found])] == [1]


def test_an_abbreviation_is_asked_for_once_in_a_page() -> None:
    texts = [Text("crisis", "x.md", where, "U staat in de BRP.") for where in "abc"]
    assert [found.text.where for found in findings(texts)] == ["a"]


def test_a_page_with_a_low_score_is_blocked_with_what_weighs_most() -> None:
    hard = "Internationale organisaties controleren administratieve informatie. " * 8
    found = [f for f in findings([Text("crisis", "x.md", "a", hard)]) if f.blocks]
    assert [f.text.where for f in found] == ["de hele tekst"]
    assert "organisaties" in found[0].problem.suggestion


def test_the_summary_has_a_line_per_room_and_the_hardest_pages_first() -> None:
    easy = "Bel ons. De man komt dan bij u. Hij helpt u. " * 4
    harder = "De gemeente controleert uw gegevens. De medewerker belt u daarna op. " * 4
    texts = [
        Text("crisis", "a.md", "inleiding", easy),
        Text("crisis", "b.md", "inleiding", harder + HARD),
        Text("facts", "facts.yml", "x", "Bel ons."),
    ]
    lines = list(summary(pages(texts, findings(texts))))
    assert lines[1].split()[:3] == ["crisis", "2", "50%"]
    assert lines[2].split()[:3] == ["facts", "1", "100%"]
    assert [line.split()[-1] for line in lines[4:]] == ["b.md", "a.md"]
