"""What is promised in working time is due in working time. 2026: 26 January and 2 October are holidays."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.taxonomy import ServiceTime, intents
from helpline.tickets.clock import Calendar, calendar

INDIA = ZoneInfo("Asia/Kolkata")
DESK = calendar("Mon-Sat 09:00-18:00", "Asia/Kolkata")


def india(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=INDIA)


@pytest.mark.parametrize(
    ("start", "promised", "due"),
    [
        ("2026-11-25 11:00", (0, "m"), "2026-11-25 11:00"),
        ("2026-11-29 03:00", (0, "m"), "2026-11-29 03:00"),
        ("2026-11-25 11:00", (5, "m"), "2026-11-25 11:05"),
        ("2026-11-25 17:30", (30, "m"), "2026-11-25 18:00"),
        ("2026-11-25 17:30", (31, "m"), "2026-11-26 09:01"),
        ("2026-11-25 18:00", (5, "m"), "2026-11-26 09:05"),
        ("2026-11-25 21:00", (5, "m"), "2026-11-26 09:05"),
        ("2026-11-26 03:00", (5, "m"), "2026-11-26 09:05"),
        ("2026-11-25 08:59", (1, "h"), "2026-11-25 10:00"),
        ("2026-11-25 16:00", (4, "h"), "2026-11-26 11:00"),
        ("2026-11-28 17:00", (2, "h"), "2026-11-30 10:00"),
        ("2026-11-29 12:00", (2, "h"), "2026-11-30 11:00"),
        ("2026-11-25 11:00", (1, "d"), "2026-11-26 11:00"),
        ("2026-11-25 09:00", (1, "d"), "2026-11-25 18:00"),
        ("2026-11-27 20:00", (1, "d"), "2026-11-28 18:00"),
        ("2026-11-28 11:00", (1, "d"), "2026-11-30 11:00"),
        ("2026-01-24 17:00", (2, "h"), "2026-01-27 10:00"),
        ("2026-01-26 10:00", (1, "h"), "2026-01-27 10:00"),
        ("2026-10-01 17:59", (2, "m"), "2026-10-03 09:01"),
        ("2026-06-01 09:00", (15, "d"), "2026-06-17 18:00"),
        ("2026-06-01 11:00", (15, "d"), "2026-06-18 11:00"),
    ],
)
def test_it_is_due_when_the_desk_has_worked_so_long(start: str, promised: tuple[int, str], due: str) -> None:
    found = DESK.due(india(start), ServiceTime(*promised))
    assert found.astimezone(INDIA) == india(due)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-25 09:00", True),
        ("2026-11-25 08:59", False),
        ("2026-11-25 17:59", True),
        ("2026-11-25 18:00", False),
        ("2026-11-28 12:00", True),
        ("2026-11-29 12:00", False),
        ("2026-01-26 12:00", False),
        ("2026-08-15 12:00", False),
        ("2026-10-02 12:00", False),
    ],
)
def test_it_is_open_in_working_hours(moment: str, is_open: bool) -> None:
    assert DESK.is_open(india(moment)) is is_open
    assert DESK.is_open(india(moment).astimezone(UTC)) is is_open, "in whichever zone the moment is told"


moments = st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: india("2025-01-01") + timedelta(minutes=minutes))
promises = st.builds(ServiceTime, st.integers(1, 21), st.sampled_from("mhd"))


@given(moments, promises)
def test_it_is_always_due_later_and_at_work(start: datetime, promised: ServiceTime) -> None:
    due = DESK.due(start, promised)
    assert due > start
    local = due.astimezone(INDIA)
    assert local.weekday() < 6
    assert 9 <= local.hour < 18 or (local.hour, local.minute) == (18, 0)


@given(moments, moments, promises)
def test_it_never_promises_the_later_caller_an_earlier_end(
    one: datetime, other: datetime, promised: ServiceTime
) -> None:
    first, second = sorted((one, other))
    assert DESK.due(first, promised) <= DESK.due(second, promised)


@pytest.mark.parametrize(
    "hours",
    ["", "always", "Mon-Sat", "Mon-Sat 9-18", "Sat-Mon 09:00-18:00", "Mon-Sat 18:00-09:00", "Mon-Sat 09:00-09:00",
     "Mon-Sat 09:00-25:00", "Mon-Sat 09:60-18:00", "Foo-Sat 09:00-18:00"],
)  # fmt: skip
def test_it_says_what_is_wrong_with_hours(hours: str) -> None:
    with pytest.raises(ValueError, match="hour"):
        calendar(hours, "Asia/Kolkata")


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "UTC", "America/New_York"])
def test_it_keeps_every_category_within_reason(zone: str) -> None:
    """No category of the taxonomy promises what the calendar cannot tell."""
    desk: Calendar = calendar("Mon-Sat 09:00-18:00", zone)
    for intent in intents().values():
        for promised in filter(None, (intent.acknowledge, intent.resolve)):
            assert desk.due(india("2026-11-25 11:00"), promised) >= india("2026-11-25 11:00")
