"""The console's fences: who gets in, whom it lets see what, and what it does with forms."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from helpline import db
from helpline.console import members
from helpline.conversation.sessions import Conversation
from helpline.security.access import SYSTEM, Role
from helpline.security.limits import limiter
from helpline.security.routes import PUBLIC
from helpline.security.staff import Staff
from helpline.tickets import lifecycle
from helpline.tickets.models import Message, Status
from tests.console.conftest import PASSWORD, Desk, Visit

OPEN_TO_ALL = {"console.login", "console.log_in", "console.static"}


def console_views(app: Flask) -> Iterable[str]:
    return (rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("console."))


def test_every_page_says_who_may_enter(console_app: Flask) -> None:
    access = {name: getattr(console_app.view_functions[name], "access", None) for name in console_views(console_app)}
    assert None not in access.values()
    assert {name for name, who in access.items() if who == PUBLIC} == OPEN_TO_ALL


def test_a_stranger_is_led_to_the_login_and_back(desk: Desk) -> None:
    ticket = desk.ticket()
    answer = desk.app.test_client().get(f"/console/tickets/{ticket.number}")
    assert answer.status_code == 303
    assert answer.location == f"/console/login?next=/console/tickets/{ticket.number}"


def test_a_stranger_is_told_nothing_by_pages_that_refresh_themselves(desk: Desk) -> None:
    client = desk.app.test_client()
    assert client.get("/console/live/queue").status_code == 401
    assert client.get(f"/console/tickets/{desk.ticket().number}/live").status_code == 401


@pytest.mark.parametrize("wrong", ["login", "password", "code"])
def test_a_wrong_login_never_says_which_part_was_wrong(desk: Desk, wrong: str) -> None:
    asha = desk.hire("asha")
    given = {"login": "asha", "password": PASSWORD, "code": desk.code(asha)} | {wrong: "000000"}
    answer = Visit(desk.app.test_client()).log_in(**given)
    assert answer.status_code == 401
    assert "This name, password and code do not fit together." in answer.text
    assert desk.audited("staff.refused") == 1


def test_a_code_may_be_typed_in_groups_and_in_any_digits(desk: Desk) -> None:
    asha = desk.hire("asha")
    code = desk.code(asha).translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    assert Visit(desk.app.test_client()).log_in("asha", PASSWORD, f"{code[:3]} {code[3:]}").status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/console/..//evil.example", "/console/\\evil.example", "/voice"],
)
def test_nobody_is_led_out_of_the_console_by_a_login(desk: Desk, elsewhere: str) -> None:
    asha, visit = desk.hire("asha"), Visit(desk.app.test_client())
    fields = {"login": "asha", "password": PASSWORD, "code": desk.code(asha), "next": elsewhere}
    assert visit.post("/console/login", **fields).location == "/console/"


@pytest.fixture
def strict(desk: Desk) -> Iterator[Desk]:
    """The desk where only three logins a minute are tried."""
    house = desk.app.extensions["helpline"]
    settings = house.settings.model_copy(update={"login_rate_limit": "3 per minute"})
    desk.app.extensions["helpline"] = replace(house, settings=settings)
    limiter.reset()
    yield desk
    desk.app.extensions["helpline"] = house


def test_guesses_from_one_address_are_limited(strict: Desk) -> None:
    visit = Visit(strict.app.test_client())
    answers = [visit.log_in(f"guess{place}", "wrong", "000000").status_code for place in range(4)]
    assert answers == [401, 401, 401, 429]


def test_guesses_at_one_account_are_limited_wherever_they_come_from(strict: Desk) -> None:
    answers = []
    for place in range(4):
        client = strict.app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{place}"
        answers.append(Visit(client).log_in("Asha" if place % 2 else "asha ", "wrong", "000000").status_code)
    assert answers == [401, 401, 401, 429]


def test_the_session_of_before_the_login_is_not_taken_over(desk: Desk) -> None:
    client = desk.app.test_client()
    with client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    desk.enter(desk.hire("asha"), client)
    with client.session_transaction() as now:
        assert "planted" not in now


def test_a_session_ends_when_nobody_works(desk: Desk) -> None:
    visit = desk.enter(desk.hire("asha"))
    with time_machine.travel(db.now() + timedelta(minutes=20), tick=True):
        assert visit.get("/console/").status_code == 200
    with time_machine.travel(db.now() + timedelta(minutes=45), tick=True):
        assert visit.get("/console/live/queue").status_code == 200, "seen 25 minutes before"
    with time_machine.travel(db.now() + timedelta(minutes=51), tick=True):
        assert visit.get("/console/").status_code == 303, "a page refreshing itself is not work"


def test_a_session_ends_after_twelve_hours(desk: Desk) -> None:
    visit = desk.enter(desk.hire("asha"))
    began = db.now()
    for minutes in range(0, 12 * 60, 25):
        with time_machine.travel(began + timedelta(minutes=minutes), tick=True):
            assert visit.get("/console/").status_code == 200
    with time_machine.travel(began + members.LONGEST + timedelta(seconds=1), tick=True):
        assert visit.get("/console/").status_code == 303


def test_whoever_is_deactivated_is_out_at_once(desk: Desk) -> None:
    asha = desk.hire("asha")
    visit = desk.enter(asha)
    with desk.database.transaction() as session:
        session.get_one(Staff, asha.id).active = False
    assert visit.get("/console/").status_code == 303


def test_a_copied_cookie_is_worth_nothing_after_the_logout(desk: Desk) -> None:
    visit = desk.enter(desk.hire("asha"))
    cookie = visit.client.get_cookie("session")
    assert cookie
    assert visit.post("/console/logout").status_code == 303
    assert desk.audited("staff.logged_out") == 1
    thief = desk.app.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/console/").status_code == 303


def test_the_logout_cannot_be_a_link(desk: Desk) -> None:
    visit = desk.enter(desk.hire("asha"))
    assert visit.get("/console/logout").status_code == 404
    assert visit.get("/console/").status_code == 200


@pytest.mark.parametrize(
    "act", ["take", "note", "answer", "resolve", "close", "reopen", "hand-over", "give-back", "reveal"]
)
def test_a_form_from_elsewhere_is_refused(desk: Desk, act: str) -> None:
    visit, ticket = desk.enter(desk.hire("asha")), desk.ticket()
    answer = visit.client.post(f"/console/tickets/{ticket.number}/{act}", data={"words": "forged"})
    assert answer.status_code == 400
    assert desk.now(ticket).status == Status.NEW
    assert desk.audited("ticket.noted") == desk.audited("person.revealed") == 0


def test_webhooks_need_no_token_of_the_console(desk: Desk) -> None:
    assert desk.app.test_client().post("/voice", data={"CallSid": "CA1"}).status_code == 403, "unsigned, not tokenless"


def test_pages_about_people_are_not_kept_by_browsers(desk: Desk) -> None:
    visit = desk.enter(desk.hire("asha"))
    assert visit.get(f"/console/tickets/{desk.ticket().number}").headers["Cache-Control"] == "no-store"


def test_an_agent_sees_her_queues_only(desk: Desk) -> None:
    mine, other = desk.ticket("app_login"), desk.ticket("worker_harassment", place_id=desk.places["Rampur 2"])
    visit = desk.enter(desk.hire("asha"))
    page = visit.get("/console/").text
    assert mine.number in page
    assert other.number not in page


def test_a_coordinator_sees_her_place_only(desk: Desk) -> None:
    here = desk.ticket("app_slow_crash", place_id=desk.places["Rampur 2"])
    there = desk.ticket("app_slow_crash", place_id=desk.places["Sitapur 2"])
    block = desk.hire("block", Role.BLOCK_COORDINATOR, queues=["block_coordinator"], place_id=desk.places["Rampur"])
    visit = desk.enter(block)
    page = visit.get("/console/").text
    assert here.number in page
    assert there.number not in page
    assert visit.get(f"/console/tickets/{there.number}").status_code == 404


@pytest.mark.parametrize("act", ["take", "note", "answer", "resolve", "hand-over", "reveal"])
def test_a_ticket_of_others_is_as_good_as_none(desk: Desk, act: str) -> None:
    other = desk.ticket("worker_harassment", place_id=desk.places["Rampur 2"])
    visit = desk.enter(desk.hire("asha"))
    # Both in the same second: the page carries a signed time.
    with time_machine.travel(db.now(), tick=False):
        others, nobodys = visit.get(f"/console/tickets/{other.number}"), visit.get("/console/tickets/123456789")
    assert others.status_code == nobodys.status_code == 404
    assert others.text.replace(other.number, "123456789") == nobodys.text
    assert visit.get(f"/console/tickets/{other.number}/live").status_code == 404
    assert visit.post(f"/console/tickets/{other.number}/{act}", words="x", queue="helpdesk").status_code == 404
    assert "You have no ticket" in visit.client.get(f"/console/find?number={other.number}", follow_redirects=True).text
    assert desk.now(other).status == Status.NEW


def test_a_desk_supervisor_does_not_see_what_is_confidential_to_others(desk: Desk) -> None:
    plain, secret = desk.ticket("app_login"), desk.ticket("worker_harassment", place_id=desk.places["Rampur 2"])
    visit = desk.enter(desk.hire("lead", Role.DESK_SUPERVISOR, queues=["helpdesk"]))
    page = visit.get("/console/").text
    assert plain.number in page
    assert secret.number not in page


def test_an_auditor_has_no_business_with_tickets(desk: Desk) -> None:
    visit = desk.enter(desk.hire("auditor", Role.AUDITOR, queues=[]))
    answer = visit.get("/console/")
    assert answer.status_code == 403
    assert "Log out" in answer.text
    assert visit.get(f"/console/tickets/{desk.ticket().number}").status_code == 403


@pytest.mark.parametrize("typed", ["{0}", "{0} ", "{1} {2} {3}", "{1}-{2}-{3}"])
def test_a_ticket_is_found_by_its_number(desk: Desk, typed: str) -> None:
    ticket = desk.ticket()
    parts = [ticket.number, ticket.number[:3], ticket.number[3:6], ticket.number[6:]]
    visit = desk.enter(desk.hire("asha"))
    for digits in ("0123456789", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "௦௧௨௩௪௫௬௭௮௯"):
        wanted = typed.format(*parts).translate(str.maketrans("0123456789", digits))
        answer = visit.client.get("/console/find", query_string={"number": wanted})
        assert answer.location == f"/console/tickets/{ticket.number}"


def test_a_mistyped_number_is_told_so(desk: Desk) -> None:
    ticket = desk.ticket()
    wrong = ticket.number[:-1] + str((int(ticket.number[-1]) + 1) % 10)
    visit = desk.enter(desk.hire("asha"))
    page = visit.client.get("/console/find", query_string={"number": wrong}, follow_redirects=True).text
    assert "Please check the digits" in page


def test_reading_is_audited_and_watching_is_not_audited_again(desk: Desk) -> None:
    ticket = desk.ticket()
    visit = desk.enter(desk.hire("asha"))
    page = visit.get(f"/console/tickets/{ticket.number}").text
    assert desk.audited("ticket.read") == 1
    version = page.partition('data-version="')[2].partition('"')[0]
    state = page.partition('data-state="')[2].partition('"')[0]
    live = f"/console/tickets/{ticket.number}/live"
    watched = visit.client.get(live, query_string={"version": version, "state": state})
    assert watched.status_code == 204
    assert desk.audited("ticket.read") == 1
    with desk.database.transaction() as session:
        lifecycle.note(session, SYSTEM, ticket.id, "something new", db.now())
    changed = visit.client.get(live, query_string={"version": version, "state": state})
    assert "something new" in changed.text
    assert desk.audited("ticket.read") == 2


def test_names_and_numbers_are_hidden_until_asked_for(desk: Desk, woman: int) -> None:
    ticket = desk.ticket("app_login", person_id=woman, said={"phone": "9876543210"})
    visit = desk.enter(desk.hire("asha"))
    hidden = visit.get(f"/console/tickets/{ticket.number}").text
    assert "सुनीता" not in hidden
    assert "9876543210" not in hidden
    assert desk.audited("person.read") == 1
    shown = visit.post(f"/console/tickets/{ticket.number}/reveal").text
    assert "सुनीता देवी" in shown
    assert "+919876543210" in shown
    assert desk.audited("person.revealed") == desk.audited("caller.revealed") == 1


def test_a_record_outside_the_officers_place_is_not_shown(desk: Desk, woman: int) -> None:
    ticket = desk.ticket("app_slow_crash", person_id=woman, place_id=desk.places["Sitapur 2"])
    block = desk.hire("block", Role.BLOCK_COORDINATOR, queues=["block_coordinator"], place_id=desk.places["Sitapur"])
    visit = desk.enter(block)
    assert "This record lies outside your area." in visit.post(f"/console/tickets/{ticket.number}/reveal").text


def test_what_a_colleague_has_taken_stays_hers(desk: Desk) -> None:
    ticket, first, second = desk.ticket(), desk.hire("asha"), desk.hire("ravi")
    with desk.database.transaction() as session:
        lifecycle.take(session, first.actor(), ticket.id, db.now())
    answer = desk.enter(second).post(f"/console/tickets/{ticket.number}/take")
    assert answer.status_code == 409
    assert "A colleague has taken this ticket already." in answer.text
    assert desk.now(ticket).assignee_id == first.id


def test_what_was_typed_is_kept_where_it_could_not_be_sent(desk: Desk) -> None:
    ticket = desk.ticket(whatsapp_at=db.now() - timedelta(hours=2))
    visit = desk.enter(desk.hire("asha"))
    answer = visit.post(f"/console/tickets/{ticket.number}/answer", words="long " * 400)
    assert answer.status_code == 409
    assert "at most 1600 characters" in answer.text
    assert "long long" in answer.text
    with desk.database.transaction() as session:
        lifecycle.resolve(session, SYSTEM, ticket.id, db.now())
        lifecycle.close(session, SYSTEM, ticket.id, db.now())
    answer = visit.post(f"/console/tickets/{ticket.number}/answer", words="धन्यवाद <b>")
    assert answer.status_code == 409
    assert "धन्यवाद &lt;b&gt;" in answer.text


def test_a_move_that_the_state_does_not_allow_is_explained(desk: Desk) -> None:
    ticket = desk.ticket()
    answer = desk.enter(desk.hire("asha")).post(f"/console/tickets/{ticket.number}/close")
    assert answer.status_code == 409
    assert "The ticket has changed meanwhile" in answer.text


@pytest.mark.parametrize(
    ("wrote", "sentence"),
    [
        (None, "The caller has not written on WhatsApp"),
        (timedelta(hours=25), "more than 24 hours ago"),
    ],
)
def test_no_answer_is_offered_that_would_not_arrive(desk: Desk, wrote: timedelta | None, sentence: str) -> None:
    ticket = desk.ticket(whatsapp_at=db.now() - wrote if wrote else None)
    visit = desk.enter(desk.hire("asha"))
    page = visit.get(f"/console/tickets/{ticket.number}").text
    assert sentence in page
    assert "Send the answer" not in page
    assert visit.post(f"/console/tickets/{ticket.number}/answer", words="hello").status_code == 409
    with desk.database.transaction() as session:
        assert session.scalar(select(Message)) is None


def test_an_answer_pressed_twice_is_sent_once(desk: Desk) -> None:
    ticket = desk.ticket(whatsapp_at=db.now())
    visit = desk.enter(desk.hire("asha"))
    for _ in range(2):
        assert visit.post(f"/console/tickets/{ticket.number}/answer", words="नमस्ते").status_code == 303
    with desk.database.transaction() as session:
        assert len(session.scalars(select(Message)).all()) == 1


def test_aadhaar_numbers_that_staff_type_are_masked(desk: Desk) -> None:
    ticket = desk.ticket()
    desk.enter(desk.hire("asha")).post(f"/console/tickets/{ticket.number}/note", words="her Aadhaar 2345 6789 0124")
    with desk.database.transaction() as session:
        assert session.scalars(select(Message)).one().words == "her Aadhaar XXXX XXXX 0124"


def test_a_ticket_handed_over_is_gone_from_the_agents_sight(desk: Desk) -> None:
    ticket = desk.ticket(place_id=desk.places["Rampur 2"])
    visit = desk.enter(desk.hire("asha"))
    path = f"/console/tickets/{ticket.number}"
    assert visit.post(f"{path}/hand-over", queue="nowhere").status_code == 409
    answer = visit.post(f"{path}/hand-over", queue="cdpo", words="she needs a new SIM")
    assert answer.location == "/console/"
    assert desk.now(ticket).queue == "cdpo"
    assert visit.get(path).status_code == 404


def test_resolving_gives_the_chat_back_to_the_machine(desk: Desk) -> None:
    ticket = desk.ticket("talk_to_agent", channel="whatsapp", whatsapp_at=db.now())
    desk.chat(ticket, ("किसी से बात करनी है", "", "talk_to_agent", 0.9))
    desk.hold_chat(ticket)
    visit = desk.enter(desk.hire("asha"))
    assert "the machine is silent" in visit.get(f"/console/tickets/{ticket.number}").text
    visit.post(f"/console/tickets/{ticket.number}/resolve")
    with desk.database.transaction() as session:
        conversation = session.scalars(select(Conversation)).one()
        assert conversation.with_agent_ticket_id is None
        assert conversation.ended_at is not None, "its flow was over: her next words begin a new one"
    assert desk.audited("conversation.given_back") == 1


def test_a_chat_can_be_given_back_without_resolving(desk: Desk) -> None:
    ticket = desk.ticket("talk_to_agent", channel="whatsapp")
    desk.chat(ticket, ("hello", "", None, None))
    desk.hold_chat(ticket)
    visit = desk.enter(desk.hire("asha"))
    assert visit.post(f"/console/tickets/{ticket.number}/give-back").status_code == 303
    assert visit.post(f"/console/tickets/{ticket.number}/give-back").status_code == 409
    assert desk.now(ticket).status == Status.NEW


def test_a_conversation_is_shown_as_it_was_held(desk: Desk) -> None:
    ticket = desk.ticket("thr_not_received", channel="whatsapp", words="میرا راشن نہیں ملا", language="ur")
    desk.chat(ticket, ("rashan nahi mila", "", "thr_not_received", 0.87), ("", "2", None, None))
    page = desk.enter(desk.hire("asha")).get(f"/console/tickets/{ticket.number}").text
    assert '<span lang="hi-Latn" dir="ltr">rashan nahi mila</span>' in page
    assert "87 % sure" in page
    assert "<kbd>2</kbd>" in page
    assert page.count("For some days") >= 1


def test_a_failed_answer_says_why(desk: Desk) -> None:
    ticket = desk.ticket(whatsapp_at=db.now())
    with desk.database.transaction() as session:
        message = lifecycle.answer(session, SYSTEM, ticket.id, "hello", db.now())
        message.delivery, message.error_code = "failed", 63003
        other = lifecycle.answer(session, SYSTEM, ticket.id, "hello again", db.now())
        other.delivery, other.error_code = "failed", 30008
    page = desk.enter(desk.hire("asha")).get(f"/console/tickets/{ticket.number}").text
    assert "Not delivered: This number is not on WhatsApp." in page
    assert "(error 30008)" in page


def test_the_list_is_narrowed(desk: Desk) -> None:
    asha = desk.hire("asha")
    mine, other, done = desk.ticket(), desk.ticket("app_language"), desk.ticket("app_sync_failed")
    with desk.database.transaction() as session:
        lifecycle.take(session, asha.actor(), mine.id, db.now())
        lifecycle.resolve(session, asha.actor(), done.id, db.now())
    visit = desk.enter(asha)

    def shown(query: str) -> set[str]:
        page = visit.get(f"/console/?{query}").text
        return {ticket.number for ticket in (mine, other, done) if ticket.number in page}

    assert shown("") == {mine.number, other.number}
    assert shown("whose=mine") == {mine.number}
    assert shown("whose=unassigned") == {other.number}
    assert shown("whose=resolved") == {done.number}
    assert shown("queue=helpdesk") == {mine.number, other.number}
    assert shown("queue=emergency") == set()
    assert "Nothing waits here." in visit.get("/console/?queue=emergency").text


@pytest.mark.parametrize("number", ["0", "abc", "%00", "९९९", "1" * 400, "123456789\0"])
def test_strange_addresses_lead_nowhere(desk: Desk, number: str) -> None:
    visit = desk.enter(desk.hire("asha"))
    assert visit.client.get(f"/console/tickets/{number}").status_code == 404
    assert visit.get(f"/console/?queue={number}&show=x&whose=y").status_code == 200


def test_an_unknown_login_name_with_a_nul_is_refused_politely(desk: Desk) -> None:
    assert Visit(desk.app.test_client()).log_in("as\0ha", "x", "y").status_code == 401
