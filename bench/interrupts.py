"""Ctrl-C, a termination, a closed terminal: each unwinds the run, and nothing then disturbs the cleaning up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
AGAIN_SECONDS = 1.0


class Interrupted(SystemExit):
    """The run was told to end; the exit status is a shell's for the signal."""


def hear() -> None:
    """From now on a signal raises Interrupted in whatever is running."""
    for each in SIGNALS:
        signal.signal(each, _stop)


def _stop(number: int, _frame: object) -> None:
    """Raise, and again every second until it is heeded: an exception in a callback of C code gets lost."""
    signal.signal(signal.SIGALRM, lambda _number, frame: _stop(number, frame))
    signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
    raise Interrupted(128 + number)


@contextmanager
def deaf_afterwards() -> Iterator[None]:
    """However the block ends, signals are ignored after it."""
    try:
        yield
    finally:
        for each in (*SIGNALS, signal.SIGALRM):
            signal.signal(each, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0)
