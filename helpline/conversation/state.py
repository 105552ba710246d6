"""The state of a conversation: plain data that survives serialisation between any two turns."""

from dataclasses import dataclass, field, replace
from typing import Any

from helpline.conversation.messages import Effect, Prompt


@dataclass(frozen=True)
class Frame:
    """Where a flow stands. Frames stack: the last one is being held, the others wait for it."""

    flow: str
    step: str


@dataclass(frozen=True)
class State:
    """Everything a conversation remembers.

    `answers` belong to the matter in hand and go when it is done; `facts` (language, centre, verified person)
    stay. `said` are the last prompts, for whoever asks to hear them again. `pending` is a request made before it
    could be dealt with (the first WhatsApp message). `misses` counts answers not understood at this question.
    """

    frames: tuple[Frame, ...] = ()
    answers: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    said: tuple[dict[str, Any], ...] = ()
    pending: dict[str, Any] | None = None
    misses: int = 0
    page: int = 0

    @property
    def here(self) -> Frame:
        return self.frames[-1]

    @property
    def has_a_matter(self) -> bool:
        """Whether something was said that would be lost if the conversation were forgotten."""
        return bool(self.pending or any(self.answers.get(name) for name in ("category", "words", "media")))

    def value(self, name: str) -> Any:
        """An answer or fact, or None."""
        return self.answers.get(name, self.facts.get(name))

    def at(self, flow: str, step: str) -> "State":
        """Standing at another step, in the innermost frame."""
        return replace(self, frames=(*self.frames[:-1], Frame(flow, step)), misses=0, page=0)

    def inside(self, flow: str, step: str) -> "State":
        """Holding another flow in between."""
        return replace(self, frames=(*self.frames, Frame(flow, step)), misses=0, page=0)

    def only(self, flow: str, step: str) -> "State":
        """Starting afresh at a step: whatever was going on is over."""
        return replace(self, frames=(Frame(flow, step),), misses=0, page=0)

    def knowing(self, **answers: Any) -> "State":
        return replace(self, answers={**self.answers, **answers})

    def as_json(self) -> dict[str, Any]:
        return {
            "frames": [[frame.flow, frame.step] for frame in self.frames],
            "answers": self.answers, "facts": self.facts, "said": list(self.said),
            "pending": self.pending, "misses": self.misses, "page": self.page,
        }  # fmt: skip


def from_json(stored: dict[str, Any]) -> State:
    """The inverse of `State.as_json`."""
    return State(
        frames=tuple(Frame(flow, step) for flow, step in stored["frames"]),
        answers=stored["answers"],
        facts=stored["facts"],
        said=tuple(stored["said"]),
        pending=stored["pending"],
        misses=stored["misses"],
        page=stored["page"],
    )


@dataclass(frozen=True)
class Advance:
    """How far a conversation went: what to say, then exactly one of

    `effect` (have it done, then `resume`), `waits` (for the caller's next words), `transfer` (to a queue of
    people, then `resume`), or, with none of them, the end.
    """

    state: State
    prompts: tuple[Prompt, ...]
    effect: Effect | None = None
    waits: bool = False
    transfer: str = ""
