"""Numbers are said in the language's own words; those to be written down, digit by digit."""

from pathlib import Path

import pytest

from helpline import i18n, spoken_numbers
from helpline.i18n import SOURCE_LANGUAGE
from helpline.wiring import ROOT

LOCALES = i18n.load(ROOT / "locales", {})
BORROWED = [code for code, row in LOCALES.languages.items() if not row.say and row.espeak != code]


@pytest.mark.parametrize("code", sorted(LOCALES.languages.keys() - {SOURCE_LANGUAGE}))
def test_a_ticket_number_is_said_in_words(code: str) -> None:
    said = LOCALES.prompt("said", "{n:digits}", {"n": "482173650"}, code, spoken=True)
    assert len(said.replace(",", "").split()) == 9
    assert said.count(",") == 2
    assert not any(letter.isdigit() for letter in said)
    assert LOCALES.prompt("said", "{n:digits}", {"n": "482173650"}, code, spoken=False) == "482 173 650"


@pytest.mark.parametrize("code", BORROWED)
def test_a_borrowed_voice_gets_no_digits_to_say_in_its_own_language(code: str) -> None:
    text = "5,000 – 25 – 112 – 1098 – 100000 – 12345678 – 0"
    said = LOCALES.prompt("said", text, {}, code, spoken=True)
    assert not any(letter.isdigit() for letter in said)
    digits = LOCALES.numbers[code].digits
    assert f"{digits[1]} {digits[1]} {digits[2]}" in said, "a helpline is dialled digit by digit"
    assert LOCALES.prompt("said", text, {}, code, spoken=False) == text


def test_which_voices_are_borrowed() -> None:
    assert BORROWED == ["kok", "mni", "mai"]


def test_money_is_counted_in_hundreds_thousands_and_lakhs() -> None:
    konkani = LOCALES.numbers["kok"]
    assert konkani.spelled("5,250") == f"{konkani.words[5]} हजार दोनशीं {konkani.words[50]}"
    assert konkani.spelled("2,00,003") == f"{konkani.words[2]} लाख {konkani.words[3]}"


@pytest.mark.parametrize(
    "wrong",
    ['digits = ["a"]', f"digits = {list('0123456789')}\nwords = {list('0123456789')}", "numbers = 1"],
)
def test_a_wrong_table_stops_the_start(wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "numbers.toml"
    file.write_text(wrong.replace("'", '"'))
    with pytest.raises(ValueError, match=r"numbers\.toml"):
        spoken_numbers.load(file)
