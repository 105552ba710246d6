"""From any script of India to Latin letters, for matching only and never for display.

indic-transliteration reads the Brahmic scripts, once each text has the form that it
wants; Urdu and Meetei Mayek have letter maps of their own here.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from indic_transliteration import sanscript

BLOCKS: Final = (
    (0x0600, 0x06FF, "urdu"),
    (0x0900, 0x097F, "devanagari"),
    (0x0980, 0x09FF, "assamese"),
    (0x0A00, 0x0A7F, "gurmukhi"),
    (0x0A80, 0x0AFF, "gujarati"),
    (0x0B00, 0x0B7F, "oriya"),
    (0x0B80, 0x0BFF, "tamil"),
    (0x0C00, 0x0C7F, "telugu"),
    (0x0C80, 0x0CFF, "kannada"),
    (0x0D00, 0x0D7F, "malayalam"),
    (0xABC0, 0xABFF, "meetei"),
)

# Scripts whose languages leave the inherent vowel unsaid where speech allows it.
SCHWA_DROPPING: Final = frozenset({"devanagari", "assamese", "gurmukhi", "gujarati", "oriya"})

# NFC takes these letters apart; the transliterator knows them only in one piece.
_PRECOMPOSED: Final = {
    unicodedata.normalize("NFD", letter): letter
    for letter in "\u09dc\u09dd\u09df\u0b5c\u0b5d\u0a33\u0a36\u0a59\u0a5a\u0a5b\u0a5e"
}

# Letters that the transliterator lets through unread, as letters that it reads.
_READABLE: Final = str.maketrans(
    {
        "ॲ": "ऍ",
        "র": "ৰ",
        "ୱ": "ଵ",
        "ன": "ந",
        "ൻ": "ന്",
        "ർ": "ര്",
        "ൽ": "ല്",
        "ൾ": "ള്",
        "ൺ": "ണ്",
        "ൿ": "ക്",
    }
)

_URDU: Final = str.maketrans(
    dict(
        zip(
            "اآأبپتٹثجچحدڈذرڑزژسشصضطظعغفقکكگلمنںہهةےئيیءؤ",
            "aaabptTsjChdDzrDzzsSszTzagfkkkglmn\0hhheiii\0o",
            strict=True,
        )
    )
    | {"خ": "kh", "ھ": "h", "و": "o"}
)

_MEETEI_LETTERS: Final = dict(
    pair.split(":")
    for pair in (
        "ꯀ:k ꯁ:s ꯂ:l ꯃ:m ꯄ:p ꯅ:n ꯆ:c ꯇ:t ꯈ:kh ꯉ:ng ꯊ:th ꯋ:w ꯌ:y ꯍ:h "
        "ꯐ:ph ꯒ:g ꯓ:jh ꯔ:r ꯕ:b ꯖ:j ꯗ:d ꯘ:gh ꯙ:dh ꯚ:bh"
    ).split()
)
_MEETEI_SIGNS: Final = dict(
    pair.split(":")
    for pair in (
        "ꯎ:u ꯏ:i ꯑ:a ꯛ:k ꯜ:l ꯝ:m ꯞ:p ꯟ:n ꯠ:t ꯡ:ng ꯢ:i ꯣ:o ꯤ:i ꯥ:a ꯦ:e ꯧ:ou ꯨ:u ꯩ:ei ꯪ:ng"
    ).split()
)
_MEETEI_VOWEL_SIGNS: Final = frozenset("ꯣꯤꯥꯦꯧꯨꯩ\uabed")


def script_of(word: str) -> str:
    """The script of the first letter that has one: a name of BLOCKS, else 'latin'."""
    for letter in word:
        for first, last, script in BLOCKS:
            if first <= ord(letter) <= last:
                return script
    return "latin"


@lru_cache(maxsize=50_000)
def to_latin(word: str) -> str:
    """One word in small Latin letters, without the vowels its language leaves unsaid."""
    word = unicodedata.normalize("NFKC", word).replace("\u200c", "").replace("\u200d", "")
    script = script_of(word)
    if script == "latin":
        return _plain(word)
    if script == "urdu":
        return _from_urdu(word)
    if script == "meetei":
        return _from_meetei(word)
    return _from_brahmic(word, script)


def _plain(word: str) -> str:
    """Small letters without accents or other marks."""
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _from_brahmic(word: str, script: str) -> str:
    for decomposed, letter in _PRECOMPOSED.items():
        word = word.replace(decomposed, letter)
    iso = sanscript.transliterate(word.translate(_READABLE), script, sanscript.ISO)
    iso = unicodedata.normalize("NFC", iso)
    if script == "tamil":
        iso = _voice_tamil(iso)
    if script in SCHWA_DROPPING:
        iso = _drop_schwas(iso)
    return _as_written(iso)


def _drop_schwas(iso: str) -> str:
    """'laṛakā' -> 'laṛkā', 'rāśana' -> 'rāśan': inherent vowels that nobody says or types."""
    iso = re.sub(r"(?<=[^\W\daāiīuūeēoōêô])a$", "", iso) if len(iso) > 2 else iso
    consonant = r"[^\W\daāiīuūeēoōêôṁm̐]h?"
    vowel = "[aāiīuūeēoōêô]"
    pattern = rf"({vowel}{consonant})a(?={consonant}{vowel})"
    return re.sub(pattern, r"\1", iso)


def _voice_tamil(iso: str) -> str:
    """Tamil writes k for k and g alike: first or doubled is voiceless, otherwise voiced."""
    for stop, voiceless in (("gh", "k"), ("ḍh", "t"), ("dh", "th"), ("bh", "p")):
        iso = iso.replace(stop * 2, voiceless)
        iso = re.sub(rf"^{stop}", voiceless, iso)
    return iso


# What a Romanised writer types for the letters of ISO 15919.
_TYPED: Final = (
    ("c", "ch"),
    ("chh", "ch"),
    ("jñ", "gy"),
    ("r̥", "ri"),
    ("ś", "sh"),
    ("ṣ", "sh"),
    ("ḻ", "l"),
    ("ṛ", "d"),
    ("k͟h", "kh"),
    ("ṁ", "n"),
    ("m̐", "n"),
    ("ñ", "n"),
    ("ṅ", "n"),
)


def _as_written(iso: str) -> str:
    iso = re.sub(r"(?<=.)(ṁ|m̐)$", "", iso)
    for letter, typed in _TYPED:
        iso = iso.replace(letter, typed)
    return _plain(iso)


def _from_urdu(word: str) -> str:
    """Consonants and long vowels as written; short vowels are not written."""
    latin = word.translate(_URDU).replace("\0", "").lower()
    latin = re.sub(r"^o(?=.)|(?<=[ai])o(?=[aie])|o(?=a)", "v", latin)
    return _plain(re.sub(r"^i(?=[aeo])", "y", latin))


def _from_meetei(word: str) -> str:
    latin = []
    for letter, following in zip(word, [*word[1:], ""], strict=True):
        if letter in _MEETEI_LETTERS:
            inherent = "" if following in _MEETEI_VOWEL_SIGNS or not following else "a"
            latin.append(_MEETEI_LETTERS[letter] + inherent)
        else:
            latin.append(_MEETEI_SIGNS.get(letter, ""))
    return "".join(latin)
