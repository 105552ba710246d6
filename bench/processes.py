"""What kinds of process take, children and all, read from /proc: processor time and memory.

Memory is the proportional set size where the kernel tells it, else what is resident.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Memory(NamedTuple):
    """Of a kind of process: how many there are, megabytes of all together, and which measure that is."""

    processes: int
    mb: float
    measure: str


def memory(pids: dict[str, int]) -> dict[str, Memory]:
    """The memory of each first process with its descendants, by kind. Shared pages are counted once (PSS)."""
    children = _children()
    return {kind: _sum(_family(pid, children)) for kind, pid in pids.items()}


def processor_seconds(pids: Iterable[int]) -> float:
    """How long the processors have worked for these first processes and their living descendants."""
    children = _children()
    return sum(_ticks(member) for pid in pids for member in _family(pid, children)) / TICKS_PER_SECOND


def _sum(family: list[int]) -> Memory:
    found = [size for pid in family if (size := _size(pid))]
    measure = "PSS" if all(measure == "PSS" for _, measure in found) else "RSS"
    return Memory(len(found), sum(mb for mb, _ in found), measure)


def _ticks(pid: int) -> int:
    """User and system time of a process; 0 when it has ended."""
    try:
        fields = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _children() -> dict[int, list[int]]:
    children: dict[int, list[int]] = defaultdict(list)
    for file in PROC.glob("[0-9]*/stat"):
        try:
            parent = file.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]
        except OSError:
            continue
        children[int(parent)].append(int(file.parent.name))
    return children


def _family(pid: int, children: dict[int, list[int]]) -> list[int]:
    return [pid, *(member for child in children[pid] for member in _family(child, children))]


def _size(pid: int) -> tuple[float, str] | None:
    """Megabytes of a process and the measure's name; None when it has ended."""
    try:
        for line in (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024, "PSS"
    except (OSError, ValueError):
        pass
    try:
        return int((PROC / str(pid) / "statm").read_text(encoding="ascii").split()[1]) * PAGE_MB, "RSS"
    except OSError:
        return None
