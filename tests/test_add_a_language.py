"""README's "Add a language", followed for an invented one: after each step the command says what is left."""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po, write_po

from helpline import catalogues, completeness, i18n, taxonomy
from helpline.conversation import catalogue, loading
from helpline.conversation.actions import outcomes
from helpline.wiring import ROOT

CODE = "xx"
LETTERS = "कखगघङचछजझञ"
ROW = """
[xx]
name = "कल्पना"
english = "Invented"
scripts = ["Deva"]
direction = "ltr"
locale = "hi"
offer = "कल्पना खातिर"
say = ""
voice = ""
gather = ""
espeak = "hi"
whatsapp = ""
fallback = ["hi", "en"]
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a language is made of."""
    root = tmp_path_factory.mktemp("house")
    for folder in ("flows", "locales", "nlu/evaluation", "tests/talks/words"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copytree(ROOT / "nlu" / "data" / "en", root / "nlu" / "data" / "en")
    return root


def left(root: Path) -> list[str]:
    return list(completeness.missing(CODE, root))


def steps(root: Path) -> Iterator[tuple[str, str]]:
    """Each step of the checklist: done, and the words by which the command complained until then."""
    yield "nothing", "languages.toml has no row"
    with (root / "locales" / "languages.toml").open("a", encoding="utf-8") as table:
        table.write(ROW)
    yield "row", "flows.po"
    flows = loading.load(root / "flows", outcomes(), frozenset(taxonomy.intents()))
    translate(root, "flows", catalogue.utterances(flows))
    yield "prompts", "flows_latin.po"
    translate(root, "flows_latin", catalogue.written(flows))
    yield "prompts in Latin letters", "numbers.toml"
    numbers = {
        "digits": [f"अंक{letter}" for letter in LETTERS],
        "words": [f"शब्द{one}{other}" for one in LETTERS for other in LETTERS],
    }
    numbers["hundreds"] = [f"सौ{letter}" for letter in LETTERS[1:]]
    table_of = "\n".join(f"{name} = {json.dumps(words, ensure_ascii=False)}" for name, words in numbers.items())
    (root / "locales" / CODE / "numbers.toml").write_text(
        table_of + '\nthousand = "हजार"\nlakh = "लाख"\n', encoding="utf-8"
    )
    yield "numbers", "sentences in its script"
    data = root / "nlu" / "data" / CODE
    data.mkdir()
    sections = [{"intent": intent, "examples": examples(intent)} for intent in taxonomy.intents()]
    (data / "all.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": sections}, allow_unicode=True), "utf-8")
    yield "sentences", "words.toml"
    shutil.copy(ROOT / "nlu" / "data" / "hi" / "words.toml", data / "words.toml")
    yield "words", "xx.tsv"
    with (root / "nlu" / "evaluation" / f"{CODE}.tsv").open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines, delimiter="\t")
        rows.writerows([CODE, form, intent, f"{form} {intent}"] for intent in taxonomy.intents() for form in FORMS)
    yield "evaluation", "xx.toml"
    shutil.copy(root / "tests" / "talks" / "words" / "hi.toml", root / "tests" / "talks" / "words" / f"{CODE}.toml")


def translate(root: Path, domain: str, texts: Iterator[tuple[str, str]]) -> None:
    file = root / "locales" / CODE / "LC_MESSAGES" / f"{domain}.po"
    assert len(catalogues.update(file, domain, CODE, texts)) > 300
    with file.open("rb") as lines:
        prompts = read_po(lines)
    for message in prompts:
        if message.id:
            message.string = str(message.id)[:150] if "{" not in str(message.id) else str(message.id)
    with file.open("wb") as lines:
        write_po(lines, prompts)


FORMS = ("native", "roman", "spoken")


def examples(intent: str) -> str:
    native = [f"- वाक्य {intent} {number}" for number in range(completeness.FEWEST_NATIVE)]
    return "\n".join(native + [f"- vakya {intent} {number}" for number in range(completeness.FEWEST_ROMAN)])


def test_whoever_follows_the_checklist_is_led_to_the_end(house: Path) -> None:
    for done, complaint in steps(house):
        assert any(complaint in sentence for sentence in left(house)), f"after {done}"
    assert left(house) == []
    locales = i18n.load(house / "locales", {})
    assert locales.language(CODE).name == "कल्पना"
    assert locales.prompt("said", "{n:digits}", {"n": "12"}, CODE, spoken=True) == "अंकख अंकग"


def test_a_prompt_that_lost_its_value_or_is_too_long_is_named(house: Path) -> None:
    file = house / "locales" / "hi" / "LC_MESSAGES" / "flows.po"
    words = file.read_text(encoding="utf-8").replace("{ticket_number:digits}।", "…")
    file.write_text(words.replace("आपका जवाब नहीं मिला।", "जवाब " * 60), encoding="utf-8")
    found = list(completeness.missing("hi", house))
    assert any("other placeholders" in sentence for sentence in found)
    assert any("phrases.silence takes longer than 12 seconds" in sentence for sentence in found)


@pytest.mark.parametrize("code", sorted(i18n.load(ROOT / "locales", {}).languages))
def test_no_language_that_is_offered_lacks_anything(code: str) -> None:
    assert list(completeness.missing(code, ROOT)) == []
