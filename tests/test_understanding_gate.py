"""The gate: how well callers are understood may not fall below `nlu/evaluation/floors.toml`, in any language."""

import tomllib
from dataclasses import replace

import pytest

from helpline import evaluation, i18n, taxonomy
from helpline.evaluation import FLOORS, Line, below, summarise
from helpline.understanding import Understanding
from helpline.wiring import ROOT

LOCALES = i18n.load(ROOT / "locales", {})
FLOOR = tomllib.loads(FLOORS.read_text(encoding="utf-8"))


def test_every_language_is_evaluated_in_every_form_and_intent() -> None:
    lines = evaluation.read(sorted(FLOORS.parent.glob("*.tsv")))
    asked = {(line.lang, line.wanted) for line in lines}
    assert {(code, intent) for code in LOCALES.languages for intent in taxonomy.intents()} <= asked
    assert {(line.lang, line.form) for line in lines} == {
        (code, form) for code in LOCALES.languages for form in evaluation.FORMS
    }


@pytest.mark.timeout(600)
def test_no_language_is_understood_less_than_its_floor(nlu: str) -> None:
    understanding = Understanding(nlu, evaluation.TIMEOUT_SECONDS)
    lines = evaluation.read(sorted(FLOORS.parent.glob("*.tsv")))
    assert below(summarise(evaluation.hear(understanding, lines)), FLOOR) == []
    understanding.close()


def test_a_floor_that_is_not_reached_is_named() -> None:
    right = Line("hi", "native", "app_login", "लॉगिन", got="app_login")
    lines = [right] * 8 + [replace(right, got="greet")] * 2
    lines += [Line("hi", "spoken", "abuse_distress", "मारता है", got="abuse_distress"), replace(right, form="roman")]
    assert below(summarise(lines), FLOOR) == ["native: 80.0% is below 97.0%", "hi: 83.3% is below 94.0%"]
