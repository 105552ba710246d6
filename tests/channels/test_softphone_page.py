"""The softphone's page in a real browser: what a person sees, hears and does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from helpline.callers import Address, Kind
from helpline.channels.twilio import Sender
from tests.channels.served import Served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture
def page(helpline: Served, browser: Browser) -> Iterator[Page]:
    """The open page; whatever the browser complains of (a blocked script, a missing file) fails the test."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(f"{helpline.address}/softphone")
    expect(opened.get_by_label("Another number")).to_be_checked()
    yield opened
    opened.close()
    assert complaints == []


def test_a_call(page: Page) -> None:
    page.get_by_role("button", name="Call 1515").click()
    captions = page.locator("#captions li")
    expect(captions.first).to_have_attribute("lang", "hi")
    expect(page.locator("#captions li.now")).to_have_count(1)
    loaded = "() => document.getElementById('line').readyState >= 2 && document.getElementById('line').duration > 0.3"
    page.wait_for_function(loaded)
    page.get_by_role("button", name="2", exact=True).click()
    expect(page.locator("#captions li.mine")).to_have_text("2")
    expect(page.get_by_text("We will speak English.", exact=True)).to_be_visible()
    page.get_by_label("Say (what speech recognition would hear)").fill("no ration")
    page.keyboard.press("Enter")
    expect(page.locator("#captions li.mine").last).to_have_text("no ration")
    expect(page.locator("#turns tr")).to_have_count(3)
    page.get_by_role("button", name="Hang up").click()
    expect(page.get_by_role("status").first).to_have_text("The call has ended")
    page.locator("summary").click()
    expect(page.locator("#twiml")).to_contain_text("<Gather")


def test_a_call_by_keyboard(page: Page) -> None:
    page.keyboard.type("1515")
    expect(page.locator("#typed")).to_have_text("1515")
    page.keyboard.press("Enter")
    expect(page.locator("#captions li").first).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_text("We will speak English.", exact=True)).to_be_visible()


def test_a_chat_with_options_to_tap_and_an_answer_that_comes_later(page: Page, helpline: Served) -> None:
    page.get_by_label("Message").fill("hello")
    page.keyboard.press("Enter")
    expect(page.locator("#bubbles .mine.delivered")).to_contain_text("hello")
    page.get_by_role("button", name="2. English").click()
    expect(page.locator("#bubbles .theirs")).to_have_count(2)
    Sender(helpline.settings).send_whatsapp(Address(Kind.PHONE, "+919999900000"), "We have seen to it")
    expect(page.locator("#bubbles .theirs").last).to_contain_text("We have seen to it")


def test_the_number_can_be_hidden(page: Page) -> None:
    page.get_by_label("Hide the phone number").check()
    expect(page.locator("#chat-as")).to_have_text("WhatsApp, number hidden")
    page.get_by_label("Message").fill("hello")
    page.keyboard.press("Enter")
    expect(page.locator("#bubbles .theirs")).to_have_count(1)


def test_it_fits_a_small_screen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
