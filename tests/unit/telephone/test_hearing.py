"""What was said, out of what speech recognition made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.masking import mask
from connectors.channels.telephone.hearing import Answer, Hypothesis, chosen_number, hearing

# As transcripts show what residents said.
TRANSCRIPTS = [
    ("ik wil een pas poort aanvragen", "ik wil een paspoort aanvragen"),
    ("wat kost een i d kaart voor mijn dochter", "wat kost een ID-kaart voor mijn dochter"),
    ("wat kost een idee kaart", "wat kost een ID-kaart"),
    ("Mijn Rij Bewijs verloopt", "Mijn rijbewijs verloopt"),
    ("kan ik een uit treksel krijgen uit de g b a", "kan ik een uittreksel krijgen uit de GBA"),
    ("waar vind ik mijn bee es en", "waar vind ik mijn BSN"),
    ("inloggen met die gi d lukt niet", "inloggen met DigiD lukt niet"),
    ("ik heb een brief over de gemeente lijke belasting",
     "ik heb een brief over de gemeentelijke belasting"),
    ("kwijt schelding van de afval stoffen heffing", "kwijtschelding van de afvalstoffenheffing"),
    ("ik wil een omgevings vergunning voor een dak kapel",
     "ik wil een omgevingsvergunning voor een dakkapel"),
    ("hoe geef ik mijn ver huizing door", "hoe geef ik mijn verhuizing door"),
    ("wanneer wordt het grof vuil opgehaald", "wanneer wordt het grofvuil opgehaald"),
    ("ik zoek de milieu straat", "ik zoek de milieustraat"),
    ("bezwaar tegen de w o z waarde", "bezwaar tegen de WOZ-waarde"),
    ("een v o g voor mijn werk", "een VOG voor mijn werk"),
    ("geboorte aangifte doen", "geboorteaangifte doen"),
    ("bij stands uitkering aanvragen", "bijstandsuitkering aanvragen"),
    ("mag ik parkeren met een parkeer vergunning", "mag ik parkeren met een parkeervergunning"),
]  # fmt: skip


@pytest.mark.parametrize(("transcript", "meant"), TRANSCRIPTS)
def test_transcript_is_repaired(transcript: str, meant: str) -> None:
    assert hearing().repair(transcript) == meant


@pytest.mark.parametrize(
    "text",
    [
        "ik pas op de kat aan de poort", "het kanaal is vol", "mijn zaak 2026-004518",
        "bel mij op 06-00000000", "wat een goed idee", "ik stand by", "heeft u een kaart van de stad",
        "ik wil op 3 december om half tien", "wijk d", "de passpoort",
    ],
)  # fmt: skip
def test_right_sentence_is_left_alone(text: str) -> None:
    assert hearing().repair(text) == text


@given(st.text(max_size=80))
def test_repairing_twice_changes_no_more_than_once(text: str) -> None:
    once = hearing().repair(text)
    assert hearing().repair(once) == once


def test_of_close_hypotheses_the_one_about_the_municipality_wins() -> None:
    heard = [
        Hypothesis("ik wil een past hoort", 0.8),
        Hypothesis("ik wil een pas poort", 0.7),
        Hypothesis("ik wil een rijbewijs", 0.69),
    ]
    assert hearing().best(heard) == Hypothesis("ik wil een paspoort", 0.7)
    assert hearing().best(list(reversed(heard))).text == "ik wil een paspoort"


def test_sure_hypothesis_wins_whatever_it_is_about() -> None:
    heard = [Hypothesis("ik wil een past hoort", 0.9), Hypothesis("ik wil een paspoort", 0.5)]
    assert hearing().best(heard).text == "ik wil een past hoort"


def test_nothing_heard_is_an_empty_hypothesis() -> None:
    assert hearing().best([]) == hearing().best([Hypothesis(" ", 0.9)]) == Hypothesis("")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("mijn nummer is negen negen negen negen negen negen negen negen nul", "BSN"),
        ("999 999 990", "BSN"),
        ("nul zes twaalf vierendertig zesenvijftig achtenzeventig", "telefoonnummer"),
        ("06 twaalf vierendertig zesenvijftig achtenzeventig", "telefoonnummer"),
    ],
)
def test_personal_number_in_words_can_be_masked(said: str, kind: str) -> None:
    assert mask(hearing().repair(said)).kinds == (kind,)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("ja", Answer.YES), ("Ja, dat klopt.", Answer.YES), ("ja hoor", Answer.YES),
        ("Oké", Answer.YES), ("nee", Answer.NO), ("nee, dat klopt niet", Answer.NO),
        ("Nee, dank u wel.", Answer.NO), ("herhaal", Answer.REPEAT), ("wat zegt u?", Answer.REPEAT),
        ("nog een keer alstublieft", Answer.REPEAT), ("langzamer", Answer.SLOWER),
        ("ja maar ik wil een paspoort", None), ("neem mij niet kwalijk", None), ("", None),
    ],
)  # fmt: skip
def test_answer_about_the_talking_is_a_whole_sentence(said: str, answer: Answer | None) -> None:
    assert hearing().answer(said) is answer


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("een", 1), ("één", 1), ("twee", 2), ("de tweede", 2), ("de eerste graag", 1),
        ("optie drie", 3), ("toets 2", 2), ("ik kies nummer drie", 3), ("vier", None),
        ("nul", None), ("twee paspoorten", None), ("een paspoort", None), ("", None),
    ],
)  # fmt: skip
def test_choice_by_its_number(said: str, number: int | None) -> None:
    assert chosen_number(said, 3) == number
