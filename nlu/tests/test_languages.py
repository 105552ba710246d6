"""The language model tells languages apart by spelling, also after a journey to disk."""

from pathlib import Path

import pytest

from components.languages import LanguageModel

HINDI = ["mera ration nahi mila", "anganwadi kab khulegi", "mujhe paisa nahi mila hai"]
TAMIL = ["enakku ration kidaikkala", "anganwadi eppo thirappanga", "panam innum varala"]
ODIA = ["mu ration paini", "anganwadi kebe kholiba", "mo tanka asini"]


@pytest.mark.parametrize(
    "languages", [{"hi": HINDI, "ta": TAMIL, "or": ODIA}, {"hi": HINDI, "ta": TAMIL}]
)
def test_it_learns_and_is_the_same_after_saving(
    languages: dict[str, list[str]], tmp_path: Path
) -> None:
    texts = [text for sentences in languages.values() for text in sentences]
    labels = [code for code, sentences in languages.items() for _ in sentences]
    model = LanguageModel.learn(texts, labels)
    for text, code in zip(texts, labels, strict=True):
        assert model.ranking(text)[0]["name"] == code
        assert sum(each["confidence"] for each in model.ranking(text)) == pytest.approx(1)
    model.save(tmp_path)
    assert LanguageModel.load(tmp_path).ranking(texts[0]) == model.ranking(texts[0])


def test_an_empty_text_is_in_no_language_for_sure() -> None:
    model = LanguageModel.learn([*HINDI, *TAMIL, *ODIA], ["hi"] * 3 + ["ta"] * 3 + ["or"] * 3)
    assert model.ranking("")[0]["confidence"] < 0.8
