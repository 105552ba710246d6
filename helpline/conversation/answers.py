"""What a caller's words or keys are as an answer to a question: one small parser for each kind of answer.

Digits of every script count. A parser returns the value to save, or None where the words are no such answer.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import regex

from helpline.conversation.messages import Heard
from helpline.security.redact import ascii_digits
from helpline.tickets import number

_NOT_DIGITS = regex.compile(r"[^0-9]+")
# Emoji keycaps and full stops or brackets after a number: "2️⃣", "2.", "(2)". ASCII digits: `\d` knows digits of
# scripts that are newer than Python's own tables, and `int` cannot read those.
_NUMBER_ALONE = regex.compile(r"\W*([0-9]{1,2})[\W\ufe0f\u20e3]*")
LONGEST_WORDS = 4000
# A month of the year, or "this" and "last", as the NLU writes it.
_RELATIVE_MONTHS = {"this", "last"}


def digits(heard: Heard) -> str:
    """All digits of what was pressed or said, as ASCII."""
    return _NOT_DIGITS.sub("", ascii_digits(heard.keys or heard.text))


def number_alone(heard: Heard) -> str:
    """The number, where the answer is nothing but a small number; else ""."""
    match = _NUMBER_ALONE.fullmatch(ascii_digits(heard.keys or heard.text))
    return str(int(match[1])) if match else ""


def _entity(heard: Heard, name: str) -> str:
    return heard.understood.entities.get(name, "") if heard.understood else ""


def _words(heard: Heard) -> str | None:
    return heard.text.strip()[:LONGEST_WORDS] or None


def _centre(heard: Heard) -> str | None:
    """A centre's name or code as said."""
    return _entity(heard, "centre") or heard.keys or _words(heard)


def _month(heard: Heard) -> str | None:
    said = _entity(heard, "month") or number_alone(heard)
    if said in _RELATIVE_MONTHS or (said.isdigit() and 1 <= int(said) <= 12):
        return said
    return None


def _count(heard: Heard) -> int | None:
    said = number_alone(heard) or _entity(heard, "count")
    return int(said) if said.isdigit() and 0 < int(said) < 100 else None


def _ticket(heard: Heard) -> str | None:
    said = _entity(heard, "ticket") or digits(heard)
    return said if number.is_valid(said) else None


def _birth(heard: Heard) -> str | None:
    """A month and year of birth as YYYY-MM (keys MMYYYY), or the words as said: a name."""
    said = digits(heard)
    if len(said) == 6:
        month, year = int(said[:2]), int(said[2:])
        return f"{year}-{month:02}" if 1 <= month <= 12 and 1900 <= year <= date.max.year else None
    return None if said else _words(heard)


def _code(heard: Heard) -> str | None:
    """The last four digits of a centre's code."""
    said = digits(heard)
    return said if len(said) == 4 else None


def _phone(heard: Heard) -> str | None:
    said = _entity(heard, "phone") or digits(heard)
    return said[-10:] if len(said) >= 10 and said[-10] in "6789" else None


PARSERS: dict[str, Callable[[Heard], Any]] = {
    "words": _words,
    "centre": _centre,
    "month": _month,
    "count": _count,
    "ticket": _ticket,
    "birth": _birth,
    "code": _code,
    "phone": _phone,
}
# The most keys that an answer of a kind has on a telephone; other kinds are one key.
KEYS = {"centre": 11, "month": 2, "count": 2, "ticket": number.LENGTH, "birth": 6, "code": 4, "phone": 10}
