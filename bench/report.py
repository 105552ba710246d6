"""The report: tables for people, or one JSON object."""

import json
import os
from dataclasses import asdict, dataclass
from typing import Any

from bench.environment import UNLIMITED
from bench.plan import AT_ONCE, Ratio, Result, ratio
from bench.processes import Memory
from helpline.settings import Settings

TARGET = 3.0
NAMES = {
    "bare": "bare route",
    "keys": "key press (call)",
    "spoken": "spoken, through Rasa (call)",
    "whatsapp": "WhatsApp, typed and digit",
    "nothing": "route that does nothing",
}


@dataclass(frozen=True)
class Report:
    """Everything that one run found."""

    settings: Settings
    seconds: float
    results: dict[str, dict[int, Result]]
    memory: dict[str, Memory]
    apologies: int
    load_average: tuple[float, float, float]

    @property
    def ratios(self) -> dict[int, Ratio]:
        return {count: ratio(self.results["bare"][count], self.results["keys"][count]) for count in AT_ONCE}

    def as_json(self) -> str:
        return json.dumps(
            {
                "conditions": self._conditions(),
                "turns": {
                    kind: {str(count): asdict(result) for count, result in found.items()}
                    for kind, found in self.results.items()
                },
                "key_press_over_bare": {str(count): asdict(found) for count, found in self.ratios.items()},
                "target": TARGET,
                "memory": {kind: found._asdict() for kind, found in self.memory.items()},
                "apologies": self.apologies,
            }
        )

    def as_text(self) -> str:
        return "\n".join([*self._turns(), "", *self._comparison(), "", *self._memory(), "", *self._remarks()])

    def _conditions(self) -> dict[str, Any]:
        return {
            "web_workers": self.settings.web_workers, "web_threads": self.settings.web_threads,
            "processors": os.cpu_count(), "load_average_before": self.load_average,
            "seconds_each": self.seconds, "caller_rate_limit": UNLIMITED,
        }  # fmt: skip

    def _turns(self) -> list[str]:
        rows = [f"{'turn':<29}{'callers':>8}{'per second':>12}{'p50 ms':>10}{'p99 ms':>10}{'CPU ms':>10}{'errors':>8}"]
        for kind, name in NAMES.items():
            for count, result in self.results[kind].items():
                errors = sum(result.errors.values())
                times = "".join(f"{ms:>10.1f}" for ms in (result.p50_ms, result.p99_ms, result.processor_ms))
                rows.append(f"{name:<29}{count:>8}{result.per_second:>12.1f}{times}{errors:>8}")
                rows += [f"    {fault}: {often} times" for fault, often in result.errors.items()]
        return rows

    def _comparison(self) -> list[str]:
        rows = [f"{'time per key press / bare':<29}{'callers':>8}{'ratio':>12}{'least':>10}{'most':>10}{'of CPU':>10}"]
        for count, found in self.ratios.items():
            verdict = "met" if found.median <= TARGET else "missed"
            others = "".join(f"{each:>10.2f}" for each in (found.least, found.most, found.processor))
            rows.append(f"{'':<29}{count:>8}{found.median:>12.2f}{others}   at most {TARGET:.0f}: {verdict}")
        return rows

    def _memory(self) -> list[str]:
        rows = [f"{'memory after it':<29}{'processes':>10}{'MB':>10}"]
        rows += [
            f"{kind:<29}{found.processes:>10}{found.mb:>10.0f} {found.measure}" for kind, found in self.memory.items()
        ]
        return [*rows, f"{'together':<39}{sum(found.mb for found in self.memory.values()):>10.0f}"]

    def _remarks(self) -> list[str]:
        busiest = max(found.generator_cpu for kind in ("bare", "keys") for found in self.results[kind].values())
        ceiling = max(found.per_second for found in self.results["nothing"].values())
        return [
            f"gunicorn: {self.settings.web_workers} workers x {self.settings.web_threads} threads, for both; "
            f"{os.cpu_count()} processors, load average {self.load_average[0]:.1f} before the start.",
            "CPU: processor time per turn of web, PostgreSQL, Valkey and NLU together.",
            f"Medians of rounds of {self.seconds:g} s. Apologies counted by the stack itself: {self.apologies}.",
            f"The generator alone reaches {ceiling:.0f} requests a second against the route that does nothing; beside "
            f"the bare route and key presses it took at most {busiest:.0%} of one processor.",
            f"CALLER_RATE_LIMIT was {UNLIMITED}: counted as ever, never reached.",
        ]
