"""Plays the scripts of a folder against one running Balie, and shows why one failed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.settings import ROOT
from kb.library import Library
from tools.evaluate import dialogues
from tools.evaluate.agenda import Agenda
from tools.evaluate.by_message import providers
from tools.evaluate.data import TOPICS
from tools.evaluate.drive import in_parallel
from tools.evaluate.results import Topics
from tools.evaluate.stack import Stack

AT_ONCE = 2
Script = Mapping[str, Any]


def play(balie: Stack, meta: Mapping[str, Any], scripts: Sequence[Script]) -> list[dict[str, Any]]:
    """The result lines, in the order of the scripts."""
    agenda = Agenda(balie.backoffice_url, Library(ROOT / "kb").catalogue("rotterdam"))
    topics = Topics.load(TOPICS)

    async def all_of_them() -> list[dict[str, Any]]:
        ports = balie.whatsapp_port, balie.sms_port
        async with providers(balie.address, balie.database_url, *ports) as hub:
            player = dialogues.Player(balie, "rotterdam", agenda, meta["default_persona"], hub)

            async def one(script: Script) -> dict[str, Any]:
                return await player.play(script, topics)

            return await in_parallel(one, scripts, AT_ONCE, "dialogues")

    lines = asyncio.run(all_of_them())
    agenda.close()
    return lines


def shown(line: Mapping[str, Any], scripts: Sequence[Script]) -> str:
    """What a person needs to see why a script failed."""
    script = next(script for script in scripts if script["id"] == line["id"])
    missed = [check for check in line["checks"] if not check["passed"]]
    talk = [
        f"  ik: {turn}\n" + "\n".join(f"    {text!r}" for text in said)
        for turn, said in zip(script["turns"], line["turns"], strict=True)
    ]
    return "\n".join([f"{line['id']} {line.get('error', '')} {missed}", *talk])
