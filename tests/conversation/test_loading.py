"""A bad flow stops the start, with a sentence for each fault."""

from pathlib import Path

import pytest

from helpline.conversation import loading
from helpline.conversation.loading import FlowError

ACTIONS = {"desk.hours": frozenset({"open", "closed"})}
INTENTS = frozenset({"greet", "repeat"})

BAD = {
    "there is no step talk.nowhere": "steps: {a: {say: Hello, then: nowhere}}",
    "there is no step other.step": "steps: {a: {say: Hello, then: other.step}}",
    "exactly one of": "steps: {a: {say: Hello, ask: Who}}",
    "Extra inputs are not permitted": "steps: {a: {say: Hello, tehn: a}}",
    "another kind of `answer`": "steps: {a: {ask: Who}}",
    "there is no action desk.shut": "steps: {a: {do: desk.shut, then: {open: b}, failed: b}, b: {end: Bye}}",
    "the step handles open": "steps: {a: {do: desk.hours, then: {open: b}, failed: b}, b: {end: Bye}}",
    "needs an `else`": "steps: {a: {switch: x, cases: {y: b}}, b: {end: Bye}}",
    "leads back to itself": "steps: {a: {say: Hello, then: b}, b: {say: Again, then: a}}",
    "nothing leads here": "steps: {a: {end: Bye}, b: {end: Bye}}",
    "there is no flow elsewhere": "steps: {a: {run: elsewhere}}",
    "intent hate is unknown": "intents: [hate]\nsteps: {a: {end: Bye}}",
    "Input should be": "steps: {a: {ask: Who, answer: colour}}",
}


@pytest.mark.parametrize("fault", BAD)
def test_it_names_the_fault_of_a_bad_flow(fault: str, tmp_path: Path) -> None:
    (tmp_path / "phrases.yml").write_text("more: More")
    (tmp_path / "talk.yml").write_text(BAD[fault])
    with pytest.raises(FlowError) as error:
        loading.load(tmp_path, ACTIONS, INTENTS)
    assert fault in str(error.value)
    assert "talk.yml" in str(error.value) or "talk." in str(error.value)


def test_it_refuses_an_intent_that_starts_two_flows(tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text("intents: [greet]\nsteps: {a: {end: Bye}}")
    (tmp_path / "two.yml").write_text("intents: [greet]\nsteps: {a: {end: Bye}}")
    with pytest.raises(FlowError, match="starts another flow already"):
        loading.load(tmp_path, ACTIONS, INTENTS)


def test_it_reads_no_as_a_word(tmp_path: Path) -> None:
    (tmp_path / "talk.yml").write_text("steps: {a: {switch: x, cases: {no: b, else: b}}, b: {end: Bye}}")
    loaded = loading.load(tmp_path, ACTIONS, INTENTS)
    assert loaded.step("talk", "a").cases == {"no": "b", "else": "b"}  # type: ignore[union-attr]  # it is a Switch
