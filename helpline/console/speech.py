"""Which language a text is in, so that browsers pick the right font, direction and voice for it."""

from dataclasses import dataclass

import regex

from helpline.i18n import Locales

_LATIN_ONLY = regex.compile(r"[\p{Latin}\p{Common}\p{Inherited}]*")


@dataclass(frozen=True)
class Tongue:
    """The `lang` and `dir` attributes of a text."""

    lang: str
    dir: str


def tongue(locales: Locales, text: str, code: str | None) -> Tongue:
    """The language of words in a conversation held in `code`: what the script tells, else `code`.

    Hindi in Latin letters is `hi-Latn`: a screen reader must not read it as English or look for Devanagari.
    """
    known = locales.guess(text) or code
    if known not in locales.languages:
        return Tongue(known or "", "auto")
    row = locales.language(known)
    has_letters = any(c.isalpha() for c in text)
    if has_letters and row.scripts[0] != "Latn" and _LATIN_ONLY.fullmatch(text):
        return Tongue(f"{row.code}-Latn", "ltr")
    return Tongue(row.code, row.direction)
