"""Languages and their words: the table in `locales/languages.toml`, the gettext catalogues beside it.

English text is the msgid; `flow.step` is the msgctxt and names the recording. English needs no catalogue of its
own. Catalogues are read from .po files at start: nothing is compiled, nothing can be stale.
"""

import string
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import regex
from babel.dates import format_date, get_month_names
from babel.messages.pofile import read_po

from helpline import spoken_numbers
from helpline.spoken_numbers import NumberWords

SOURCE_LANGUAGE = "en"
# What is said in conversations (and how it is written to who types Latin letters), and on our two pages.
DOMAINS = ("flows", "flows_latin", "console", "softphone")
# National helplines of four digits: said digit by digit, so that they can be dialled ("1 0 9 8", not "a thousand
# and ninety-eight"). Those of three digits are known by their names: 112, 108, 181.
_HELPLINES = regex.compile(r"(?<![0-9])(?:1515|1098|1930|1947|1967)(?![0-9])")


@dataclass(frozen=True)
class Language:
    """One row of the table; empty strings where a service does not know the language."""

    code: str
    name: str
    english: str
    scripts: tuple[str, ...]
    direction: str
    locale: str
    offer: str
    say: str
    voice: str
    gather: str
    espeak: str
    whatsapp: str
    fallback: tuple[str, ...]

    def writes(self, text: str) -> bool:
        """Whether the text has letters of a script of its own, Latin left aside."""
        ranges = [SCRIPT_RANGES[script] for script in self.scripts if script in SCRIPT_RANGES]
        return any(first <= ord(c) <= last and c.isalpha() for c in text for first, last in ranges)


@dataclass(frozen=True)
class Locales:
    """Every language, every catalogue, every recording."""

    directory: Path
    languages: dict[str, Language]
    # Words by domain, language, context and English.
    catalogues: dict[str, dict[str, dict[tuple[str, str], str]]]
    # The contexts that people have recorded, by language.
    recordings: dict[str, frozenset[str]]
    numbers: Mapping[str, NumberWords]
    # The languages offered first in a state, by its code in the Local Government Directory.
    of_states: Mapping[str, tuple[str, ...]]
    # What a label such as `category.thr_not_received` is called in English.
    labels: Mapping[str, str]

    @property
    def default(self) -> str:
        return next(iter(self.languages))

    def language(self, code: str | None) -> Language:
        """The row of `code`, or of the default language."""
        return self.languages.get(code or "", self.languages[self.default])

    def words(self, domain: str, context: str, english: str, language: str, *, latin: bool = False) -> str:
        """`english` in a language, or in its fallbacks, or as it is; `latin` asks for it in Latin letters first."""
        domains = (f"{domain}_latin", domain) if latin else (domain,)
        for code in (language, *self.language(language).fallback):
            if code == SOURCE_LANGUAGE:
                return english
            for name in domains:
                found = self.catalogues[name].get(code, {}).get((context, english))
                if found:
                    return found
        return english

    def prompt(
        self,
        context: str,
        english: str,
        values: Mapping[str, Any],
        language: str,
        *,
        spoken: bool,
        latin: bool = False,
    ) -> str:
        """A prompt's words with its values filled in, as said (`spoken`) or as written, in Latin letters if `latin`."""
        text = english if context == "said" else self.words("flows", context, english, language, latin=latin)
        numbers = self.numbers[self.language(language).code]
        if spoken:
            text = _HELPLINES.sub(lambda number: " ".join(numbers.digits[int(digit)] for digit in number[0]), text)
        filled = _Values(self, language, spoken, latin).vformat(text, (), values)
        return numbers.spelled(filled) if spoken else filled

    def recording(self, context: str, language: str) -> Path | None:
        """The human recording of a prompt, where there is one."""
        if context not in self.recordings.get(language, frozenset()):
            return None
        return self.directory / language / "audio" / f"{context}.wav"

    def guess(self, text: str) -> str | None:
        """The only language whose script (other than Latin) the text is written in, or None."""
        found = {code for code, row in self.languages.items() if row.writes(text)}
        return found.pop() if len(found) == 1 else None


class _Values(string.Formatter):
    """Fills `{name:kind}`: digits (one by one), date, time, month, label (a catalogue word), or the plain value."""

    def __init__(self, locales: Locales, language: str, spoken: bool, latin: bool) -> None:
        self._locales = locales
        self._language = language
        self._spoken = spoken
        self._latin = latin

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return ""
        kinds: dict[str, Callable[[str], str]] = {
            "": str,
            "digits": self._digits,
            "date": self._date,
            "time": _time,
            "month": self._month,
            "label": self._label,
        }
        return kinds[format_spec](str(value))

    def _digits(self, value: str) -> str:
        """Digits to be written down: one by one when said, in groups of three when read."""
        if self._spoken:
            return self._locales.numbers[self._locales.language(self._language).code].one_by_one(value)
        return " ".join(value[i : i + 3] for i in range(0, len(value), 3))

    def _date(self, value: str) -> str:
        return str(format_date(date.fromisoformat(value[:10]), "d MMMM", locale=self._locale))

    def _label(self, name: str) -> str:
        """What a named thing is called; an intent may come without its `category.`."""
        label = name if name in self._locales.labels else f"category.{name}"
        english = self._locales.labels.get(label, name)
        return self._locales.words("flows", f"phrases.{label}", english, self._language, latin=self._latin)

    def _month(self, value: str) -> str:
        if value.isdigit():
            return str(get_month_names("wide", locale=self._locale)[int(value)])
        return self._label(f"month.{value}")

    @property
    def _locale(self) -> str:
        """Whose names of months are used: in Latin letters all of India writes the English ones."""
        return self._locales.language(SOURCE_LANGUAGE if self._latin else self._language).locale


def _time(value: str) -> str:
    """HH:MM as people say it: 9, 1, 9:30; the sentence around it says what time of day it is."""
    hours, minutes = value.split(":")
    hour = str((int(hours) - 1) % 12 + 1)
    return hour if minutes == "00" else f"{hour}:{minutes}"


# First and last letter of the scripts that tell a language apart.
SCRIPT_RANGES = {
    "Deva": (0x0900, 0x097F), "Beng": (0x0980, 0x09FF), "Guru": (0x0A00, 0x0A7F), "Gujr": (0x0A80, 0x0AFF),
    "Orya": (0x0B00, 0x0B7F), "Taml": (0x0B80, 0x0BFF), "Telu": (0x0C00, 0x0C7F), "Knda": (0x0C80, 0x0CFF),
    "Mlym": (0x0D00, 0x0D7F), "Arab": (0x0600, 0x06FF), "Mtei": (0xABC0, 0xABFF),
}  # fmt: skip


def load(directory: Path, labels: Mapping[str, str]) -> Locales:
    """Read the table and the catalogues of a directory. Raises ValueError where a row lacks something."""
    with (directory / "languages.toml").open("rb") as file:
        rows = tomllib.load(file)
    languages = {code: _language(code, row) for code, row in rows.items()}
    catalogues = {
        domain: {code: _catalogue(directory / code / "LC_MESSAGES" / f"{domain}.po") for code in languages}
        for domain in DOMAINS
    }
    recordings = {
        code: frozenset(file.stem for file in (directory / code / "audio").glob("*.wav")) for code in languages
    }
    numbers = {code: spoken_numbers.load(directory / code / "numbers.toml") for code in languages}
    return Locales(directory, languages, catalogues, recordings, numbers, _of_states(directory, languages), labels)


def _of_states(directory: Path, languages: dict[str, Language]) -> dict[str, tuple[str, ...]]:
    with (directory / "states.toml").open("rb") as file:
        states = tomllib.load(file)
    return {code: tuple(name for name in names if name in languages) for code, names in states.items()}


def _language(code: str, row: dict[str, Any]) -> Language:
    try:
        return Language(code=code, **{**row, "scripts": tuple(row["scripts"]), "fallback": tuple(row["fallback"])})
    except (KeyError, TypeError) as error:
        raise ValueError(f"locales/languages.toml, [{code}]: {error}") from None


def _catalogue(file: Path) -> dict[tuple[str, str], str]:
    if not file.is_file():
        return {}
    with file.open("rb") as lines:
        messages = read_po(lines)
    return {
        (message.context or "", str(message.id)): str(message.string)
        for message in messages
        if message.id and message.string and not message.fuzzy
    }
