"""Plays the scripts in `appointments/` on four channels, to the appointment in the back office.

The bar is that 95% reach exactly the stated end; nothing is ever booked that was not confirmed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.dialogue.played import play, shown
from tools.evaluate import dialogues
from tools.evaluate.stack import Stack

META, SCRIPTS = dialogues.load(Path(__file__).parent / "appointments" / "dialogues.yml")
BAR = 0.95


@pytest.fixture(scope="module")
def played(balie: Stack) -> list[dict[str, Any]]:
    return play(balie, META, SCRIPTS)


def test_there_are_sixty_scripts_on_four_channels() -> None:
    channels = [script.get("channel", "webchat") for script in SCRIPTS]
    assert len(SCRIPTS) >= 60
    assert all(channels.count(one) >= 10 for one in ("webchat", "whatsapp", "sms", "telephone"))
    assert len({script["id"] for script in SCRIPTS}) == len(SCRIPTS)


def test_scripts_end_as_they_should(played: list[dict[str, Any]]) -> None:
    failed = [line for line in played if not line["passed"]]
    assert 1 - len(failed) / len(played) >= BAR, "\n\n".join(
        shown(line, SCRIPTS) for line in failed
    )


def test_nothing_is_booked_that_was_not_confirmed(played: list[dict[str, Any]]) -> None:
    assert [(line["id"], line["unconfirmed"]) for line in played if line["unconfirmed"]] == []
