"""Ticket numbers: nine digits that can be said, typed on a telephone and checked.

Eight random digits, the first not 0, and a Damm check digit, which catches every single wrong digit and every
swap of two neighbours (H. M. Damm, 2004). A number says nothing about the caller or how many tickets there are.
"""

import secrets

LENGTH = 9
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def new() -> str:
    """A fresh number. Uniqueness is the database's to say."""
    body = str(10_000_000 + secrets.randbelow(90_000_000))
    return body + str(_check(body))


def is_valid(number: str) -> bool:
    """Whether nine ASCII digits carry the right check digit."""
    return len(number) == LENGTH and number.isascii() and number.isdigit() and _check(number) == 0


def spoken(number: str) -> str:
    """The number in three groups of three, as people say and write it."""
    return " ".join(number[i : i + 3] for i in range(0, LENGTH, 3))


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return interim
