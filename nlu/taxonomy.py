"""Holds the intents of the training data against those of the helpline's taxonomy."""

import csv
from collections.abc import Iterable
from pathlib import Path

from components.sentences import read_sentences


class WrongIntents(Exception):
    """The training data and the taxonomy name different intents; the message says which."""


def taxonomy_intents(taxonomy: Path) -> frozenset[str]:
    """The first column of the taxonomy, which must be called 'intent'."""
    with taxonomy.open(encoding="utf-8", newline="") as rows:
        return frozenset(row["intent"] for row in csv.DictReader(rows))


def data_intents(files: Iterable[Path]) -> frozenset[str]:
    """The intents for which the training files hold examples."""
    return frozenset(sentence.intent for sentence in read_sentences(files))


def check_intents(data: Path, taxonomy: Path) -> None:
    """Raises WrongIntents unless both name exactly the same intents."""
    trained = data_intents(data.glob("*/*.yml"))
    wanted = taxonomy_intents(taxonomy)
    complaints = [
        f"{sentence}: {', '.join(sorted(intents))}."
        for sentence, intents in (
            (f"No training sentences under {data} for", wanted - trained),
            (f"Not in {taxonomy}, but in the training data", trained - wanted),
        )
        if intents
    ]
    if complaints:
        raise WrongIntents("\n".join(complaints))
