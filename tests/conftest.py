"""What every test stands on: real stores, started once, and the schema by migrations."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import text
from sqlalchemy.orm import Session

from helpline import schema, stores
from helpline.db import Database
from helpline.security import crypto
from helpline.settings import Settings
from helpline.stores import Store
from helpline.web import create_app
from tests import nlu_service
from tests.line import Line

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
TOKEN = "a token that only these tests sign with"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def data_directory() -> Iterator[Path]:
    """A directory that PostgreSQL's own user can reach."""
    directory = Path(tempfile.mkdtemp(prefix="helpline-test-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(data_directory: Path) -> Iterator[Store]:
    store = stores.start_postgres(data_directory / "postgres")
    yield store
    store.stop()


@pytest.fixture(scope="session")
def valkey(data_directory: Path) -> Iterator[Store]:
    store = stores.start_valkey(data_directory / "valkey", stores.free_port())
    yield store
    store.stop()


@pytest.fixture(scope="session")
def settings(postgres: Store, valkey: Store, data_directory: Path) -> Settings:
    """Settings of a helpline under test; nothing comes from a .env file."""
    return Settings(
        _env_file=None,
        environment="test",
        data_directory=str(data_directory),
        database_url=postgres.url,
        redis_url=valkey.url,
        secret_key="only for tests",
        encryption_keys=f"k1:{KEY}",
        blind_index_key=KEY,
        twilio_auth_token=TOKEN,
        whatsapp_sender="+911515000000",
        twilio_api_url="http://127.0.0.1:1",
        public_url="https://helpline.example",
        caller_rate_limit="100000 per minute",
        nlu_url=os.environ.get("NLU_URL", "http://127.0.0.1:1"),
    )


@pytest.fixture(scope="session")
def database(settings: Settings) -> Iterator[Database]:
    """The migrated database, empty."""
    crypto.use(crypto.KeyRing(settings.key_ring, settings.index_key))
    found = Database(settings.database_url)
    schema.migrate(found.engine)
    yield found
    found.close()


@pytest.fixture(scope="module")
def swept(database: Database) -> Database:
    """The database without what the tests of other files have left: in which order they ran tells nothing."""
    clear(database)
    return database


@pytest.fixture
def session(swept: Database) -> Iterator[Session]:
    """A transaction that is rolled back at the end."""
    with swept.engine.connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as open_session:
            yield open_session
        outer.rollback()


def clear(database: Database) -> None:
    """Remove every row of every table."""
    with database.engine.begin() as connection:
        tables = connection.scalars(text("select tablename from pg_tables where schemaname = 'public'")).all()
        names = ", ".join(name for name in tables if name != "alembic_version")
        connection.execute(text(f"truncate {names} restart identity cascade"))


@pytest.fixture
def empty_database(database: Database) -> Database:
    """The database with every row gone, for tests that commit."""
    clear(database)
    return database


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's chromium, else playwright's own. Without any, the test says aloud that it was skipped.

    One for each process that runs tests: playwright refuses a second one beside the first.
    """
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = next(filter(None, map(shutil.which, BROWSERS)), own if Path(own).exists() else None)
        if found is None:
            pytest.skip("NO BROWSER: no page was tried in Chromium (tests/install_browser.sh installs one)")
        arguments = ["--autoplay-policy=no-user-gesture-required", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        started = playwright.chromium.launch(executable_path=found, args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="session")
def nlu(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """The address of the real NLU service with the trained model: one for all processes that run tests."""
    own = tmp_path_factory.getbasetemp()
    return nlu_service.address(own if worker_id == "master" else own.parent)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the NLU service, once nobody needs it any more."""
    if not hasattr(session.config, "workerinput"):
        nlu_service.end(session.config)


@pytest.fixture(scope="session")
def app(settings: Settings, database: Database, nlu: str) -> Iterator[Flask]:
    """The web application on the real stores and the real NLU."""
    application = create_app(settings.model_copy(update={"nlu_url": nlu, "helpdesk_phone": "+911120001515"}))
    yield application
    application.extensions["helpline"].close()


@pytest.fixture
def line(app: Flask, settings: Settings, empty_database: Database) -> Line:
    """A line to the helpline, with nobody known there."""
    return Line(app, settings, empty_database)


@pytest.fixture(scope="session")
def keys_app(settings: Settings, database: Database) -> Iterator[Flask]:
    """The web application without an NLU: keys work, words are kept and not understood."""
    application = create_app(settings.model_copy(update={"nlu_url": "http://127.0.0.1:1"}))
    yield application
    application.extensions["helpline"].close()


@pytest.fixture
def keys_line(keys_app: Flask, settings: Settings, empty_database: Database) -> Line:
    """A line to the helpline without an NLU, with nobody known there."""
    return Line(keys_app, settings, empty_database)
