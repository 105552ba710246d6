"""What is measured, in which order: the bare route and key presses in alternating rounds, so that noise hits both."""

import statistics
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.generator import Generator
from bench.processes import processor_seconds
from bench.stack import Say, Stack, counted, settle

AT_ONCE = (1, 16, 64)
ALTERNATING_ROUNDS = 5
OTHER_ROUNDS = 2


@dataclass(frozen=True)
class Result:
    """One kind of turn at one number of callers at once: medians of its rounds, errors of all."""

    per_second: float
    p50_ms: float
    p99_ms: float
    # Milliseconds of processor time per turn, of web, stores and NLU together.
    processor_ms: float
    # The part of one processor that the load generator took.
    generator_cpu: float
    errors: dict[str, int]
    rounds: list[float] = field(default_factory=list)


class Plan:
    """The measurements of one run, each `seconds` long."""

    def __init__(self, stack: Stack, load: Generator, seconds: float, say: Say) -> None:
        self._stack = stack
        self._load = load
        self._seconds = seconds
        self._say = say
        self._step = 0

    def carry_out(self) -> dict[str, dict[int, Result]]:
        """Every result by kind and number of callers; "nothing" is the generator's ceiling."""
        for kind in ("nothing", "bare", "keys", "spoken", "whatsapp"):
            self._dial(kind)
        results: dict[str, dict[int, Result]] = {
            "nothing": {count: _together([self._measure("nothing", count)]) for count in AT_ONCE}
        }
        for count in AT_ONCE:
            for kind, result in self._alternating(count).items():
                results.setdefault(kind, {})[count] = result
            for kind in ("spoken", "whatsapp"):
                rounds = [self._measure(kind, count) for _ in range(OTHER_ROUNDS)]
                results.setdefault(kind, {})[count] = _together(rounds)
        return results

    @property
    def steps(self) -> int:
        """How many measurements there are."""
        return len(AT_ONCE) * (1 + 2 * ALTERNATING_ROUNDS + 2 * OTHER_ROUNDS)

    def _dial(self, kind: str) -> None:
        errors = self._load.order("dial", kind, max(AT_ONCE))["errors"]
        if errors:
            self._say(f"callers of {kind} could not begin: {errors}")

    def _alternating(self, count: int) -> dict[str, Result]:
        rounds: dict[str, list[dict[str, Any]]] = {"bare": [], "keys": []}
        for number in range(ALTERNATING_ROUNDS):
            for kind in ("bare", "keys") if number % 2 == 0 else ("keys", "bare"):
                rounds[kind].append(self._measure(kind, count))
        return {kind: _together(found) for kind, found in rounds.items()}

    def _measure(self, kind: str, count: int) -> dict[str, Any]:
        settle()
        silent = counted(self._stack, "helpline_nlu_silent_total")
        worked = processor_seconds(self._stack.pids.values())
        found = self._load.order("measure", kind, count, self._seconds)
        worked = processor_seconds(self._stack.pids.values()) - worked
        found["processor_ms"] = 1000 * worked / max(1, found["in_all"])
        silent = counted(self._stack, "helpline_nlu_silent_total") - silent
        if silent:
            found["errors"]["NLU silent"] = silent
        self._step += 1
        self._say(
            f"{self._step}/{self.steps} {kind} x {count}: {found['per_second']:.0f}/s, p50 {found['p50_ms']:.1f} ms, "
            f"processors {found['processor_ms']:.1f} ms a turn"
            + (f", errors {found['errors']}" if found["errors"] else "")
        )
        return found


def _together(rounds: list[dict[str, Any]]) -> Result:
    medians = {
        name: statistics.median(found[name] for found in rounds)
        for name in ("per_second", "p50_ms", "p99_ms", "processor_ms", "generator_cpu")
    }
    errors: Counter[str] = Counter()
    for found in rounds:
        errors.update(found["errors"])
    return Result(**medians, errors=dict(errors), rounds=[found["per_second"] for found in rounds])


@dataclass(frozen=True)
class Ratio:
    """Time per key press as a multiple of time per bare request: the median of the rounds, and their extremes.

    `processor` compares processor time, which other work on the same machine disturbs least.
    """

    median: float
    least: float
    most: float
    processor: float


def ratio(bare: Result, keys: Result) -> Ratio:
    """Rounds are compared in pairs, each with its neighbour in time."""
    found = [one / other if other else float("inf") for one, other in zip(bare.rounds, keys.rounds, strict=True)]
    processor = keys.processor_ms / bare.processor_ms if bare.processor_ms else float("inf")
    return Ratio(statistics.median(found), min(found), max(found), processor)
