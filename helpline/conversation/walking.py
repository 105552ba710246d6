"""Walking through a flow: from step to step until one needs the caller or the world."""

from dataclasses import replace
from typing import Any

from helpline.conversation import questions
from helpline.conversation.flow import Ask, Back, Do, End, Flows, Go, Run, Say, Step, Switch, Transfer
from helpline.conversation.messages import Effect, Prompt
from helpline.conversation.state import Advance, State


def go_on(flows: Flows, state: State, prompts: tuple[Prompt, ...] = ()) -> Advance:
    """Walk on from where the state stands, saying `prompts` first."""
    while state.frames:
        frame = state.here
        step = flows.step(frame.flow, frame.step)
        match step:
            case Say():
                prompts = (*prompts, questions.prompt(frame, step.say, state))
                state = following(flows, state, step)
            case Ask():
                if _is_open(state, step):
                    return ask(flows, state, step, prompts)
                state = following(flows, state, step)
            case Do():
                return Advance(state, prompts, effect=Effect(step.do, resolve(state, step.with_)))
            case Transfer():
                return Advance(state, prompts, transfer=step.transfer)
            case End():
                return Advance(replace(state, frames=()), (*prompts, questions.prompt(frame, step.end, state)))
            case _:
                state = _move(flows, state, step)
    return Advance(state, prompts)


def ask(flows: Flows, state: State, step: Ask, prompts: tuple[Prompt, ...] = ()) -> Advance:
    """Put a question and wait. At an open question the matter before it is over; what was said waits to be heard."""
    if step.answer == "request" and not state.misses:
        state = replace(state, answers={})
        if state.pending:
            return Advance(state, prompts, waits=True)
    return Advance(state, (*prompts, *questions.ask(flows, state, step)), waits=True)


def hold(flows: Flows, state: State, flow: str) -> Advance:
    """Hold another conversation in between; afterwards the question is asked again."""
    return go_on(flows, state.inside(flow, flows.flows[flow].first))


def following(flows: Flows, state: State, step: Say | Ask | Run) -> State:
    """At the step that follows; the end of a flow goes back to whatever it interrupted."""
    frame = state.here
    target = step.then or flows.flows[frame.flow].after(frame.step)
    return to(state, target) if target else replace(state, frames=state.frames[:-1])


def to(state: State, target: str) -> State:
    """At a target: a step of the same flow, or `flow.step`."""
    flow, _, step = target.rpartition(".")
    return state.at(flow or state.here.flow, step)


def resolve(state: State, given: dict[str, str]) -> dict[str, Any]:
    """`$name` is the answer or fact of that name, anything else itself."""
    return {name: state.value(value[1:]) if value.startswith("$") else value for name, value in given.items()}


def _is_open(state: State, step: Ask) -> bool:
    """A question whose answer is known is not asked."""
    return step.answer == "request" or step.again or state.value(state.here.step) is None


def _move(flows: Flows, state: State, step: Step) -> State:
    """Where a step leads that says nothing."""
    match step:
        case Switch():
            return to(state, step.cases.get(str(state.value(step.switch)), step.cases["else"]))
        case Run():
            return following(flows, state, step).inside(step.run, flows.flows[step.run].first)
        case Go():
            return _gone(state, step)
        case Back():
            return replace(state, frames=state.frames[:-1], misses=0)
        case _:
            raise TypeError(f"{type(step).__name__} is no move")


def _gone(state: State, step: Go) -> State:
    sets = resolve(state, step.sets)
    if step.afresh:
        there = to(replace(state, answers=sets), step.go)
        return replace(there, frames=(there.here,))
    kept = {name: value for name, value in state.answers.items() if name not in step.forget}
    return to(replace(state, answers={**kept, **sets}), step.go)
