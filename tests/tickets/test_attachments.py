"""What a caller recorded or sent comes home once, is encrypted there, and is forgotten by the carrier."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from helpline import callers, db, jobs
from helpline.callers import phone_address
from helpline.db import Database
from helpline.security.access import SYSTEM
from helpline.settings import Settings
from helpline.tickets import attachments, lifecycle
from helpline.tickets.attachments import GIVEN_UP_AFTER, Attachment, State
from helpline.tickets.clock import Calendar
from helpline.tickets.lifecycle import Complaint
from tests.channels.webhook_talks import CALLER
from tests.doubles import Double, serving

PATH = "/2010-04-01/Accounts/AC1/Recordings/RE1"
SOUND = b"RIFF what she said"
Sent = Callable[..., int]


class Words:
    """A transcription engine as a deployment may have one."""

    def transcribe(self, sound: bytes, content_type: str, language: str) -> str:
        return f"{language}: मेरा आधार 2345 6789 0124" if sound == SOUND and content_type == "audio/wav" else ""


class Broken:
    def transcribe(self, sound: bytes, content_type: str, language: str) -> str:
        raise RuntimeError("no such language")


@pytest.fixture
def carrier() -> Iterator[tuple[Double, list[tuple[int, bytes]]]]:
    """The carrier's store; what it answers next can be said, the recording otherwise."""
    next_: list[tuple[int, bytes]] = []
    with serving(lambda _path, _body: next_.pop(0) if next_ else (200, SOUND)) as double:
        yield double, next_


@pytest.fixture
def store(
    settings: Settings,
    carrier: tuple[Double, list[tuple[int, bytes]]],
    empty_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Database]:
    """This process is the worker, and the carrier is our double."""
    monkeypatch.chdir(tmp_path_factory.mktemp("worker"))
    for name, value in {**settings.model_dump(), "twilio_api_url": carrier[0].address}.items():
        monkeypatch.setenv(name.upper(), str(value))
    jobs.parts.cache_clear()
    yield empty_database
    jobs.parts().close()
    jobs.parts.cache_clear()


@pytest.fixture
def sent(store: Database, hours: Calendar) -> Sent:
    """A ticket with something attached; the attachment's id."""

    def send(url: str = f"https://api.twilio.com{PATH}", content_type: str = "audio/wav") -> int:
        address = phone_address(CALLER)
        assert address
        with store.transaction() as session:
            caller = callers.hold(session, [address])
            ticket = lifecycle.open_(
                session, SYSTEM, Complaint("call_me_back", caller.id, "voice", "or", ""), hours, db.now()
            )
            attachments.add(session, ticket.id, [{"url": url, "content_type": content_type}], db.now())
            session.flush()
            return session.scalars(select(Attachment.id)).one()

    return send


def kept(database: Database, attachment_id: int) -> tuple[str, bytes | None, str | None]:
    with database.transaction() as session:
        found = session.get_one(Attachment, attachment_id)
        return found.state, found.content, found.words


def test_it_is_fetched_kept_and_deleted_at_the_carrier(
    store: Database, carrier: tuple[Double, list[tuple[int, bytes]]], sent: Sent
) -> None:
    attachment = sent()
    jobs.fetch_attachments()
    jobs.fetch_attachments()
    assert kept(store, attachment) == (State.KEPT, SOUND, None)
    assert [path for path, _ in carrier[0].asked] == [PATH]
    assert carrier[0].deleted == [PATH]


def test_nothing_of_it_can_be_read_in_the_database(store: Database, sent: Sent) -> None:
    sent()
    jobs.fetch_attachments()
    with store.engine.connect() as connection:
        row = connection.execute(text("select content, source, words from attachments")).one()
    assert SOUND not in bytes(row.content)
    assert b"twilio" not in bytes(row.source)


def test_our_token_goes_to_the_carrier_alone(
    store: Database, carrier: tuple[Double, list[tuple[int, bytes]]], sent: Sent
) -> None:
    sent("https://evil.example/2010-04-01/steal")
    jobs.fetch_attachments()
    assert [path for path, _ in carrier[0].asked] == ["/2010-04-01/steal"]


def test_it_comes_later_where_it_is_not_ready_yet(
    store: Database, carrier: tuple[Double, list[tuple[int, bytes]]], sent: Sent
) -> None:
    attachment = sent()
    carrier[1].extend([(404, b""), (500, b"")])
    jobs.fetch_attachments()
    jobs.fetch_attachments()
    assert kept(store, attachment)[0] == State.WAITING
    jobs.fetch_attachments()
    assert kept(store, attachment)[:2] == (State.KEPT, SOUND)


def test_it_is_given_up_after_a_day_and_where_it_cannot_come(
    store: Database, carrier: tuple[Double, list[tuple[int, bytes]]], sent: Sent
) -> None:
    attachment = sent()
    carrier[1].append((404, b""))
    with time_machine.travel(db.now() + GIVEN_UP_AFTER + timedelta(minutes=1)):
        jobs.fetch_attachments()
    assert kept(store, attachment)[0] == State.LOST


@pytest.mark.parametrize("answer", [(410, b""), (200, b"x" * (attachments.LARGEST + 1))])
def test_what_is_gone_or_too_large_is_not_tried_again(
    answer: tuple[int, bytes], store: Database, carrier: tuple[Double, list[tuple[int, bytes]]], sent: Sent
) -> None:
    attachment = sent()
    carrier[1].append(answer)
    jobs.fetch_attachments()
    assert kept(store, attachment)[0] == State.LOST
    assert carrier[0].deleted == []


def test_an_engine_writes_down_what_it_hears(store: Database, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSCRIBER", "tests.tickets.test_attachments:Words")
    attachment = sent()
    jobs.fetch_attachments()
    words = kept(store, attachment)[2]
    assert words is not None
    assert words.startswith("or: मेरा आधार")
    assert "2345 6789 0124" not in words


def test_an_engine_that_fails_loses_nothing(store: Database, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSCRIBER", "tests.tickets.test_attachments:Broken")
    attachment = sent()
    jobs.fetch_attachments()
    assert kept(store, attachment) == (State.KEPT, SOUND, None)
