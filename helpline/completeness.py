"""What a language still lacks, in every room of the house: the one command at the end of "Add a language"."""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import regex
import yaml

from helpline import i18n, taxonomy
from helpline.conversation import catalogue, loading
from helpline.conversation.actions import outcomes
from helpline.conversation.flow import Flows
from helpline.i18n import SOURCE_LANGUAGE, Language, Locales

# Of each intent, in each form: what makes a language as well understood as Hindi (nlu/README.md).
FEWEST_NATIVE = 12
FEWEST_ROMAN = 6
FEWEST_EVALUATED = 3
LARGEST_COUNT = 31
# What takes longer than 12 seconds is not kept in mind. espeak-ng reads 10 to 14 letters in a second, by language: this
# only finds what is too long in any; the tests render the longest prompts and measure them.
LONGEST_PROMPT = 15 * 12
_PLACEHOLDER = regex.compile(r"\{[^}]*\}")


def missing(code: str, root: Path) -> Iterator[str]:
    """One sentence for each thing that a language lacks in a copy of the repository at `root`."""
    flows = loading.load(root / "flows", outcomes(), frozenset(taxonomy.intents()))
    locales = i18n.load(root / "locales", flows.phrases)
    if code not in locales.languages:
        yield f"locales/languages.toml has no row [{code}]"
        return
    language = locales.languages[code]
    yield from _row(language, locales)
    yield from _prompts(language, locales, flows)
    yield from _numbers(language, locales)
    yield from _sentences(language, root / "nlu" / "data" / code)
    yield from _words(root / "nlu" / "data" / code / "words.toml")
    yield from _evaluation(language, root / "nlu" / "evaluation" / f"{code}.tsv")
    yield from _talks(root / "tests" / "talks" / "words", code)


def _row(language: Language, locales: Locales) -> Iterator[str]:
    for other in language.fallback:
        if other not in locales.languages:
            yield f"locales/languages.toml, [{language.code}]: there is no language {other!r} to fall back on"
    speakers = (language, *(locales.language(other) for other in language.fallback))
    if not any(row.say for row in speakers):
        yield f"locales/languages.toml, [{language.code}]: neither it nor its fallbacks have a voice of the carrier"


def _prompts(language: Language, locales: Locales, flows: Flows) -> Iterator[str]:
    if language.code == SOURCE_LANGUAGE:
        return
    texts = {"flows": catalogue.utterances(flows), "flows_latin": catalogue.written(flows)}
    for domain, utterances in texts.items():
        file = f"locales/{language.code}/LC_MESSAGES/{domain}.po"
        known = locales.catalogues[domain][language.code]
        for context, english in utterances:
            words = known.get((context, english))
            if words is None:
                yield f"{file}: {context} is not translated"
            elif sorted(_PLACEHOLDER.findall(words)) != sorted(_PLACEHOLDER.findall(english)):
                yield f"{file}: {context} has other placeholders than the English"
            elif domain == "flows" and len(words) > LONGEST_PROMPT:
                yield f"{file}: {context} takes longer than 12 seconds to say ({len(words)} letters)"


def _numbers(language: Language, locales: Locales) -> Iterator[str]:
    file, numbers = f"locales/{language.code}/numbers.toml", locales.numbers[language.code]
    if language.code != SOURCE_LANGUAGE and numbers.digits[0] == "0":
        yield f"{file}: has no words for the digits"
    borrows = language.espeak and not language.say and language.espeak != language.code
    if borrows and not numbers.words:
        yield f"{file}: has no words for 0 to 99, and the voice it borrows says those of another language"


def _sentences(language: Language, directory: Path) -> Iterator[str]:
    native, roman = _counted(language, directory)
    for intent in taxonomy.intents():
        if language.scripts == ("Latn",):
            if native[intent] + roman[intent] < FEWEST_NATIVE + FEWEST_ROMAN:
                yield f"{_short(directory)}: {intent} has fewer than {FEWEST_NATIVE + FEWEST_ROMAN} sentences"
            continue
        if native[intent] < FEWEST_NATIVE:
            yield f"{_short(directory)}: {intent} has {native[intent]} of {FEWEST_NATIVE} sentences in its script"
        if roman[intent] < FEWEST_ROMAN:
            yield f"{_short(directory)}: {intent} has {roman[intent]} of {FEWEST_ROMAN} sentences in Latin letters"


def _counted(language: Language, directory: Path) -> tuple[Counter[str], Counter[str]]:
    native: Counter[str] = Counter()
    roman: Counter[str] = Counter()
    for file in sorted(directory.glob("*.yml")):
        for section in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            for sentence in section["examples"].splitlines():
                (native if language.writes(sentence) else roman)[section["intent"]] += 1
    return native, roman


def _words(file: Path) -> Iterator[str]:
    table = _table(file)
    for name in (*map(str, range(1, 13)), "this", "last"):
        if not table.get("month", {}).get(name):
            yield f"{_short(file)}: has no word for month {name}"
    for number in range(LARGEST_COUNT + 1):
        if not table.get("count", {}).get(str(number)):
            yield f"{_short(file)}: has no word for {number}"


def _evaluation(language: Language, file: Path) -> Iterator[str]:
    lines: Counter[str] = Counter()
    if file.is_file():
        with file.open(encoding="utf-8", newline="") as rows:
            lines.update(row[2] for row in csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE) if row)
    for intent in taxonomy.intents():
        if lines[intent] < FEWEST_EVALUATED:
            yield f"{_short(file)}: {intent} has {lines[intent]} of {FEWEST_EVALUATED} lines"


def _talks(directory: Path, code: str) -> Iterator[str]:
    said = _table(directory / f"{code}.toml")
    for name in _table(directory / f"{SOURCE_LANGUAGE}.toml"):
        if not said.get(name):
            yield f"{_short(directory)}/{code}.toml: does not say {name}"


def _table(file: Path) -> Mapping[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _short(path: Path) -> str:
    """The last three parts of a path: enough to find it."""
    return "/".join(path.parts[-3:])
