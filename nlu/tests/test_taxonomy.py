"""Training stops with a sentence unless the data has exactly the taxonomy's intents."""

from pathlib import Path

import pytest

from taxonomy import WrongIntents, check_intents

SECTION = "- intent: {}\n  examples: |\n    - something\n"


def laid_out(folder: Path, taxonomy: list[str], data: list[str]) -> tuple[Path, Path]:
    language = folder / "data" / "hi"
    language.mkdir(parents=True)
    sections = "".join(SECTION.format(intent) for intent in data)
    (language / "all.yml").write_text(f'version: "3.1"\nnlu:\n{sections}')
    (folder / "taxonomy.csv").write_text("\n".join(["intent,kind", *(f"{i},x" for i in taxonomy)]))
    return folder / "data", folder / "taxonomy.csv"


def test_the_same_intents_pass(tmp_path: Path) -> None:
    check_intents(*laid_out(tmp_path, ["greet", "deny"], ["deny", "greet"]))


def test_a_missing_intent_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongIntents, match=r"No training sentences .* for: deny"):
        check_intents(*laid_out(tmp_path, ["greet", "deny"], ["greet"]))


def test_an_unknown_intent_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongIntents, match="but in the training data: gret"):
        check_intents(*laid_out(tmp_path, ["greet"], ["greet", "gret"]))
