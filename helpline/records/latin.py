"""From the scripts of India to plain Latin letters: for matching names, never for display.

indic-transliteration reads the Brahmic scripts, but only in the form it expects: NFC takes the nukta letters of
Bengali, Odia and Gurmukhi apart and they must be put together again, some letters it does not know at all, and
zero-width joiners pass through. Urdu, which does not write short vowels, has a letter map here.
"""

import re
import unicodedata
from functools import lru_cache

from indic_transliteration import sanscript

_BLOCKS = (
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
)
# In these scripts a consonant carries an `a` that speech drops at a word's end and between two syllables.
_DROPS_SCHWA = {"devanagari", "assamese", "gurmukhi", "gujarati"}

# Letters that Unicode excludes from composition: NFC leaves them in two pieces, the transliterator wants one.
_ONE_PIECE = {
    unicodedata.normalize("NFD", letter): letter
    for letter in "\u09dc\u09dd\u09df\u0b5c\u0b5d\u0a33\u0a36\u0a59\u0a5a\u0a5b\u0a5e"
}
# Letters that the transliterator lets through unread, as letters that it reads.
_READABLE = str.maketrans(
    {"ॲ": "ऍ", "র": "ৰ", "ୱ": "ଵ", "ன": "ந", "ൻ": "ന്", "ർ": "ര്", "ൽ": "ല്", "ൾ": "ള്", "ൺ": "ണ്", "ൿ": "ക്"}
)
_URDU = str.maketrans(
    dict(zip("اآأبپتٹثجحدڈذرزژسشصضطظعغفقکكگلمنںہهیيئےو", "aaabpttsjhddzrzzsssztzagfkkkglmnnhhiiieo", strict=True))
    | {"ڑ": "r", "خ": "x", "ھ": "ʰ", "چ": "c", "ة": "h", "ء": None, "ؤ": "o"}
)
# Where a vowel must be spoken that Urdu does not write, in the order of the work: و and ی are consonants at the
# beginning and before a vowel; -pur and -pura end villages; no word begins with two consonants, and few end so but for
# -nd and -nj. `a` is the likeliest vowel.
_URDU_CONSONANT = "[bcdfghjklmnprstvxyz]ʰ?"
_UNWRITTEN = (
    (re.compile(r"^o|o(?=[ai])"), "v"),
    (re.compile(r"^i"), "y"),
    (re.compile(r"por(?=a?$)"), "pur"),
    (re.compile(rf"^({_URDU_CONSONANT})(?={_URDU_CONSONANT})"), r"\1a"),
    (re.compile(rf"((?!n){_URDU_CONSONANT})(?={_URDU_CONSONANT}$)"), r"\1a"),
    (re.compile("ʰ"), "h"),
    (re.compile("x"), "kh"),
    (re.compile("c"), "ch"),
)
# What people type for the letters of ISO 15919; ड़ is `r` in most names (Jhalawar, Chittorgarh).
_TYPED = (
    ("c", "ch"),
    ("chh", "ch"),
    ("jñ", "gy"),
    ("r̥", "ri"),
    ("ś", "sh"),
    ("ṣ", "sh"),
    ("m̐", "n"),
    ("ṁ", "n"),
)
_VOWEL = "[aāiīuūeēoōêô]"
_CONSONANT = r"[^\W\daāiīuūeēoōêôṁ]h?"
_LAST_SCHWA = re.compile(rf"^(.*{_VOWEL}{_CONSONANT})a(?={_CONSONANT}{_VOWEL})")


@lru_cache(maxsize=20_000)
def letters(word: str) -> str:
    """One word of any script in small Latin letters. What no rule reads stays as it is."""
    word = unicodedata.normalize("NFKC", word).replace("\u200c", "").replace("\u200d", "")
    script = _script_of(word)
    if script == "latin":
        return _plain(word)
    if script == "urdu":
        return _plain(_with_short_vowels(re.sub("ہ$", "a", word).translate(_URDU)))
    for pieces, letter in _ONE_PIECE.items():
        word = word.replace(pieces, letter)
    iso = unicodedata.normalize("NFC", sanscript.transliterate(word.translate(_READABLE), script, sanscript.ISO))
    if script == "tamil":
        iso = _voiceless_tamil(iso)
    return _as_typed(_without_schwas(iso) if script in _DROPS_SCHWA else iso)


def _script_of(word: str) -> str:
    """The script of the first letter that has one of the blocks above, else `latin`."""
    for letter in word:
        for first, last, script in _BLOCKS:
            if first <= ord(letter) <= last:
                return script
    return "latin"


def _with_short_vowels(urdu: str) -> str:
    """'srj' -> 'saraj', 'gnj' -> 'ganj': near enough to be found by likeness."""
    for pattern, spoken in _UNWRITTEN:
        urdu = pattern.sub(spoken, urdu)
    return urdu


def _without_schwas(iso: str) -> str:
    """'rāmapura' -> 'rāmpur'; the last `a` stays where it is spoken (Krishna, Chandra, Satya)."""
    spoken = re.search(r"[^\W\daāiīuūeēoōêôṁr][yrvnṇl]a$", iso)
    if not spoken and len(iso) > 2:
        iso = re.sub(rf"(?<!{_VOWEL})a$", "", iso)
    # From the right, one at a time: 'udayapur' is 'udaypur', not 'udyapur'.
    while (shorter := _LAST_SCHWA.sub(r"\1", iso)) != iso:
        iso = shorter
    return iso


def _voiceless_tamil(iso: str) -> str:
    """Tamil writes p and b alike, and the transliterator reads b: at a beginning, doubled, and after a consonant
    that is no nasal, p is spoken. A word's first ச is s.
    """
    for voiced, voiceless in (("gh", "k"), ("jh", "ch"), ("ḍh", "t"), ("dh", "t"), ("bh", "p")):
        first = "s" if voiced == "jh" else voiceless
        iso = re.sub(rf"^{voiced}", first, iso.replace(voiced * 2, voiceless * 2))
        iso = re.sub(rf"(?<=[^aāiīuūeēoōṁnmñṅṇ]){voiced}", voiceless, iso)
    return iso


def _as_typed(iso: str) -> str:
    for letter, typed in _TYPED:
        iso = iso.replace(letter, typed)
    return _plain(iso)


def _plain(word: str) -> str:
    """Small letters without accents or other marks."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
