"""The real NLU service for the tests: started by whichever process needs it first, ended when all are done."""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from helpline import stores
from helpline.understanding import Understanding
from helpline.wiring import ROOT

START_SECONDS = 180
END_SECONDS = 10


def address(shared: Path) -> str:
    """Where it answers; started first if nobody has. `shared` is a directory that all processes know."""
    with (shared / "nlu.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = shared / "nlu.txt"
        if not known.exists():
            known.write_text("{} {}".format(*_start(shared)))
        port, pid = map(int, known.read_text().split())
    found = f"http://127.0.0.1:{port}"
    _wait(found, pid, shared)
    return found


def end(config: pytest.Config) -> None:
    """Stop what was started, if anything was."""
    factory: pytest.TempPathFactory | None = getattr(config, "_tmp_path_factory", None)
    known = factory.getbasetemp() / "nlu.txt" if factory else None
    if known is None or not known.exists():
        return
    pid = int(known.read_text().split()[1])
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        for _ in range(END_SECONDS * 10):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            os.kill(pid, 0)
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)


def _start(shared: Path) -> tuple[int, int]:
    port = stores.free_port()
    # The tests say the same sentences again and again: their vectors are looked up.
    known = {"NLU_KNOWN_VECTORS": str(ROOT / "nlu" / "vectors")}
    environment = {**os.environ, **known, "NLU_PORT": str(port), "RASA_TELEMETRY_ENABLED": "false"}
    with (shared / "nlu.log").open("wb") as log:
        process = subprocess.Popen(
            [ROOT / "nlu" / ".venv" / "bin" / "python", "serve.py"],
            cwd=ROOT / "nlu", env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    # It outlives this process: whoever collected the tests ends it.
    process.returncode = 0
    return port, process.pid


def _wait(found: str, pid: int, shared: Path) -> None:
    understanding = Understanding(found, 2)
    try:
        for _ in range(START_SECONDS * 2):
            if understanding.is_alive():
                return
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                break
            time.sleep(0.5)
    finally:
        understanding.close()
    raise AssertionError((shared / "nlu.log").read_text() or "the NLU service does not answer")
