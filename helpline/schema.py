"""The schema's version: numbered migrations, up and down (`helpline/migrations/versions`)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

LOCK = 1515


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up to `revision`. Several processes may try at once: one does it, the others wait."""
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        try:
            command.upgrade(_config(connection), revision)
            connection.commit()
        finally:
            connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": LOCK})
            connection.commit()


def undo(engine: Engine, revision: str) -> None:
    """Bring the schema down to `revision` ("base": nothing)."""
    with engine.connect() as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def version(engine: Engine) -> str | None:
    """The revision that the database is at."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
