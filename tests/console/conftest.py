"""A console with people and tickets: real stores, no NLU, and Chromium for the pages."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from helpline import callers, db
from helpline.callers import phone_address
from helpline.conversation.sessions import Conversation, Turn
from helpline.db import Database
from helpline.records.people import Person, PersonPhone, Registration
from helpline.records.places import Centre, Level, Place, PlaceCode
from helpline.security import staff
from helpline.security.access import SYSTEM, Role
from helpline.security.audit import AuditEvent
from helpline.security.staff import Staff
from helpline.settings import Settings
from helpline.tickets import lifecycle
from helpline.tickets.lifecycle import Complaint
from helpline.tickets.models import Ticket
from helpline.web import create_app

PASSWORD = "a long password of nobody"
WHATSAPP_WORDS = "सेंटर पर राशन नहीं मिला, दो महीने हो गए"


@dataclass
class Desk:
    """A helpdesk under test: its application, its rows, and whoever works there."""

    app: Flask
    database: Database
    places: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)

    def hire(self, login: str, role: Role = Role.AGENT, **fields: Any) -> Staff:
        fields = {"name": login.capitalize(), "queues": ["helpdesk", "emergency"], **fields}
        with self.database.transaction() as session:
            return staff.create(session, login, PASSWORD, role=role.value, **fields)

    def code(self, person: Staff) -> str:
        """A one-time code that has not been used yet."""
        now = int(db.now().timestamp()) // staff.TOTP_SECONDS
        step = max(now, self.codes.get(person.login, 0) + 1)
        self.codes[person.login] = step
        return pyotp.TOTP(person.totp_secret).generate_otp(step)

    def ticket(self, category: str = "app_login", **fields: Any) -> Ticket:
        """A ticket of a caller with a number; `whatsapp_at` is when she last wrote there."""
        whatsapp_at: datetime | None = fields.pop("whatsapp_at", None)
        phone = fields.pop("phone", "+919876543210")
        opened_at = fields.pop("at", db.now())
        with self.database.transaction() as session:
            address = phone_address(phone)
            caller = callers.hold(session, [address] if address else [])
            caller.whatsapp_at = whatsapp_at or caller.whatsapp_at
            given = {"channel": "voice", "language": "hi", "words": WHATSAPP_WORDS, **fields}
            calendar = self.app.extensions["helpline"].calendar
            return lifecycle.open_(session, SYSTEM, Complaint(category, caller.id, **given), calendar, opened_at)

    def chat(self, ticket: Ticket, *heard: tuple[str, str, str | None, float | None]) -> None:
        """Turns of the ticket's conversation: (words, keys, intent, confidence); the machine answers each."""
        with self.database.transaction() as session:
            conversation = Conversation(caller_id=ticket.caller_id, channel="whatsapp", state={"frames": []})
            session.add(conversation)
            session.flush()
            session.get_one(Ticket, ticket.id).conversation_id = conversation.id
            for place, (words, keys, intent, confidence) in enumerate(heard):
                session.add(_turn(conversation, ticket.opened_at, place, words, keys, intent, confidence))

    def hold_chat(self, ticket: Ticket) -> None:
        """A person has the chat of this ticket."""
        with self.database.transaction() as session:
            wanted = select(Conversation).join(Ticket, Ticket.conversation_id == Conversation.id)
            conversation = session.scalars(wanted.where(Ticket.id == ticket.id)).one()
            conversation.with_agent_ticket_id = ticket.id

    def audited(self, act: str) -> int:
        with self.database.transaction() as session:
            return session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.act == act)) or 0

    def now(self, ticket: Ticket) -> Ticket:
        """The ticket as it is kept now."""
        with self.database.transaction() as session:
            return session.get_one(Ticket, ticket.id)

    def enter(self, person: Staff, client: FlaskClient | None = None) -> "Visit":
        visit = Visit(client or self.app.test_client())
        answer = visit.log_in(person.login, PASSWORD, self.code(person))
        assert answer.status_code == 303, answer.text
        return visit


def _turn(
    conversation: Conversation,
    began: datetime,
    place: int,
    words: str,
    keys: str,
    intent: str | None,
    sure: float | None,
) -> Turn:
    asked = {"context": "grievance.when", "text": "Since when is it so?", "values": {}, "key": "", "language": ""}
    options = {"1": "Since today or yesterday", "2": "For some days"}
    offered = [{**asked, "context": f"grievance.when.{key}", "text": text, "key": key} for key, text in options.items()]
    reply = {"prompts": [asked, *offered], "language": "hi", "listen": None, "dial": ""}
    return Turn(
        conversation_id=conversation.id,
        sid=f"SM{conversation.id}-{place}",
        step=0,
        at=began - timedelta(minutes=5 - place),
        channel="whatsapp",
        language="hi",
        heard={"text": words, "keys": keys, "media": []},
        intent=intent,
        confidence=sure,
        reply=reply,
    )


@dataclass
class Visit:
    """A browser without a window: gets pages and sends forms with the page's token."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, **fields: str) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **fields})

    def token(self) -> str:
        page = self.client.get("/console/login", follow_redirects=True).text
        return page.partition('name="csrf_token" value="')[2].partition('"')[0]

    def log_in(self, login: str, password: str, code: str) -> TestResponse:
        return self.post("/console/login", login=login, password=password, code=code)


@pytest.fixture(scope="session")
def console_app(settings: Settings, database: Database) -> Iterator[Flask]:
    """The application without an NLU; its login limit lets a whole test session in."""
    app = create_app(settings.model_copy(update={"login_rate_limit": "10000 per minute"}))
    yield app
    app.extensions["helpline"].close()


@pytest.fixture
def desk(console_app: Flask, empty_database: Database) -> Desk:
    desk = Desk(console_app, empty_database)
    with empty_database.transaction() as session:
        for name, local in (("Rampur", "रामपुर"), ("Sitapur", "सीतापुर")):
            district = Place(level=Level.DISTRICT.value, name=name, local_name=local, name_key=name.lower())
            session.add(district)
            session.flush()
            centre = Place(
                level=Level.CENTRE.value,
                name=f"{name} 2",
                local_name=f"{local} 2",
                name_key=name.lower(),
                parent_id=district.id,
                district_id=district.id,
            )
            session.add(centre)
            session.flush()
            session.add(Centre(place_id=centre.id, landmark="beside the school"))
            session.add(
                PlaceCode(code=f"0910203040{district.id % 10}", place_id=centre.id, valid_from=date(2020, 1, 1))
            )
            desk.places |= {name: district.id, f"{name} 2": centre.id}
    return desk


@pytest.fixture
def woman(desk: Desk) -> int:
    """सुनीता, registered at Rampur 2; her id."""
    with desk.database.transaction() as session:
        person = Person(name="सुनीता देवी", sex="F", born_on=date(1998, 4, 2))
        session.add(person)
        session.flush()
        address = phone_address("+919876543210")
        assert address
        session.add(PersonPhone(person_id=person.id, index=address.index, number=address.value))
        session.add(Registration(person_id=person.id, centre_id=desk.places["Rampur 2"], since=date(2024, 1, 1)))
        return person.id


@pytest.fixture
def site(console_app: Flask) -> Iterator[str]:
    """The address at which the application is served."""
    server = make_server("127.0.0.1", 0, console_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Where pictures of pages go: SCREENSHOTS, or a directory that is thrown away."""
    return Path(os.environ.get("SCREENSHOTS", tmp_path))


@pytest.fixture
def opened(browser: Browser, site: str, desk: Desk) -> Iterator[Callable[..., Page]]:
    """Opens the console for a member of staff, in a window of its own."""
    contexts = []

    def open_for(person: Staff, width: int = 1366, height: int = 900) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{site}/console/")
        page.get_by_label("Name").fill(person.login)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("One-time code").fill(desk.code(person))
        page.keyboard.press("Enter")
        page.wait_for_selector(".who")
        return page

    yield open_for
    for context in contexts:
        context.close()
