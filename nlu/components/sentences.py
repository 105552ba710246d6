"""The training sentences as they stand in data/<language>/*.yml, one file after the other."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

# How training files mark a name: [Lalpura](centre).
_MARK = re.compile(r"\[([^\]]*)\]\(\w+\)")


class Sentence(NamedTuple):
    """One example: the folder it stands in, what it means, its words without marks."""

    language: str
    intent: str
    text: str


def read_sentences(files: Iterable[Path]) -> Iterator[Sentence]:
    """Every example of the training files, in their order."""
    for path in sorted(files):
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for section in content.get("nlu") or []:
            for line in section["examples"].splitlines():
                text = _MARK.sub(r"\1", line.removeprefix("- ").strip())
                yield Sentence(path.parent.name, section["intent"], text)
