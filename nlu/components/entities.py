"""What a message names: centre, month, count, phone and ticket, each with one plain value.

What the rules find wins over what the names' model before it has found; a name whose value
cannot be read is left out, so that whoever gets the parse never has to read words itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.identifiers import Found, identifiers
from components.lexicon import Lexicon
from components.matching import words

PROJECT = Path(__file__).resolve().parent.parent

# Of a number that was only partly said, this many digits still help to find it.
FEWEST_DIGITS = 4


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PlainEntities(GraphComponent, EntityExtractorMixin):
    """Adds what rules find, drops what overlaps with it, and gives every entity its value."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """words: where the lexicons are, a pattern inside the project."""
        return {"words": "data/*/words.toml"}

    def __init__(self, model_storage: ModelStorage, resource: Resource, lexicon: Lexicon) -> None:
        """Works at once: training only stores the lexicon with the model."""
        self._model_storage = model_storage
        self._resource = resource
        self._lexicon = lexicon

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlainEntities:
        """Reads the lexicons of the project; raises WrongWords when one cannot be read."""
        return cls(model_storage, resource, Lexicon.read(PROJECT.glob(config["words"])))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PlainEntities:
        """See Rasa's GraphComponent."""
        with model_storage.read_from(resource) as folder:
            lexicon = Lexicon.loads((folder / "lexicon.json").read_text(encoding="utf-8"))
        return cls(model_storage, resource, lexicon)

    def train(self, training_data: TrainingData) -> Resource:
        """Stores the lexicon, so that the model needs no data to be served."""
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "lexicon.json").write_text(self._lexicon.dumps(), encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the entities of each message, in the order of its text."""
        for message in messages:
            named = [dict(entity) for entity in message.get(ENTITIES, [])]
            entities = plain_entities(message.get(TEXT, ""), named, self._lexicon)
            message.set(ENTITIES, entities, add_to_output=True)
        return messages


def plain_entities(
    text: str, named: list[dict[str, Any]], lexicon: Lexicon
) -> list[dict[str, Any]]:
    """Rule-found entities and those of the named ones that they do not overlap."""
    kept = [_entity(found) for found in _by_rule(text, lexicon)]
    for entity in named:
        value = _value(entity, text, lexicon)
        if value is not None and not any(_overlap(entity, other) for other in kept):
            kept.append({**entity, "value": value})
    return sorted(kept, key=lambda entity: entity["start"])


def _by_rule(text: str, lexicon: Lexicon) -> list[Found]:
    found = identifiers(text, lexicon)
    found += [Found("month", *span) for span in lexicon.months_in(text)]
    spans = words(text)
    if not found and 0 < len(spans) <= 2:
        start, end = spans[0][0], spans[-1][1]
        count = lexicon.count_of(text[start:end])
        if count is not None and len(count) <= 3:
            found.append(Found("count", start, end, count))
    return found


def _value(entity: dict[str, Any], text: str, lexicon: Lexicon) -> str | None:
    """The plain value of a named entity; None when it cannot be read."""
    said = text[entity["start"] : entity["end"]]
    if entity["entity"] == "month":
        return lexicon.month_of(said) or lexicon.month_within(said)
    if entity["entity"] == "count":
        return lexicon.count_of(said)
    if entity["entity"] in ("phone", "ticket"):
        digits = "".join(lexicon.digit_of(said[start:end]) or "" for start, end in words(said))
        return digits if len(digits) >= FEWEST_DIGITS else None
    return said


def _entity(found: Found) -> dict[str, Any]:
    return {**found._asdict(), "extractor": PlainEntities.__name__}


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])
