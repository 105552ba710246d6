"""Golden conversations: who says what, what is heard back, what is stored; each on both channels."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml
from sqlalchemy import func, select, text

from helpline.channels.softphone.pretend_twilio import Call, Chat
from helpline.db import Database
from helpline.records.demo import DemoCaller, build
from helpline.records.places import Place
from helpline.tickets.models import Message, Ticket
from tests.conftest import clear
from tests.line import Line

TALKS = sorted((Path(__file__).parent / "talks").glob("*.yml"))
WORKING_HOURS = "2026-11-25T11:00:00+05:30"
UNKNOWN = "+916000099999"


@pytest.fixture(scope="module")
def world(database: Database) -> Iterator[dict[str, DemoCaller]]:
    """The demo world, once for all talks."""
    clear(database)
    with database.transaction() as session:
        built = build(session, today=datetime.fromisoformat(WORKING_HOURS).date())
    yield {caller.key: caller for caller in built.callers}
    clear(database)


class OnTheLine:
    """One conversation by voice or WhatsApp, with the same verbs."""

    def __init__(self, line: Line, channel: str, phone: str) -> None:
        self.line = line
        self.channel = channel
        self.call = Call(line.post, phone)
        self.chat = Chat(line.post, phone=phone)

    def do(self, entry: dict[str, Any]) -> list[str]:
        """Carry one entry out; returns the contexts heard."""
        if self.channel == "whatsapp":
            if "hang_up" in entry:
                return []
            self.chat.write(entry.get("say") or entry.get("press") or "hello")
            return self.line.hears(self.chat.sid)
        if "hang_up" in entry:
            self.call.hang_up()
            self.call = Call(self.line.post, self.call.caller)
            return []
        self._on_the_phone(entry)
        return self.line.hears(self.call.sid)

    def _on_the_phone(self, entry: dict[str, Any]) -> None:
        if "press" in entry:
            self.call.press(entry["press"])
        elif "say" in entry:
            self.call.say(entry["say"])
        elif "silence" in entry:
            self.call.stay_silent()
        elif "answered" in entry:
            self.call.picked_up() if entry["answered"] else self.call.not_picked_up()
        else:
            self.call.dial()


@pytest.mark.parametrize("channel", ["voice", "whatsapp"])
@pytest.mark.parametrize("file", TALKS, ids=lambda file: file.stem)
def test_it_holds_the_golden_conversation(
    file: Path, channel: str, app: Any, settings: Any, database: Database, world: dict[str, DemoCaller]
) -> None:
    talk = yaml.safe_load(file.read_text(encoding="utf-8"))
    if channel not in talk.get("channels", ["voice", "whatsapp"]):
        pytest.skip(f"{file.stem} is a {talk['channels'][0]} conversation")
    known = world.get(talk["caller"])
    forget_conversations(database)
    on_the_line = OnTheLine(Line(app, settings, database), channel, known.phone if known else UNKNOWN)
    with time_machine.travel(datetime.fromisoformat(talk.get("at", WORKING_HOURS)), tick=True):
        for number, entry in enumerate(talk["talk"], start=1):
            if channel in entry.get("channels", [channel]):
                heard = on_the_line.do(entry)
                wanted = entry.get("hears", [])
                missing = [context for context in wanted if context not in heard]
                assert not missing, f"line {number} ({entry}): heard {heard}"
                assert not set(entry.get("never", [])) & set(heard), f"line {number}: heard {heard}"
    check_stored(database, talk.get("stored", {}), channel)


def forget_conversations(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(
            text("truncate callers, turns, conversations, tickets, audit_events restart identity cascade")
        )


def seen(ticket: Ticket, places: dict[int, str], name: str) -> Any:
    """What a talk may say of a ticket: a column, the name of its place, whether it has a person or a place."""
    match name:
        case "place":
            return places.get(ticket.place_id or 0)
        case "person":
            return ticket.person_id is not None
        case "has_place":
            return ticket.place_id is not None
        case _:
            return getattr(ticket, name)


def check_stored(database: Database, wanted: dict[str, Any], channel: str) -> None:
    with database.transaction() as session:
        tickets = list(session.scalars(select(Ticket).order_by(Ticket.id)))
        places = {place.id: place.name for place in session.scalars(select(Place))}
        assert [ticket.category for ticket in tickets] == [one["category"] for one in wanted.get("tickets", [])]
        for ticket, one in zip(tickets, wanted.get("tickets", []), strict=True):
            for name, value in one.items():
                found = seen(ticket, places, name)
                assert found == value, f"{name} of {ticket.category} is {found}"
        messages = wanted.get("messages", 0)
        wanted_messages = messages[channel] if isinstance(messages, dict) else messages
        assert session.scalar(select(func.count()).select_from(Message)) == wanted_messages
