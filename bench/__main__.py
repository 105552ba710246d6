"""`python -m bench`."""

import os
import sys
import time

from bench import interrupts, processes, rehearsal, stack
from bench.generator import generator
from bench.plan import AT_ONCE, Plan
from bench.report import Report

SECONDS = 3.0


def main() -> int:
    """Run everything and print the report; the exit status is 1 where a turn failed."""
    interrupts.hear()
    began = time.monotonic()
    load_average = os.getloadavg()
    seconds = float(os.environ.get("SECONDS", SECONDS))

    def say(words: str) -> None:
        print(f"[{time.monotonic() - began:4.0f} s] {words}", file=sys.stderr, flush=True)

    with stack.running_stack(say, max(AT_ONCE)) as up:
        rehearsal.rehearse(up)
        say("paths rehearsed; callers are dialling")
        with generator(up, rehearsal.apologies()) as load:
            results = Plan(up, load, seconds, say).carry_out()
        counted = stack.counted(up, "helpline_apologies_total")
        memory = processes.memory({kind: pid for kind, pid in up.pids.items() if kind != "bare"})
        report = Report(up.settings, seconds, results, memory, counted, load_average)
    say("everything is ended")
    print(report.as_json() if os.environ.get("JSON") else report.as_text())
    return int(any(result.errors for found in results.values() for result in found.values()))


if __name__ == "__main__":
    sys.exit(main())
