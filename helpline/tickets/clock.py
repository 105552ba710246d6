"""The helpdesk's working time: when it is open, and when something promised in working time is due.

One national calendar: weekly hours from the settings and India's public holidays (`holidays`). Due times are
counted in working minutes; a working day is one day's opening hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
import regex

from helpline.taxonomy import ServiceTime

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = regex.compile(r"(\w{3})-(\w{3}) ([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
# CPGRAMS, August 2024: no grievance stays open longer (calendar days).
LONGEST = timedelta(days=21)


@dataclass(frozen=True)
class Calendar:
    """Weekly opening hours in one time zone, less public holidays."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    opens: time
    closes: time

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return self._is_working_day(local.date()) and self.opens <= local.time() < self.closes

    def due(self, start: datetime, promised: ServiceTime) -> datetime:
        """The moment, in UTC, at which `promised` working time has passed since `start`."""
        left = self._length(promised)
        if not left:
            return start
        for begin, end in self._periods(start):
            if begin + left <= end:
                return (begin + left).astimezone(UTC)
            left -= end - begin
        raise AssertionError("periods never end")

    def _length(self, promised: ServiceTime) -> timedelta:
        day = timedelta(hours=self.closes.hour - self.opens.hour, minutes=self.closes.minute - self.opens.minute)
        unit = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": day}[promised.unit]
        return promised.number * unit

    def _periods(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every open stretch of time from `start` on."""
        day = start.astimezone(self.zone).date()
        while True:
            if self._is_working_day(day):
                begin = max(datetime.combine(day, self.opens, self.zone), start.astimezone(self.zone))
                end = datetime.combine(day, self.closes, self.zone)
                if begin < end:
                    yield begin, end
            day += timedelta(days=1)

    def _is_working_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in _holidays()


@cache
def _holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("IN")


def calendar(hours: str, zone: str) -> Calendar:
    """A calendar from "Mon-Sat 09:00-18:00". Raises ValueError with a sentence."""
    match = _HOURS.fullmatch(hours)
    if not match or match[1] not in DAYS or match[2] not in DAYS:
        raise ValueError(f"hours are written like 'Mon-Sat 09:00-18:00', not {hours!r}")
    first, last = DAYS.index(match[1]), DAYS.index(match[2])
    opens, closes = time(int(match[3]), int(match[4])), time(int(match[5]), int(match[6]))
    if not (first <= last and opens < closes):
        raise ValueError(f"hours run from an earlier day and time to a later one, not {hours!r}")
    return Calendar(ZoneInfo(zone), frozenset(range(first, last + 1)), opens, closes)
