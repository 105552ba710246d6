"""Twilio may ask again: the first answer comes again, and nothing happens twice."""

import threading

import pytest
from sqlalchemy import func, select

from helpline.callers import Caller, CallerAddress
from helpline.channels.softphone.pretend_twilio import WITHHELD, new_sid
from helpline.channels.softphone.twiml import parse
from helpline.conversation.sessions import Conversation, Turn
from helpline.db import Database
from tests.channels.webhook_talks import CALLER, KEYS_TO_A_TICKET, at_once, call_form, chat_form, dial
from tests.line import Line
from tests.stored import rows


def test_it_opens_one_ticket_however_often_the_last_step_comes(keys_line: Line) -> None:
    sid, answers = dial(keys_line, KEYS_TO_A_TICKET)
    before = rows(keys_line.database)
    assert before["tickets"] == 1
    again = keys_line.request(f"/voice?step={len(KEYS_TO_A_TICKET)}", call_form(sid, {"Digits": "1"}))
    assert again.data == answers[-1].data
    assert rows(keys_line.database) == before


@pytest.mark.parametrize("caller", [CALLER, WITHHELD, ""], ids=["known", "withheld", "nothing"])
def test_it_answers_twenty_repeats_at_once_alike(caller: str, keys_line: Line) -> None:
    sid, _ = dial(keys_line, KEYS_TO_A_TICKET[:-1], caller)
    last = f"/voice?step={len(KEYS_TO_A_TICKET)}"
    form = call_form(sid, {"Digits": KEYS_TO_A_TICKET[-1]}, caller)
    answers = at_once([lambda: keys_line.request(last, form)] * 20)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert "grievance.filed" in keys_line.hears(sid)
    stored = rows(keys_line.database)
    assert (stored["tickets"], stored["turns"]) == (1, len(KEYS_TO_A_TICKET) + 1)
    assert (stored["callers"], stored["conversations"]) == (1, 1)


@pytest.mark.parametrize("caller", [CALLER, WITHHELD], ids=["unknown", "withheld"])
def test_it_begins_one_call_when_its_first_request_comes_many_times_at_once(caller: str, keys_line: Line) -> None:
    sid = new_sid("CA")
    answers = at_once([lambda: keys_line.request("/voice", call_form(sid, caller=caller))] * 20)
    assert len({answer.data for answer in answers}) == 1
    assert parse(answers[0].text).find("Gather") is not None, "no apology"
    stored = rows(keys_line.database)
    assert (stored["callers"], stored["conversations"], stored["turns"]) == (1, 1, 1)


def test_it_takes_one_message_that_comes_many_times_at_once(keys_line: Line) -> None:
    form = chat_form("namaste", ProfileName="सुनीता")
    answers = at_once([lambda: keys_line.request("/whatsapp", form)] * 20)
    assert len({answer.data for answer in answers}) == 1
    assert keys_line.hears(form["MessageSid"])
    stored = rows(keys_line.database)
    assert (stored["callers"], stored["conversations"], stored["turns"]) == (1, 1, 1)


def test_it_gives_a_late_repeat_its_own_first_answer(keys_line: Line) -> None:
    """Step 1 comes again after step 3 was answered: the call stands where it stood."""
    sid, answers = dial(keys_line, "213")
    before = rows(keys_line.database)
    assert keys_line.request("/voice?step=1", call_form(sid, {"Digits": "2"})).data == answers[1].data
    assert keys_line.request("/voice", call_form(sid)).data == answers[0].data
    assert rows(keys_line.database) == before
    keys_line.request("/voice?step=4", call_form(sid, {"Digits": "1"}))
    assert "grievance.words" in keys_line.hears(sid)


def test_it_leaves_no_trace_of_a_repeat_after_a_withheld_call_ended(keys_line: Line) -> None:
    sid, answers = dial(keys_line, "21", WITHHELD)
    keys_line.post("/voice/status", {"CallSid": sid, "CallStatus": "completed"})
    before = rows(keys_line.database)
    assert keys_line.request("/voice?step=2", call_form(sid, {"Digits": "1"}, WITHHELD)).data == answers[2].data
    assert rows(keys_line.database) == before


@pytest.mark.parametrize("query", ["", "?step=", "?step=seven", "?step=1.5", "?step=%E0%A5%A6", "?step=%00"])
def test_it_answers_a_step_that_is_no_number(query: str, keys_line: Line) -> None:
    answer = keys_line.request(f"/voice{query}", call_form(new_sid("CA")))
    assert answer.status_code == 200
    assert parse(answer.text).find("Gather") is not None


@pytest.mark.parametrize("step", ["-1", "-9999999999", "2147483647", "2147483648", "9" * 30, "9" * 5000])
def test_it_refuses_or_answers_a_step_of_any_size(step: str, keys_line: Line) -> None:
    """No such address was ever given out; whoever asks so gets TwiML or a plain no, never an error of ours."""
    answer = keys_line.request(f"/voice?step={step}", call_form(new_sid("CA")))
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        parse(answer.text)
    else:
        assert rows(keys_line.database) == {}


NEEDED = [
    ("/voice", "CallSid"),
    ("/voice/status", "CallSid"),
    ("/whatsapp", "MessageSid"),
    ("/whatsapp/status", "MessageSid"),
]


@pytest.mark.parametrize(
    ("path", "missing", "value"),
    [
        *((path, name, value) for path, name in NEEDED for value in (None, "", "A" * 41, "CA" + "1" * 300)),
        ("/whatsapp", "From", None),
        ("/whatsapp", "From", ""),
    ],
)
def test_it_says_what_is_missing_and_keeps_nothing(path: str, missing: str, value: str | None, keys_line: Line) -> None:
    whole = {**chat_form("hello"), **call_form(new_sid("CA"), {"CallStatus": "completed"}), "MessageStatus": "sent"}
    if path.startswith("/whatsapp"):
        whole["From"] = f"whatsapp:{CALLER}"
    form = {name: given for name, given in whole.items() if name != missing}
    if value is not None:
        form[missing] = value
    answer = keys_line.request(path, form)
    assert answer.status_code == 400
    assert missing in answer.text
    assert rows(keys_line.database) == {}


def test_it_answers_both_messages_that_a_new_sender_wrote_at_once(keys_line: Line) -> None:
    forms = [chat_form(body) for body in ("2", "the centre is closed")]
    answers = at_once([lambda form=form: keys_line.request("/whatsapp", form) for form in forms])  # type: ignore[misc]
    assert all("<Message>" in answer.text for answer in answers)
    assert all(keys_line.hears(form["MessageSid"]) for form in forms), "both are turns, none is an apology"
    stored = rows(keys_line.database)
    assert (stored["callers"], stored["caller_addresses"], stored["conversations"], stored["turns"]) == (1, 1, 1, 2)


def test_it_takes_one_turn_after_the_other_of_one_sender(keys_line: Line) -> None:
    """Three messages at once: every answer follows from the one before it, as if they had come in a row."""
    keys_line.request("/whatsapp", chat_form("hello"))
    forms = [chat_form("2") for _ in range(3)]
    at_once([lambda form=form: keys_line.request("/whatsapp", form) for form in forms])  # type: ignore[misc]
    with keys_line.database.transaction() as session:
        turns = session.scalars(select(Turn).order_by(Turn.id)).all()
        assert session.scalar(select(func.count(Conversation.id))) == 1
    heard = [[prompt["context"] for prompt in turn.reply["prompts"]] for turn in turns]
    assert "change_language.chosen" in heard[0]
    assert "change_language.ready" in heard[1], "the first 2 chose English"
    assert all("phrases.missed" in again for again in heard[2:]), "the others met the next question, which has no 2"


def test_it_holds_a_caller_while_her_turn_lasts(keys_line: Line, database: Database) -> None:
    """While somebody else holds her row, her turn waits and is then answered."""
    keys_line.request("/whatsapp", chat_form("hello"))
    held, done = threading.Event(), threading.Event()

    def hold_for_a_moment() -> None:
        with database.transaction() as session:
            session.scalars(select(Caller).with_for_update()).one()
            held.set()
            done.wait(0.5)

    holding = threading.Thread(target=hold_for_a_moment)
    holding.start()
    held.wait()
    form = chat_form("2")
    assert "<Message>" in keys_line.request("/whatsapp", form).text
    done.set()
    holding.join()
    assert "welcome.open" in keys_line.hears(form["MessageSid"])
    assert rows(database)["caller_addresses"] == 1
    with database.transaction() as session:
        assert session.scalar(select(func.count(CallerAddress.id))) == 1
