"""The engine under any caller: it always comes to rest, its state survives serialisation, nothing is said twice."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from helpline import taxonomy
from helpline.conversation import engine, state
from helpline.conversation.actions import ACTIONS
from helpline.conversation.flow import Flows
from helpline.conversation.messages import Heard, Outcome, Prompt
from helpline.conversation.state import Advance, State
from helpline.conversation.turn import LONGEST_CHAIN
from helpline.understanding import Understood

INTENTS = sorted(taxonomy.intents())
# Whatever an action may tell: enough for every placeholder and list.
TOLD = {
    "languages": [{"value": code, "label": code, "language": code} for code in ("hi", "en", "bn", "te", "mr")],
    "centres": [{"value": 1, "label": "Rampur"}, {"value": 2, "label": "Lalpur"}],
    "tickets": [{"value": "123456789", "label": "category.thr_not_received"}],
    "ticket_number": "123456789",
    "given_on": "2026-11-03",
}


def understood(intent: str, confidence: float) -> Understood:
    return Understood(((intent, confidence), ("greet", 1 - confidence)), {"centre": "Rampur", "month": "8"})


HEARD = st.one_of(
    st.builds(Heard, keys=st.text("0123456789*#", max_size=11)),
    st.builds(Heard, text=st.text(max_size=40)),
    st.builds(
        Heard,
        text=st.sampled_from(["yes", "no", "हाँ", "Rampur", "for two months no ration"]),
        understood=st.builds(understood, st.sampled_from(INTENTS), st.floats(0.05, 1.0)),
    ),
    st.just(Heard()),
    st.just(Heard(dialled="reached")),
    st.just(Heard(dialled="not_reached")),
)


def no_labels(prompt: Prompt) -> tuple[str, ...]:
    return (prompt.text,)


def settle(flows: Flows, advance: Advance, draw: Any) -> Advance:
    """Carry effects out with any declared outcome, as the turn would."""
    for _ in range(LONGEST_CHAIN):
        if advance.effect:
            outcomes = sorted(ACTIONS[advance.effect.action].outcomes)
            ending = draw(st.sampled_from([*outcomes, None]))
            outcome = Outcome(ending, answers=TOLD, facts={"language": "hi"}) if ending else None
            advance = engine.resume(flows, advance.state, outcome)
        else:
            return advance
    raise AssertionError(f"it does not come to rest at {advance.state.here}")


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_it_comes_to_rest_whatever_is_heard(flows: Flows, data: st.DataObject) -> None:
    advance = settle(flows, engine.begin(flows, State(facts={"channel": "voice"}), data.draw(HEARD)), data.draw)
    for heard in data.draw(st.lists(HEARD, max_size=12)):
        if not (advance.waits or advance.transfer):
            break
        if advance.waits:
            assert engine.listen(flows, advance.state).keys >= 1
        kept = state.from_json(json.loads(json.dumps(advance.state.as_json())))
        assert kept == state.from_json(advance.state.as_json())
        advance = settle(flows, engine.hear(flows, no_labels, kept, heard), data.draw)
        assert advance.waits + bool(advance.transfer) <= 1


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_it_gives_the_same_answer_to_the_same_words(flows: Flows, data: st.DataObject) -> None:
    start = settle(flows, engine.begin(flows, State(facts={"language": "hi"}), Heard()), data.draw)
    heard = data.draw(HEARD)
    if start.waits:
        assert engine.hear(flows, no_labels, start.state, heard) == engine.hear(flows, no_labels, start.state, heard)


def asked(flows: Flows, step: str, **answers: Any) -> State:
    flow, _, name = step.rpartition(".")
    return State(answers=answers, facts={"language": "en"}).only(flow, name)


def test_it_puts_danger_before_every_question(flows: Flows) -> None:
    danger = Heard(
        text="x", understood=Understood((("centre_closed", 0.35), ("abuse_distress", 0.34), ("food_poisoning", 0.3)))
    )
    for step in ("welcome.open", "grievance.words", "grievance.confirm", "verify.proof", "ticket_status.ticket"):
        advance = engine.hear(flows, no_labels, asked(flows, step, category="thr_not_received"), danger)
        assert advance.state.here.flow == "emergency", step


def test_it_asks_which_of_two_when_unsure(flows: Flows) -> None:
    heard = Heard(text="photo", understood=Understood((("frs_capture_failed", 0.4), ("attendance_photo_failed", 0.35))))
    advance = engine.hear(flows, no_labels, asked(flows, "welcome.open"), heard)
    assert [prompt.text for prompt in advance.prompts if prompt.key in "12" and prompt.key] == [
        flows.phrases["category.frs_capture_failed"],
        flows.phrases["category.attendance_photo_failed"],
    ]
    chosen = engine.hear(flows, no_labels, advance.state, Heard(keys="2"))
    assert chosen.state.value("category") == "attendance_photo_failed"
    assert chosen.state.value("words") == "photo"


def test_it_asks_when_there_is_a_suspicion_of_danger(flows: Flows) -> None:
    heard = Heard(text="khana kharab tha", understood=Understood((("thr_bad_quality", 0.7), ("food_poisoning", 0.25))))
    advance = engine.hear(flows, no_labels, asked(flows, "welcome.open"), heard)
    first = next(prompt for prompt in advance.prompts if prompt.key == "1")
    assert first.context == "phrases.category.food_poisoning"


def test_it_keeps_words_that_nobody_understood(flows: Flows) -> None:
    advance = engine.hear(flows, no_labels, asked(flows, "welcome.open"), Heard(text="कुछ हुआ है"))
    assert advance.state.value("words") == "कुछ हुआ है"


def test_it_reads_a_long_list_in_pages(flows: Flows) -> None:
    state_ = asked(flows, "change_language.chosen", languages=TOLD["languages"])
    more = engine.hear(flows, no_labels, state_, Heard(keys="9"))
    assert [prompt.text for prompt in more.prompts if prompt.key == "1"] == ["mr"]
    again = engine.hear(flows, no_labels, more.state, Heard(keys="9"))
    assert [prompt.text for prompt in again.prompts if prompt.key == "1"] == ["hi"]


def test_it_forgets_who_was_verified_when_a_call_is_taken_up_again(flows: Flows) -> None:
    held = State(answers={"category": "my_record"}, facts={"person": 7, "language": "hi"}).only("welcome", "menu")
    assert engine.take_up(flows, held, Heard()).state.value("person") is None
