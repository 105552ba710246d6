"""Without the database, or with one that hangs, everybody is answered at once; when it is back, calls go on."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urljoin
from xml.etree import ElementTree as ET

import psycopg
import pytest
from werkzeug.test import TestResponse

from helpline import schema, stores
from helpline.channels.softphone.pretend_twilio import Call, Chat, new_sid
from helpline.db import Database
from helpline.settings import Settings
from helpline.stores import Store
from helpline.web import create_app
from tests.channels.webhook_talks import CALLER, KEYS_TO_A_TICKET, at_once, call_form, chat_form, dial
from tests.conftest import clear
from tests.doubles import serving
from tests.line import Line
from tests.stored import rows

ANSWERED_WITHIN = 2.0
Outage = Callable[[], AbstractContextManager[None]]


@dataclass
class Away:
    """A database server of its own that can be stopped, stopped from working, and brought back."""

    directory: Path
    store: Store

    def pid(self) -> int:
        return int((self.directory / "postmaster.pid").read_text().splitlines()[0])

    def family(self) -> list[int]:
        """The server and every process of it."""
        server = self.pid()
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        return [server, *map(int, children)]

    @contextmanager
    def dead(self) -> Iterator[None]:
        self.store.stop()
        try:
            yield
        finally:
            self.store = stores.start_postgres(self.directory)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        stopped = self.family()
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in stopped:
                os.kill(process, signal.SIGCONT)
            self.settle()

    def settle(self) -> None:
        """Wait until the turns that hung are done: for a while nobody works in the database."""
        working = "select count(*) from pg_stat_activity where state <> 'idle' and pid <> pg_backend_pid()"
        with psycopg.connect(self.store.url, autocommit=True) as connection:
            quiet = 0
            while quiet < 10:
                (busy,) = connection.execute(working).fetchone() or (0,)
                quiet = 0 if busy else quiet + 1
                time.sleep(0.02)


@pytest.fixture(scope="module")
def away(data_directory: Path) -> Iterator[Away]:
    directory = data_directory / "away"
    server = Away(directory, stores.start_postgres(directory))
    yield server
    server.store.stop()


@pytest.fixture(scope="module")
def frail(settings: Settings, away: Away) -> Iterator[Line]:
    """A helpline on that server, without an NLU."""
    own = settings.model_copy(update={"database_url": away.store.url, "nlu_url": "http://127.0.0.1:1"})
    app = create_app(own)
    database: Database = app.extensions["helpline"].database
    schema.migrate(database.engine)
    yield Line(app, own, database)
    app.extensions["helpline"].close()


@pytest.fixture
def frail_line(frail: Line) -> Line:
    clear(frail.database)
    return frail


@pytest.fixture(params=["dead", "hanging"])
def outage(request: pytest.FixtureRequest, away: Away) -> Outage:
    return away.dead if request.param == "dead" else away.hanging


def in_time(ask: Callable[[], TestResponse], seconds: float = ANSWERED_WITHIN) -> TestResponse:
    """What is answered, within the time that a caller is asked to bear."""
    began = time.monotonic()
    answer = ask()
    assert time.monotonic() - began < seconds
    return answer


def wait_for(happened: Callable[[], bool]) -> None:
    for _ in range(250):
        if happened():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen within five seconds")


def said(answer: TestResponse) -> str:
    assert answer.status_code == 200
    return " ".join(ET.fromstring(answer.text).itertext())


def test_it_apologises_to_everybody_in_her_language(frail_line: Line, outage: Outage) -> None:
    english, hindi = new_sid("CA"), new_sid("CA")
    dial(frail_line, "2", sid=english)
    dial(frail_line, "1", "+919000000001", hindi)
    asked = [
        ("/voice?step=2&language=en", call_form(english, {"Digits": "1"})),
        ("/voice?step=2&language=hi", call_form(hindi, {"Digits": "1"}, "+919000000001")),
        ("/voice", call_form(new_sid("CA"), caller="+919000000002")),
        ("/whatsapp", chat_form("राशन नहीं मिला")),
    ]
    with outage():
        answers = at_once([partial(in_time, partial(frail_line.request, *one)) for one in asked])
    for answer, language in zip(answers[:3], ("en", "hi", "hi"), strict=True):
        assert apology(frail_line, language) in said(answer)
        assert {"en": "1 0 9 8", "hi": "एक शून्य नौ आठ"}[language] in said(answer), "and says where help is"
    assert apology(frail_line, "hi", spoken=False) in said(answers[3])


def test_it_answers_twenty_callers_at_once(frail_line: Line, outage: Outage) -> None:
    def call(number: str) -> TestResponse:
        form = call_form(new_sid("CA"), caller=number)
        return in_time(lambda: frail_line.request("/voice", form), 2 * ANSWERED_WITHIN)

    numbers = [f"+9190000000{place:02}" for place in range(20)]
    with outage():
        answers = at_once([partial(call, number) for number in numbers])
    assert all(apology(frail_line, "hi") in said(answer) for answer in answers)


def test_it_says_try_later_to_reports(frail_line: Line, outage: Outage) -> None:
    reports = [
        ("/voice/status", {"CallSid": new_sid("CA"), "CallStatus": "completed"}),
        ("/whatsapp/status", {"MessageSid": new_sid("SM"), "MessageStatus": "sent"}),
    ]
    with outage():
        answers = at_once([partial(in_time, partial(frail_line.request, *report)) for report in reports])
    assert [answer.status_code for answer in answers] == [503, 503]


def test_it_is_not_ready_but_lives(frail_line: Line, outage: Outage) -> None:
    client = frail_line.app.test_client()
    assert client.get("/readyz").status_code == 200
    with outage():
        assert in_time(lambda: client.get("/healthz")).status_code == 200
        for _ in range(2):
            answer = in_time(lambda: client.get("/readyz"))
            assert answer.status_code == 503
            assert answer.json == {"postgresql": "down", "redis": "up", "nlu": "down"}
    assert client.get("/readyz").status_code == 200


def test_it_goes_on_with_the_call_when_the_database_is_back(frail_line: Line, outage: Outage) -> None:
    """After the apology Twilio asks once more by itself: the caller hears the question again and loses nothing."""
    call = Call(frail_line.post, CALLER)
    call.dial()
    for key in KEYS_TO_A_TICKET[:3]:
        call.press(key)
    with outage():
        waiting = call.waiting
        assert waiting
        step = waiting.action
        answer = frail_line.request(urljoin("/voice", step), call_form(call.sid, {"Digits": KEYS_TO_A_TICKET[3]}))
    again = ET.fromstring(answer.text).findtext("Redirect")
    assert again
    with_keys = Call(frail_line.post, CALLER, sid=call.sid)
    with_keys._request(urljoin("/voice", again), {})
    assert with_keys.waiting
    if "welcome.centre_matters" in frail_line.hears(call.sid):
        with_keys.press(KEYS_TO_A_TICKET[3])
    for key in KEYS_TO_A_TICKET[4:]:
        with_keys.press(key)
    assert "grievance.filed" in frail_line.hears(call.sid)
    assert rows(frail_line.database)["tickets"] == 1


def test_it_hangs_up_when_it_fails_a_second_time(frail_line: Line, away: Away) -> None:
    with away.dead():
        first = frail_line.request("/voice", call_form(new_sid("CA")))
        again = ET.fromstring(first.text).findtext("Redirect")
        assert again
        second = frail_line.request(urljoin("/voice", again), call_form(new_sid("CA")))
    assert apology(frail_line, "hi") in said(second)
    assert ET.fromstring(second.text)[-1].tag == "Hangup"


def test_it_goes_on_with_the_chat_when_the_database_is_back(frail_line: Line, outage: Outage) -> None:
    chat = Chat(frail_line.post, phone=CALLER)
    chat.write("hello")
    with outage():
        frail_line.request("/whatsapp", chat_form("nobody hears this"))
    chat.write("2")
    assert frail_line.hears(chat.sid)
    assert rows(frail_line.database)["conversations"] == 1


def test_it_sends_the_answer_of_a_chat_afterwards(settings: Settings, frail_line: Line, away: Away) -> None:
    accepted = json.dumps({"sid": "SM" + "1" * 32}).encode()
    with serving(lambda _path, _body: (201, accepted)) as twilio:
        own = frail_line.settings.model_copy(update={"twilio_api_url": twilio.address})
        app = create_app(own)
        line = Line(app, own, frail_line.database)
        Chat(line.post, phone=CALLER).write("hello")
        with away.hanging():
            answer = line.request("/whatsapp", chat_form("2"))
            assert apology(line, "hi", spoken=False) in said(answer)
            assert twilio.asked == []
        wait_for(lambda: bool(twilio.asked))
        app.extensions["helpline"].close()
    path, message = twilio.asked[0]
    assert path.endswith("/Messages.json")
    sent = parse_qs(message)
    assert sent["To"] == [f"whatsapp:{CALLER}"]
    assert sent["Body"][0].startswith("We will speak English.")
    assert len(twilio.asked) == 1


def test_it_answers_the_first_caller_after_a_restart(frail_line: Line, away: Away) -> None:
    """Connections from before the restart are found dead before a caller's turn goes over them."""
    sid, _ = dial(frail_line, "2")
    with away.dead():
        pass
    frail_line.request("/voice?step=2", call_form(sid, {"Digits": "1"}))
    assert "welcome.menu" in frail_line.hears(sid)


def apology(line: Line, language: str, *, spoken: bool = True) -> str:
    wiring = line.app.extensions["helpline"]
    english = wiring.conversations.flows.phrases["apology"]
    return str(wiring.locales.prompt("phrases.apology", english, {}, language, spoken=spoken))
