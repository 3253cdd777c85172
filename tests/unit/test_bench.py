"""The arithmetic of the benchmark and its material; nothing here measures time."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from assistant.settings import ROOT
from bench import machine
from bench.balie import Balie
from bench.figures import Block, Memory, Ready, Sample, percentile, ratio, summarise
from bench.messages import repeated, scripts
from bench.report import as_json, markdown, write
from bench.run import Measured, Outcome
from bench.sides import SideFailed

MEGABYTE = 1024 * 1024


def sample(seconds: float = 0.1, **parts: object) -> Sample:
    return Sample("vraag", seconds, **({"replies": 1} | parts))  # type: ignore[arg-type]


def block(cpu: float, parallel: int = 1, samples: tuple[Sample, ...] = (sample(),) * 10) -> Block:
    return Block(parallel, samples, wall=2.0, cpu=cpu)


def outcome(*names: str) -> Outcome:
    sides = {
        name: Measured(
            [Ready(wall=10.0 * place, cpu=8.0 * place)],
            [block(0.3 * place), block(0.4 * place, parallel=8)],
            Memory(pss=100 * MEGABYTE, rss=200 * MEGABYTE),
        )
        for place, name in enumerate(names, 1)
    }
    return Outcome(sides, 60.0, "0.1 0.1 0.1 on 2 cores", "1.0 0.5 0.2 on 2 cores")


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.5, 5), (0.51, 6), (0.95, 10), (1.0, 10)]
)
def test_percentile_is_a_measured_value(share: float, expected: int) -> None:
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == expected


def test_percentile_of_nothing_is_no_number() -> None:
    assert math.isnan(percentile([], 0.5))
    assert percentile([3.0], 0.95) == 3.0


def test_ratio_without_a_baseline_is_no_number() -> None:
    assert ratio(1, 4) == 0.25
    assert math.isnan(ratio(1, 0))
    assert math.isnan(ratio(1, math.nan))


def test_block_divides_by_its_messages() -> None:
    one = block(cpu=0.5, samples=tuple(sample(n / 10) for n in range(1, 11)))
    assert one.cpu_ms == pytest.approx(50)
    assert one.rate == pytest.approx(5)
    assert one.latency_ms(0.5) == pytest.approx(500)


def test_summary_takes_medians_per_level() -> None:
    blocks = [block(1.0), block(9.0), block(2.0), block(4.0, parallel=8)]
    found = summarise([Ready(10, 5), Ready(30, 7)], blocks, Memory(300 * MEGABYTE, 0))
    assert found.levels[1]["cpu_ms"] == pytest.approx(200)
    assert (found.levels[1]["cpu_ms_lowest"], found.levels[1]["cpu_ms_highest"]) == (100, 900)
    assert found.levels[8]["cpu_ms"] == pytest.approx(400)
    assert (found.ready_wall, found.ready_cpu, found.pss_mb) == (20, 6, 300)


def test_empty_and_failed_are_no_answers() -> None:
    samples = (
        sample(outcome="answer"),
        sample(replies=0, empty=True),
        sample(replies=0, failure="TimeoutError"),
        sample(outcome="answer"),
    )
    found = summarise([], [block(1.0, samples=samples)], None)
    assert (found.messages, found.answered, found.empty, found.failed) == (4, 2, 1, 1)
    assert found.answered_share == 0.5
    assert (found.levels[1]["cpu_ms"], found.levels[1]["cpu_ms_answered"]) == (250, 500)
    assert found.outcomes == {"answer": 2}
    assert found.unanswered == ("vraag",)


def test_usage_of_others_is_what_remains() -> None:
    before = machine.Usage(side=1, client=1, machine_busy=10, machine_all=100)
    after = machine.Usage(side=3, client=2, machine_busy=18, machine_all=120)
    assert after.others_busy_since(before) == pytest.approx(0.25)
    assert before.others_busy_since(before) == 0


def test_cpu_and_memory_include_children_that_live_and_that_ended() -> None:
    work = "import time\nwhile time.process_time() < 0.3: pass\n"
    waiting = work + "print(1, flush=True); input()"
    parent = (
        "import subprocess, sys\n"
        f"subprocess.run([sys.executable, '-c', {work!r}], check=True)\n"
        f"command = [sys.executable, '-c', {waiting!r}]\n"
        "child = subprocess.Popen(command, stdin=subprocess.PIPE)\n"
        "input()\nchild.kill()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdin
    process.stdout.readline()
    assert len(machine.descendants(process.pid)) == 2
    assert machine.cpu_seconds(process.pid) > 0.5
    assert machine.memory(process.pid).rss > machine.memory(process.pid).pss > 0
    process.communicate(b"\n")
    assert machine.descendants(process.pid) == []
    assert machine.is_alive(os.getpid())


def test_report_compares_and_judges(tmp_path: Path) -> None:
    made = outcome("Balie", "rasa init")
    text = markdown(made, "Balie", "rasa init")
    assert "| CPU per message, 1 conversation at a time | 30.0 ms | 60.0 ms | 0.50 |" in text
    assert "- met: CPU per message at 8: 0.50" in text
    assert "- **not met**: ready time: 0.50" in text
    write(made, text, tmp_path / "reports")
    assert (tmp_path / "reports" / "bench.md").read_text() == text
    assert '"cpu_ms": 30.0' in (tmp_path / "reports" / "bench.json").read_text()


def test_report_without_baseline_says_so() -> None:
    made = outcome("Balie")
    text = markdown(made, "Balie", "rasa init", "no Python 3.10")
    assert "| 30.0 ms | - | - |" in text
    assert "**The baseline was not measured**: no Python 3.10" in text
    assert set(as_json(made)["sides"]) == {"Balie"}


def test_conversations_are_six_turns_and_no_message_comes_twice() -> None:
    found = scripts()
    assert [len(script) for script in found] == [6] * 10
    assert len({text.casefold() for script in found for text in script}) == 60
    assert repeated(12, found)[10:] == found[:2]


def test_no_message_is_a_training_example() -> None:
    def plain(text: str) -> str:
        return " ".join(re.findall(r"\w+", text.casefold()))

    known = set()
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        for part in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu") or []:
            known |= {plain(line.lstrip("- ")) for line in part.get("examples", "").splitlines()}
    for path in (ROOT / "kb").rglob("*.md"):
        known |= {plain(line) for line in path.read_text(encoding="utf-8").splitlines()}
    asked = {plain(text) for script in scripts() for text in script}
    assert len(known) > 500
    assert not asked & known


def test_baseline_lock_installs_anywhere() -> None:
    lines = (ROOT / "bench" / "baseline.lock").read_text().splitlines()
    allowed = re.compile(r"^([a-z0-9.-]+==[^ /]+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?)$")
    assert [line for line in lines if not allowed.match(line)] == []
    assert "tensorflow==2.12.0 \\" in lines
    assert "rasa==3.6.21 \\" in lines


def test_process_that_ended_makes_the_side_fail(tmp_path: Path) -> None:
    side = Balie(tmp_path)
    side.log.write_text("waarom")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    side.check([os.getpid()])
    with pytest.raises(SideFailed, match=r"1 of its processes ended.*\nwaarom"):
        side.check([os.getpid(), gone.pid])
