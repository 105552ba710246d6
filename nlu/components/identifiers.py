"""Centre codes, phone numbers and ticket numbers, told apart by their count of digits.

They are written in any script's digits, spaced or dashed, or read out figure by figure.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from components.lexicon import Lexicon
from components.matching import words

_BETWEEN: Final = re.compile(r"[\s\-–.()+/,]{0,3}")


class Found(NamedTuple):
    """One entity: the text from start to end means value."""

    entity: str
    start: int
    end: int
    value: str


class _Block(NamedTuple):
    start: int
    end: int
    digits: str


def identifiers(text: str, lexicon: Lexicon) -> list[Found]:
    """The identifiers of a text in its order; other numbers, such as Aadhaar's, are left."""
    found = []
    for dialled in _runs(text, lexicon):
        run = _without_country(text, dialled)
        alone = [_named(block) for block in run]
        if any(alone):
            found += [each for each in alone if each]
        elif whole := _named(_joined(run)):
            found.append(whole)
    return found


def _runs(text: str, lexicon: Lexicon) -> Iterator[list[_Block]]:
    """Blocks of digits with no more than a space or a dash between them."""
    run: list[_Block] = []
    for start, end in words(text):
        digits = lexicon.digit_of(text[start:end])
        if run and (digits is None or not _BETWEEN.fullmatch(text[run[-1].end : start])):
            yield run
            run = []
        if digits is not None:
            run.append(_Block(start, end, digits))
    if run:
        yield run


def _without_country(text: str, run: list[_Block]) -> list[_Block]:
    """Without India's 91, where a plus or a gap shows it: 12 digits alone may be Aadhaar's."""
    first, *rest = run
    if rest and first.digits == "91":
        return rest
    if text[: first.start].endswith("+") and first.digits.startswith("91"):
        return [first._replace(digits=first.digits[2:]), *rest]
    return run


def _joined(run: list[_Block]) -> _Block:
    return _Block(run[0].start, run[-1].end, "".join(block.digits for block in run))


def _named(block: _Block) -> Found | None:
    start, end, digits = block
    if len(digits) == 11:
        return Found("centre", start, end, digits)
    if len(digits) == 10 and digits[0] in "6789":
        return Found("phone", start, end, digits)
    if len(digits) == 9:
        return Found("ticket", start, end, digits)
    return None
