"""Golden conversations: who says what, what is heard back, what is stored; each on both channels, in every language.

A talk names what is said (`say: login_otp`); `talks/words/<language>.toml` has how it is said there. Where the carrier
recognises no speech in a language, its calls go by `keys`, and lines marked `only: keys` are added; a talk that
cannot do without speech is left out there.
"""

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml
from sqlalchemy import func, select, text

from helpline import i18n
from helpline.channels.softphone.pretend_twilio import Call, Chat
from helpline.db import Database
from helpline.i18n import Language
from helpline.records.demo import DemoCaller, build
from helpline.records.places import Place, PlaceCode
from helpline.tickets.attachments import Attachment
from helpline.tickets.models import Message, Ticket
from helpline.wiring import ROOT
from tests.conftest import clear
from tests.line import Line

TALKS = Path(__file__).parent / "talks"
LOCALES = i18n.load(ROOT / "locales", {})
WORKING_HOURS = "2026-11-25T11:00:00+05:30"
UNKNOWN = "+916000099999"
CHANNELS = ("voice", "whatsapp")
SOUND = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1"
MORE = "9"


def read(name: str) -> dict[str, Any]:
    talk: dict[str, Any] = yaml.safe_load((TALKS / f"{name}.yml").read_text(encoding="utf-8"))
    return talk


def words_of(language: str) -> dict[str, str]:
    return tomllib.loads((TALKS / "words" / f"{language}.toml").read_text(encoding="utf-8"))


def can_be_held(talk: dict[str, Any], channel: str, language: Language) -> bool:
    """Whether the talk exists on a channel in a language."""
    if channel not in talk.get("channels", CHANNELS) or language.code in talk.get("except", []):
        return False
    if language.code not in talk.get("languages", [language.code]):
        return False
    if channel == "whatsapp" or language.gather:
        return talk.get("speech") != "none"
    said = [entry for entry in talk["talk"] if "say" in entry and channel in entry.get("channels", CHANNELS)]
    return all("keys" in entry for entry in said)


def every_talk() -> Iterator[Any]:
    for file in sorted(TALKS.glob("*.yml")):
        for channel in CHANNELS:
            for code, language in LOCALES.languages.items():
                if can_be_held(read(file.stem), channel, language):
                    yield pytest.param(file.stem, channel, code, id=f"{file.stem}-{channel}-{code}")


@pytest.fixture(scope="module")
def world(database: Database) -> Iterator[dict[str, DemoCaller]]:
    """The demo world, once for all talks."""
    clear(database)
    with database.transaction() as session:
        built = build(session, today=datetime.fromisoformat(WORKING_HOURS).date())
    yield {caller.key: caller for caller in built.callers}
    clear(database)


class OnTheLine:
    """One conversation by voice or WhatsApp in one language, with the same verbs."""

    def __init__(self, line: Line, channel: str, phone: str, language: str) -> None:
        self.line = line
        self.channel = channel
        self.language = language
        self.words = words_of(language)
        self.call = Call(line.post, phone)
        self.chat = Chat(line.post, phone=phone)

    def do(self, entry: dict[str, Any]) -> list[str]:
        """Carry one entry out; returns the contexts heard."""
        if "hang_up" in entry:
            self.call.hang_up()
            self.call = Call(self.line.post, self.call.caller)
        elif "choose" in entry:
            self._choose(entry["choose"])
        elif "say" in entry:
            self._say(entry)
        elif "press" in entry:
            self._press(entry["press"])
        elif "pick" in entry:
            self._press(self.line.key_of_context(self.chat.sid or self.call.sid, f"phrases.{entry['pick']}"))
        elif "record" in entry:
            self._record()
        elif "silence" in entry:
            self.call.stay_silent()
        elif "answered" in entry:
            self.call.picked_up() if entry["answered"] else self.call.not_picked_up()
        elif self.channel == "voice":
            self.call.dial()
        else:
            self.chat.write("1515")
        return self.heard()

    def ask_back(self, heard: list[str], answers: dict[str, dict[str, Any]]) -> list[str]:
        """Answer what is asked in between; not every language says everything as surely."""
        for _ in answers:
            question = next((context for context in answers if context in heard), None)
            if question is None:
                break
            heard = self.do(answers[question])
        return heard

    def heard(self) -> list[str]:
        return self.line.hears(self.chat.sid if self.channel == "whatsapp" else self.call.sid)

    def _choose(self, which: str) -> None:
        """Find a language in the pages of the menu, and press its key: the run's own, or another one."""
        wanted = self.language if which == "language" else next(code for code in ("hi", "en") if code != self.language)
        while (key := self.line.key_of(self.chat.sid or self.call.sid, wanted)) is None:
            self._press(MORE)
        self._press(key)
        self.language, self.words = wanted, words_of(wanted)

    def _say(self, entry: dict[str, Any]) -> None:
        said = self.words[entry["say"]]
        if self.channel == "whatsapp":
            self.chat.write(said)
        elif LOCALES.language(self.language).gather:
            self.call.say(said)
        else:
            for key in entry["keys"]:
                self._record() if key == "record" else self._press(self._code(key))

    def _code(self, key: str) -> str:
        """`code of …` is the code of that centre."""
        name = key.removeprefix("code of ")
        if name == key:
            return key
        with self.line.database.transaction() as session:
            return session.scalars(select(PlaceCode.code).join(Place).where(Place.name == name)).one()

    def _press(self, keys: str) -> None:
        self.chat.write(keys) if self.channel == "whatsapp" else self.call.press(keys)

    def _record(self) -> None:
        self.chat.write("", [(SOUND, "audio/ogg")]) if self.channel == "whatsapp" else self.call.record(SOUND)


@pytest.mark.parametrize(("name", "channel", "code"), list(every_talk()))
def test_it_holds_the_golden_conversation(
    name: str, channel: str, code: str, app: Any, settings: Any, database: Database, world: dict[str, DemoCaller]
) -> None:
    talk = read(name)
    known = world.get(talk["caller"])
    forget_conversations(database)
    on_the_line = OnTheLine(Line(app, settings, database), channel, known.phone if known else UNKNOWN, code)
    with time_machine.travel(datetime.fromisoformat(talk.get("at", WORKING_HOURS)), tick=True):
        for number, entry in enumerate(talk["talk"], start=1):
            by = "speech" if channel == "whatsapp" or LOCALES.language(on_the_line.language).gather else "keys"
            if channel in entry.get("channels", CHANNELS) and by == entry.get("only", by):
                heard = on_the_line.ask_back(on_the_line.do(entry), entry.get("asked", {}))
                missing = [context for context in entry.get("hears", []) if context not in heard]
                assert not missing, f"line {number} ({entry}): heard {heard}"
                assert not set(entry.get("never", [])) & set(heard), f"line {number}: heard {heard}"
    check_stored(
        database, talk.get("stored", {}), channel, spoken=channel == "whatsapp" or bool(LOCALES.language(code).gather)
    )


def forget_conversations(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(
            text("truncate callers, turns, conversations, tickets, attachments, audit_events restart identity cascade")
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


def check_stored(database: Database, wanted: dict[str, Any], channel: str, *, spoken: bool) -> None:
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
        if spoken:
            assert session.scalar(select(func.count()).select_from(Message)) == wanted_messages
        if "attachments" in wanted:
            assert session.scalar(select(func.count()).select_from(Attachment)) == wanted["attachments"]
