"""Level B1: what is blocked, what is advised, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.readability import B1, problems, score, score_problem
from kb.sentence_rules import MAX_WORDS
from kb.word_lists import word_lists

LONG = "woord " * MAX_WORDS


def told(text: str, *, blocks: bool) -> list[str]:
    return [str(problem) for problem in problems(text) if problem.blocks is blocks]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        # u-vorm
        ("Neem je paspoort mee.", "'je' is geen u-vorm"),
        ("Jullie kunnen bellen.", "'Jullie' is geen u-vorm"),
        ("[Neem je pas mee](https://example.org)", "'je' is geen u-vorm"),
        # sentence length
        (LONG + "teveel.", f"zin van {MAX_WORDS + 1} woorden"),
        ("- kort\n- " + LONG + "teveel", f"zin van {MAX_WORDS + 1} woorden"),
        # hard words
        ("Indien nodig belt u.", "'Indien'. Schrijf 'als'"),
        ("Dat geldt voor alle bovenvermelde kosten.", "'bovenvermelde'. Schrijf 'deze'"),
        ("De gemeente betaalt ten behoeve van uw kind.", "'ten behoeve van'. Schrijf 'voor'"),
        ("U dient te bellen.", "plechtig: 'dient te bellen'"),
        ("Het formulier dient binnen 2 weken te worden gestuurd.", "plechtig: 'dient binnen"),
        # tangconstructie and asides
        ("U kunt de nieuwe pas voor uw kind zelf morgen aan de balie van het stadhuis ophalen.", "er staan 14 woorden tussen 'kunt' en 'ophalen'"),
        ("De pas, die de gemeente voor u en uw hele gezin heeft gemaakt, ligt klaar.", "tussenzin van 11 woorden"),
        # clauses
        ("U belt als u ziek bent, omdat u niet komt, zodat de man weet dat u er niet bent.", "4 bijzinnen in één zin"),
        # passive
        ("De pas wordt gemaakt en daarna wordt hij bezorgd.", "lijdende vorm: 'wordt gemaakt'"),
        # naamwoordstijl
        ("Door het invullen van het papier en het opsturen van de pas bent u klaar.", "naamwoordstijl: 'het invullen van'"),
        # negation
        ("Het is niet onmogelijk om te komen.", "dubbele ontkenning: 'niet onmogelijk'"),
        ("U krijgt geen pas, geen brief, niets en nooit geld.", "4 ontkenningen"),
        # abbreviations and long words
        ("U staat in de BRP.", "afkorting 'BRP' niet uitgelegd"),
        ("Vraag het aan de klantcontactcentrummedewerker.", "lang woord 'klantcontactcentrummedewerker'"),
    ],
)  # fmt: skip
def test_problems_blocks_what_is_above_b1(text: str, reason: str) -> None:
    (found,) = told(text, blocks=True)
    assert reason in found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("woord " * 18 + ".", "zin van 18 woorden (hoogstens 20)"),
        ("De pas wordt morgen bezorgd.", "lijdende vorm: 'wordt morgen bezorgd'"),
        ("Dat doet u bij het aanvragen van een pas.", "naamwoordstijl: 'het aanvragen van'"),
        ("U krijgt een dwangbevel.", "moeilijk woord 'dwangbevel'"),
        ("Kijk in het monumentenregister.", "lang woord 'monumentenregister'"),
        ("De pas, die u vorig jaar kreeg, ligt klaar.", "tussenzin van 5 woorden"),
    ],
)
def test_problems_only_advises_what_an_editor_may_weigh(text: str, reason: str) -> None:
    assert told(text, blocks=True) == []
    (found,) = told(text, blocks=False)
    assert reason in found


@pytest.mark.parametrize(
    "text",
    [
        "U vraagt een paspoort aan bij de gemeente.",
        "woord " * 15 + ". " + "woord " * 15 + ".",
        "Dit is een jeugdwet.",
        "Een verklaring omtrent het gedrag vraagt u aan.",
        "Kijk op https://example.org/indien/je/dient-te of op indien.nl.",
        "**Let op:** " + " ".join(["kort."] * 30),
        "Een klacht dient u in bij de gemeente.",
        "U moet dan wel op tijd zijn.",
        "Ja, dat kan als u dat wilt.",
        "Kunt u niet komen? Bel dan {telefoon}, {{openingstijden}}.",
        "Uw huis staat in de Basisregistratie Personen (BRP). Kijk in de BRP.",
        "Een dwangbevel: een brief dat u nu moet betalen.",
        "U krijgt uw BSN van de RDW.",
        "BEL NU METEEN",
        "De kosten zijn € 1.250,00 om 14.30 uur.",
        "U kunt de pas aanvragen vanaf de eerste werkdag na de dag van het examen.",
        "",
        "...",
    ],
)
def test_problems_leaves_a_clear_text_alone(text: str) -> None:
    assert list(problems(text)) == []


def test_an_abbreviation_may_be_explained_elsewhere_in_the_article_but_better_here() -> None:
    (problem,) = problems("U staat in de BRP.", "De Basisregistratie Personen (BRP) is een lijst.")
    assert not problem.blocks
    assert "alleen elders" in problem.reason


def test_a_long_word_that_residents_type_is_no_problem() -> None:
    assert list(problems("U betaalt afvalstoffenheffing.")) == []


@pytest.mark.parametrize(("hard", "easy"), sorted(word_lists().blocked.items()))
def test_every_blocked_word_is_found_and_its_alternative_is_not_hard(hard: str, easy: str) -> None:
    assert told(f"Dit is {hard} zo.", blocks=True)
    assert told(f"Dit is {easy} zo.", blocks=True) == []


@pytest.mark.parametrize("hard", sorted(word_lists().advised))
def test_every_advised_word_is_found(hard: str) -> None:
    assert any("moeilijk woord" in found for found in told(f"Dit is {hard} zo.", blocks=False))


def test_the_word_lists_are_long_enough_and_give_every_exception_a_reason() -> None:
    lists = word_lists()
    assert len(lists.blocked) + len(lists.advised) >= 400
    assert not set(lists.blocked) & set(lists.advised)
    allowed = {**lists.names, **lists.abbreviations, **lists.long_words}
    assert [term for term, reason in allowed.items() if len(str(reason)) < 8] == []


@given(st.text())
def test_problems_and_score_never_raise(text: str) -> None:
    for problem in problems(text):
        assert str(problem)
    value = score([text])
    assert value is None or value < 207


@given(
    st.lists(
        st.sampled_from(["u", "kunt", "dient te", "BRP", "(", ")", ",", ".", "{{x}}", "die", "\n"])
    )
)
def test_problems_never_raises_on_what_looks_like_a_sentence(parts: list[str]) -> None:
    list(problems(" ".join(parts)))


EASY = "Bel de gemeente. U krijgt dan een brief. In die brief staat wat u moet doen. " * 3
HARD_TEXT = (
    "De gemeentelijke belastingadministratie controleert periodiek eigendomsinformatie. "
    "Administratieve onvolkomenheden veroorzaken vertragingen. "
) * 4


def test_the_score_is_the_formula_of_flesch_and_douma() -> None:
    # 40 words in 10 sentences, 45 syllables: 206.84 - 77 * 45 / 40 - 0.93 * 4
    text = "De kat is thuis. " * 5 + "Water is niet duur. " * 5
    assert score([text]) == pytest.approx(206.84 - 77 * 45 / 40 - 0.93 * 4)


def test_an_easy_text_scores_above_b1_and_a_hard_one_below() -> None:
    assert (score([EASY]) or 0) > B1
    assert score_problem([EASY]) is None
    problem = score_problem([HARD_TEXT])
    assert problem is not None
    assert problem.blocks
    assert "belastingadministratie" in problem.suggestion


def test_a_text_of_a_few_words_has_no_score() -> None:
    assert score(["Gehandicaptenparkeerkaart aanvragen"]) is None


def test_an_official_name_counts_as_one_short_word() -> None:
    named = EASY + " De gehandicaptenparkeerkaart. " * 5
    assert score([named]) == score([EASY + " De naam. " * 5])
