"""How well the model of the present data understands evaluation/<language>.tsv.

Run it from anywhere: uv run --project nlu python nlu/evaluate.py [more.tsv …]
Rows are language, form, intent and text, without a header.
"""

import asyncio
import csv
import logging
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from project import ROOT, model_path, prepare_rasa

WATCHED = ("abuse_distress", "food_poisoning", "out_of_scope")


class Judged(NamedTuple):
    """One sentence, the intent that was meant, and the one that was understood."""

    language: str
    form: str
    meant: str
    understood: str
    confidence: float

    @property
    def right(self) -> bool:
        """Whether it was understood."""
        return self.meant == self.understood


def main(files: Sequence[str]) -> int:
    """Prints the report; 1 when there is no model to judge."""
    model = model_path()
    if not model.exists():
        print("There is no model of the present data: run nlu/train.py first.", file=sys.stderr)
        return 1
    paths = [Path(file) for file in files] or sorted((ROOT / "evaluation").glob("*.tsv"))
    print(report(judge(model, paths)))
    return 0


def judge(model: Path, paths: Iterable[Path]) -> list[Judged]:
    """Parses every sentence of the files."""
    prepare_rasa(threads=1, level=logging.WARNING)
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    judged = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as rows:
            for language, form, meant, text in csv.reader(
                rows, delimiter="\t", quoting=csv.QUOTE_NONE
            ):
                intent = asyncio.run(agent.parse_message(text))["intent"]
                judged.append(Judged(language, form, meant, intent["name"], intent["confidence"]))
    return judged


def report(judged: Sequence[Judged]) -> str:
    """Shares by language and form, watched intents, calibration, and confusions."""
    forms = sorted({(each.language, each.form) for each in judged})
    lines = [f"all {_share(judged)}"]
    for language in sorted({each.language for each in judged}):
        lines.append(f"{language} {_share([e for e in judged if e.language == language])}")
    for language, form in forms:
        of_form = [e for e in judged if e[:2] == (language, form)]
        lines.append(f"{language} {form} {_share(of_form)}")
    for intent in WATCHED:
        lines.append(f"recall of {intent} {_share([e for e in judged if e.meant == intent])}")
        understood = [e for e in judged if e.understood == intent]
        lines.append(f"precision of {intent} {_share(understood)}")
    for tenth in range(10):
        sure = [e for e in judged if min(int(e.confidence * 10), 9) == tenth]
        lines.append(f"confidence from 0.{tenth} {_share(sure)}")
    confusions = Counter((e.meant, e.understood) for e in judged if not e.right)
    for (meant, taken_for), times in confusions.most_common(20):
        lines.append(f"{times} × {meant} taken for {taken_for}")
    return "\n".join(lines)


def _share(judged: Sequence[Judged]) -> str:
    right = sum(each.right for each in judged)
    return f"{right / max(len(judged), 1):.3f} of {len(judged)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
