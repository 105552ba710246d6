"""What goes in and out of a conversation: plain frozen data, the same for a call and a chat."""

from dataclasses import dataclass, field
from typing import Any

from helpline.understanding import Understood


@dataclass(frozen=True)
class Heard:
    """One thing a caller said, typed or pressed; all empty is silence. Aadhaar numbers are masked already.

    `keys` are telephone keys. `understood` is None where there are no words or the NLU is silent. `dialled` is
    how a hand-over call ended ("reached", "not_reached").
    """

    text: str = ""
    keys: str = ""
    understood: Understood | None = None
    dialled: str = ""

    @property
    def is_silence(self) -> bool:
        return not (self.text or self.keys)


@dataclass(frozen=True)
class Prompt:
    """One utterance: its context (`flow.step`), the English words that name it in the catalogue, its values.

    `key` makes it an option: the channel adds "press 1" or "1.". `language` overrides the conversation's (an
    option of the language menu is said in its own language), and then `text` is already in that language.
    """

    context: str
    text: str
    values: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    language: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "context": self.context, "text": self.text, "values": self.values,
            "key": self.key, "language": self.language,
        }  # fmt: skip


@dataclass(frozen=True)
class Listen:
    """What is waited for: `keys` is the most keys an answer has, `words` whether it may be spoken."""

    keys: int
    words: bool = True


@dataclass(frozen=True)
class Effect:
    """Something the conversation wants done in the world: the name of an action and what it is given."""

    action: str
    given: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """How an action ended: one of its declared outcomes, and what the conversation knows from now on.

    `answers` belong to the matter in hand, `facts` (who the caller is) to the whole conversation.
    """

    name: str
    answers: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
