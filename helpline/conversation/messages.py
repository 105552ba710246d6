"""What goes in and out of a conversation: plain frozen data, the same for a call and a chat."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from helpline.callers import Address
from helpline.understanding import Understood


@dataclass(frozen=True)
class Media:
    """A sound or a picture that came with a message, or was recorded after the tone: where the carrier keeps it."""

    url: str
    content_type: str


@dataclass(frozen=True)
class Heard:
    """One thing a caller said, typed, pressed or sent; all empty is silence. Aadhaar numbers are masked already.

    `keys` are telephone keys. `understood` is None where there are no words or the NLU is silent. `dialled` is
    how a hand-over call ended ("reached", "not_reached"). No machine understands `media`.
    """

    text: str = ""
    keys: str = ""
    understood: Understood | None = None
    dialled: str = ""
    media: tuple[Media, ...] = ()

    @property
    def is_silence(self) -> bool:
        return not (self.text or self.keys or self.media)


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
    """What is waited for: `keys` is the most keys an answer has.

    `recording` is whether it can be told to a machine that only records: a story, a name of a place.
    """

    keys: int
    recording: bool = False


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


Letters = Literal["latin", "own"]


@dataclass(frozen=True)
class Incoming:
    """A request as a channel read it: `sid` and `step` name it for ever.

    `language` is what the words are in, where that is certain; `likely_languages` what they may be in. `letters` are
    those of the words, where there are enough of them to tell: Latin ones, or the language's own.
    """

    channel: str
    sid: str
    step: int
    addresses: tuple[Address, ...]
    heard: Heard
    at: datetime
    language: str | None = None
    likely_languages: tuple[str, ...] = ()
    letters: Letters | None = None


@dataclass(frozen=True)
class Reply:
    """The answer, before any channel has given it a form.

    `listen` is None when the conversation is over; `dial` is a number to connect the call to. Without prompts nothing
    is said, because a person answers. `latin` is whether it is written in Latin letters.
    """

    prompts: tuple[Prompt, ...]
    language: str
    listen: Listen | None = None
    dial: str = ""
    latin: bool = False

    def without_options(self) -> "Reply":
        """The same, but for the options of its question."""
        return replace(self, prompts=tuple(prompt for prompt in self.prompts if not prompt.key))

    def as_json(self) -> dict[str, Any]:
        return {
            "prompts": [prompt.as_json() for prompt in self.prompts],
            "language": self.language,
            "listen": asdict(self.listen) if self.listen else None,
            "dial": self.dial,
            "latin": self.latin,
        }


def reply_from_json(stored: dict[str, Any]) -> Reply:
    """The inverse of `Reply.as_json`."""
    return Reply(
        prompts=tuple(Prompt(**prompt) for prompt in stored["prompts"]),
        language=stored["language"],
        listen=Listen(**stored["listen"]) if stored["listen"] else None,
        dial=stored["dial"],
        latin=stored.get("latin", False),
    )
