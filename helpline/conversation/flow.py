"""The language of `flows/`: what a step may be, as frozen models that refuse unknown words.

A flow is a file of named steps; it starts at the first and goes on in the file's order unless a step says `then`.
A target is the name of a step of the same flow, or `flow.step`. `$name` stands for an answer or fact.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

AnswerKind = Literal["choice", "words", "request", "centre", "month", "count", "ticket", "birth", "code", "phone"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Choice(_Model):
    """One option of a question: picked by its key, its number typed, its label's words, or one of `intents`."""

    label: str
    then: str = ""
    intents: tuple[str, ...] = ()
    sets: dict[str, str] = {}


class Say(_Model):
    """Say something and go on."""

    say: str
    then: str = ""


class Ask(_Model):
    """Ask and wait. The answer is saved under the step's name; a question whose answer is known is not asked.

    `choices_from` names a list of {value, label} made by an action; `wrong` is said when an answer does not fit;
    `again` asks even if the answer is known; `unanswered` is where to go after three misses, instead of to a person.
    """

    ask: str
    answer: AnswerKind = "choice"
    choices: dict[str, Choice] = {}
    choices_from: str = ""
    wrong: str = ""
    again: bool = False
    unanswered: str = ""
    then: str = ""

    @model_validator(mode="after")
    def _can_be_answered(self) -> "Ask":
        if self.answer == "choice" and not (self.choices or self.choices_from):
            raise ValueError("a question needs `choices`, `choices_from` or another kind of `answer`")
        return self


class Do(_Model):
    """Have an action done and go on by its outcome; `failed` is where to go when it could not be done at all."""

    do: str
    with_: dict[str, str] = Field(default={}, alias="with")
    then: dict[str, str]
    failed: str


class Switch(_Model):
    """Go on by the value of an answer or fact; `else` catches every other value."""

    switch: str
    cases: dict[str, str]


class Run(_Model):
    """Hold another conversation in between and come back."""

    run: str
    then: str = ""


class Go(_Model):
    """Go elsewhere; `sets` are answers known from here on, `forget` answers to drop.

    `afresh` also leaves for good whatever this conversation had interrupted, and every answer.
    """

    go: str
    sets: dict[str, str] = {}
    forget: tuple[str, ...] = ()
    afresh: bool = False


class Back(_Model):
    """Go back to whatever this conversation had interrupted."""

    back: Literal["true"]


class Transfer(_Model):
    """Hand over to a person; if nobody takes it, go to `failed`."""

    transfer: str
    failed: str


class End(_Model):
    """Say goodbye and end the conversation."""

    end: str


Step = Say | Ask | Do | Switch | Run | Go | Back | Transfer | End
VERBS: dict[str, type[_Model]] = {
    "say": Say, "ask": Ask, "do": Do, "switch": Switch, "run": Run, "go": Go,
    "back": Back, "transfer": Transfer, "end": End,
}  # fmt: skip


class Flow(_Model):
    """One conversation: the intents that start it, and its steps in order."""

    name: str
    intents: tuple[str, ...] = ()
    steps: dict[str, Any]

    @property
    def first(self) -> str:
        return next(iter(self.steps))

    def after(self, step: str) -> str:
        """The step that follows in the file, or "" after the last."""
        names = list(self.steps)
        place = names.index(step) + 1
        return names[place] if place < len(names) else ""


class Flows(_Model):
    """All conversations by name, and the fixed phrases that channels and the engine add."""

    flows: dict[str, Flow]
    phrases: dict[str, str]

    def has(self, flow: str, step: str) -> bool:
        return flow in self.flows and step in self.flows[flow].steps

    def step(self, flow: str, step: str) -> Step:
        found: Step = self.flows[flow].steps[step]
        return found

    def for_intent(self, intent: str) -> str:
        """The name of the flow that an intent starts, or ""."""
        return next((flow.name for flow in self.flows.values() if intent in flow.intents), "")
