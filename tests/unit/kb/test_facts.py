"""Local facts in national texts: what is known is filled in, what is not never shows as a hole."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.municipality import Municipality
from kb.facts import Fact, fill, read_facts

PLACE = Municipality(
    slug="tilburg",
    name="Tilburg",
    phone="14 013",
    website="tilburg.example",
    hours_text="op werkdagen",
    facts={"tarief": "€ 80", "leeg": ""},
)
FACTS = {
    fact.name: fact
    for fact in (
        Fact("tarief", "", "Zie {{website}}."),
        Fact("spoed", "", "De prijs van spoed staat op {{website}}."),
        Fact("leeg", "", "Dat weet {{gemeente}}."),
        Fact("zonder", "", ""),
    )
}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Het kost {{tarief}}.", "Het kost € 80."),
        ("Bel {{ telefoon }} in {{gemeente}}.", "Bel 14 013 in Tilburg."),
        ("Geen gegeven.", "Geen gegeven."),
        ("Spoed kost {{spoed}} extra.", "De prijs van spoed staat op tilburg.example."),
        ("Voor.\nSpoed: {{spoed}}.\nNa.", "Voor.\nDe prijs van spoed staat op tilburg.example.\nNa."),
        ("{{tarief}} of {{spoed}}", "De prijs van spoed staat op tilburg.example."),
        ("- a\n- spoed: {{spoed}}", "- a\n- De prijs van spoed staat op tilburg.example."),
        ("Een {{spoed}}.\nTwee {{spoed}}.", "De prijs van spoed staat op tilburg.example."),
        ("A\n{{leeg}}", "A\nDat weet Tilburg."),
        ("A\nDit {{zonder}} vervalt.\nB", "A\nB"),
        ("A\nDit {{onbekend}} vervalt.\nB", "A\nB"),
        ("Alleen {{zonder}}", ""),
    ],
)  # fmt: skip
def test_fill_replaces_what_is_known_and_falls_back_per_line(text: str, filled: str) -> None:
    assert fill(text, PLACE, FACTS) == filled


def test_fill_never_leaves_braces_when_nothing_is_known() -> None:
    nowhere = Municipality(slug="", name="", phone="", website="", hours_text="")
    assert fill("{{gemeente}}\n{{tarief}}\n{{spoed}}\nTekst", nowhere, FACTS).count("{{") == 0


def test_fill_keeps_a_local_fact_above_the_standard_one() -> None:
    own = Municipality("t", "Tilburg", "14 013", "w", "h", facts={"telefoon": "013 123"})
    assert fill("{{telefoon}}", own, {}) == "013 123"


def test_read_facts_gives_name_description_and_fallback(tmp_path: Path) -> None:
    path = tmp_path / "facts.yml"
    path.write_text("tarief:\n  description: de prijs\n  fallback: Kijk.\nkaal: {}\n")
    assert read_facts(path) == {
        "tarief": Fact("tarief", "de prijs", "Kijk."),
        "kaal": Fact("kaal", "", ""),
    }


@pytest.mark.parametrize("content", [None, ""])
def test_read_facts_is_empty_when_there_is_nothing_to_read(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "facts.yml"
    if content is not None:
        path.write_text(content)
    assert read_facts(path) == {}
