"""What words and keys are as answers: digits of every script, emoji keycaps, and what is no answer."""

from typing import Any

import pytest

from helpline.conversation import answers
from helpline.conversation.messages import Heard
from helpline.tickets import number
from helpline.understanding import Understood

TICKET = "10000000" + next(c for c in "0123456789" if number.is_valid("10000000" + c))


def heard(text: str = "", keys: str = "", **entities: str) -> Heard:
    return Heard(text=text, keys=keys, understood=Understood((("greet", 1.0),), entities) if entities else None)


@pytest.mark.parametrize(
    "text", ["2", "२", "౨", "২", "੨", "૨", "୨", "௨", "೨", "൨", "۲", "꯲", "2️⃣", "2.", "(2)", " 2 ", "2)", "02"]
)
def test_it_reads_a_two_in_every_script(text: str) -> None:
    assert answers.number_alone(heard(text)) == "2"


@pytest.mark.parametrize("text", ["2 months", "222", "two", "", "२ महीने", "1/2"])
def test_it_does_not_take_more_than_a_number_for_a_number(text: str) -> None:
    assert answers.number_alone(heard(text)) == ""


CASES: list[tuple[str, Heard, Any]] = [
    ("words", heard("  कल से बंद है "), "कल से बंद है"),
    ("words", heard("x" * 10_000), "x" * answers.LONGEST_WORDS),
    ("words", heard(), None),
    ("centre", heard("Rampur centre", centre="Rampur"), "Rampur"),
    ("centre", heard(keys="10901010101"), "10901010101"),
    ("month", heard("अगस्त में", month="8"), "8"),
    ("month", heard(keys="12"), "12"),
    ("month", heard(keys="13"), None),
    ("month", heard("x", month="this"), "this"),
    ("count", heard("दो महीने", count="2"), 2),
    ("count", heard("0"), None),
    ("ticket", heard(keys=TICKET), TICKET),
    ("ticket", heard(" ".join(TICKET)), TICKET),
    ("ticket", heard(keys="123456789"), None),
    ("birth", heard(keys="032023"), "2023-03"),
    ("birth", heard("०३ २०२३"), "2023-03"),
    ("birth", heard(keys="132023"), None),
    ("birth", heard(keys="03"), None),
    ("birth", heard("तारा"), "तारा"),
    ("code", heard(keys="0101"), "0101"),
    ("code", heard("٠١٠١"), "0101"),
    ("code", heard(keys="01"), None),
    ("phone", heard("+91 98765 43210"), "9876543210"),
    ("phone", heard("12345"), None),
    ("phone", heard("1234567890"), None),
]


@pytest.mark.parametrize(("kind", "said", "wanted"), CASES)
def test_it_reads_an_answer_of_each_kind(kind: str, said: Heard, wanted: Any) -> None:
    assert answers.PARSERS[kind](said) == wanted
