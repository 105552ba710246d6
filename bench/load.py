"""The load generator, a process of its own, with requests prepared ahead.

It reads one order a line on its standard input and answers with one result a line; it ends with its input.
"""

import json
import statistics
import sys
import time
from typing import Any

from bench import callers
from bench.callers import Wire
from bench.traffic import Caller, Tally, drive

WARM_UP_SECONDS = 0.5
# How many requests are signed before a measurement begins, of all callers together.
PREPARED = 4000


class Crowds:
    """Every caller by kind. They are kept: a call that has begun goes on in the next measurement."""

    def __init__(self, addresses: dict[str, str], token: str, apologies: list[str]) -> None:
        self._addresses = addresses
        self._token = token
        self._apologies = tuple(apology.encode() for apology in apologies)
        self._callers: dict[str, list[Caller]] = {}

    def dial(self, kind: str, count: int) -> dict[str, Any]:
        """Let `count` callers of a kind begin, up to where their measured turns start."""
        address = self._addresses[kind]
        crowd = self._callers[kind] = [
            Caller(address, callers.MARKS[kind], callers.stream(kind, place, Wire(address, self._token)))
            for place in range(count)
        ]
        tally = Tally(self._apologies, 0.0, float("inf"))
        turns = callers.opening_turns(kind)
        if turns:
            drive(crowd, tally, turns)
        return {"errors": tally.errors}

    def measure(self, kind: str, count: int, seconds: float) -> dict[str, Any]:
        """Turns of the first `count` callers of a kind for so many seconds, after a warm-up."""
        crowd = self._callers[kind][:count]
        for caller in crowd:
            caller.prepare(PREPARED // count)
        start = time.perf_counter() + WARM_UP_SECONDS
        tally = Tally(self._apologies, start, start + seconds)
        processor = time.process_time()
        drive(crowd, tally)
        processor = time.process_time() - processor
        took = time.perf_counter() - start + WARM_UP_SECONDS
        return {
            "per_second": tally.done / seconds, **_percentiles(tally.times), "errors": tally.errors,
            "in_all": tally.in_all, "generator_cpu": processor / took,
        }  # fmt: skip


def _percentiles(times: list[float]) -> dict[str, float]:
    """In milliseconds, from seconds."""
    if len(times) < 2:
        return {"p50_ms": 0.0, "p99_ms": 0.0}
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {"p50_ms": cuts[49] * 1000, "p99_ms": cuts[98] * 1000}


def main() -> None:
    """Orders: first the crowds' addresses, token and apologies; then [name, arguments...] of their methods."""
    crowds = Crowds(**json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(getattr(crowds, name)(*arguments)), flush=True)


if __name__ == "__main__":
    main()
