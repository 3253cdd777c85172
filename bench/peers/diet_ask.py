"""Runs in the environment of the baseline, with nothing of ours: asks a model each text once.

Use: `python diet_ask.py MODEL TEXTS.json ANSWERS.json`.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from rasa.core.agent import Agent


async def ask(agent: Agent, texts: list[str]) -> list[list[str]]:
    """The labels of each text, best first."""
    ranked = []
    for text in texts:
        read = await agent.parse_message(text.lstrip("/ ") or "?")
        names = [one["name"] for one in read["intent_ranking"]]
        ranked.append([name for name in names if name != "nlu_fallback"])
    return ranked


def main() -> None:
    """Ask, and write what was read and what it cost."""
    model, texts, answers = sys.argv[1:]
    agent = Agent.load(model)
    asyncio.run(ask(agent, ["warm"]))
    asked = json.loads(Path(texts).read_text(encoding="utf-8"))
    started = time.process_time()
    ranked = asyncio.run(ask(agent, asked))
    cpu_ms = 1000 * (time.process_time() - started) / len(asked)
    rollup = Path("/proc/self/smaps_rollup").read_text().splitlines()
    pss = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    found = {"ranked": ranked, "cpu_ms": cpu_ms, "memory_mb": pss / 1024}
    Path(answers).write_text(json.dumps(found), encoding="utf-8")


main()
