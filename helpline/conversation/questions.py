"""Asking and being answered: the prompts of a question, and which option or value an answer picks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import regex
from rapidfuzz import fuzz

from helpline.conversation import answers
from helpline.conversation.flow import Ask, Flows
from helpline.conversation.messages import Heard, Listen, Prompt
from helpline.conversation.state import Frame, State

# Confidences of the NLU, from the calibration table that `make nlu-eval` prints. Danger is acted on early (the NLU
# leans towards it already), and a suspicion is asked about: a question in vain costs a key, one not asked a life.
DANGER = 0.6
SUSPICION = 0.15
SURE = 0.6
POSSIBLE = 0.12
# At a question for a name or a story, the words are the answer unless they clearly are something else.
SURE_OVER_WORDS = 0.8
MISSES_ALLOWED = 3
# A list longer than this is read in pages on every channel; 9 is "more".
PAGE = 4
MORE_KEY = "9"
LABEL_FITS = 88
# Kinds of answer that may as well be a recording, to be listened to by a person.
TOLD = ("words", "centre")

# The words by which an option may be picked, in the caller's language.
Labels = Callable[[Prompt], tuple[str, ...]]

_SPACE = regex.compile(r"[\s\p{P}]+")


@dataclass(frozen=True)
class Option:
    """One way to answer: the key, what it means, how it is announced."""

    value: Any
    prompt: Prompt
    then: str = ""
    intents: tuple[str, ...] = ()
    sets: dict[str, str] = field(default_factory=dict)
    # Other words by which it may be picked, beside its label.
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picked:
    """The answer: a value to save, where to go, what else is known by it; or `more` of a long list."""

    value: Any
    then: str = ""
    sets: dict[str, str] = field(default_factory=dict)
    more: bool = False


def prompt(frame: Frame, text: str, state: State) -> Prompt:
    """The prompt of a step, with the values that its text mentions."""
    return Prompt(f"{frame.flow}.{frame.step}", text, _values(text, state))


def phrase(flows: Flows, name: str, **values: Any) -> Prompt:
    """One of the fixed phrases."""
    return Prompt(f"phrases.{name}", flows.phrases[name], values)


def ask(flows: Flows, state: State, step: Ask) -> list[Prompt]:
    """The question, then its options."""
    asked = [prompt(state.here, step.ask, state)]
    asked += [option.prompt for option in _options(flows, state, step)]
    return asked


def listen(step: Ask) -> Listen:
    return Listen(keys=answers.KEYS.get(step.answer, 1), recording=step.answer in ("request", *TOLD))


def pick(flows: Flows, labels: Labels, state: State, step: Ask, heard: Heard) -> Picked | None:
    """What `heard` answers, or None."""
    option = _option(_options(flows, state, step), labels, heard)
    if option:
        return Picked(option.value, option.then, option.sets, more=option.value is None)
    parser = answers.PARSERS.get(step.answer)
    value = parser(heard) if parser else None
    return None if value is None else Picked(value, step.then)


def _option(options: list[Option], labels: Labels, heard: Heard) -> Option | None:
    by_key = {option.prompt.key: option for option in options}
    said = answers.number_alone(heard)
    if said in by_key:
        return by_key[said]
    if not heard.text:
        return None
    understood = heard.understood
    if understood:
        # "No, thank you" is a no and a thank-you: what both lead to is meant, however sure either is alone.
        for option in options:
            if understood.confidence_in(*option.intents) >= SURE:
                return option
    words = _plain(heard.text)
    scored = [(_closeness(words, (*labels(option.prompt), *option.also)), option) for option in options]
    closeness, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if closeness >= LABEL_FITS else None


def _closeness(words: str, labels: tuple[str, ...]) -> float:
    return max((fuzz.ratio(words, _plain(label)) for label in labels), default=0.0)


def _options(flows: Flows, state: State, step: Ask) -> list[Option]:
    frame = state.here
    fixed = [
        Option(
            value=key,
            prompt=Prompt(f"{frame.flow}.{frame.step}.{key}", choice.label, _values(choice.label, state), key=key),
            then=choice.then or step.then,
            intents=choice.intents,
            sets=choice.sets,
        )
        for key, choice in step.choices.items()
    ]
    return _listed(flows, state, step) + fixed


def _listed(flows: Flows, state: State, step: Ask) -> list[Option]:
    """The present page of a list that an action made, and "more" where there is another page."""
    rows: list[Mapping[str, Any]] = state.value(step.choices_from) or [] if step.choices_from else []
    pages = max(1, -(-len(rows) // PAGE))
    first = state.page % pages * PAGE
    options = [
        Option(row["value"], _listed_prompt(flows, row, str(place)), then=step.then, also=tuple(row.get("also", ())))
        for place, row in enumerate(rows[first : first + PAGE], start=1)
    ]
    if pages > 1:
        options.append(Option(None, Prompt("phrases.more", flows.phrases["more"], key=MORE_KEY)))
    return options


def _listed_prompt(flows: Flows, row: Mapping[str, Any], key: str) -> Prompt:
    """A row's `label` is the context of catalogue words (`category.…`), or plain words to be said as they are."""
    label, language = row["label"], row.get("language", "")
    if not language and label in flows.phrases:
        return Prompt(f"phrases.{label}", flows.phrases[label], key=key)
    return Prompt("said", label, key=key, language=language)


def _values(text: str, state: State) -> dict[str, Any]:
    """The answers and facts that the placeholders of `text` name."""
    names = regex.findall(r"\{(\w+)", text)
    return {name: state.value(name) for name in names}


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.casefold()).strip()
