"""The conversation engine: pure. State and what was heard go in; state, prompts and at most one wish come out.

It knows no clock, no database, no network and no language: the same input gives the same output for ever, so that
every conversation can be replayed.
"""

from dataclasses import replace
from typing import Any

from helpline.conversation import questions
from helpline.conversation.flow import Ask, Back, Do, End, Flows, Go, Run, Say, Switch, Transfer
from helpline.conversation.messages import Effect, Heard, Listen, Outcome, Prompt
from helpline.conversation.questions import MISSES_ALLOWED, Labels
from helpline.conversation.state import Advance, Frame, State
from helpline.understanding import Understood
from helpline.understanding import from_json as understood_from_json

WELCOME = "welcome"
EMERGENCY_FLOW = "emergency"
PERSON_FLOW = "talk_to_agent"
CLARIFY_FLOW = "clarify"
RESUME_FLOW = "resume"
OPTIONS_FLOW = "options"
OPTIONS_KEY = "*"
# Intents that may be said at any question, beside the emergencies. Each starts its own flow or is done here.
REPEAT, START_OVER = "repeat", "start_over"
INTERRUPTIONS = frozenset({"talk_to_agent", "change_language", "call_me_back", REPEAT, START_OVER})
OUT_OF_SCOPE = "out_of_scope"
SILENCE, MISSED = "silence", "missed"
EMERGENCIES = ("abuse_distress", "food_poisoning")


def begin(flows: Flows, state: State, heard: Heard) -> Advance:
    """Start a conversation. Words that came with the greeting wait until they can be dealt with; danger does not."""
    if heard.understood and _is_danger(heard.understood):
        return start(flows, state, max(EMERGENCIES, key=heard.understood.confidence_in), heard)
    pending = _pack(heard) if heard.text else None
    return _go_on(flows, replace(state, pending=pending).only(WELCOME, flows.flows[WELCOME].first), ())


def take_up(flows: Flows, state: State, heard: Heard) -> Advance:
    """Take a dropped conversation up again: say so, and let the caller choose to start afresh.

    Whoever was verified must be verified again: another member of the family may hold the phone now.
    """
    state = replace(state, facts={name: value for name, value in state.facts.items() if name != "person"})
    pending = _pack(heard) if heard.text else None
    return _go_on(flows, replace(state, pending=pending).inside(RESUME_FLOW, flows.flows[RESUME_FLOW].first), ())


def hear(flows: Flows, labels: Labels, state: State, heard: Heard) -> Advance:
    """Go on with what the caller said at the question where the conversation waits."""
    step = flows.step(state.here.flow, state.here.step)
    if isinstance(step, Transfer):
        return resume(flows, state, Outcome(heard.dialled or "not_reached"))
    assert isinstance(step, Ask), "a conversation waits at questions and transfers only"
    if heard.is_silence:
        return _missed(flows, state, SILENCE)
    interruption = _interruption(flows, state, step, heard)
    if interruption:
        return interruption
    if step.answer == "request":
        return _request(flows, labels, state, step, heard)
    picked = questions.pick(flows, labels, state, step, heard)
    if picked:
        return _answered(flows, state, step, picked)
    return _digression(flows, state, step, heard) or _missed(flows, state, MISSED)


def resume(flows: Flows, state: State, outcome: Outcome | None) -> Advance:
    """Go on after an effect or a transfer; None: it could not be done at all."""
    frame = state.here
    step = flows.step(frame.flow, frame.step)
    if isinstance(step, Transfer):
        if outcome and outcome.name == "reached":
            return Advance(state, ())
        return _go_on(flows, _to(state, step.failed), ())
    assert isinstance(step, Do), "a conversation resumes at an action or a transfer"
    if outcome is None:
        return _go_on(flows, _to(state, step.failed), ())
    known = replace(state, answers={**state.answers, **outcome.answers}, facts={**state.facts, **outcome.facts})
    return _go_on(flows, _to(known, step.then[outcome.name]), ())


def listen(flows: Flows, state: State) -> Listen:
    """What the question at which the conversation waits can take."""
    step = flows.step(state.here.flow, state.here.step)
    assert isinstance(step, Ask), "a conversation waits at questions only"
    return questions.listen(step)


def _go_on(flows: Flows, state: State, prompts: tuple[Prompt, ...]) -> Advance:
    """Walk the steps until one needs the world or the caller."""
    while state.frames:
        frame = state.here
        step = flows.step(frame.flow, frame.step)
        match step:
            case Say():
                prompts = (*prompts, questions.prompt(frame, step.say, state))
                state = _next(flows, state, step)
            case Ask():
                if step.answer == "request":
                    return _open_question(flows, state, step, prompts)
                if state.value(frame.step) is None or step.again:
                    return _ask(flows, state, step, prompts)
                state = _next(flows, state, step)
            case Switch():
                state = _to(state, step.cases.get(str(state.value(step.switch)), step.cases["else"]))
            case Run():
                state = _next(flows, state, step).inside(step.run, flows.flows[step.run].first)
            case Go():
                state = _gone(state, step)
            case Back():
                state = replace(state, frames=state.frames[:-1], misses=0)
            case Do():
                return Advance(state, prompts, effect=Effect(step.do, _resolve(state, step.with_)))
            case Transfer():
                return Advance(_remembering(state, prompts), prompts, transfer=step.transfer)
            case End():
                prompts = (*prompts, questions.prompt(frame, step.end, state))
                return Advance(replace(state, frames=()), prompts)
    return Advance(state, prompts)


def _ask(flows: Flows, state: State, step: Ask, prompts: tuple[Prompt, ...]) -> Advance:
    prompts = (*prompts, *questions.ask(flows, state, step))
    return Advance(_remembering(state, prompts), prompts, waits=True)


def _open_question(flows: Flows, state: State, step: Ask, prompts: tuple[Prompt, ...]) -> Advance:
    """The matter before it is over. Hear a request that waits, or ask for one."""
    state = replace(state, answers={})
    if state.pending:
        return _deal_with_pending(flows, state, step, prompts)
    return _ask(flows, state, step, prompts)


def _deal_with_pending(flows: Flows, state: State, step: Ask, prompts: tuple[Prompt, ...]) -> Advance:
    """Hear a waiting request now. A mere greeting gets the question instead; so do words that the NLU was silent on,
    which are kept for the complaint that may follow.
    """
    heard = _unpack(state.pending or {})
    state = replace(state, pending=None)
    if heard.understood is None:
        return _ask(flows, state.knowing(words=heard.text), step, prompts)
    if heard.understood.intent in ("greet", "affirm", "deny", START_OVER):
        return _ask(flows, state, step, prompts)
    ahead = _interruption(flows, state, step, heard) or _request(flows, _no_labels, state, step, heard)
    return replace(ahead, prompts=(*prompts, *ahead.prompts))


def _no_labels(prompt: Prompt) -> tuple[str, ...]:
    """A request that came before the question cannot mean one of its options."""
    return ()


def _interruption(flows: Flows, state: State, step: Ask, heard: Heard) -> Advance | None:
    """What goes before any answer: danger, the options key, and what may be said at any question."""
    if heard.keys == OPTIONS_KEY or heard.text.strip() == OPTIONS_KEY:
        return _hold(flows, state, OPTIONS_FLOW)
    understood = heard.understood
    if understood is None:
        return None
    if _is_danger(understood) and state.here.flow != EMERGENCY_FLOW:
        return start(flows, state, max(EMERGENCIES, key=understood.confidence_in), heard)
    sure = questions.SURE_OVER_WORDS if step.answer not in ("choice", "request") else questions.SURE
    if understood.intent not in INTERRUPTIONS or understood.confidence < sure:
        return None
    if any(understood.intent in choice.intents for choice in step.choices.values()):
        return None
    return _interrupt(flows, state, understood.intent)


def _is_danger(understood: Understood) -> bool:
    return understood.confidence_in(*EMERGENCIES) >= questions.DANGER


def _interrupt(flows: Flows, state: State, intent: str) -> Advance | None:
    if intent == REPEAT:
        return Advance(state, tuple(Prompt(**said) for said in state.said), waits=True)
    if intent == START_OVER:
        return start_over(flows, state)
    flow = flows.for_intent(intent)
    return _hold(flows, state, flow) if flow and flow != state.here.flow else None


def start_over(flows: Flows, state: State) -> Advance:
    """Back to the beginning; who the caller is stays known."""
    fresh = replace(state, answers={}, pending=None).only(WELCOME, "open")
    return _go_on(flows, fresh, ())


def start(flows: Flows, state: State, intent: str, heard: Heard) -> Advance:
    """Start the conversation that an intent calls for, knowing what the words said already."""
    flow = flows.for_intent(intent)
    said = dict(heard.understood.entities) if heard.understood else {}
    answers: dict[str, Any] = {"category": intent}
    if heard.text:
        answers["words"] = heard.text
    if "centre" in said:
        answers["centre_said"] = said.pop("centre")
    fresh = replace(state, answers={**said, **answers}, pending=None).only(flow, flows.flows[flow].first)
    return _go_on(flows, fresh, ())


def _request(flows: Flows, labels: Labels, state: State, step: Ask, heard: Heard) -> Advance:
    """An open request: start its conversation, or ask which of two was meant, or say that it was not understood."""
    picked = questions.pick(flows, labels, state, step, heard)
    if picked:
        return _answered(flows, state, step, picked)
    understood = heard.understood
    if understood is None:
        return _missed(flows, state.knowing(words=heard.text or None), MISSED)
    if understood.confidence >= questions.SURE and flows.for_intent(understood.intent):
        return start(flows, state, understood.intent, heard)
    likely = [name for name, confidence in understood.ranking if _is_worth_asking(flows, name, confidence)]
    if likely and understood.confidence < questions.SURE:
        candidates = [{"value": name, "label": f"category.{name}"} for name in likely[:2]]
        asked = replace(state, pending=_pack(heard)).knowing(candidates=candidates)
        return _go_on(flows, asked.inside(CLARIFY_FLOW, flows.flows[CLARIFY_FLOW].first), ())
    return _missed(flows, state, MISSED)


def _is_worth_asking(flows: Flows, intent: str, confidence: float) -> bool:
    return confidence >= questions.POSSIBLE and intent != OUT_OF_SCOPE and bool(flows.for_intent(intent))


def _digression(flows: Flows, state: State, step: Ask, heard: Heard) -> Advance | None:
    """At a menu, a sentence that clearly asks for something else is followed, not called a miss."""
    understood = heard.understood
    if step.answer != "choice" or understood is None or understood.confidence < questions.SURE:
        return None
    if understood.intent == state.value("category") or not flows.for_intent(understood.intent):
        return None
    return start(flows, state, understood.intent, heard)


def _answered(flows: Flows, state: State, step: Ask, picked: questions.Picked) -> Advance:
    if picked.more:
        return _ask(flows, replace(state, page=state.page + 1, misses=0), step, ())
    known = state.knowing(**{state.here.step: picked.value}, **_resolve(state, picked.sets))
    if state.here.flow == CLARIFY_FLOW:
        known = replace(known, pending=None)
        if flows.for_intent(str(picked.value)):
            return start(flows, known, str(picked.value), _unpack(state.pending or {}))
    return _go_on(flows, _to(known, picked.then) if picked.then else _next(flows, known, step), ())


def _missed(flows: Flows, state: State, phrase: str) -> Advance:
    """Not heard or not understood: ask again; after the third time go where the question says, or to a person."""
    step = flows.step(state.here.flow, state.here.step)
    assert isinstance(step, Ask), "only a question is missed"
    state = replace(state, misses=state.misses + 1)
    if state.misses < MISSES_ALLOWED:
        return _ask(flows, state, step, (_what_was_wrong(flows, state, step, phrase),))
    if step.unanswered:
        return _go_on(flows, _to(state, step.unanswered), ())
    if state.here.flow == PERSON_FLOW:
        return Advance(replace(state, frames=()), (questions.phrase(flows, "goodbye_for_now"),))
    ahead = _hold(flows, replace(state, misses=0), PERSON_FLOW)
    return replace(ahead, prompts=(questions.phrase(flows, "too_many_misses"), *ahead.prompts))


def _what_was_wrong(flows: Flows, state: State, step: Ask, phrase: str) -> Prompt:
    if step.wrong and phrase == MISSED:
        return questions.prompt(Frame(state.here.flow, f"{state.here.step}.wrong"), step.wrong, state)
    return questions.phrase(flows, phrase)


def _hold(flows: Flows, state: State, flow: str) -> Advance:
    """Hold another conversation in between; afterwards the question is asked again."""
    return _go_on(flows, state.inside(flow, flows.flows[flow].first), ())


def _next(flows: Flows, state: State, step: Say | Ask | Run) -> State:
    """At the step that follows; the end of a flow goes back to whatever it interrupted."""
    frame = state.here
    following = step.then or flows.flows[frame.flow].after(frame.step)
    return _to(state, following) if following else replace(state, frames=state.frames[:-1])


def _gone(state: State, step: Go) -> State:
    sets = _resolve(state, step.sets)
    if step.afresh:
        there = _to(replace(state, answers=sets), step.go)
        return replace(there, frames=(there.here,))
    kept = {name: value for name, value in state.answers.items() if name not in step.forget}
    return _to(replace(state, answers={**kept, **sets}), step.go)


def _to(state: State, target: str) -> State:
    flow, _, step = target.rpartition(".")
    return state.at(flow or state.here.flow, step)


def _resolve(state: State, given: dict[str, str]) -> dict[str, Any]:
    """`$name` is the answer or fact of that name, anything else itself."""
    return {name: state.value(value[1:]) if value.startswith("$") else value for name, value in given.items()}


def _remembering(state: State, prompts: tuple[Prompt, ...]) -> State:
    return replace(state, said=tuple(prompt.as_json() for prompt in prompts))


def _pack(heard: Heard) -> dict[str, Any]:
    return {"text": heard.text, "understood": heard.understood.as_json() if heard.understood else None}


def _unpack(pending: dict[str, Any]) -> Heard:
    return Heard(text=pending.get("text", ""), understood=understood_from_json(pending.get("understood")))
