"""Categories follow from dates."""

from datetime import date

import pytest

from helpline.records.categories import Category, category, months_between

TODAY = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        (date(2026, 3, 17), Category.CHILD_0_6M),
        (date(2025, 9, 18), Category.CHILD_0_6M),
        (date(2025, 9, 17), Category.CHILD_6M_3Y),
        (date(2023, 3, 18), Category.CHILD_6M_3Y),
        (date(2023, 3, 17), Category.CHILD_3_6Y),
        (date(2020, 3, 18), Category.CHILD_3_6Y),
        (date(2020, 3, 17), None),
        (date(2012, 3, 17), Category.ADOLESCENT_GIRL),
        (date(2007, 3, 18), Category.ADOLESCENT_GIRL),
        (date(2007, 3, 17), None),
        (date(2026, 3, 18), None),
        (None, None),
    ],
)
def test_it_groups_by_age(born_on: date | None, expected: Category | None) -> None:
    assert category(TODAY, born_on, "F", []) is expected


def test_it_counts_no_boy_among_the_girls() -> None:
    assert category(TODAY, date(2011, 1, 1), "M", []) is None


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([("lmp", date(2025, 10, 1))], Category.PREGNANT),
        ([("lmp", date(2025, 3, 1))], None),
        ([("lmp", date(2025, 3, 1)), ("delivery", date(2025, 12, 1))], Category.LACTATING),
        ([("delivery", date(2025, 12, 1)), ("lmp", date(2025, 3, 1))], Category.LACTATING),
        ([("delivery", date(2025, 9, 18))], Category.LACTATING),
        ([("delivery", date(2025, 9, 17))], None),
        ([("delivery", date(2025, 11, 1)), ("lmp", date(2026, 1, 20))], Category.PREGNANT),
        ([("lmp", date(2026, 3, 18))], None),
        ([("lmp", date(2025, 10, 1)), ("death", date(2026, 2, 1))], None),
    ],
)
def test_it_follows_a_mother(events: list[tuple[str, date]], expected: Category | None) -> None:
    assert category(TODAY, date(2000, 1, 1), "F", events) is expected


def test_it_counts_completed_months() -> None:
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert months_between(date(2026, 1, 31), date(2026, 3, 1)) == 1
