"""Rules of thumb for level B1: what they catch, and what they leave alone."""

from __future__ import annotations

import pytest

from kb.readability import JARGON, MAX_SENTENCE, problems

LONG = "woord " * MAX_SENTENCE


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Neem je paspoort mee.", "u-vorm: 'je'"),
        ("Jullie kunnen bellen.", "u-vorm: 'Jullie'"),
        (LONG + "teveel.", f"zin van {MAX_SENTENCE + 1} woorden (hoogstens 20)"),
        ("- kort\n- " + LONG + "teveel", f"zin van {MAX_SENTENCE + 1} woorden"),
        ("Indien nodig belt u.", "'indien': gebruik 'als'"),
        ("U dient te bellen.", "'dient te': gebruik 'moet'"),
        ("[Neem je pas mee](https://example.org)", "u-vorm: 'je'"),
    ],
)
def test_problems_says_what_is_hard(text: str, hint: str) -> None:
    (found,) = problems(text)
    assert hint in found


@pytest.mark.parametrize(
    "text",
    [
        "U vraagt een paspoort aan bij de gemeente.",
        LONG.strip() + ".",
        LONG.strip() + ". " + LONG.strip() + ".",
        "Dit is een jeugdwet.",
        "Een verklaring omtrent het gedrag vraagt u aan.",
        "Kijk op https://example.org/indien/je/dient-te.",
        "**Let op:** " + " ".join(["kort."] * 30),
        "",
    ],
)
def test_problems_leaves_a_clear_text_alone(text: str) -> None:
    assert list(problems(text)) == []


@pytest.mark.parametrize("hard", sorted(JARGON))
def test_problems_never_advises_a_hard_word(hard: str) -> None:
    assert list(problems(f"Dit is {hard} zo."))
    assert list(problems(f"Dit is {JARGON[hard]} zo.")) == []
