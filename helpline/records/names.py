"""Names of people and villages under one key, however they are spelled: Rampur, रामपुर, rampoor, Raampur.

The key keeps a name's sound and forgets what spellings disagree on: length of vowels, aspiration, sh or s,
v or b, z or j. It serves for finding and comparing, never for display.
"""

import re
from functools import lru_cache

import regex
from rapidfuzz import fuzz

from helpline.records.latin import letters
from helpline.security.redact import ascii_digits

_WORD = regex.compile(r"\p{Nd}+|[\p{L}\p{M}\u200c\u200d]+")
# In this order: each rests on what those above it have done.
_FOLDS = tuple(
    (re.compile(pattern), folded)
    for pattern, folded in (
        (r"[^a-z]", ""),
        (r"gaa?(on|o|nv|nw|v|w)$", "ganv"),
        (r"ee", "i"),
        (r"oo", "u"),
        (r"n[gh]h?$", "ng"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"ph", "f"),
        (r"c(?!h)", "k"),
        (r"jn", "gy"),
        (r"([kgcjtdpbr])h+", r"\1"),
        (r"sh", "s"),
        (r"[vw]", "b"),
        (r"z", "j"),
        (r"m(?=[bpf])", "n"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[aeiou])h$", ""),
        (r"iy(?=[aeou])", "i"),
        (r"(?<=[aeo])y(?![aeiou])|(?<=[^aeiou])y$|(?<=[^aeiou])y(?=[^aeiou])", "i"),
        (r"a[ei]|e[ai]", "e"),
        (r"a[ou]|ou", "o"),
        (r"(.)\1+", r"\1"),
    )
)
# Spellings of one name reach this; Anju and Manju, Rita and Gita, Rani and Rina do not.
SAME_NAME = 90


def key(text: str) -> str:
    """The Latin matching key of a name: small letters and digits, one space between words."""
    return " ".join(filter(None, (_word_key(word) for word in _WORD.findall(text))))


@lru_cache(maxsize=20_000)
def _word_key(word: str) -> str:
    if word.isdecimal():
        return ascii_digits(word)
    latin = letters(word)
    folded = latin
    for pattern, replacement in _FOLDS:
        folded = pattern.sub(replacement, folded)
    return folded


def similarity(a: str, b: str) -> float:
    """How alike two keys are, 0 to 100. 100: equal but for spaces; a part of a longer name has at most 95."""
    whole = fuzz.ratio(joined(a), joined(b))
    return max(whole, 0.95 * fuzz.token_set_ratio(a, b)) if a and b else 0.0


def joined(key: str) -> str:
    """A key in one word: `ram pur` sounds like `ranpur`, as it does when it is written so."""
    return re.sub("m(?=[bpf])", "n", key.replace(" ", ""))


def is_said(said: str, name: str, *, words: int = 1) -> bool:
    """Whether `said` begins with the first `words` words of `name`, in any script and spelling."""
    heard = [word for word in key(said).split() if word not in _AROUND][:words]
    if not heard or len(heard[0]) < 2:
        return False
    return all(fuzz.ratio(a, b) >= SAME_NAME for a, b in zip(heard, key(name).split(), strict=False))


# Words that people say around a name.
_AROUND = frozenset(key("मेरा मेरी मेरे नाम हमारा है हूँ जी का की के श्रीमती shri smt mrs my name is mera mere naam").split())
