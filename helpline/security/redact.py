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

# Twelve digits of any script, with at most five separators between two of them (emoji keycaps and invisible letters
# count); not inside a longer number. A telephone number written with +91 has twelve digits too, and stays.
_BETWEEN = r"[\s\p{Pd}\p{Cf}\u2212./_,·\ufe0f\u20e3]{0,5}"
_TWELVE_DIGITS = regex.compile(rf"(?<!\p{{Nd}})\p{{Nd}}(?:{_BETWEEN}\p{{Nd}}){{11}}(?!\p{{Nd}})")
_PHONE = regex.compile(rf"\+{_BETWEEN}91(?:{_BETWEEN}\p{{Nd}}){{10}}(?!\p{{Nd}})")
MASK = "XXXX XXXX "
LONGEST_SAID = 10_000


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
    masked, seen = "", 0
    for start, end in _aadhaars(text):
        masked += text[seen:start] + MASK + _digits(text[start:end])[-4:]
        seen = end
    return masked + text[seen:]


def said(words: str) -> str:
    """What a stranger said or wrote, fit to be kept: masked, of bearable length (cut after it is masked, or half a
    number would stay), without the null bytes that PostgreSQL refuses.
    """
    return mask_aadhaar(words.replace("\0", " "))[:LONGEST_SAID].strip()


def _aadhaars(text: str) -> list[tuple[int, int]]:
    """From where to where Aadhaar numbers stand. Another number right before one must not hide it, so every group of
    digits may begin one; those that overlap are taken together.
    """
    phones = [match.span() for match in _PHONE.finditer(text)]
    found: list[tuple[int, int]] = []
    for match in _TWELVE_DIGITS.finditer(text, overlapped=True):
        start, end = match.span()
        if not is_aadhaar(_digits(match[0])) or any(start < last and first < end for first, last in phones):
            continue
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
