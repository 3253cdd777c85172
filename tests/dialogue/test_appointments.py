"""Plays the scripts in `appointments/` on four channels, to the appointment in the back office.

The bar is that 95% reach exactly the stated end; nothing is ever booked that was not confirmed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import ROOT
from kb.library import Library
from tools.evaluate import dialogues
from tools.evaluate.agenda import Agenda
from tools.evaluate.by_message import providers
from tools.evaluate.data import TOPICS
from tools.evaluate.drive import in_parallel
from tools.evaluate.results import Topics
from tools.evaluate.stack import Stack

META, SCRIPTS = dialogues.load(Path(__file__).parent / "appointments" / "dialogues.yml")
BAR = 0.95
AT_ONCE = 2


@pytest.fixture(scope="module")
def played(balie: Stack) -> list[dict[str, Any]]:
    agenda = Agenda(balie.backoffice_url, Library(ROOT / "kb").catalogue("rotterdam"))
    topics = Topics.load(TOPICS)

    async def play() -> list[dict[str, Any]]:
        ports = balie.whatsapp_port, balie.sms_port
        async with providers(balie.address, balie.database_url, *ports) as hub:
            player = dialogues.Player(balie, "rotterdam", agenda, META["default_persona"], hub)

            async def one(script: Mapping[str, Any]) -> dict[str, Any]:
                return await player.play(script, topics)

            return await in_parallel(one, SCRIPTS, AT_ONCE, "dialogues")

    lines = asyncio.run(play())
    agenda.close()
    return lines


def shown(line: dict[str, Any]) -> str:
    """What a person needs to see why a script failed."""
    script = next(script for script in SCRIPTS if script["id"] == line["id"])
    missed = [check for check in line["checks"] if not check["passed"]]
    talk = [
        f"  ik: {turn}\n" + "\n".join(f"    {text!r}" for text in said)
        for turn, said in zip(script["turns"], line["turns"], strict=True)
    ]
    return "\n".join([f"{line['id']} {line.get('error', '')} {missed}", *talk])


def test_there_are_sixty_scripts_on_four_channels() -> None:
    channels = [script.get("channel", "webchat") for script in SCRIPTS]
    assert len(SCRIPTS) >= 60
    assert all(channels.count(one) >= 10 for one in ("webchat", "whatsapp", "sms", "telephone"))
    assert len({script["id"] for script in SCRIPTS}) == len(SCRIPTS)


def test_scripts_end_as_they_should(played: list[dict[str, Any]]) -> None:
    failed = [line for line in played if not line["passed"]]
    assert 1 - len(failed) / len(played) >= BAR, "\n\n".join(map(shown, failed))


def test_nothing_is_booked_that_was_not_confirmed(played: list[dict[str, Any]]) -> None:
    assert [(line["id"], line["unconfirmed"]) for line in played if line["unconfirmed"]] == []
