"""Who types her language in Latin letters is answered in Latin letters, and in its script when she uses that."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from helpline import i18n
from helpline.channels import whatsapp
from helpline.channels.softphone.pretend_twilio import Call, Chat
from helpline.conversation.sessions import Turn
from helpline.i18n import SOURCE_LANGUAGE
from helpline.records.demo import build
from helpline.wiring import ROOT
from tests.line import Line

LOCALES = i18n.load(ROOT / "locales", {})
OTHERS = [code for code in LOCALES.languages if code != SOURCE_LANGUAGE]
WORDS = Path(__file__).parent.parent / "talks" / "words"
PHONE = "+919876543210"


def words_of(code: str) -> dict[str, str]:
    return tomllib.loads((WORDS / f"{code}.toml").read_text(encoding="utf-8"))


def chat_in(line: Line, code: str) -> tuple[Chat, str]:
    """A chat whose language was chosen from the menu, and the answer to that choice."""
    chat = Chat(line.post, phone=PHONE)
    chat.write("1515")
    for _ in LOCALES.languages:
        if key := line.key_of(chat.sid, code):
            return chat, "\n".join(chat.write(key))
        chat.write("9")
    raise AssertionError(f"{code} is never offered")


@pytest.mark.parametrize("code", OTHERS)
def test_answers_follow_the_letters(code: str, line: Line) -> None:
    language, said = LOCALES.language(code), words_of(code)
    chat, chosen = chat_in(line, code)
    assert language.writes(chosen), "nothing was written in Latin letters yet"
    typed = "\n".join(chat.write(said["roman_no_ration"]))
    assert typed.isascii(), typed
    assert "\n".join(chat.write("1")).isascii(), "a digit changes nothing"
    native = "\n".join(chat.write(said["centre_closed_for_days"]))
    assert language.writes(native), native


def test_the_name_of_a_centre_stands_in_the_same_letters(line: Line) -> None:
    with line.database.transaction() as session:
        build(session, today=date(2026, 11, 24))
    chat, _ = chat_in(line, "hi")
    chat.write("surajpur kendra do mahine se ration kam de raha hai")
    asked = "\n".join(chat.write("4"))
    assert "Surajpur" in asked
    assert asked.isascii(), asked


def test_a_call_that_takes_up_the_chat_is_spoken_in_the_language_itself(line: Line) -> None:
    chat, _ = chat_in(line, "hi")
    assert "\n".join(chat.write(words_of("hi")["roman_no_ration"])).isascii()
    call = Call(line.post, PHONE)
    call.dial()
    with line.database.transaction() as session:
        replies = session.scalars(select(Turn.reply).order_by(Turn.id.desc()).limit(2)).all()
    assert [reply["latin"] for reply in replies] == [False, True]


def test_a_date_and_a_month_are_written_in_latin_letters_too() -> None:
    text, values = "{d:date}, {m:month}", {"d": "2026-11-03", "m": "8"}
    assert LOCALES.prompt("said", text, values, "ta", spoken=False, latin=True) == "3 November, August"


def test_an_option_can_be_picked_by_its_words_in_latin_letters(line: Line) -> None:
    chat, _ = chat_in(line, "hi")
    chat.write("1")
    chat.write(LOCALES.words("flows", "welcome.menu.3", "The centre or its staff", "hi", latin=True))
    assert line.hears(chat.sid)[0] == "welcome.centre_matters"


def test_english_is_not_changed(line: Line) -> None:
    chat, chosen = chat_in(line, "en")
    assert chosen.isascii()
    assert "Which anganwadi centre" in "\n".join(chat.write(words_of("en")["roman_no_ration"]))


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("mujhe ration nahi mila", "latin"),
        ("मुझे ration nahi mila", "own"),
        ("ꯔꯦꯁꯟ", "own"),
        ("ok", None),
        ("namaste madam", None),
        ("Tracker 2.0 OTP", None),
        ("1515", None),
        ("", None),
        ("👋👋👋", None),
        ("mujhé ratiön nahi", "latin"),
    ],
)
def test_enough_letters_tell(text: str, letters: str | None) -> None:
    assert whatsapp.letters(text) == letters
