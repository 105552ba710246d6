"""A WhatsApp message is answered in its own language: stored choice, script, language model, else the question."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from helpline import i18n
from helpline.channels.softphone.pretend_twilio import Chat
from helpline.conversation.sessions import Turn
from helpline.db import Database
from helpline.wiring import ROOT
from tests.line import Line

LOCALES = i18n.load(ROOT / "locales", {})
WORDS = Path(__file__).parent.parent / "talks" / "words"
PHONE = "+919876543210"


def words_of(code: str) -> dict[str, str]:
    return tomllib.loads((WORDS / f"{code}.toml").read_text(encoding="utf-8"))


def answer(line: Line, database: Database, *messages: str) -> dict[str, Any]:
    """What is answered to the last of these messages: its language, and the languages that it offers, in order."""
    chat = Chat(line.post, phone=PHONE)
    for message in messages:
        chat.write(message)
    with database.transaction() as session:
        turn = session.scalars(select(Turn).where(Turn.sid == chat.sid)).one()
    offered = [prompt["language"] for prompt in turn.reply["prompts"] if prompt["key"] and prompt["language"]]
    return {"language": turn.language, "offered": offered}


@pytest.mark.parametrize("code", LOCALES.languages)
def test_a_sentence_in_its_script_is_answered_in_its_language(code: str, line: Line, empty_database: Database) -> None:
    told = answer(line, empty_database, words_of(code)["centre_closed_for_days"])
    assert told == {"language": code, "offered": []}


@pytest.mark.parametrize("code", LOCALES.languages)
def test_in_latin_letters_it_is_answered_or_asked_about(code: str, line: Line, empty_database: Database) -> None:
    told = answer(line, empty_database, words_of(code)["roman_centre_closed"])
    if told["offered"]:
        assert code in told["offered"], "the language is on the first page of the question"
    else:
        assert told["language"] == code


@pytest.mark.parametrize("greeting", ["hello", "Namaste madam", "hi", "ok", "👋", "1515"])
def test_a_word_or_two_decide_nothing(greeting: str, line: Line, empty_database: Database) -> None:
    assert answer(line, empty_database, greeting)["offered"], "asked, not guessed"
    assert answer(line, empty_database, greeting)["offered"], "a greeting at the question is no answer to it"


def test_the_stored_choice_goes_before_script_and_spelling(line: Line, empty_database: Database) -> None:
    bengali = words_of("bn")["centre_closed_for_days"]
    assert answer(line, empty_database, "1515", "1", bengali)["language"] == "hi"


@pytest.mark.parametrize("two", ["२", "౨", "2️⃣", "೨", "٢", "(2)", "２"])
def test_the_digits_of_every_script_choose(two: str, line: Line, empty_database: Database) -> None:
    answer(line, empty_database, "1515", two, "1")
    with empty_database.transaction() as session:
        languages = session.scalars(select(Turn.language).order_by(Turn.id)).all()
    assert languages[-1] == "en"
