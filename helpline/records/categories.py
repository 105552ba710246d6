"""What a person is to the scheme on a day, derived from dated events: nobody types it in, and it changes by itself.

Bounds: a mother counts as lactating until six months after birth; children change group at six months, three and
six years (Supplementary Nutrition Rules 2015, G.S.R. 467(E)); adolescent girls are 14 to 18 years old.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum


class Category(StrEnum):
    PREGNANT = "pregnant"
    LACTATING = "lactating"
    CHILD_0_6M = "child_0_6m"
    CHILD_6M_3Y = "child_6m_3y"
    CHILD_3_6Y = "child_3_6y"
    ADOLESCENT_GIRL = "adolescent_girl"


# Those who take their ration home; children of three to six eat at the centre, infants are breastfed.
TAKES_HOME = frozenset({Category.PREGNANT, Category.LACTATING, Category.CHILD_6M_3Y})

# Forty weeks and a month: after that a delivery was not recorded, or there was none.
LONGEST_PREGNANCY = timedelta(days=310)
LACTATING_MONTHS = 6
# Below how many completed months of age a child is in a group.
_CHILD_UNTIL = ((6, Category.CHILD_0_6M), (36, Category.CHILD_6M_3Y), (72, Category.CHILD_3_6Y))
_GIRL_YEARS = range(14, 19)


def months_between(since: date, today: date) -> int:
    """Completed months: 31 January to 28 February is none, to 1 March is one."""
    return (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)


def category(today: date, born_on: date | None, sex: str, events: Iterable[tuple[str, date]]) -> Category | None:
    """A person's category today, or None. `events` are (kind, day) of her life events, in any order.

    A new pregnancy comes before lactation; after a death there is none.
    """
    past = sorted((day, kind) for kind, day in events if day <= today)
    if any(kind == "death" for _, kind in past):
        return None
    conceived = max((day for day, kind in past if kind == "lmp"), default=None)
    delivered = max((day for day, kind in past if kind == "delivery"), default=None)
    if conceived and (not delivered or delivered < conceived) and today - conceived <= LONGEST_PREGNANCY:
        return Category.PREGNANT
    if delivered and months_between(delivered, today) < LACTATING_MONTHS:
        return Category.LACTATING
    return _by_age(today, born_on, sex)


def _by_age(today: date, born_on: date | None, sex: str) -> Category | None:
    if born_on is None or born_on > today:
        return None
    months = months_between(born_on, today)
    for until, child in _CHILD_UNTIL:
        if months < until:
            return child
    return Category.ADOLESCENT_GIRL if sex == "F" and months // 12 in _GIRL_YEARS else None
