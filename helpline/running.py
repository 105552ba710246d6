"""Running the whole product on one machine: stores, schema, demo world, and the processes of the Procfile."""

import base64
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import requests
from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

from helpline import demo, schema, settings, stores
from helpline.db import Database
from helpline.security import crypto
from helpline.settings import Settings
from helpline.wiring import ROOT

START_SECONDS = 120
ENV_FILE = ROOT / ".env"


def write_env() -> None:
    """Make a .env with fresh keys for this machine, unless there is one."""
    if ENV_FILE.exists():
        return
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name, value in _fresh_keys().items():
        example = example.replace(f"{name}=\n", f"{name}={value}\n")
    ENV_FILE.write_text(example, encoding="utf-8")
    ENV_FILE.chmod(0o600)


def _fresh_keys() -> dict[str, str]:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "SECRET_KEY": secrets.token_urlsafe(32),
        "ENCRYPTION_KEYS": f"first:{key()}",
        "BLIND_INDEX_KEY": key(),
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
    }


@contextmanager
def stores_up(configured: Settings) -> Iterator[Settings]:
    """The settings with the addresses of both stores, embedded ones started where none was given."""
    directory = ROOT / configured.data_directory
    running = []
    addresses = {}
    try:
        if not configured.database_url:
            running.append(stores.start_postgres(directory / "postgres"))
            addresses["database_url"] = running[-1].url
        if not configured.redis_url:
            running.append(stores.start_valkey(directory / "valkey", configured.valkey_port))
            addresses["redis_url"] = running[-1].url
        yield configured.model_copy(update=addresses)
    finally:
        for store in reversed(running):
            store.stop()


def prepare(configured: Settings) -> None:
    """Bring the database to the present schema, and fill an empty one with the demo world outside production."""
    crypto.use(crypto.KeyRing(configured.key_ring, configured.index_key))
    database = Database(configured.database_url)
    schema.migrate(database.engine)
    if configured.environment != "production":
        demo.fill(database, click.echo)
    database.close()


def run(configured: Settings) -> int:
    """Run everything until Ctrl-C or until one process ends; returns the exit status."""
    for name, port in (("WEB_PORT", configured.web_port), ("NLU_PORT", configured.nlu_port)):
        if stores.is_taken(port):
            raise stores.StoreError(f"Port {port} ({name}) is taken by another program; set another in .env.")
    with stores_up(configured) as complete:
        prepare(complete)
        manager = Manager(Printer(width=9))
        environment = _environment(complete)
        procfile = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))
        for name, command in procfile.processes.items():
            manager.add_process(name, f"exec {command}", env=environment, cwd=str(ROOT))
        announcer = threading.Thread(target=_announce, args=(complete, manager), daemon=True)
        announcer.start()
        manager.loop()
        return int(manager.returncode or 0)


def _environment(configured: Settings) -> dict[str, str]:
    """What every process gets: the stores' addresses, and counters shared between the web's processes."""
    counters = ROOT / configured.data_directory / "metrics"
    shutil.rmtree(counters, ignore_errors=True)
    counters.mkdir(parents=True)
    return {
        **os.environ,
        "DATABASE_URL": configured.database_url,
        "REDIS_URL": configured.redis_url,
        "NLU_PORT": str(configured.nlu_port),
        "PROMETHEUS_MULTIPROC_DIR": str(counters),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
    }


def _announce(configured: Settings, manager: Manager) -> None:
    """Wait until everything is up, then say where."""
    address = f"http://127.0.0.1:{configured.web_port}"
    if not wait_until_ready(address, lambda: manager.returncode is not None):
        return
    click.echo(f"\nPoshan Helpline is up.\n\n  telephone  {address}/softphone\n  console    {address}/console/\n")
    if configured.environment != "production":
        click.echo(demo.logins())
    click.echo("Ctrl-C stops everything.\n")


def wait_until_ready(address: str, is_over: Callable[[], bool]) -> bool:
    """Whether every dependency at `address` came up within START_SECONDS."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not is_over():
        try:
            states = requests.get(f"{address}/readyz", timeout=5).json()
            if set(states.values()) == {"up"}:
                return True
        except (requests.RequestException, ValueError):
            pass
        time.sleep(0.3)
    return False


def load_settings() -> Settings:
    """Settings from .env and the environment; raises SettingsError."""
    os.chdir(ROOT)
    return settings.load()


def data_directory(configured: Settings) -> Path:
    return ROOT / configured.data_directory
