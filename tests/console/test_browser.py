"""A day at the helpdesk in a real browser, by keyboard; the pages at 320 px; nothing from another host."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from helpline import db
from helpline.security.access import SYSTEM
from helpline.tickets import lifecycle
from helpline.tickets.models import Message, Status, Ticket
from tests.console.conftest import Desk

# Long enough for a page that refreshes itself every five seconds.
REFRESHED = 9_000
OPEN = Callable[..., Page]


@pytest.fixture
def ration(desk: Desk, woman: int) -> Ticket:
    """A complaint in a chat that a person has."""
    ticket = desk.ticket(
        "thr_not_received",
        channel="whatsapp",
        person_id=woman,
        whatsapp_at=db.now() - timedelta(hours=1),
        said={"month": "last", "count": "2", "when": "2", "centre_said": "rampur do"},
    )
    desk.chat(ticket, ("rashan nahi mila", "", "thr_not_received", 0.87), ("", "2", None, None))
    desk.hold_chat(ticket)
    return ticket


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, on a page whose script runs."""
    page.wait_for_selector("html[data-ready]")
    for key in keys:
        page.keyboard.press(key)


def go_to(page: Page, ticket: Ticket) -> None:
    press(page, "/")
    page.keyboard.type(ticket.number)
    page.keyboard.press("Enter")
    expect(page).to_have_url(page.url.split("/console")[0] + f"/console/tickets/{ticket.number}")


def test_an_agents_day_by_keyboard(desk: Desk, ration: Ticket, opened: OPEN, screenshots: Path) -> None:
    desk.ticket("app_language")
    page = opened(desk.hire("asha", name="Asha Kujur"))
    page.screenshot(path=screenshots / "queue-wide.png")
    press(page, "j", "j", "k")
    expect(page.locator("[data-row]:focus")).to_contain_text("Ration not received")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Ration not received")
    expect(page.get_by_text("rashan nahi mila")).to_have_attribute("lang", "hi-Latn")

    press(page, "t", "Enter")
    expect(page.get_by_text("The ticket is yours.")).to_be_visible()
    press(page, "n")
    page.keyboard.type("Called the centre: stock came on the 12th.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The note is written.")).to_be_visible()
    press(page, "a")
    page.keyboard.type("आपका राशन शुक्रवार तक मिल जाएगा।")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The answer is on its way.")).to_be_visible()
    expect(page.get_by_label("Answer on WhatsApp")).to_have_value("")
    page.screenshot(path=screenshots / "ticket-wide.png", full_page=True)

    press(page, "r", "Enter")
    expect(page.get_by_text("the chat is given back to the machine")).to_be_visible()
    press(page, "c", "Enter")
    expect(page.get_by_text("The ticket is closed.").first).to_be_visible()
    assert desk.now(ration).status == Status.CLOSED
    press(page, "q")
    expect(page.locator("[data-row]")).to_have_count(1)
    assert queued(desk) == 1


def queued(desk: Desk) -> int:
    """How many answers wait for the worker."""
    with desk.database.transaction() as session:
        message = session.scalars(select(Message).where(Message.kind == "answer")).one()
    jobs = desk.app.extensions["helpline"].queue.redis.lrange("rq:queue:answers", 0, -1)
    keys = [desk.app.extensions["helpline"].queue.redis.hgetall(b"rq:job:" + job) for job in jobs]
    return sum(f"helpline.jobs.deliver({message.id})".encode() in key.get(b"description", b"") for key in keys)


def test_names_are_shown_by_keyboard(ration: Ticket, desk: Desk, opened: OPEN, screenshots: Path) -> None:
    page = opened(desk.hire("asha"))
    go_to(page, ration)
    expect(page.get_by_text("सु•••")).to_be_visible()
    press(page, "s", "Enter")
    expect(page.get_by_text("सुनीता देवी")).to_be_visible()
    page.screenshot(path=screenshots / "ticket-shown.png", full_page=True)


def test_the_queue_refreshes_itself_and_keeps_the_focus(desk: Desk, opened: OPEN) -> None:
    desk.ticket("app_login")
    page = opened(desk.hire("asha"))
    press(page, "j")
    focused = page.locator("[data-row]:focus").get_attribute("data-id")
    desk.ticket("abuse_distress")
    expect(page.locator("[data-row]")).to_have_count(2, timeout=REFRESHED)
    assert page.locator("[data-row]:focus").get_attribute("data-id") == focused
    expect(page.locator("#news")).to_have_text("The list has changed.")


def test_a_chat_goes_on_while_an_agent_types(desk: Desk, ration: Ticket, opened: OPEN) -> None:
    page = opened(desk.hire("asha"))
    go_to(page, ration)
    press(page, "a")
    page.keyboard.type("half an ans")
    with desk.database.transaction() as session:
        lifecycle.caller_wrote(session, session.get_one(Ticket, ration.id), "अब भी नहीं मिला", db.now())
        lifecycle.take(session, desk.hire("ravi").actor(), ration.id, db.now())
    expect(page.get_by_text("अब भी नहीं मिला")).to_be_visible(timeout=REFRESHED)
    expect(page.get_by_text("A colleague has moved this ticket.")).to_be_visible()
    page.keyboard.type("wer")
    expect(page.get_by_label("Answer on WhatsApp")).to_have_value("half an answer")


def test_a_lapsed_login_costs_no_words(desk: Desk, ration: Ticket, opened: OPEN) -> None:
    asha = desk.hire("asha")
    page = opened(asha)
    go_to(page, ration)
    press(page, "n")
    page.keyboard.type("a long note")
    page.context.clear_cookies()
    expect(page.get_by_text("You have been logged out.")).to_be_visible(timeout=REFRESHED)
    page.get_by_text("Log in again").click()
    page.get_by_label("Name").fill("asha")
    page.get_by_label("Password").fill("a long password of nobody")
    page.get_by_label("One-time code").fill(desk.code(asha))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Note for colleagues")).to_have_value("a long note")


def test_the_keys_are_told_and_can_be_switched_off(desk: Desk, opened: OPEN, screenshots: Path) -> None:
    desk.ticket()
    page = opened(desk.hire("asha"))
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.screenshot(path=screenshots / "keys.png")
    page.get_by_label("Single keys work").uncheck()
    page.keyboard.press("Escape")
    press(page, "j")
    assert page.locator("[data-row]:focus").count() == 0


@pytest.mark.parametrize("width", [320, 1366, 2200])
def test_nothing_is_cut_off(desk: Desk, ration: Ticket, opened: OPEN, screenshots: Path, width: int) -> None:
    desk.ticket("abuse_distress", at=db.now() - timedelta(hours=30), words="")
    with desk.database.transaction() as session:
        lifecycle.note(session, SYSTEM, ration.id, "aVeryLongWord" * 40, db.now())
    page = opened(desk.hire("asha", name="Asha Kujur"), width=width)
    for name, path in (("queue", "/console/"), ("ticket", f"/console/tickets/{ration.number}")):
        page.goto(page.url.split("/console")[0] + path)
        page.screenshot(path=screenshots / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_breaks_no_rule_of_its_own_and_asks_no_other_host(desk: Desk, ration: Ticket, opened: OPEN) -> None:
    page = opened(desk.hire("asha"))
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.reload()
    go_to(page, ration)
    host = urlsplit(page.url).netloc
    assert {urlsplit(url).netloc for url in asked} == {host}
    assert complaints == []


def test_every_control_has_a_name_and_every_page_its_landmarks(desk: Desk, ration: Ticket, opened: OPEN) -> None:
    page = opened(desk.hire("asha"))
    for path in ("/console/", f"/console/tickets/{ration.number}"):
        page.goto(page.url.split("/console")[0] + path)
        assert page.locator("h1").count() == 1
        assert page.get_by_role("main").count() == page.get_by_role("banner").count() == 1
        for role in ("button", "link", "textbox", "combobox"):
            for control in page.get_by_role(role).all():
                assert page.evaluate(
                    "e => e.labels?.length || e.innerText.trim() || e.ariaLabel", control.element_handle()
                )


def test_the_first_key_leads_past_the_header(desk: Desk, opened: OPEN) -> None:
    page = opened(desk.hire("asha"))
    page.goto(page.url)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


# Pairs of text and ground, measured where they are drawn.
CONTRASTS = """() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility()) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(`${e.className || e.tagName}: ${e.textContent.trim().slice(0, 30)}`);
  }
  return poor;
}"""


def test_every_text_stands_out_from_its_ground(desk: Desk, ration: Ticket, opened: OPEN) -> None:
    desk.ticket("abuse_distress", at=db.now() - timedelta(hours=30), words="")
    with desk.database.transaction() as session:
        lifecycle.note(session, SYSTEM, ration.id, "a note", db.now())
        message = lifecycle.answer(session, SYSTEM, ration.id, "hello", db.now())
        message.delivery, message.error_code = "failed", 63016
    page = opened(desk.hire("asha"))
    for path in ("/console/", f"/console/tickets/{ration.number}"):
        page.goto(page.url.split("/console")[0] + path)
        assert page.evaluate(CONTRASTS) == []
