"""Without the NLU, or with one that hangs or raves, keys lead to a ticket and nobody waits long."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from helpline.channels.softphone.pretend_twilio import Chat, new_sid
from helpline.channels.softphone.twiml import parse
from helpline.db import Database
from helpline.settings import Settings
from helpline.stores import free_port
from helpline.understanding import Understanding
from helpline.web import create_app
from tests.channels.webhook_talks import CALLER, KEYS_TO_A_TICKET, call_form, chat_form, dial
from tests.doubles import accepting, serving
from tests.line import Line
from tests.stored import rows

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"


def ranking(name: object = "centre_closed", confidence: object = 0.9, **entities: object) -> bytes:
    found = [{"entity": entity, "value": value} for entity, value in entities.items()]
    return json.dumps({"intent_ranking": [{"name": name, "confidence": confidence}], "entities": found}).encode()


RAVINGS: dict[str, tuple[int, bytes]] = {
    "an error": (500, b"Traceback"),
    "too many": (429, b"{}"),
    "nothing": (200, b""),
    "a page": (200, b"<html>"),
    "null": (200, b"null"),
    "a list": (200, b"[]"),
    "an empty object": (200, b"{}"),
    "no intents": (200, b'{"intent_ranking": []}'),
    "bytes": (200, b"\xff\x00\xfe"),
    "no number": (200, ranking(confidence=float("nan"))),
    "no bounds": (200, ranking(confidence=float("inf"))),
    "less than nothing": (200, ranking(confidence=-3)),
    "words for a number": (200, ranking(confidence="very")),
    "an unknown intent": (200, ranking("order_pizza")),
    "an intent without end": (200, ranking("x" * 5000)),
    "an intent with a null byte": (200, ranking("centre\0closed")),
    "no name": (200, ranking(None)),
    "twenty megabytes": (200, b'{"intent_ranking": ["' + b"x" * 20_000_000),
    "deep brackets": (200, b"[" * 100_000),
    "odd numbers": (200, ranking(month="²", count="½", ticket="x", phone="1", centre="")),
    "numbers without end": (200, ranking(month="9" * 5000, count="9" * 5000, ticket="9" * 5000)),
    "numbers that are numbers": (200, ranking(month=13, count=-1, ticket=123456789)),
    "null bytes": (200, ranking(centre="a\0b", month="\0", when="\0")),
    "a list for a value": (200, ranking(centre=["a", {"b": None}])),
}


@contextmanager
def helpline_with(nlu: str, settings: Settings, database: Database, seconds: float = 2.0) -> Iterator[Line]:
    app = create_app(settings.model_copy(update={"nlu_url": nlu, "nlu_timeout_seconds": seconds}))
    try:
        yield Line(app, settings, database)
    finally:
        app.extensions["helpline"].close()


@contextmanager
def troubled_by(trouble: str, settings: Settings, database: Database, seconds: float) -> Iterator[Line]:
    with ExitStack() as stack:
        troubles: dict[str, Callable[[], str]] = {
            "dead": lambda: f"http://127.0.0.1:{free_port()}",
            "hanging": lambda: stack.enter_context(accepting()),
            "dripping": lambda: stack.enter_context(accepting(HEAD[:1])),
            "raving": lambda: stack.enter_context(serving(lambda *_: (200, b"<html>"))).address,
        }
        yield stack.enter_context(helpline_with(troubles[trouble](), settings, database, seconds))


@pytest.fixture(params=["dead", "hanging", "dripping", "raving"])
def troubled(request: pytest.FixtureRequest, settings: Settings, empty_database: Database) -> Iterator[Line]:
    """A helpline with such an NLU, which it gives up on sooner than it does in earnest."""
    with troubled_by(request.param, settings, empty_database, seconds=0.3) as line:
        yield line


def seconds(ask: Callable[[], object]) -> float:
    began = time.monotonic()
    ask()
    return time.monotonic() - began


@pytest.mark.parametrize("trouble", ["dead", "hanging", "dripping", "raving"])
def test_it_makes_one_caller_wait_for_a_silent_nlu_and_no_other(
    trouble: str, settings: Settings, empty_database: Database
) -> None:
    with troubled_by(trouble, settings, empty_database, seconds=2.0) as line:
        sid, _ = dial(line, "2")
        said = call_form(sid, {"SpeechResult": "the centre is closed"})
        assert seconds(lambda: line.request("/voice?step=2", said)) < 2.7
        assert "phrases.missed" in line.hears(sid), "asked again, no apology"
        assert seconds(lambda: line.request("/whatsapp", chat_form("the centre is closed"))) < 0.7
        assert rows(line.database)["turns"] == 4


def test_it_leads_to_a_ticket_by_keys(troubled: Line) -> None:
    sid, _ = dial(troubled, KEYS_TO_A_TICKET)
    assert "grievance.filed" in troubled.hears(sid)
    assert rows(troubled.database)["tickets"] == 1


def test_it_leads_to_a_ticket_by_keys_and_words_in_a_chat(troubled: Line) -> None:
    chat = Chat(troubled.post, phone=CALLER)
    chat.write("नमस्ते")
    for words in ("2", "1", "3", "1", "since Monday", "0", "1"):
        chat.write(words)
    assert "grievance.filed" in troubled.hears(chat.sid)


def test_it_leads_to_a_person_who_only_speaks(troubled: Line) -> None:
    """Three sentences that the NLU was silent on, and a person is called."""
    sid, _ = dial(troubled, "2")
    for step in (2, 3, 4):
        troubled.request(f"/voice?step={step}", call_form(sid, {"SpeechResult": "the centre is closed"}))
    heard = troubled.hears(sid)
    assert "phrases.too_many_misses" in heard
    assert {"talk_to_agent.connecting", "talk_to_agent.nobody", "talk_to_agent.message"} & set(heard)


@pytest.fixture(scope="module")
def ravings() -> list[tuple[int, bytes]]:
    """What the NLU answers: the last of these."""
    return [(500, b"")]


@pytest.fixture(scope="module")
def raving_line(ravings: list[tuple[int, bytes]], settings: Settings, database: Database) -> Iterator[Line]:
    with serving(lambda *_: ravings[-1]) as nlu, helpline_with(nlu.address, settings, database) as line:
        yield line


@pytest.mark.usefixtures("empty_database")
@pytest.mark.parametrize("raving", RAVINGS.values(), ids=RAVINGS)
def test_it_goes_on_whatever_the_nlu_answers(
    raving: tuple[int, bytes], ravings: list[tuple[int, bytes]], raving_line: Line
) -> None:
    ravings.append(raving)
    raving_line.app.extensions["helpline"].understanding._rest_until = 0.0
    sid, _ = dial(raving_line, "2")
    for step in range(2, 7):
        form = call_form(sid, {"SpeechResult": "the centre is closed"})
        assert parse(raving_line.request(f"/voice?step={step}", form).text).find("Redirect") is None, "no apology"
    assert rows(raving_line.database)["turns"] == 7, "every one was a turn"


def test_it_finds_the_nlu_again_after_a_rest() -> None:
    now = [0.0]
    answers = [(500, b""), (200, ranking())]
    with serving(lambda *_: answers.pop(0)) as nlu:
        understanding = Understanding(nlu.address, 2, clock=lambda: now[0])
        assert understanding.hear("words") is None
        assert understanding.hear("words") is None, "left alone for a while"
        assert len(nlu.asked) == 1
        now[0] = 10.0
        found = understanding.hear("words")
        understanding.close()
    assert found
    assert found.intent == "centre_closed"


def test_it_answers_a_danger_that_only_keys_tell(troubled: Line) -> None:
    sid = new_sid("CA")
    dial(troubled, "2182", sid=sid)
    heard = troubled.hears(sid)
    assert "emergency.danger" in heard
    assert rows(troubled.database)["tickets"] == 1
