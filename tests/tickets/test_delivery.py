"""An answer reaches its caller once, or the agent learns why not; in place of Twilio's cloud stands a double."""

import socket
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import requests
import time_machine

from helpline import callers, db, jobs
from helpline.callers import Address, Kind, phone_address
from helpline.db import Database
from helpline.security.access import SYSTEM
from helpline.tickets import lifecycle
from helpline.tickets.clock import Calendar
from helpline.tickets.lifecycle import Complaint
from helpline.tickets.messages import LOST_AFTER, note_delivery
from helpline.tickets.models import Delivery, Message
from tests.channels.webhook_talks import CALLER, at_once
from tests.line import Line
from tests.tickets.conftest import ACCOUNT, Cloud

Answer = Callable[..., int]


@pytest.fixture
def answered(worker: Database, hours: Calendar) -> Answer:
    """An agent's answer to a caller who wrote a while ago; its id."""

    def answer(
        words: str = "राशन कल मिलेगा", *, wrote: timedelta | None = timedelta(hours=1), hidden: bool = False
    ) -> int:
        address = Address(Kind.WHATSAPP_USER, "IN.1234567890") if hidden else phone_address(CALLER)
        assert address
        with worker.transaction() as session:
            caller = callers.hold(session, [address])
            caller.whatsapp_at = db.now() - wrote if wrote is not None else None
            complaint = Complaint("app_login", caller.id, "whatsapp", "hi", "words")
            ticket = lifecycle.open_(session, SYSTEM, complaint, hours, db.now())
            return lifecycle.answer(session, SYSTEM, ticket.id, words, db.now()).id

    return answer


def kept(database: Database, message_id: int) -> tuple[str | None, str | None, int | None]:
    with database.transaction() as session:
        message = session.get_one(Message, message_id)
        return message.delivery, message.sid, message.error_code


def test_it_sends_an_answer(worker: Database, cloud: Cloud, answered: Answer) -> None:
    message = answered("राशन कल मिलेगा")
    jobs.deliver(message)
    assert cloud.double.asked[0][0] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert cloud.sent() == [
        {
            "To": f"whatsapp:{CALLER}",
            "From": "whatsapp:+911515000000",
            "Body": "राशन कल मिलेगा",
            "StatusCallback": "https://helpline.example/whatsapp/status",
        }
    ]
    assert kept(worker, message) == (Delivery.SENT, f"SM{1:032}", None)


def test_it_sends_to_an_id_where_there_is_no_number(cloud: Cloud, answered: Answer) -> None:
    jobs.deliver(answered(hidden=True))
    assert cloud.sent()[0]["To"] == "whatsapp:IN.1234567890"


def test_it_sends_through_a_messaging_service(cloud: Cloud, answered: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    message = answered()
    monkeypatch.setenv("MESSAGING_SERVICE_SID", "MG" + "1" * 32)
    jobs.parts().close()
    jobs.parts.cache_clear()
    jobs.deliver(message)
    assert cloud.sent()[0]["MessagingServiceSid"] == "MG" + "1" * 32
    assert "From" not in cloud.sent()[0]


def test_it_sends_once_when_the_job_runs_again(worker: Database, cloud: Cloud, answered: Answer) -> None:
    message = answered()
    for _ in range(3):
        jobs.deliver(message)
    assert len(cloud.sent()) == 1


def test_it_sends_once_when_the_job_runs_many_times_at_once(cloud: Cloud, answered: Answer) -> None:
    message = answered()
    jobs.parts()
    at_once([lambda: jobs.deliver(message)] * 8)
    assert len(cloud.sent()) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_it_tries_again_where_that_can_help(status: int, worker: Database, cloud: Cloud, answered: Answer) -> None:
    message = answered()
    cloud.answers = [(status, {"code": 20429, "message": "later", "status": status})]
    jobs.deliver(message)
    assert kept(worker, message)[0] == Delivery.QUEUED
    jobs.deliver(message)
    assert kept(worker, message)[0] == Delivery.SENT
    assert len(cloud.sent()) == 2


@pytest.mark.parametrize(("status", "code"), [(400, 63016), (400, 21211), (400, 21617), (404, 20404), (400, 99999)])
def test_it_gives_up_where_nothing_can_help(
    status: int, code: int, worker: Database, cloud: Cloud, answered: Answer
) -> None:
    message = answered()
    cloud.answers = [(status, {"code": code, "message": "no", "status": status})]
    jobs.deliver(message)
    jobs.deliver(message)
    assert kept(worker, message) == (Delivery.FAILED, None, code)
    assert len(cloud.sent()) == 1


def test_it_tries_again_when_twilio_was_not_reached(
    worker: Database, answered: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing listened: nothing can have gone out."""
    message = answered()
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nobody = f"http://127.0.0.1:{gone.getsockname()[1]}"
    monkeypatch.setenv("TWILIO_API_URL", nobody)
    jobs.parts().close()
    jobs.parts.cache_clear()
    jobs.deliver(message)
    assert kept(worker, message)[0] == Delivery.QUEUED


def test_it_is_unsure_when_twilio_hangs_up_without_an_answer(
    worker: Database, answered: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message may have gone out: it is not sent again by itself."""
    message = answered()
    with socket.create_server(("127.0.0.1", 0)) as rude:
        monkeypatch.setenv("TWILIO_API_URL", f"http://127.0.0.1:{rude.getsockname()[1]}")
        jobs.parts().close()
        jobs.parts.cache_clear()

        def hang_up() -> None:
            connection, _ = rude.accept()
            connection.recv(65536)
            connection.close()

        hanging = threading.Thread(target=hang_up)
        hanging.start()
        with pytest.raises(requests.ConnectionError):
            jobs.deliver(message)
        hanging.join()
    jobs.deliver(message)
    assert kept(worker, message)[0] == Delivery.SENDING
    with time_machine.travel(db.now() + LOST_AFTER + timedelta(seconds=1), tick=False):
        jobs.sweep()
    assert kept(worker, message)[0] == Delivery.UNSURE


def test_it_is_unsure_after_it_was_cut_off_and_does_not_send_again(
    worker: Database, cloud: Cloud, answered: Answer
) -> None:
    """The worker was killed between Twilio's yes and its own note."""
    message = answered()
    with worker.transaction() as session:
        session.get_one(Message, message).delivery = Delivery.SENDING.value
    jobs.deliver(message)
    jobs.sweep()
    assert kept(worker, message)[0] == Delivery.SENDING
    with time_machine.travel(db.now() + LOST_AFTER + timedelta(seconds=1), tick=False):
        jobs.sweep()
        jobs.deliver(message)
        jobs.sweep()
    assert kept(worker, message)[0] == Delivery.UNSURE
    assert cloud.sent() == []


@pytest.mark.parametrize("wrote", [None, timedelta(hours=24), timedelta(hours=24, seconds=1), timedelta(days=9)])
def test_it_does_not_send_outside_the_24_hours(
    wrote: timedelta | None, worker: Database, cloud: Cloud, answered: Answer
) -> None:
    message = answered(wrote=wrote)
    jobs.deliver(message)
    assert cloud.sent() == []
    assert kept(worker, message) == (Delivery.FAILED, None, 63016)


def test_it_sends_in_the_last_minute_of_the_24_hours(cloud: Cloud, answered: Answer) -> None:
    jobs.deliver(answered(wrote=timedelta(hours=23, minutes=59)))
    assert len(cloud.sent()) == 1


def test_it_does_nothing_for_an_answer_that_is_not_there(worker: Database, cloud: Cloud) -> None:
    jobs.deliver(987654321)
    assert cloud.sent() == []


RISING = ["queued", "sent", "delivered", "read"]


@pytest.mark.parametrize("order", [RISING, RISING[::-1], ["read", "sent"], ["delivered", "queued"], ["sent", "sent"]])
def test_it_never_goes_backwards_by_late_reports(
    order: list[str], worker: Database, answered: Answer, keys_line: Line
) -> None:
    message = answered()
    jobs.deliver(message)
    highest = 1
    for status in order:
        report = {"MessageSid": f"SM{1:032}", "MessageStatus": status}
        assert keys_line.request("/whatsapp/status", report).status_code == 204
        highest = max(highest, RISING.index(status))
        assert kept(worker, message)[0] == RISING[highest]


@pytest.mark.parametrize("arrived", ["delivered", "read"])
def test_it_has_not_failed_once_it_arrived(arrived: str, worker: Database, answered: Answer, keys_line: Line) -> None:
    message = answered()
    jobs.deliver(message)
    for report in ({"MessageStatus": arrived}, {"MessageStatus": "failed", "ErrorCode": "63016"}):
        keys_line.request("/whatsapp/status", {"MessageSid": f"SM{1:032}", **report})
    assert kept(worker, message) == (arrived, f"SM{1:032}", None)


@pytest.mark.parametrize("said", ["failed", "undelivered"])
def test_it_keeps_why_it_failed(said: str, worker: Database, answered: Answer, keys_line: Line) -> None:
    message = answered()
    jobs.deliver(message)
    for report in ({"MessageStatus": said, "ErrorCode": "63024"}, {"MessageStatus": "sent"}, {"MessageStatus": "read"}):
        keys_line.request("/whatsapp/status", {"MessageSid": f"SM{1:032}", **report})
    assert kept(worker, message) == (Delivery.FAILED, f"SM{1:032}", 63024)


@pytest.mark.parametrize("code", ["", "x", "-1", "9" * 30])
def test_it_takes_a_report_with_any_code(code: str, worker: Database, answered: Answer, keys_line: Line) -> None:
    message = answered()
    jobs.deliver(message)
    report = {"MessageSid": f"SM{1:032}", "MessageStatus": "failed", "ErrorCode": code}
    assert keys_line.request("/whatsapp/status", report).status_code == 204
    assert kept(worker, message)[0] == Delivery.FAILED


def test_it_takes_no_report_for_anything_but_its_own_answers(worker: Database, answered: Answer) -> None:
    message = answered()
    with worker.transaction() as session:
        note_delivery(session, "SM-unknown", "read", None)
    assert kept(worker, message) == (Delivery.QUEUED, None, None)
