"""Numbers are told apart by their count of digits, however they are written or said."""

import pytest

from components.identifiers import identifiers
from components.lexicon import Lexicon

FOUND = [
    ("टिकट 482 173 650 का क्या हुआ", [("ticket", "482173650")]),
    ("ticket no. 482-173-650", [("ticket", "482173650")]),
    ("4️⃣8️⃣2️⃣1️⃣7️⃣3️⃣6️⃣5️⃣0️⃣", [("ticket", "482173650")]),
    ("call 98765 43210", [("phone", "9876543210")]),
    ("+91 98765-43210", [("phone", "9876543210")]),
    ("+919876543210", [("phone", "9876543210")]),
    ("९८७६५४३२१० पर फोन करो", [("phone", "9876543210")]),
    ("९ ८ ७ ६ ५ ४ ३ २ १ ०", [("phone", "9876543210")]),
    ("सात छह पांच चार तीन दो एक शून्य नौ आठ", [("phone", "7654321098")]),
    ("nine eight seven six five four three two one zero", [("phone", "9876543210")]),
    ("केंद्र का कोड ०९१२३४५६७८९ है", [("centre", "09123456789")]),
    ("22 401 05 02 11", [("centre", "22401050211")]),
    ("3 9876543210", [("phone", "9876543210")]),
    ("482173650, 9876543210", [("ticket", "482173650"), ("phone", "9876543210")]),
]

NOT_FOUND = [
    "आधार 2345 6789 0123",
    "917654321098",
    "1234567890",
    "3 बच्चे, 15 दिन",
    "1515",
    "do teen baar bola",
]


@pytest.mark.parametrize("text, expected", FOUND, ids=[text for text, _ in FOUND])
def test_it_finds(text: str, expected: list[tuple[str, str]], lexicon: Lexicon) -> None:
    assert [(each.entity, each.value) for each in identifiers(text, lexicon)] == expected


@pytest.mark.parametrize("text", NOT_FOUND)
def test_it_leaves_other_numbers(text: str, lexicon: Lexicon) -> None:
    assert identifiers(text, lexicon) == []


def test_offsets_are_those_of_the_text(lexicon: Lexicon) -> None:
    text = "टिकट ४८२ १७३ ६५० देखो"
    (found,) = identifiers(text, lexicon)
    assert text[found.start : found.end] == "४८२ १७३ ६५०"
