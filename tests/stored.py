"""What the database holds, as somebody sees it who has only the database."""

from collections.abc import Iterator

import psycopg
from psycopg import sql
from sqlalchemy import func, select

from helpline.db import Base, Database


def rows(database: Database) -> dict[str, int]:
    """The number of rows of every table that has any."""
    with database.transaction() as session:
        tables = Base.metadata.sorted_tables
        counted = {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    return {name: count for name, count in counted.items() if count}


def dump(url: str) -> Iterator[tuple[str, str, bytes]]:
    """(table, column, value) of every value of every row, as bytes; text, JSON and arrays as their letters."""
    with psycopg.connect(url) as connection:
        columns = connection.execute(
            "select table_name, column_name, data_type from information_schema.columns where table_schema = 'public'"
        ).fetchall()
        for table, column, kind in columns:
            wanted = sql.SQL("select {}::{} from {}").format(
                sql.Identifier(column), sql.SQL("bytea" if kind == "bytea" else "text"), sql.Identifier(table)
            )
            for (value,) in connection.execute(wanted):
                if value is not None:
                    yield table, column, value.encode() if isinstance(value, str) else bytes(value)
