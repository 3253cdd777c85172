"""Cross-validation and the peers: how sentences are dealt, ranked and counted."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench import ablation, crossvalidate, understanding
from bench.crossvalidate import Answered, folds
from bench.peers import diet
from bench.peers.answers import Answers, PeerFailed, Trained
from bench.peers.bm25 import Bm25, stem
from bench.peers.examples import Example, passages, training_sentences
from nlu.reader import Candidate, Reading
from tests.unit.nlu import tiny
from tools.evaluate.results import Topics

TOPICS = Topics({"reizen": ["paspoort", "paspoort_kind"], "verkeer": ["rijbewijs"]})
SENTENCES = [Example(text, label, section) for text, label, section in tiny.examples()]


# --- folds


def test_every_sentence_is_asked_once_and_each_label_is_spread() -> None:
    dealt = folds(SENTENCES, 3)
    assert set(dealt) == {0, 1, 2}
    for label in {sentence.label for sentence in SENTENCES}:
        own = Counter(n for s, n in zip(SENTENCES, dealt, strict=True) if s.label == label)
        assert max(own.values()) - min(own[n] for n in range(3)) <= 1


def test_a_section_is_spread_too() -> None:
    prices = [n for s, n in zip(SENTENCES, folds(SENTENCES, 4), strict=True)
              if (s.label, s.section) == ("faq/paspoort", "kosten")]  # fmt: skip
    assert sorted(prices) == [0, 1, 2, 3]


def test_sections_stay_whole_when_they_are_left_out() -> None:
    dealt = folds(SENTENCES, 3, by="section")
    whole: dict[tuple[str, str], set[int]] = {}
    for sentence, number in zip(SENTENCES, dealt, strict=True):
        whole.setdefault((sentence.label, sentence.section), set()).add(number)
    assert {len(numbers) for numbers in whole.values()} == {1}
    # without its only section nothing of a label would be left to learn from
    assert whole["greet", "algemeen"] == {-1}
    own = [
        next(iter(whole["faq/paspoort", anchor])) for anchor in ("algemeen", "kosten", "termijn")
    ]
    assert sorted(own) == [0, 1, 2]


def test_a_single_sentence_is_always_learned_from() -> None:
    assert folds([Example("a", "x"), Example("b", "y"), Example("c", "y")], 2)[0] == -1


def test_the_same_folds_at_each_run() -> None:
    assert folds(SENTENCES, 3) == folds(SENTENCES, 3)


# --- what is counted


def given(label: str, *subjects: str, section: str = "kosten", shown: str = "kosten") -> Answered:
    return Answered(Example(f"vraag over {label}", label, section), subjects, shown, 0.9)


def test_first_and_third_count_the_article_itself() -> None:
    one = given("faq/paspoort", "paspoort_kind", "paspoort")
    assert (one.first, one.third) == (False, True)
    assert given("greet", "greet").first
    assert not given("greet").third


def test_a_reader_is_asked_and_the_shown_section_is_kept() -> None:
    asked = [Example("wat kost een paspoort", "faq/paspoort", "kosten"), Example("hallo", "greet")]
    passport, greeting = crossvalidate.answered(tiny.reader(), asked)
    assert (passport.first, passport.section) == (True, "kosten")
    assert (greeting.first, greeting.section) == (True, "")
    assert 0 < passport.confidence <= 1


def test_the_weakest_article_is_listed_first_with_what_it_is_taken_for() -> None:
    found = [
        *(given("faq/rijbewijs", "rijbewijs") for _ in range(4)),
        given("faq/paspoort", "rijbewijs", "paspoort"),
        given("faq/paspoort", "paspoort", shown="termijn"),
        given("faq/paspoort_kind", "paspoort"),
    ]
    text = crossvalidate.markdown(found, "question", TOPICS)
    weakest = text.split("## Weakest articles and intents")[1].split("## Weakest sections")[0]
    lines = [line for line in weakest.splitlines() if line.startswith(("| faq/", "| greet"))]
    assert lines == [
        "| faq/paspoort_kind | 1 | 0.0% | 0.0% | paspoort 1 | vraag over faq/paspoort_kind |",
        "| faq/paspoort | 2 | 50.0% | 100.0% | rijbewijs 1 | vraag over faq/paspoort |",
        "| faq/rijbewijs | 4 | 100.0% | 100.0% |  |  |",
    ]
    assert "| right article or intent first | 71.4% |" in text
    assert "| right topic first | 85.7% |" in text
    assert "| right section, where the article is right | 80.0% |" in text
    assert "Fewer than 10 questions were asked of: faq/paspoort, faq/paspoort_kind" in text


# --- the peers


@pytest.mark.parametrize(
    ("one", "other"),
    [("boetes", "boete"), ("paspoorten", "paspoort"), ("huizen", "huis"), ("kinderen", "kind"),
     ("vergunningen", "vergunning"), ("lopen", "loop"), ("gemeentes", "gemeente")],
)  # fmt: skip
def test_forms_of_a_word_are_one_word(one: str, other: str) -> None:
    assert stem(one) == stem(other)
    assert stem("huis") != stem("hout")


def test_word_search_finds_a_label_by_its_rarest_words() -> None:
    index = Bm25([*SENTENCES, *passages(tiny.ARTICLES)])
    assert index.rank("hoe duur zijn paspoorten")[0] == "faq/paspoort"
    assert index.rank("kinderpaspoort")[0] == "faq/paspoort_kind"
    assert index.rank("xyzzy") == []


def test_rasa_learns_the_same_sentences_under_names_it_accepts() -> None:
    found = yaml.safe_load(diet.nlu_file([Example("mag [dit] ook\nhier", "faq/paspoort")]))
    assert found["nlu"] == [{"intent": "faq__paspoort", "examples": "- mag dit ook hier\n"}]
    names = [part["name"] for part in diet.pipeline(7)["pipeline"]]
    assert names.count("DIETClassifier") == 1
    assert next(p for p in diet.pipeline(7)["pipeline"] if "epochs" in p)["epochs"] == 7


def test_no_label_of_ours_has_what_stands_for_the_slash() -> None:
    assert not [one.label for one in training_sentences() if diet.SLASH in one.label]


def test_a_peer_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diet, "BOT", tmp_path)
    monkeypatch.setattr(diet, "LOOK_SECONDS", 0.01)
    with pytest.raises(PeerFailed, match="was not done in"):
        diet._run(["sleep", "60"], 0.05)
    with pytest.raises(PeerFailed, match="failed"):
        diet._run(["false"], 60)


# --- the comparison


def test_a_part_of_the_sentences_has_every_label() -> None:
    part = understanding.one_in(4, SENTENCES)
    assert {one.label for one in part} == {one.label for one in SENTENCES}
    assert len(part) < len(SENTENCES) / 2
    assert min(Counter(one.label for one in part).values()) == 2
    assert Counter(understanding.one_in(1, SENTENCES)) == Counter(SENTENCES)
    assert len(set(part)) == len(part)


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["faq/paspoort"], (True, True)),
        (["faq/paspoort_kind", "faq/rijbewijs"], (True, True)),
        (["faq/rijbewijs", "faq/paspoort"], (False, True)),
        (["faq/rijbewijs"], (False, False)),
        ([], (False, False)),
    ],
)
def test_a_peer_is_judged_by_topic(ranked: list[str], expected: tuple[bool, bool]) -> None:
    assert understanding.right(ranked, {"topic": "reizen"}, TOPICS) == expected


def test_what_could_not_be_measured_is_said() -> None:
    row = understanding.Row("BM25", 48, 0.5, 0.75, Trained(1.0, 2.0), Answers([], 3.25, 100.4))
    text = understanding.markdown([row], ["rasa init: too slow"], 12)
    assert "| BM25 | 48 | 50.0% | 75.0% | 3.2 | 100 | 1 | 2 |" in text
    assert "**Not measured**: rasa init: too slow" in text


# --- ablation


def test_questions_of_every_kind_but_out_of_scope_are_asked(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {"id": "1", "text": "bsn 999999990", "kind": "faq"},
        {"id": "2", "text": "b", "kind": "out_of_scope"},
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)))
    (tmp_path / "kb_questions.jsonl").write_text(json.dumps({"id": "3", "question": "c"}))
    assert [(one["id"], one["text"]) for one in ablation.in_scope(tmp_path)] == [
        ("1", "bsn [BSN]"),
        ("3", "c"),
    ]


def test_subjects_are_what_is_given_and_then_what_is_offered() -> None:
    candidates = (Candidate("faq/paspoort", 0.6), Candidate("greet", 0.2))
    assert ablation.subjects(Reading("faq", 0.6, candidates)) == ["paspoort", "greet"]
    assert ablation.subjects(Reading("greet", 0.6, candidates))[0] == "greet"


def test_every_variant_has_a_name_of_its_own_and_the_whole_goes_first() -> None:
    names = [variant.name for variant in ablation.VARIANTS]
    assert names[0] == ablation.FULL
    assert len(set(names)) == len(names)
