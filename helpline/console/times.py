"""Moments as people read them: relative where it matters how long, else in the helpline's own time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from flask import current_app

from helpline import db
from helpline.console import words
from helpline.wiring import Wiring

_SAME_YEAR, _OTHER_YEAR = "d MMM, HH:mm", "d MMM y, HH:mm"


def moment(at: datetime) -> str:
    """A day and time, the year only where it is another one."""
    zone, now = ZoneInfo(_house().settings.timezone), db.now()
    local = at.astimezone(zone)
    pattern = _SAME_YEAR if local.year == now.astimezone(zone).year else _OTHER_YEAR
    return format_datetime(local, pattern, locale=_locale())


def day(on: date) -> str:
    """A day with its year; of a moment, the day that it is in the helpline's zone."""
    local = on.astimezone(ZoneInfo(_house().settings.timezone)) if isinstance(on, datetime) else on
    return format_date(local, "d MMM y", locale=_locale())


def month(first: date) -> str:
    """A month and its year."""
    return format_date(first, "LLLL y", locale=_locale())


def clock() -> str:
    """The time of day now."""
    return format_datetime(db.now().astimezone(ZoneInfo(_house().settings.timezone)), "HH:mm", locale=_locale())


def relative(at: datetime) -> str:
    """How long ago, or in how long."""
    return str(format_timedelta(at - db.now(), add_direction=True, threshold=1.5, locale=_locale()))


def span(at: datetime) -> str:
    """How long it is from or to a moment."""
    return str(format_timedelta(at - db.now(), threshold=1.5, locale=_locale()))


def _locale() -> str:
    return _house().locales.language(words.language()).locale


def _house() -> Wiring:
    wiring: Wiring = current_app.extensions["helpline"]
    return wiring
