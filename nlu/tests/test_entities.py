"""Every entity of a parse has one plain value, and no two overlap."""

from pathlib import Path
from typing import Any

import pytest

from components.entities import plain_entities
from components.lexicon import Lexicon, WrongWords


def named(entity: str, text: str, said: str) -> dict[str, Any]:
    start = text.index(said)
    return {"entity": entity, "start": start, "end": start + len(said), "value": said}


MONTHS = [("जुलाई से", "7"), ("JULY se", "7"), ("is mahine ka", "this"), ("पिछले महीने", "last")]
COUNTS = [("do", "2"), ("दो", "2"), ("२", "2"), ("2️⃣", "2"), ("twenty-one", "21"), ("पच्चीस", "25")]


@pytest.mark.parametrize("text, month", MONTHS)
def test_it_finds_months(text: str, month: str, lexicon: Lexicon) -> None:
    assert [each["value"] for each in plain_entities(text, [], lexicon)] == [month]


@pytest.mark.parametrize("text", ["mai nahi jaungi", "may I know", "राशन में", "no", "ok do"])
def test_it_does_not_guess(text: str, lexicon: Lexicon) -> None:
    assert plain_entities(text, [], lexicon) == []


def test_an_unsure_month_is_one_where_it_was_named(lexicon: Lexicon) -> None:
    text = "मई से नहीं मिला"
    (month,) = plain_entities(text, [named("month", text, "मई")], lexicon)
    assert month["value"] == "5"


@pytest.mark.parametrize("said, value", COUNTS)
def test_a_named_count_becomes_digits(said: str, value: str, lexicon: Lexicon) -> None:
    text = f"ration {said} mahine se nahi"
    entities = plain_entities(text, [named("count", text, said)], lexicon)
    assert [(each["entity"], each["value"]) for each in entities] == [("count", value)]


@pytest.mark.parametrize("said, value", COUNTS)
def test_a_number_alone_is_a_count(said: str, value: str, lexicon: Lexicon) -> None:
    assert [each["value"] for each in plain_entities(said, [], lexicon)] == [value]


def test_a_count_that_is_no_number_is_left_out(lexicon: Lexicon) -> None:
    text = "kuch bachche bimar"
    assert plain_entities(text, [named("count", text, "kuch")], lexicon) == []


def test_a_rule_wins_over_a_name(lexicon: Lexicon) -> None:
    text = "ticket 482173650"
    (ticket,) = plain_entities(text, [named("centre", text, text)], lexicon)
    assert (ticket["entity"], ticket["value"]) == ("ticket", "482173650")


def test_a_partly_said_ticket_keeps_its_digits(lexicon: Lexicon) -> None:
    text = "टिकट चार आठ दो एक सात"
    (ticket,) = plain_entities(text, [named("ticket", text, "चार आठ दो एक सात")], lexicon)
    assert ticket["value"] == "48217"


def test_a_centre_keeps_its_name(lexicon: Lexicon) -> None:
    text = "Lalpura centre band hai"
    assert (
        plain_entities(text, [named("centre", text, "Lalpura")], lexicon)[0]["value"] == "Lalpura"
    )


def test_wrong_words_are_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text('unsure = []\n[month]\n13 = ["x"]\n[count]\n')
    with pytest.raises(WrongWords, match="13"):
        Lexicon.read([path])


def test_the_lexicon_survives_its_journey_into_the_model(lexicon: Lexicon) -> None:
    assert Lexicon.loads(lexicon.dumps()) == lexicon
