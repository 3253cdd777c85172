"""The report of `make evaluate`: what a person reads, and what changed since the previous run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tools.evaluate import closer, compare, report
from tools.evaluate.judge import Row, length_of, rows_of, summarise


def row(identifier: str, topics: list[str], **other: Any) -> tuple[Any, Any]:
    item = {"id": identifier, "text": "a|b <script>", "topic": "woz", "kind": "faq"}
    result = {
        "id": identifier,
        "replies": ["Zo."],
        "intent": "faq",
        "articles": [],
        "outcome": "answer",
        "topics": topics,
        "confidence": 0.8,
        "ms": 9.0,
    }
    said = {name: other.pop(name) for name in ("outcome", "confidence") if name in other}
    return item | other, result | said


def judged(*pairs: tuple[Any, Any]) -> list[Row]:
    return rows_of([item for item, _ in pairs], [result for _, result in pairs])


def test_report_names_what_went_wrong(tmp_path: Path) -> None:
    pairs = [
        row("q1", ["woz"]),
        row("q2", ["afval"]),
        row("q3", [], outcome="fallback"),
        row("q4", ["woz"], expect="rustig_begrenzen"),
    ]
    rows = rows_of([item for item, _ in pairs], [result for _, result in pairs])
    check = {"check": {"reply": {"turn": 1}}, "passed": False, "seen": "niets"}
    played = [{"id": "d1", "checks": [check], "passed": False}]
    summary = summarise(rows, played)
    report.write(tmp_path, "proef", summary, rows, played, [{"id": "d1", "title": "Verhuizen"}])
    text = (tmp_path / "report.md").read_text()
    assert "| right topic first | 50.0% | 4 |" in text
    assert "| woz | afval | 1 | q2: a\\|b &lt;script> |" in text
    assert "| woz | (none) | 1 | q3: a\\|b &lt;script> |" in text
    assert "## In scope, first topic wrong (2)" in text
    assert "| q2 | woz | a\\|b &lt;script> | answer: afval | faq 0.80 | Zo. |" in text
    assert text.count("| q2 |") == 3  # among the failures, the mistakes and the hesitations
    assert "q1" not in text.split("## In scope, first topic wrong")[1]
    assert "## Required behaviour, for a person to judge (1)" in text
    assert "| d1 | Verhuizen | failed |" in text
    for picture in ("confusions.png", "reliability.png", "coverage.png"):
        assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")
        assert f"({picture})" in text


def test_coverage_lowers_the_bar_step_by_step() -> None:
    pairs = [row("q1", ["woz"]), row("q2", ["afval"]), row("q3", [], outcome="fallback")]
    pairs[1][1]["confidence"] = 0.3
    rows = rows_of([item for item, _ in pairs], [result for _, result in pairs])
    assert report.plots.coverage(rows) == [(1 / 3, 1.0), (2 / 3, 0.5)]


def test_short_report_says_that_something_was_not_answered() -> None:
    rows = rows_of(*([one] for one in row("q1", ["woz"])))
    summary = summarise(rows, [])
    assert not any("NOT ANSWERED" in line for line in report.short(summary))
    assert any("NOT ANSWERED: 1" in line for line in report.short(summary | {"unanswered": 1}))
    json.dumps(summary)


# --- a closer look


@pytest.mark.parametrize(
    ("text", "length"),
    [("a b c d", "short"), ("a b c d e", "medium"), (12 * "a ", "medium"), (13 * "a ", "long")],
)
def test_length_is_counted_in_words(text: str, length: str) -> None:
    assert length_of({"text": text}).startswith(length)
    assert length_of({"question": text}).startswith(length)


def test_groups_by_length_have_their_own_figures() -> None:
    rows = judged(row("q1", ["woz"], text="woz"), row("q2", ["afval"], text=13 * "a "))
    groups = summarise(rows, [])["per_length"]
    assert [(name.split()[0], group["topic_top1"]) for name, group in groups.items()] == [
        ("long", 0.0),
        ("short", 1.0),
    ]


def test_certain_mistakes_come_first_and_what_was_only_offered_is_no_mistake() -> None:
    rows = judged(
        row("right", ["woz"], confidence=0.5),
        row("unsure", ["afval"], confidence=0.6),
        row("sure", ["afval"], confidence=0.9),
        row("offered", ["afval"], outcome="choice", confidence=0.2),
        row("nothing", [], outcome="fallback", confidence=0.1),
    )
    assert [one.item["id"] for one in closer.mistakes(rows)] == ["sure", "unsure"]
    assert [one.item["id"] for one in closer.hesitations(rows)] == ["right", "unsure", "sure"]
    assert "| 0.8 - 0.9 |" not in closer.look(rows)
    assert "| 0.6 - 0.7 | 1 | 0.60 | 0.00 |" in closer.look(rows)


def test_nothing_in_scope_gives_nothing_to_look_at() -> None:
    assert closer.look(judged(row("o", ["woz"], kind="out_of_scope"))) == ""


# --- since the previous run

ASKED = ("q1", "q2", "q3")


def asked_twice(before: list[Any], now: list[Any]) -> compare.Comparison:
    items = [row(name, [])[0] for name in ASKED]
    found = compare.compare(items, before, now)
    assert found is not None
    return found


def given(name: str, *topics: str, **other: Any) -> Any:
    return row(name, list(topics), **other)[1]


def test_what_flipped_is_named_the_worse_first() -> None:
    before = [given("q1", "afval"), given("q2", "woz"), given("q3", "woz")]
    now = [given("q1", "woz"), given("q2", "afval", "woz"), given("q3", "woz")]
    found = asked_twice(before, now)
    assert [(f.id, f.verdict, f.better) for f in found.flips] == [
        ("q2", "topic_top1", False),
        ("q1", "topic_top1", True),
        ("q1", "topic_top3", True),
    ]
    assert (found.flips[0].before, found.flips[0].now) == (
        "answer woz 0.80",
        "answer afval, woz 0.80",
    )
    # one of three stays wrong first; within three all are right now
    assert {f.name: f.better for f in found.figures} == {"topic_top3": True}


def test_of_some_figures_less_is_better() -> None:
    item = row("o", [], kind="out_of_scope")[0]
    before, now = given("o", "woz", outcome="choice"), given("o", "afval", outcome="answer")
    found = compare.compare([item], [before], [now])
    assert found is not None
    assert [(f.verdict, f.better) for f in found.flips] == [("wrong_assert", False)]
    assert [(f.name, f.better) for f in found.figures] == [("wrong_assert", False)]


def test_only_what_was_asked_both_times_is_compared() -> None:
    before = [given("q1", "woz"), given("gone", "woz")]
    now = [given("q1", "woz"), given("q2", "afval")]
    found = asked_twice(before, now)
    assert (found.both, found.figures, found.flips) == (1, (), ())
    assert compare.short(found) == ["Nothing changed since the previous run (1 asked both times)."]
    assert compare.compare([], [], now) is None


def test_a_dialogue_that_fails_now_is_worse() -> None:
    before, now = ([{"id": "d", "checks": [], "passed": passed}] for passed in (True, False))
    found = asked_twice(before, now)
    assert [(f.id, f.verdict, f.better) for f in found.flips] == [("d", "dialogue", False)]
    assert [(f.name, f.before, f.now) for f in found.figures] == [("dialogues", 1.0, 0.0)]


def test_what_changed_is_told_in_the_terminal_and_in_the_report(tmp_path: Path) -> None:
    found = asked_twice([given("q1", "woz")], [given("q1", "afval")])
    told = "\n".join(compare.short(found))
    assert "WORSE  right topic first: 100.0% -> 0.0% (-100.0%)" in told
    assert "WORSE  q1 topic_top1: a|b <script>" in told
    rows = judged(row("q1", ["afval"]))
    since = compare.markdown(found)
    report.write(tmp_path, "proef", summarise(rows, []), rows, [], [], since)
    text = (tmp_path / "report.md").read_text()
    assert "| WORSE | q1 | topic_top1 | a\\|b &lt;script> |" in text


def test_the_last_run_becomes_the_previous_one(tmp_path: Path) -> None:
    for run in ("first", "second", "third"):
        compare.set_aside(tmp_path)
        for name in compare.KEPT:
            (tmp_path / name).write_text(run)
    assert (tmp_path / "previous.jsonl").read_text() == "second"
    assert (tmp_path / "previous.json").read_text() == "second"
    assert (tmp_path / "results.jsonl").read_text() == "third"
