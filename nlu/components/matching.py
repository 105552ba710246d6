"""One form for words that people spell in many ways: 'राशन', 'rashan', 'ration' and 'rasan'.

A word has two keys. Its *sound* keeps the vowels, folded to five; its *bones* are the
consonants alone, which survive the shortenings of short messages ('nhi', 'mhina').
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import regex

from components.scripts import to_latin

# A run of digits, a run of letters with their marks and inner apostrophes, or an emoji.
_WORD: Final = regex.compile(
    r"\p{N}[\p{N}\uFE0F\u20E3]*"
    r"|[\p{L}\p{M}\u200c\u200d]+(?:['’][\p{L}\p{M}]+)*"
    r"|\p{Extended_Pictographic}"
)

# In this order: each pattern may rest on what those above it have already done.
_FOLDS: Final = tuple(
    (re.compile(pattern), folded)
    for pattern, folded in (
        (r"[^a-z]", ""),
        (r"[ts]ion", "san"),
        (r"ck|q", "k"),
        (r"cch", "ch"),
        (r"sch", "sk"),
        (r"x", "ks"),
        (r"ph", "f"),
        (r"zh", "l"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"([kgcjtdpb])h", r"\1"),
        (r"sh", "s"),
        (r"[vw]", "b"),
        (r"z", "j"),
        (r"m(?=[bpf])", "n"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[aeiou])h$", ""),
        (r"(?<=[aeo])y(?![aeiou])|(?<=[^aeiou])y|y(?=i)", "i"),
        (r"(?<=[aeiou])y", "i"),
        (r"a[ei]|e[ai]", "e"),
        (r"a[ou]|ou", "o"),
        (r"(.)\1+", r"\1"),
    )
)


def words(text: str) -> list[tuple[int, int]]:
    """Where the words, numbers and emoji of a text are, as (start, end) offsets."""
    return [match.span() for match in _WORD.finditer(text)]


def ascii_digits(text: str) -> str:
    """The text with the decimal digits of every script as 0-9; its length stays the same."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How a word sounds, roughly, in small Latin letters; digits and emoji stay as they are."""
    if not any(char.isalpha() for char in word):
        return "".join(char for char in ascii_digits(word) if unicodedata.category(char)[0] != "M")
    latin = to_latin(word)
    # Long vowels first: 'ee' and 'oo' mean i and u, which a doubled letter alone would lose.
    folded = latin.replace("ee", "i").replace("oo", "u")
    for pattern, replacement in _FOLDS:
        folded = pattern.sub(replacement, folded)
    return folded or latin


@lru_cache(maxsize=50_000)
def bones(word: str) -> str:
    """The consonants of a word's sound: 'nahi', 'nhi' and 'नहीं' are all 'n'."""
    heard = sound(word)
    return heard[:1] + re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouhy]", "", heard[1:]))


def matching_key(text: str, key: str = "sound") -> str:
    """The keys of a text's words with one space between them.

    Raises KeyError when the key is neither 'sound' nor 'bones'.
    """
    of_word = {"sound": sound, "bones": bones}[key]
    return " ".join(of_word(text[start:end]) for start, end in words(text))
