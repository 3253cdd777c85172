"""Plays the scripts in `meldingen/`: what is wrong in the street, where, and what became of it."""

from __future__ import annotations

from pathlib import Path

from tests.dialogue.played import play, shown
from tools.evaluate import dialogues
from tools.evaluate.stack import Stack

META, SCRIPTS = dialogues.load(Path(__file__).parent / "meldingen" / "dialogues.yml")
BAR = 0.95


def test_scripts_end_as_they_should(balie: Stack) -> None:
    played = play(balie, META, SCRIPTS)
    failed = [line for line in played if not line["passed"]]
    assert 1 - len(failed) / len(played) >= BAR, "\n\n".join(
        shown(line, SCRIPTS) for line in failed
    )
