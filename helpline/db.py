"""The database: one engine, short transactions, and the base of every table.

PostgreSQL only. A database that is away must cost a caller at most a second or two, so connecting,
waiting for a pooled connection, waiting for a lock and running a statement are all bounded.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import DateTime, MetaData, create_engine, event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

# Deterministic names, so that migrations can refer to every constraint.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


PROBE_SECONDS = 1.0
# A connection that lay idle for longer is tried before it is used: the database may have been restarted since.
IDLE_SECONDS = 2.0
T = TypeVar("T")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: DateTime(timezone=True)}  # noqa: RUF012  SQLAlchemy reads a plain dict


def now() -> datetime:
    """The present moment, aware, in UTC: the default of every column that says when."""
    return datetime.now(UTC)


class Database:
    """A pool of connections and the transactions made on it."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        """`url` is a postgresql:// address; `pool_size` is the most connections this process holds."""
        self.engine = create_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=1.5,
            pool_use_lifo=True,
            # An error's text must not carry what a statement was given.
            hide_parameters=True,
            connect_args={
                "connect_timeout": 2,
                # A host that vanished is given up after two seconds without an acknowledgement.
                "tcp_user_timeout": 2000,
                "keepalives_idle": 5,
                "options": "-c lock_timeout=4000 -c statement_timeout=8000 -c timezone=UTC",
            },
        )
        event.listen(self.engine, "checkin", _put_down)
        event.listen(self.engine, "checkout", _look_over)
        self._prober = ThreadPoolExecutor(max_workers=1, thread_name_prefix="probe")
        self._probe: Future[None] | None = None
        self._probing = Lock()
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, rolled back on any exception."""
        with self._sessions.begin() as session:
            yield session

    def do(self, work: Callable[[Session], T]) -> T:
        """Do `work` in one transaction, and once more where its connection turns out to be from before a restart.

        So `work` must be safe to do twice: whether a lost connection had committed cannot be known.
        """
        try:
            with self.transaction() as session:
                return work(session)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        with self.transaction() as session:
            return work(session)

    def is_alive(self) -> bool:
        """Whether a statement can be run now. A database that hangs costs a prober a moment, not its thread."""
        with self._probing:
            if self._probe is None or self._probe.done():
                self._probe = self._prober.submit(self._select)
        try:
            self._probe.result(PROBE_SECONDS)
        except Exception:  # noqa: BLE001  a probe reports every kind of failure the same way
            return False
        return True

    def _select(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(text("select 1"))

    def close(self) -> None:
        self._prober.shutdown(wait=False)
        self.engine.dispose()


def _put_down(connection: Any, record: Any) -> None:
    """The pool gets a connection back."""
    record.info["idle_since"] = time.monotonic()


def _look_over(connection: Any, record: Any, proxy: Any) -> None:
    """The pool hands a connection out. Raises DisconnectionError where it is dead, and the pool makes another."""
    if time.monotonic() - record.info.get("idle_since", time.monotonic()) < IDLE_SECONDS:
        return
    try:
        connection.execute("select 1")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError("the database has closed this connection") from error
