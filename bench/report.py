"""What was measured, for a person (Markdown) and for a program (JSON)."""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import Summary, ratio
from bench.run import Outcome

CPU_BAR = 1.0
READY_BAR = 1 / 3


def markdown(outcome: Outcome, ours: str, theirs: str, missing: str = "") -> str:
    """The table, and under what circumstances it was made."""
    summaries = {name: measured.summary() for name, measured in outcome.sides.items()}
    us, them = summaries[ours], summaries.get(theirs)
    lines = [
        f"# {ours} beside a bot as `rasa init` makes it",
        "",
        f"| | {ours} | {theirs} | ratio |",
        "|---|---|---|---|",
    ]
    lines += [_row(*row) for row in _rows(us, them)]
    lines += ["", *_verdicts(us, them, missing), "", *_circumstances(outcome, us, them)]
    return "\n".join(lines) + "\n"


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Everything, every block included."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(outcome.seconds, 1),
        "cores": os.cpu_count(),
        "load_before": outcome.load_before,
        "load_after": outcome.load_after,
        "sides": {
            name: {
                "summary": measured.summary().as_json(),
                "starts": [asdict(ready) for ready in measured.readies],
                "blocks": [
                    {
                        "parallel": block.parallel,
                        "messages": len(block.samples),
                        "cpu_ms": block.cpu_ms,
                        "p50_ms": block.latency_ms(0.50),
                        "p95_ms": block.latency_ms(0.95),
                        "rate": block.rate,
                        "others_busy": block.others_busy,
                    }
                    for block in measured.blocks
                ],
            }
            for name, measured in outcome.sides.items()
        },
    }


def write(outcome: Outcome, text: str, folder: Path) -> None:
    """`bench.md` and `bench.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.md").write_text(text, encoding="utf-8")
    data = json.dumps(_finite(as_json(outcome)), indent=2)
    (folder / "bench.json").write_text(data + "\n", encoding="utf-8")


def _rows(us: Summary, them: Summary | None) -> list[tuple[str, float, float, str]]:
    def both(label: str, name: str, form: str, level: int = 0) -> tuple[str, float, float, str]:
        def value(side: Summary | None) -> float:
            if side is None:
                return math.nan
            figures = side.levels.get(level, {}) if level else vars(side)
            return float(figures.get(name, math.nan))

        return label, value(us), value(them), form

    rows = []
    for level in sorted(us.levels):
        at = f"{level} at a time" if level > 1 else "1 conversation at a time"
        rows += [
            both(f"CPU per message, {at}", "cpu_ms", "{:.1f} ms", level),
            both(f"CPU per answered message, {at}", "cpu_ms_answered", "{:.1f} ms", level),
            both(f"p50, {at}", "p50_ms", "{:.0f} ms", level),
            both(f"p95, {at}", "p95_ms", "{:.0f} ms", level),
            both(f"messages per second, {at}", "rate", "{:.1f}", level),
        ]
    rows += [
        both("ready: start to first answer", "ready_wall", "{:.1f} s"),
        both("ready: CPU", "ready_cpu", "{:.1f} s"),
        both("memory after the run (PSS)", "pss_mb", "{:.0f} MB"),
        both("memory after the run (RSS)", "rss_mb", "{:.0f} MB"),
    ]
    return rows


def _row(label: str, ours: float, theirs: float, form: str) -> str:
    cells = (label, _shown(form, ours), _shown(form, theirs), _shown("{:.2f}", ratio(ours, theirs)))
    return f"| {' | '.join(cells)} |"


def _shown(form: str, value: float) -> str:
    return "-" if math.isnan(value) else form.format(value)


def _verdicts(us: Summary, them: Summary | None, missing: str) -> list[str]:
    lines = [_answers("Balie", us)]
    lines += [f"  - without an answer: {text}" for text in us.unanswered]
    if them is None:
        return [*lines, "", f"**The baseline was not measured**: {missing}"]
    lines.append(_answers("rasa init", them))
    for level in sorted(us.levels):
        cpu = ratio(us.levels[level]["cpu_ms"], them.levels[level]["cpu_ms"])
        lines.append(_verdict(cpu < CPU_BAR, f"CPU per message at {level}: {cpu:.2f} (below 1)"))
    ready = ratio(us.ready_wall, them.ready_wall)
    lines.append(_verdict(ready <= READY_BAR, f"ready time: {ready:.2f} (at most 0.33)"))
    lines.append(_verdict(us.empty == 0, f"empty answers of Balie: {us.empty} (none)"))
    return lines


def _answers(name: str, side: Summary) -> str:
    kinds = ", ".join(f"{count} {kind}" for kind, count in side.outcomes.items())
    return (
        f"- {name}: {side.messages} messages, {100 * side.answered_share:.1f}% answered, "
        f"{side.empty} empty, {side.failed} failed" + (f" ({kinds})" if kinds else "")
    )


def _verdict(met: bool, what: str) -> str:
    return f"- {'met' if met else '**not met**'}: {what}"


def _circumstances(outcome: Outcome, us: Summary, them: Summary | None) -> list[str]:
    lines = [
        f"{outcome.seconds:.0f} seconds; load before {outcome.load_before}, after "
        f"{outcome.load_after}. Medians over the blocks, which alternate between the sides.",
        "",
        "| block medians | CPU per message, lowest to highest | cores used by others | blocks |",
        "|---|---|---|---|",
    ]
    for name, side in (("Balie", us), ("rasa init", them)):
        for level, figures in side.levels.items() if side else ():
            lines.append(
                f"| {name}, {level} at a time | {figures['cpu_ms_lowest']:.1f} to "
                f"{figures['cpu_ms_highest']:.1f} ms | {100 * figures['others_busy']:.0f}% | "
                f"{figures['blocks']:.0f} |"
            )
    return [
        *lines,
        "",
        "Balie: gateway, engine, action server and back office together; messages posted to the "
        "gateway, answers read from its stream of events. The baseline: one process, its `rest` "
        "channel, conversations in memory only, no action server. The client counts for neither "
        "side but shares the cores. Whether an answer is right is not measured here: the baseline "
        "knows seven English intents.",
    ]


def _finite(value: Any) -> Any:
    """JSON knows no NaN."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
