"""Migrations: up, down, and the same schema as the models."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from helpline import schema
from helpline.db import Base, Database
from helpline.wiring import ROOT


def test_it_goes_up_and_down_and_up_with_rows_in_it(database: Database) -> None:
    url = database.engine.url
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("create database ups_and_downs"))
    engine = create_engine(url.set(database="ups_and_downs"))
    schema.migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("insert into callers (created_at) values (now())"))
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []
    schema.undo(engine, "base")
    assert schema.version(engine) is None
    schema.migrate(engine)
    assert schema.version(engine) is not None
    engine.dispose()


@pytest.mark.parametrize("process", ["helpline.web", "helpline.jobs", "worker", "helpline.cli"])
def test_it_knows_every_table_in_each_process(process: str) -> None:
    """A fresh interpreter: here, every module is imported by some test already."""
    code = f"import {process}; from helpline.db import Base; assert Base.metadata.sorted_tables"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True)


def test_it_refuses_to_change_an_audit_row(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.execute(
            text(
                "insert into audit_events (at, actor_kind, act, subject_kind, purpose, details)"
                " values (now(), 'system', 'ticket.read', 'ticket', 'test', '{}')"
            )
        )
        for change in ("update audit_events set purpose = 'other'", "delete from audit_events"):
            with pytest.raises(ProgrammingError, match="append-only"), connection.begin_nested():
                connection.execute(text(change))
        connection.rollback()
