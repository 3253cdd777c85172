"""Plays the conversations in this folder. README.md says how they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dialogue.resident import Answer, Resident
from tools.evaluate.drive import visible
from tools.evaluate.stack import Stack

HERE = Path(__file__).parent
KEYS = {
    "say", "press", "type", "repeat",
    "outcome", "articles", "says", "never", "offers", "offers_nothing", "sourced", "opening",
}  # fmt: skip
ACTS = {"say", "press", "type", "repeat"}
Turn = dict[str, Any]


@dataclass(frozen=True)
class Script:
    name: str
    turns: tuple[Turn, ...]
    municipality: str


def scripts() -> list[Script]:
    return [
        Script(f"{path.stem}: {item['title']}", tuple(item["turns"]), item.get("municipality", "rotterdam"))
        for path in sorted(HERE.glob("*.yml"))
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]  # fmt: skip


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.name)
def test_conversation_goes_as_the_resident_expects(script: Script, balie: Stack) -> None:
    resident = Resident(balie.address, script.municipality)
    said = ""
    for turn in script.turns:
        said, answer = act(resident, turn, said)
        wrong = list(complaints(turn, answer, resident))
        assert not wrong, f"\nik: {said}\nBalie ({answer.outcome}): {answer.text}\n{wrong}"


def act(resident: Resident, turn: Turn, before: str) -> tuple[str, Answer]:
    """What was typed or pressed, and the answer."""
    if "press" in turn:
        return f"[{turn['press']}]", resident.press(turn["press"])
    if turn.get("repeat"):
        return before, resident.say(before)
    if "type" in turn:
        titles = [c["title"] for c in resident.last.choices if re.search(turn["type"], c["title"])]
        return titles[0], resident.say(titles[0].lower())
    texts = turn["say"] if isinstance(turn["say"], list) else [turn["say"]]
    for text in texts:
        answer = resident.say(text)
        if answer.outcome == turn.get("outcome"):
            break
    return text, answer


def complaints(turn: Turn, answer: Answer, resident: Resident) -> list[str]:
    """What is not as the script says."""
    titles = [choice["title"] for choice in answer.choices]
    wanted = turn.get("outcome", answer.outcome)
    found = {
        "outcome": answer.outcome in ([wanted] if isinstance(wanted, str) else wanted),
        "articles": answer.articles == turn.get("articles", answer.articles),
        "says": bool(re.search(turn.get("says", ""), answer.text, re.IGNORECASE)),
        "never": "never" not in turn or not re.search(turn["never"], answer.text, re.IGNORECASE),
        "offers": all(any(re.search(o, t) for t in titles) for o in turn.get("offers", [])),
        "offers_nothing": not (turn.get("offers_nothing") and titles),
        "sourced": not turn.get("sourced") or is_sourced(answer),
        "opening": bool(re.search(turn.get("opening", ""), opening(resident))),
    }
    return [
        f"{key}: {turn.get(key)} (articles {answer.articles}, buttons {titles})"
        for key, right in found.items()
        if not right
    ]


def is_sourced(answer: Answer) -> bool:
    """Every source has a name, an address and the day on which it was checked."""
    dated = [
        s["title"] and s["url"].startswith("https://") and re.fullmatch(r"20\d\d-\d\d-\d\d", s["checked_on"])
        for s in answer.sources
    ]  # fmt: skip
    return bool(dated) and all(dated)


def opening(resident: Resident) -> str:
    """How the conversation began."""
    return visible(resident.page()[0]["html"])


# --- the scripts themselves


def test_scripts_are_written_as_the_readme_says() -> None:
    assert len(scripts()) >= 30
    unknown = [
        (s.name, set(turn) - KEYS) for s in scripts() for turn in s.turns if set(turn) - KEYS
    ]
    acts = [(s.name, turn) for s in scripts() for turn in s.turns if len(ACTS & set(turn)) != 1]
    empty = [(s.name, turn) for s in scripts() for turn in s.turns if not set(turn) - ACTS]
    assert (unknown, acts, empty) == ([], [], [])
    names = [script.name for script in scripts()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("turn", "wrong"),
    [
        ({}, []),
        ({"outcome": "choice"}, ["outcome"]),
        ({"outcome": ["choice", "answer"]}, []),
        ({"articles": []}, ["articles"]),
        ({"says": "rijbewijs"}, ["says"]),
        ({"never": "PASPOORT"}, ["never"]),
        ({"offers": ["Kosten", "Meer"]}, ["offers"]),
        ({"offers_nothing": True}, ["offers_nothing"]),
        ({"sourced": True}, ["sourced"]),
        ({"opening": "robot"}, ["opening"]),
    ],
)
def test_a_script_can_fail(turn: Turn, wrong: list[str]) -> None:
    answer = Answer(({
        "html": "<p>Een paspoort.</p>", "outcome": "answer", "articles": ["paspoort"],
        "sources": [{"title": "x", "url": "https://x", "checked_on": ""}],
        "choices": [{"id": "1-0", "title": "Kosten"}],
    },))  # fmt: skip
    assert [c.partition(":")[0] for c in complaints(turn, answer, Silent())] == wrong


class Silent(Resident):
    """Has only the opening on its page."""

    def __init__(self) -> None:
        super().__init__("http://nowhere")

    def page(self) -> list[dict[str, Any]]:
        return [{"html": "<p>Ik ben een computer.</p>"}]
