"""Without Redis everybody is answered, tickets are kept, and answers wait in the ledger until it is back."""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from redis import Redis
from rq import Queue as RQQueue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from helpline import callers, db, jobs, stores
from helpline.channels.softphone.pretend_twilio import Chat
from helpline.db import Database
from helpline.queue import Queue
from helpline.security.access import SYSTEM
from helpline.settings import Settings
from helpline.stores import Store
from helpline.tickets import lifecycle
from helpline.tickets.models import Delivery, Message, Ticket
from helpline.web import create_app
from tests.channels.webhook_talks import CALLER, KEYS_TO_A_TICKET, dial
from tests.line import Line
from tests.stored import rows


@dataclass
class Away:
    """A Valkey of its own that can go away and come back on the same port."""

    directory: Path
    port: int
    store: Store

    def stop(self) -> None:
        self.store.stop()

    def start(self) -> None:
        self.store = stores.start_valkey(self.directory, self.port)

    def signal(self, number: signal.Signals) -> None:
        os.kill(int((self.directory / "valkey.pid").read_text()), number)

    def queued(self) -> list[tuple[str | None, tuple[int, ...]]]:
        with Redis.from_url(self.store.url) as redis:
            queue = RQQueue("answers", connection=redis, serializer=JSONSerializer)
            return [(job.func_name, tuple(job.args)) for job in queue.jobs]


@pytest.fixture
def away(tmp_path: Path) -> Iterator[Away]:
    port = stores.free_port()
    server = Away(tmp_path / "valkey", port, stores.start_valkey(tmp_path / "valkey", port))
    yield server
    server.stop()


@pytest.fixture
def frail_line(settings: Settings, away: Away, empty_database: Database) -> Iterator[Line]:
    own = settings.model_copy(update={"redis_url": away.store.url, "nlu_url": "http://127.0.0.1:1"})
    app = create_app(own)
    yield Line(app, own, empty_database)
    app.extensions["helpline"].close()


@pytest.fixture
def worker(frail_line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """This process is the worker of that helpline."""
    house = frail_line.app.extensions["helpline"]
    monkeypatch.chdir(tmp_path)
    for name, value in house.settings.model_dump(include=set(house.settings.model_fields_set)).items():
        monkeypatch.setenv(name.upper(), str(value))
    jobs.parts.cache_clear()
    yield
    jobs.parts().close()
    jobs.parts.cache_clear()


def answered(database: Database) -> int:
    """An agent's answer, queued in the ledger; its id."""
    with database.transaction() as session:
        ticket = session.scalars(select(Ticket)).first()
        assert ticket
        return lifecycle.answer(session, SYSTEM, ticket.id, "we will come tomorrow", db.now()).id


def delivery(database: Database, message_id: int) -> str | None:
    with database.transaction() as session:
        return session.get_one(Message, message_id).delivery


@pytest.mark.parametrize("trouble", ["dead", "hanging"])
def test_it_answers_and_keeps_a_ticket(trouble: str, frail_line: Line, away: Away) -> None:
    if trouble == "dead":
        away.stop()
    else:
        away.signal(signal.SIGSTOP)
    try:
        sid, answers = dial(frail_line, KEYS_TO_A_TICKET)
        assert {answer.status_code for answer in answers} == {200}
        assert "grievance.filed" in frail_line.hears(sid)
        assert Chat(frail_line.post, phone=CALLER).write("hello")
        ready = frail_line.app.test_client().get("/readyz")
        assert ready.status_code == 200, "callers are served without it"
        assert ready.json == {"postgresql": "up", "redis": "down", "nlu": "down"}
    finally:
        if trouble == "hanging":
            away.signal(signal.SIGCONT)
    assert rows(frail_line.database)["tickets"] == 1


def test_it_starts_without_redis(settings: Settings, empty_database: Database) -> None:
    nowhere = settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{stores.free_port()}/0"})
    app = create_app(nowhere.model_copy(update={"nlu_url": "http://127.0.0.1:1"}))
    sid, _ = dial(Line(app, nowhere, empty_database), KEYS_TO_A_TICKET)
    app.extensions["helpline"].close()
    assert rows(empty_database)["tickets"] == 1
    assert sid


@pytest.mark.usefixtures("worker")
def test_it_sends_an_answer_on_its_way_when_redis_is_back(frail_line: Line, away: Away) -> None:
    dial(frail_line, KEYS_TO_A_TICKET)
    away.stop()
    house = frail_line.app.extensions["helpline"]
    with frail_line.database.transaction() as session:
        ticket = session.scalars(select(Ticket)).one()
        message = lifecycle.answer(session, SYSTEM, ticket.id, "we will come", db.now())
        house.queue.put_after_commit(session, "answers", "deliver", message.id)
    assert delivery(frail_line.database, message.id) == Delivery.QUEUED
    jobs.sweep()
    away.start()
    assert away.queued() == []
    with time_machine.travel(db.now() + timedelta(minutes=2), tick=False):
        jobs.sweep()
        assert away.queued() == [("helpline.jobs.deliver", (message.id,))]
    assert delivery(frail_line.database, message.id) == Delivery.QUEUED


@pytest.mark.usefixtures("worker")
def test_it_leaves_a_fresh_answer_to_its_own_job(frail_line: Line, away: Away) -> None:
    dial(frail_line, KEYS_TO_A_TICKET)
    answered(frail_line.database)
    jobs.sweep()
    assert away.queued() == []


def test_it_queues_a_job_only_when_its_row_is_there(frail_line: Line, away: Away) -> None:
    """Not already at a savepoint inside the transaction, and once."""
    queue: Queue = frail_line.app.extensions["helpline"].queue
    with frail_line.database.transaction() as session:
        queue.put_after_commit(session, "answers", "deliver", 7)
        with session.begin_nested():
            callers.hold(session, [])
        assert away.queued() == []
    assert away.queued() == [("helpline.jobs.deliver", (7,))]


def test_it_queues_no_job_of_a_transaction_that_is_rolled_back(frail_line: Line, away: Away) -> None:
    queue: Queue = frail_line.app.extensions["helpline"].queue

    def fail() -> None:
        with frail_line.database.transaction() as session:
            queue.put_after_commit(session, "answers", "deliver", 7)
            with session.begin_nested():
                callers.hold(session, [])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert away.queued() == []
