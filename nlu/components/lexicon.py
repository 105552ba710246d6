"""The words of each language for months and numbers, from data/<language>/words.toml."""

from __future__ import annotations

import json
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from components.matching import ascii_digits, sound, words

MONTHS = frozenset({*map(str, range(1, 13)), "this", "last"})

# Shorter sounds meet too many other words: मई and में are both 'me'.
SHORTEST_SOUND = 4

SHORTEST_STEM = 3

LONGEST_PHRASE = 4


class WrongWords(ValueError):
    """A words.toml says something that cannot be understood; the message says where."""


@dataclass(frozen=True)
class Lexicon:
    """Phrases in small letters, each with its month ('1' to '12', 'this', 'last') or number.

    unsure: months that have other meanings too.
    """

    month: dict[str, str]
    count: dict[str, str]
    unsure: frozenset[str]

    @classmethod
    def read(cls, files: Iterable[Path]) -> Lexicon:
        """All languages together; raises WrongWords for a value that is none."""
        month: dict[str, str] = {}
        count: dict[str, str] = {}
        unsure: set[str] = set()
        for path in sorted(files):
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            _check(table, path)
            month |= _phrases(table["month"])
            count |= _phrases(table["count"])
            unsure |= {plain(phrase) for phrase in table["unsure"]}
        return cls(_with_sounds(month), _with_sounds(count), frozenset(unsure))

    def month_of(self, phrase: str) -> str | None:
        """'जुलाई' and 'julai' -> '7', 'is mahine' -> 'this'; None for anything else."""
        return _look_up(self.month, phrase)

    def month_within(self, word: str) -> str | None:
        """The month of a word with an ending, known to name one: 'ਜੁਲਾਈਦਾ', 'julait' -> '7'."""
        said = plain(word)
        stems = [
            known for known in self.month if len(known) >= SHORTEST_STEM and said.startswith(known)
        ]
        return self.month[max(stems, key=len)] if stems else None

    def count_of(self, phrase: str) -> str | None:
        """'do', 'दो', '२' -> '2', 'twenty-one' -> '21'; None for anything else."""
        digits = sound(phrase.strip())
        if digits.isdecimal():
            return digits.lstrip("0") or "0"
        known = _look_up(self.count, phrase)
        return known if known is not None else self._tens_and_one(phrase)

    def digit_of(self, word: str) -> str | None:
        """The digits of one word, for numbers read out figure by figure; else None."""
        digits = "".join(char for char in ascii_digits(word) if char.isdecimal())
        if digits:
            return digits
        known = self.count.get(plain(word))
        return known if known is not None and len(known) == 1 else None

    def months_in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, month) of each month that can be nothing else, the longest first."""
        spans = words(text)
        at = 0
        while at < len(spans):
            for length in range(min(LONGEST_PHRASE, len(spans) - at), 0, -1):
                start, end = spans[at][0], spans[at + length - 1][1]
                month = self.month_of(text[start:end])
                if month is not None and plain(text[start:end]) not in self.unsure:
                    yield start, end, month
                    at += length - 1
                    break
            at += 1

    def _tens_and_one(self, phrase: str) -> str | None:
        parts = [self.count.get(plain(phrase[start:end])) for start, end in words(phrase)]
        if len(parts) != 2 or parts[0] is None or parts[1] is None:
            return None
        tens, one = int(parts[0]), int(parts[1])
        return str(tens + one) if tens in range(20, 100, 10) and 0 < one < 10 else None

    def dumps(self) -> str:
        """As JSON, for loads."""
        return json.dumps(asdict(self) | {"unsure": sorted(self.unsure)}, ensure_ascii=False)

    @classmethod
    def loads(cls, text: str) -> Lexicon:
        """From what dumps has made."""
        stored = json.loads(text)
        return cls(stored["month"], stored["count"], frozenset(stored["unsure"]))


def plain(phrase: str) -> str:
    """A phrase in small letters with one space between words, as lexicons hold it."""
    spoken = " ".join(phrase[start:end] for start, end in words(phrase))
    return unicodedata.normalize("NFKC", spoken).casefold()


def _check(table: dict[str, object], path: Path) -> None:
    for section in ("month", "count", "unsure"):
        if section not in table:
            raise WrongWords(f"{path} lacks {section}.")
    months, counts = table["month"], table["count"]
    assert isinstance(months, dict)
    assert isinstance(counts, dict)
    wrong = [value for value in months if value not in MONTHS]
    wrong += [value for value in counts if not value.isdecimal()]
    if wrong:
        raise WrongWords(f"{path} gives words for {', '.join(wrong)}, which is no month or number.")


def _phrases(section: dict[str, list[str]]) -> dict[str, str]:
    return {plain(phrase): value for value, phrases in section.items() for phrase in phrases}


def _with_sounds(known: dict[str, str]) -> dict[str, str]:
    """The phrases, and the sounds of those that are long enough to be told apart by it."""
    heard = {_sounds(phrase): value for phrase, value in known.items()}
    return {key: value for key, value in heard.items() if len(key) >= SHORTEST_SOUND} | known


def _look_up(known: dict[str, str], phrase: str) -> str | None:
    exact = known.get(plain(phrase))
    heard = _sounds(phrase)
    return exact or (known.get(heard) if len(heard) >= SHORTEST_SOUND else None)


def _sounds(phrase: str) -> str:
    return " ".join(sound(phrase[start:end]) for start, end in words(phrase))
