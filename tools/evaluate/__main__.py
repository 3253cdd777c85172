"""`python -m tools.evaluate <folder> --out <folder>`: ask, judge, report."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.settings import ROOT
from kb.library import Library
from tools.evaluate import compare, dialogues, report
from tools.evaluate.agenda import Agenda
from tools.evaluate.by_message import providers
from tools.evaluate.data import DEFAULT_DATA, TOPICS, Line, questions, read_lines, write_lines
from tools.evaluate.drive import Exchange, browser, engine_answers, in_parallel
from tools.evaluate.judge import rows_of, summarise
from tools.evaluate.results import Topics, result_line
from tools.evaluate.stack import Stack, StackFailed, running

AT_ONCE = 2


def main() -> int:
    """The exit code for the shell."""
    options = read_options(sys.argv[1:])
    # Stopped from outside, Balie must be stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    items = questions(options.data, options.limit)
    meta, scripts = dialogues.load(options.data / "dialogues.yml")
    scripts = scripts[: options.limit]
    if not (items or scripts):
        print(f"evaluate: nothing to ask in {options.data}", file=sys.stderr)
        return 1
    topics = Topics.load(TOPICS)
    try:
        with running(now=str(meta.get("now") or "")) as stack:
            catalogue = Library(ROOT / "kb").catalogue(options.municipality)
            agenda = Agenda(stack.backoffice_url, catalogue)
            persona = meta.get("default_persona") or {}
            asked = ask(stack, options.municipality, items, scripts, agenda, persona, topics)
            exchanges, played = asyncio.run(asked)
            agenda.close()
            answers = engine_answers(stack.database_url)
            log = stack.log.read_text(errors="replace")
    except StackFailed as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 1
    singles = [
        result_line(item, exchange, answers.get(_key(exchange)), topics, log)
        for item, exchange in zip(items, exchanges, strict=True)
    ]
    rows = rows_of(items, singles)
    summary = summarise(rows, played)
    options.out.mkdir(parents=True, exist_ok=True)
    compare.set_aside(options.out)
    before = read_lines(options.out / "previous.jsonl")
    changes = compare.compare(items, before, [*singles, *played])
    write_lines(options.out / "results.jsonl", [*singles, *played])
    (options.out / "summary.json").write_text(
        json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    since = compare.markdown(changes) if changes else ""
    report.write(options.out, options.data.name, summary, rows, played, scripts, since)
    told = ["", *compare.short(changes)] if changes else []
    print("\n".join(["", *report.short(summary), *told, "", f"{options.out / 'report.md'}"]))
    return 0


async def ask(
    stack: Stack,
    municipality: str,
    items: Sequence[Mapping[str, Any]],
    scripts: Sequence[Mapping[str, Any]],
    agenda: Agenda,
    persona: Mapping[str, str],
    topics: Topics,
) -> tuple[list[Exchange], list[Line]]:
    """Everything, each question and each script as a resident of its own."""

    async def question(item: Mapping[str, Any]) -> Exchange:
        async with browser(stack.address, municipality) as resident:
            return await resident.say(str(item["text"]))

    exchanges = await in_parallel(question, items, AT_ONCE, "questions")
    ports = stack.whatsapp_port, stack.sms_port
    async with providers(stack.address, stack.database_url, *ports) as hub:
        player = dialogues.Player(stack, municipality, agenda, persona, hub)

        async def script(item: Mapping[str, Any]) -> Line:
            return await player.play(item, topics)

        return exchanges, await in_parallel(script, scripts, AT_ONCE, "dialogues")


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.evaluate", description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT_DATA, metavar="DATA")
    parser.add_argument("--out", type=Path, help="default: reports/<name of DATA>")
    parser.add_argument("--municipality", default="rotterdam")
    parser.add_argument("--limit", type=int, help="only the first so many of each file")
    options = parser.parse_args(arguments)
    options.data = options.data.resolve()
    options.out = options.out or ROOT / "reports" / options.data.name
    return options


def _key(exchange: Exchange) -> tuple[str, str]:
    return exchange.conversation_id, exchange.message_id


if __name__ == "__main__":
    sys.exit(main())
