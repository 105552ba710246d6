"""How a language says numbers, from `locales/<language>/numbers.toml`.

Digits that a caller writes down are said one by one in her own words. Other numbers are left to the voice, which
knows its language's words; a language that borrows the voice of another brings the words of all numbers itself.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import regex

# With commas in the Indian way: 5,000 or 1,00,000.
_NUMBER = regex.compile(r"[0-9]+(?:,[0-9]{2,3})*")
# Numbers that are dialled: 112, 108, 181.
_DIALLED = regex.compile(r"1[0-9]{2}")


@dataclass(frozen=True)
class NumberWords:
    """`digits` are the words for 0 to 9. The others stand only where no voice knows them: `words` for 0 to 99,
    `hundreds` for 100, 200 to 900.
    """

    digits: tuple[str, ...] = tuple("0123456789")
    words: tuple[str, ...] = ()
    hundreds: tuple[str, ...] = ()
    thousand: str = ""
    lakh: str = ""
    # Whether "five thousand" is said as "thousand five".
    unit_first: bool = False

    def one_by_one(self, digits: str) -> str:
        """Digits to be written down, with a pause after every third."""
        said = [self.digits[int(digit)] for digit in digits]
        return ", ".join(" ".join(said[i : i + 3]) for i in range(0, len(said), 3))

    def spelled(self, text: str) -> str:
        """The text with its numbers in words, where the language brings its own."""
        return _NUMBER.sub(lambda number: self._number(number[0]), text) if self.words else text

    def _number(self, said: str) -> str:
        digits = said.replace(",", "")
        if _DIALLED.fullmatch(said) or len(digits) > 7:
            return " ".join(self.digits[int(digit)] for digit in digits)
        value = int(digits)
        parts = [(value // 100_000, self.lakh), (value // 1000 % 100, self.thousand)]
        pairs = [
            (unit, self.words[many]) if self.unit_first else (self.words[many], unit) for many, unit in parts if many
        ]
        found = [" ".join(pair) for pair in pairs]
        if value // 100 % 10:
            found.append(self.hundreds[value // 100 % 10 - 1])
        if value % 100 or not found:
            found.append(self.words[value % 100])
        return " ".join(found)


def load(file: Path) -> NumberWords:
    """Read a language's words; the digits as they are where it has none. Raises ValueError for a wrong count."""
    if not file.is_file():
        return NumberWords()
    with file.open("rb") as lines:
        table = tomllib.load(lines)
    try:
        words = NumberWords(
            **{**table, **{name: tuple(table.get(name, ())) for name in ("digits", "words", "hundreds")}}
        )
    except TypeError as error:
        raise ValueError(f"{file}: {error}") from None
    if len(words.digits) != 10 or len(words.words) not in (0, 100):
        raise ValueError(f"{file}: wants 10 digits, and 100 words or none")
    if words.words and not (len(words.hundreds) == 9 and words.thousand and words.lakh):
        raise ValueError(f"{file}: with words for numbers it wants nine hundreds, thousand and lakh")
    return words
