"""The taxonomy: every intent a caller can have, and for complaints who acts first, how grave, how soon.

`taxonomy.csv` is data: the names are fixed (the NLU answers with them, tickets carry them), the service times and
owners may be changed by whoever runs the helpline.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True)
class ServiceTime:
    """A promised time: minutes (`m`) and hours (`h`) of working time, or working days (`d`)."""

    number: int
    unit: str


@dataclass(frozen=True)
class Intent:
    """One row. `severity` runs from 1 (danger) to 4 (information)."""

    name: str
    kind: str
    audience: str
    first_owner: str
    severity: int
    acknowledge: ServiceTime | None
    resolve: ServiceTime | None
    self_service: str
    meaning: str


@cache
def intents() -> MappingProxyType[str, Intent]:
    """All intents by name, in the order of the file. Raises ValueError on a row that cannot be read."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = [_intent(row) for row in csv.DictReader(lines)]
    return MappingProxyType({row.name: row for row in rows})


def _intent(row: dict[str, str]) -> Intent:
    return Intent(
        name=row["intent"],
        kind=row["kind"],
        audience=row["audience"],
        first_owner=row["first_owner"],
        severity=int(row["severity"]),
        acknowledge=_service_time(row["acknowledge"]),
        resolve=_service_time(row["resolve"]),
        self_service=row["self_service"],
        meaning=row["what the caller means"],
    )


def _service_time(text: str) -> ServiceTime | None:
    return ServiceTime(int(text[:-1]), text[-1]) if text else None
