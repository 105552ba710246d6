"""Reading and checking `flows/`: a bad flow stops the start, never a call."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from helpline.conversation.flow import VERBS, Ask, Back, Do, End, Flow, Flows, Go, Run, Say, Step, Switch, Transfer

PHRASES = "phrases"


class FlowError(Exception):
    """A flow cannot work; one line per fault, each naming file and step."""


def load(directory: Path, actions: Mapping[str, frozenset[str]], intents: frozenset[str]) -> Flows:
    """All flows of a directory. `actions` are the names that `do` may use, with their outcomes.

    Raises FlowError with every fault found: unknown words, dangling steps, unhandled outcomes, endless loops,
    steps never reached, unknown or doubly claimed intents.
    """
    faults: list[str] = []
    flows: dict[str, Flow] = {}
    phrases: dict[str, str] = {}
    for file in sorted(directory.glob("*.yml")):
        # BaseLoader leaves every scalar a string: YAML's `no` is a word here, not False.
        content = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
        if file.stem == PHRASES:
            phrases = content
        else:
            flows[file.stem] = _flow(file.stem, content, faults)
    loaded = Flows(flows=flows, phrases=phrases)
    if not faults:
        faults = list(_faults(loaded, actions, intents))
    if faults:
        raise FlowError("\n".join(faults))
    return loaded


def _flow(name: str, content: dict[str, Any], faults: list[str]) -> Flow:
    steps: dict[str, Any] = {}
    for step, fields in content["steps"].items():
        try:
            steps[step] = _step(fields)
        except (ValidationError, ValueError) as error:
            faults.append(f"flows/{name}.yml, {step}: {error}")
    return Flow(name=name, intents=tuple(content.get("intents", ())), steps=steps)


def _step(fields: dict[str, Any]) -> Any:
    verbs = [verb for verb in VERBS if verb in fields]
    if len(verbs) != 1:
        raise ValueError(f"a step has exactly one of {', '.join(VERBS)}")
    return VERBS[verbs[0]].model_validate(fields)


def _faults(flows: Flows, actions: Mapping[str, frozenset[str]], intents: frozenset[str]) -> Iterator[str]:
    claimed: set[str] = set()
    for flow in flows.flows.values():
        for intent in flow.intents:
            if intent not in intents or intent in claimed:
                yield f"flows/{flow.name}.yml: intent {intent} is unknown or starts another flow already"
            claimed.add(intent)
        for name, step in flow.steps.items():
            for fault in _step_faults(flows, flow, name, step, actions):
                yield f"flows/{flow.name}.yml, {name}: {fault}"
    yield from _unreached(flows)
    yield from _loops(flows)


def _step_faults(
    flows: Flows, flow: Flow, name: str, step: Step, actions: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    for target in targets(flow, name, step):
        other, _, place = target.rpartition(".")
        if not flows.has(other, place):
            yield f"there is no step {target}"
    if isinstance(step, Run) and step.run not in flows.flows:
        yield f"there is no flow {step.run}"
    if isinstance(step, Do):
        outcomes = actions.get(step.do)
        if outcomes is None:
            yield f"there is no action {step.do}"
        elif outcomes != step.then.keys():
            yield f"{step.do} ends in {', '.join(sorted(outcomes))}, the step handles {', '.join(sorted(step.then))}"
    if isinstance(step, Switch) and "else" not in step.cases:
        yield "a switch needs an `else`"


def targets(flow: Flow, name: str, step: Step) -> list[str]:
    """Every place to which a step can lead, as `flow.step`."""
    following = flow.after(name)
    match step:
        case Say() | Run():
            found = [step.then or following]
        case Ask():
            found = [choice.then or step.then or following for choice in step.choices.values()]
            found += [step.then or following] if step.answer != "choice" or step.choices_from else []
            found += [step.unanswered]
        case Do():
            found = [*step.then.values(), step.failed]
        case Switch():
            found = list(step.cases.values())
        case Go():
            found = [step.go]
        case Transfer():
            found = [step.failed]
        case Back() | End():
            found = []
    return [target if "." in target else f"{flow.name}.{target}" for target in found if target]


def _unreached(flows: Flows) -> Iterator[str]:
    reached = {f"{flow.name}.{flow.first}" for flow in flows.flows.values()}
    for flow in flows.flows.values():
        for name, step in flow.steps.items():
            reached.update(targets(flow, name, step))
    for flow in flows.flows.values():
        for name in flow.steps:
            if f"{flow.name}.{name}" not in reached:
                yield f"flows/{flow.name}.yml, {name}: nothing leads here"


def _loops(flows: Flows) -> Iterator[str]:
    """Rings of steps that never wait for the caller: such a conversation would never end."""
    onward = {
        f"{flow.name}.{name}": [] if isinstance(step, Ask | Back | Do | End | Transfer) else targets(flow, name, step)
        for flow in flows.flows.values()
        for name, step in flow.steps.items()
    }
    for start, first in onward.items():
        seen: set[str] = set()
        ahead = list(first)
        while ahead:
            place = ahead.pop()
            if place == start:
                yield f"flows: {start} leads back to itself without asking anything"
                break
            if place not in seen:
                seen.add(place)
                ahead += onward.get(place, [])
