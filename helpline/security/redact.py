"""Aadhaar numbers are masked the moment words arrive, before anything is stored, logged, queued or understood.

An Aadhaar number has 12 digits, does not begin with 0 or 1, and its last digit is a Verhoeff check digit
(UIDAI). People write it in any script's digits, in groups, with spaces, dots or dashes between.
"""

import unicodedata

import regex

_MULTIPLY = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTE = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip

# Twelve digits of any script, with at most three separators between two of them; not inside a longer number, and
# not a telephone number written with +91.
_BETWEEN = r"[\s.\-–—_/,\u200b-\u200f\u2060\ufe0f\u20e3]{0,3}"
_TWELVE_DIGITS = regex.compile(rf"(?<!\p{{Nd}})(?!(?<=\+)91)\p{{Nd}}(?:{_BETWEEN}\p{{Nd}}){{11}}(?!\p{{Nd}})")
MASK = "XXXX XXXX "


def ascii_digits(text: str) -> str:
    """`text` with the digits of every script written as 0-9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def is_aadhaar(digits: str) -> bool:
    """Whether 12 ASCII digits are a well-formed Aadhaar number."""
    if len(digits) != 12 or digits[0] in "01":
        return False
    check = 0
    for position, digit in enumerate(reversed(digits)):
        check = int(_MULTIPLY[check][int(_PERMUTE[position % 8][int(digit)])])
    return check == 0


def mask_aadhaar(text: str) -> str:
    """`text` with every Aadhaar number reduced to its last four digits."""
    return _TWELVE_DIGITS.sub(_masked, text)


def _masked(match: regex.Match[str]) -> str:
    digits = "".join(c for c in ascii_digits(match[0]) if c.isdigit())
    return MASK + digits[-4:] if is_aadhaar(digits) else match[0]
