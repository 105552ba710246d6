"""A ticket's number can be typed on a telephone, and a slip of the finger is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.tickets import number

bodies = st.integers(10_000_000, 99_999_999).map(str)
numbers = st.builds(number.new)


@given(numbers)
def test_it_is_nine_digits_that_carry_their_check(made: str) -> None:
    assert len(made) == 9
    assert made.isdigit()
    assert made[0] != "0"
    assert number.is_valid(made)


@given(bodies)
def test_it_has_one_check_digit_for_every_body(body: str) -> None:
    assert sum(number.is_valid(body + check) for check in "0123456789") == 1


@given(numbers, st.integers(0, 8), st.integers(1, 9))
def test_it_notices_a_wrong_digit(made: str, place: int, more: int) -> None:
    wrong = made[:place] + str((int(made[place]) + more) % 10) + made[place + 1 :]
    assert not number.is_valid(wrong)


@given(numbers, st.integers(0, 7))
def test_it_notices_two_neighbours_changed_round(made: str, place: int) -> None:
    swapped = made[:place] + made[place + 1] + made[place] + made[place + 2 :]
    assert number.is_valid(swapped) is (swapped == made)


@pytest.mark.parametrize(
    "text", ["", "12345678", "1234567890", "12345678x", "१२३४५६७८९", " 12345678", "²²²²²²²²²", "-12345678"]
)
def test_it_is_nothing_else(text: str) -> None:
    assert not number.is_valid(text)


def test_it_tells_nothing_about_how_many_there_are() -> None:
    made = [number.new() for _ in range(200)]
    assert len(set(made)) == 200
    assert made != sorted(made)


def test_it_is_said_in_threes() -> None:
    assert number.spoken("123456789") == "123 456 789"
