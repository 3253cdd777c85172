"""Plays the scripts in `ediensten/`: question by question, a login, and the zaak that it makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from connectors.storage.database import open_engine
from tests.dialogue.played import play, shown
from tools.evaluate import dialogues
from tools.evaluate.stack import Stack

META, SCRIPTS = dialogues.load(Path(__file__).parent / "ediensten" / "dialogues.yml")
BAR = 0.95


@pytest.fixture(scope="module")
def played(balie: Stack) -> list[dict[str, Any]]:
    return play(balie, META, SCRIPTS)


def test_scripts_end_as_they_should(played: list[dict[str, Any]]) -> None:
    failed = [line for line in played if not line["passed"]]
    assert 1 - len(failed) / len(played) >= BAR, "\n\n".join(
        shown(line, SCRIPTS) for line in failed
    )


def test_answers_are_gone_once_they_are_handed_in_and_sealed_before(
    balie: Stack, played: list[dict[str, Any]]
) -> None:
    engine = open_engine(balie.database_url)
    with engine.connect() as connection:
        sealed = connection.execute(text("SELECT sealed FROM personal_details")).scalars().all()
    engine.dispose()
    # What was not handed in is still there: e04, e05, e15 and what others left open.
    assert sealed
    assert not any("3011" in one for one in sealed)
