"""What the kernel says about processes and the machine (Linux, /proc)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Memory

PROC = Path("/proc")
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """Processor seconds so far: of one side, of this process, and of the whole machine."""

    side: float
    client: float
    machine_busy: float
    machine_all: float

    def others_busy_since(self, before: Usage) -> float:
        """Share of all cores that neither the side nor this process used."""
        every = self.machine_all - before.machine_all
        others = (
            (self.machine_busy - before.machine_busy)
            - (self.side - before.side)
            - (self.client - before.client)
        )
        return min(1.0, max(0.0, others / every)) if every > 0 else 0.0


def descendants(root: int) -> list[int]:
    """`root` and every process that came from it and lives."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        if is_alive(pid):
            found.append(pid)
        waiting += children.get(pid, [])
    return found


def cpu_seconds(root: int) -> float:
    """User and system time of the whole tree; parents hold that of members that ended."""
    total = 0
    for pid in descendants(root):
        fields = _stat(pid)
        if fields:
            total += sum(int(fields[index]) for index in (11, 12, 13, 14))
    return total / _TICK


def usage(root: int) -> Usage:
    """A reading, to be compared with a later one."""
    ticks = [int(word) for word in (PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    own = os.times()
    return Usage(
        side=cpu_seconds(root),
        client=own.user + own.system,
        machine_busy=(sum(ticks) - idle) / _TICK,
        machine_all=sum(ticks) / _TICK,
    )


def memory(root: int) -> Memory:
    """Of the whole tree, now."""
    pss = rss = 0
    for pid in descendants(root):
        try:
            lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
        except OSError:  # it ended meanwhile
            continue
        amounts = {line.split(":")[0]: line.split()[1] for line in lines[1:]}
        pss += int(amounts.get("Pss", 0))
        rss += int(amounts.get("Rss", 0))
    return Memory(pss=pss * 1024, rss=rss * 1024)


def is_alive(pid: int) -> bool:
    """Whether it still runs; one that ended and was not waited for does not."""
    fields = _stat(pid)
    return bool(fields) and fields[0] not in "ZX"


def load() -> str:
    """The load of the last one, five and fifteen minutes, and what it is shared by."""
    one, five, fifteen = os.getloadavg()
    return f"{one:.1f} {five:.1f} {fifteen:.1f} on {os.cpu_count()} cores"


def _stat(pid: int) -> list[str]:
    """The fields after the name: state, parent, ... utime is 11, stime 12, cutime 13, cstime 14."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
