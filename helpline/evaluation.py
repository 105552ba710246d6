"""How well callers are understood: evaluation lines sent through the running pipeline, as a caller's words would go."""

import csv
import json
import os
import subprocess
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click
import requests

from helpline import stores, taxonomy
from helpline.security.redact import mask_aadhaar
from helpline.settings import Settings
from helpline.understanding import SURE_OF_LANGUAGE, Understanding, Understood
from helpline.wiring import ROOT

EMERGENCIES = ("abuse_distress", "food_poisoning")
FORMS = ("native", "spoken", "roman")
FLOORS = ROOT / "nlu" / "evaluation" / "floors.toml"
AT_ONCE = 64
TIMEOUT_SECONDS = 30.0
START_SECONDS = 120


@dataclass(frozen=True)
class Line:
    """One line of an evaluation file and what became of it."""

    lang: str
    form: str
    wanted: str
    text: str
    got: str = ""
    confidence: float = 0.0
    # The language that the text is taken for, and how surely.
    got_lang: str = ""
    lang_confidence: float = 0.0

    @property
    def is_right(self) -> bool:
        return self.got == self.wanted


def read(files: Sequence[Path]) -> list[Line]:
    """The lines of files with the columns lang, form, intent, text. Raises ClickException naming a bad line."""
    lines = []
    for file in files:
        with file.open(encoding="utf-8", newline="") as rows:
            for number, row in enumerate(csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
                if not row:
                    continue
                if len(row) != 4 or row[2] not in taxonomy.intents():
                    raise click.ClickException(f"{file}, line {number}: wants lang, form, intent, text")
                lang, form, intent, text = row
                lines.append(Line(lang, form, intent, text))
    return lines


def evaluate(settings: Settings, files: Sequence[Path], *, as_json: bool) -> None:
    """Print how the pipeline does on the files, as a table or as one JSON object.

    Without files, all of `nlu/evaluation` is sent, and the command fails where a floor is not reached.
    """
    lines = read(files or sorted(FLOORS.parent.glob("*.tsv")))
    with _pipeline(settings) as understanding:
        try:
            heard = hear(understanding, lines)
        except requests.RequestException as error:
            raise click.ClickException(f"the NLU service does not answer: {type(error).__name__}") from None
    summary = summarise(heard)
    click.echo(json.dumps(summary, ensure_ascii=False) if as_json else table(summary, heard))
    short = below(summary, tomllib.loads(FLOORS.read_text(encoding="utf-8"))) if not files else []
    if short:
        raise click.ClickException("; ".join(short))


@contextmanager
def _pipeline(settings: Settings) -> Iterator[Understanding]:
    """The NLU that runs at the settings' address, or one of our own for as long as it is needed."""
    running = Understanding(settings.nlu_address, TIMEOUT_SECONDS)
    if running.is_alive():
        yield running
        return
    port = stores.free_port()
    environment = {**os.environ, "NLU_PORT": str(port), "RASA_TELEMETRY_ENABLED": "false"}
    command = ["uv", "run", "--project", "nlu", "--frozen", "--no-dev", "python", "nlu/serve.py"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        own = Understanding(f"http://127.0.0.1:{port}", TIMEOUT_SECONDS)
        if not _comes_up(own, process):
            raise click.ClickException("the NLU service does not start: train it with `make train`")
        yield own
    finally:
        process.terminate()
        process.wait()


def _comes_up(understanding: Understanding, process: "subprocess.Popen[bytes]") -> bool:
    for _ in range(START_SECONDS * 2):
        if process.poll() is not None:
            return False
        if understanding.is_alive():
            return True
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            continue
    return False


def hear(understanding: Understanding, lines: Sequence[Line]) -> list[Line]:
    """The lines with what became of them."""
    heard: list[Line] = []
    for start in range(0, len(lines), AT_ONCE):
        some = lines[start : start + AT_ONCE]
        found = understanding.hear_all([mask_aadhaar(line.text) for line in some])
        heard += map(_with, some, found)
    return heard


def _with(line: Line, understood: Understood | None) -> Line:
    """The line with what became of it."""
    if understood is None:
        return line
    language, sure = understood.languages[0] if understood.languages else ("", 0.0)
    return replace(
        line,
        got=understood.intent,
        confidence=round(understood.confidence, 4),
        got_lang=language,
        lang_confidence=round(sure, 4),
    )


def summarise(lines: Sequence[Line]) -> dict[str, Any]:
    """Accuracy overall and by language and form, macro-F1, recall of the emergencies and of out_of_scope."""
    by_language: dict[str, dict[str, float]] = defaultdict(dict)
    for lang in sorted({line.lang for line in lines}):
        own = [line for line in lines if line.lang == lang]
        for form in sorted({line.form for line in own}):
            by_language[lang][form] = _accuracy([line for line in own if line.form == form])
        by_language[lang]["all"] = _accuracy(own)
    return {
        "overall": _accuracy(lines),
        "macro_f1": _macro_f1(lines),
        "emergency_recall": _accuracy([line for line in lines if line.wanted in EMERGENCIES]),
        "out_of_scope_recall": _accuracy([line for line in lines if line.wanted == "out_of_scope"]),
        "by_language": dict(by_language),
        "by_form": {form: _accuracy([line for line in lines if line.form == form]) for form in FORMS},
        "language_of_roman": _languages([line for line in lines if line.form == "roman"]),
        "errors": [asdict(line) for line in lines if not line.is_right],
    }


def _languages(lines: Sequence[Line]) -> dict[str, float]:
    """Of Romanised lines: how often the language was sure, and how often it was right then."""
    sure = [line for line in lines if line.lang_confidence >= SURE_OF_LANGUAGE]
    right = [line for line in sure if line.got_lang == line.lang]
    return {
        "sure": round(len(sure) / len(lines), 4) if lines else 1.0,
        "right_where_sure": round(len(right) / len(sure), 4) if sure else 1.0,
    }


def below(summary: dict[str, Any], floors: dict[str, Any]) -> list[str]:
    """One sentence for each floor (`nlu/evaluation/floors.toml`) that the summary does not reach."""
    reached = {name: summary[name] for name in ("emergency_recall", "out_of_scope_recall")}
    wanted = {name: floors[name] for name in reached}
    for form, accuracy in summary["by_form"].items():
        reached[form], wanted[form] = accuracy, floors["form"][form]
    for lang, forms in summary["by_language"].items():
        reached[lang], wanted[lang] = forms["all"], floors["language"].get(lang, floors["language"]["default"])
    return [
        f"{name}: {reached[name]:.1%} is below {wanted[name]:.1%}" for name in wanted if reached[name] < wanted[name]
    ]


def _accuracy(lines: Sequence[Line]) -> float:
    return round(sum(line.is_right for line in lines) / len(lines), 4) if lines else 1.0


def _macro_f1(lines: Sequence[Line]) -> float:
    """The mean, over intents that occur, of the harmonic mean of precision and recall."""
    wanted = Counter(line.wanted for line in lines)
    got = Counter(line.got for line in lines)
    right = Counter(line.wanted for line in lines if line.is_right)
    scores = [2 * right[intent] / (wanted[intent] + got[intent]) for intent in wanted]
    return round(sum(scores) / len(scores), 4) if scores else 1.0


def table(summary: dict[str, Any], lines: Sequence[Line]) -> str:
    """The summary for people."""
    counts = Counter((line.lang, line.form) for line in lines)
    rows = [f"{'language':<10}{'form':<10}{'lines':>7}{'accuracy':>10}"]
    for lang, forms in summary["by_language"].items():
        for form, accuracy in forms.items():
            count = counts[lang, form] if form != "all" else sum(n for (code, _), n in counts.items() if code == lang)
            rows.append(f"{lang:<10}{form:<10}{count:>7}{accuracy:>10.1%}")
    rows += ["", *calibration(lines), "", *confusions(lines), ""]
    of_roman = summary["language_of_roman"]
    rows.append(f"{'forms':<20}" + "  ".join(f"{form} {summary['by_form'][form]:.1%}" for form in FORMS))
    rows.append(f"{'language of roman':<20}sure {of_roman['sure']:.1%}  right then {of_roman['right_where_sure']:.1%}")
    totals = ("overall", "macro_f1", "emergency_recall", "out_of_scope_recall")
    return "\n".join([*rows, *(f"{name:<22}{summary[name]:>8.1%}" for name in totals)])


def calibration(lines: Sequence[Line]) -> list[str]:
    """How often the pipeline is right where it is so sure: the thresholds of the conversation rest on this."""
    rows = [f"{'confidence':<14}{'lines':>7}{'right':>10}"]
    for tenth in range(10):
        own = [line for line in lines if min(int(line.confidence * 10), 9) == tenth]
        if own:
            rows.append(f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}    {len(own):>7}{_accuracy(own):>10.1%}")
    return rows


def confusions(lines: Sequence[Line], most: int = 15) -> list[str]:
    """The intents that are taken for another most often."""
    pairs = Counter((line.wanted, line.got or "nothing") for line in lines if not line.is_right)
    return [f"{count:>3} x {wanted} taken for {got}" for (wanted, got), count in pairs.most_common(most)]
