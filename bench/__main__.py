"""`make bench`, or `python -m bench [--quick]`: measure both sides and write `reports/bench.*`."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import sys
from pathlib import Path

from assistant.settings import ROOT
from bench.balie import Balie
from bench.baseline import Baseline, NoBaseline, ensure_baseline
from bench.messages import scripts
from bench.report import markdown, write
from bench.run import Outcome, Plan, measure, say
from bench.sides import Side, SideFailed
from tools.train import ensure_model

RUN = ROOT / "var" / "bench" / "run"
QUICK = Plan(starts=1, rounds=1, seconds=240.0)
GRACE_SECONDS = 60.0
"""For the last block and for stopping; after that all is ended where it is."""


def arguments() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one start, one round: does it work?")
    parser.add_argument("--only-balie", action="store_true", help="without the baseline")
    parser.add_argument("--out", type=Path, default=ROOT / "reports", help="folder of the report")
    return parser.parse_args()


def main() -> int:
    """0 when measured, whatever the figures are; 1 when a side did not work."""
    chosen = arguments()
    ensure_model()
    missing = "left out by --only-balie" if chosen.only_balie else _prepare_baseline()
    plan = QUICK if chosen.quick else Plan()
    # Kept until the next run: the logs say why a message had no answer.
    shutil.rmtree(RUN, ignore_errors=True)
    RUN.mkdir(parents=True)
    sides: list[Side] = [] if missing else [Baseline(RUN)]
    sides.append(Balie(RUN))
    try:
        outcome = asyncio.run(_limited(sides, plan))
    except (SideFailed, TimeoutError) as error:
        print(f"bench: {str(error) or 'took too long'}", file=sys.stderr)
        return 1
    except (asyncio.CancelledError, KeyboardInterrupt):
        print("bench: stopped", file=sys.stderr)
        return 130
    text = markdown(outcome, Balie.name, Baseline.name, missing)
    write(outcome, text, chosen.out)
    print(f"\n{text}")
    say(f"written to {chosen.out}/bench.md and bench.json")
    return 0


async def _limited(sides: list[Side], plan: Plan) -> Outcome:
    async with asyncio.timeout(plan.seconds + GRACE_SECONDS):
        work = asyncio.create_task(measure(sides, scripts(), plan))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
        return await work


def _prepare_baseline() -> str:
    """Why there is none; empty when there is."""
    try:
        ensure_baseline()
    except NoBaseline as error:
        say(f"no baseline, Balie alone: {error}")
        return str(error)
    return ""


if __name__ == "__main__":
    sys.exit(main())
