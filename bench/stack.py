"""The real stack in a directory of its own, on free ports, and the bare route beside it.

Nothing of it is left behind.
"""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from honcho.environ import parse_procfile

from bench import bare, callers, environment, interrupts
from helpline import running, stores
from helpline.settings import Settings
from helpline.wiring import ROOT

STOP_SECONDS = 25
Say = Callable[[str], None]


class BenchError(SystemExit):
    """The benchmark cannot be run; its text is one sentence."""


@dataclass(frozen=True)
class Stack:
    """What runs: its settings, where the bare route is, the first process of every kind."""

    settings: Settings
    directory: Path
    bare: str
    pids: dict[str, int]

    @property
    def address(self) -> str:
        return self.settings.public_url


@contextmanager
def running_stack(say: Say, most_callers: int) -> Iterator[Stack]:
    """Everything up, the demo world filled in; everything ended afterwards, whatever happens."""
    with ExitStack() as ending, interrupts.deaf_afterwards():
        directory = Path(tempfile.mkdtemp(prefix="helpline-bench-"))
        ending.callback(_remove, directory)
        directory.chmod(0o755)  # PostgreSQL's own user has to reach it
        ending.callback(_end_stores, directory)
        complete = ending.enter_context(running.stores_up(environment.settings(directory)))
        say("PostgreSQL and Valkey are up")
        with contextlib.redirect_stdout(sys.stderr):
            running.prepare(complete)
        phones = [callers.number("bare", place) for place in range(most_callers)]
        bare.fill(complete.database_url, phones)
        say("migrated; demo world filled")
        pids = _start(ending, complete, directory)
        port = stores.free_port()
        pids["bare"] = _start_bare(ending, complete, directory, port)
        _wait(complete, directory)
        say("web, worker, scheduler, NLU and the bare route are up")
        yield Stack(complete, directory, f"http://127.0.0.1:{port}", {**pids, **_stores(directory)})


def _start(ending: ExitStack, settings: Settings, directory: Path) -> dict[str, int]:
    """Start the processes of the Procfile; returns their ids by name."""
    variables = environment.variables(settings, directory / "metrics")
    commands = dict(parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes)
    commands["nlu"] = "nlu/.venv/bin/python nlu/serve.py"
    return {name: _spawn(ending, name, command, variables, directory) for name, command in commands.items()}


def _start_bare(ending: ExitStack, settings: Settings, directory: Path, port: int) -> int:
    """Start the bare route as the web process is started; returns its id."""
    variables = {**environment.variables(settings, directory / "bare-metrics"), "WEB_PORT": str(port)}
    return _spawn(ending, "bare", "gunicorn --config helpline/gunicorn.py bench.bare:app", variables, directory)


def _spawn(ending: ExitStack, name: str, command: str, variables: dict[str, str], directory: Path) -> int:
    """Start a process in a session of its own, so that a Ctrl-C reaches us alone and we end it in order."""
    with (directory / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            shlex.split(command), cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    ending.callback(_end, process)
    return process.pid


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait(settings: Settings, directory: Path) -> None:
    if not running.wait_until_ready(settings.public_url, lambda: False):
        ends = {log.stem: log.read_text(errors="replace")[-1000:] for log in directory.glob("*.log")}
        raise BenchError(f"The stack does not start: {ends}")


def _stores(directory: Path) -> dict[str, int]:
    """The first process of each embedded store that runs: its pid file goes when it ends."""
    files = {"postgres": directory / "postgres" / "postmaster.pid", "valkey": directory / "valkey" / "valkey.pid"}
    found = {name: file.read_text(encoding="ascii").split() for name, file in files.items() if file.exists()}
    return {name: int(words[0]) for name, words in found.items() if words}


def _remove(directory: Path) -> None:
    """Remove the directory, again where something that is just ending wrote into it meanwhile."""
    deadline = time.monotonic() + STOP_SECONDS
    while directory.exists() and time.monotonic() < deadline:
        shutil.rmtree(directory, ignore_errors=True)
        settle()


def _end_stores(directory: Path) -> None:
    """End a store that was interrupted while it started: nobody else knows of it yet."""
    for pid in _stores(directory).values():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while _stores(directory) and time.monotonic() < deadline:
        time.sleep(0.05)


def counted(stack: Stack, name: str) -> int:
    """A counter of the web processes' /metrics, all labels together."""
    lines = requests.get(f"{stack.address}/metrics", timeout=10).text.splitlines()
    return int(sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name) and "_created" not in line))


def settle(seconds: float = 0.3) -> None:
    """Let what the last measurement stirred up die down."""
    time.sleep(seconds)
