"""What a sentence means, as a dense feature: close for close meanings in any language."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.vectors import Vectors, as_embedded, embed, embed_cached, embed_known

# A folder of vectors to look in before a text is embedded, for whoever parses the same texts
# again and again.
KNOWN_VECTORS = "NLU_KNOWN_VECTORS"

PROJECT = Path(__file__).resolve().parent.parent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectors(DenseFeaturizer, GraphComponent):
    """One vector of 384 numbers and length one per message, no vectors per token."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """cache: where training keeps its vectors, a folder inside the project."""
        return {**DenseFeaturizer.get_default_config(), "cache": "vectors"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceVectors:
        """See Rasa's GraphComponent."""
        return cls(execution_context.node_name, config)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check: every cache folder is allowed."""

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds a vector to each message."""
        said = [as_embedded(message.get(TEXT, "")) for message in messages]
        known = os.environ.get(KNOWN_VECTORS)
        self._add(messages, embed_known(said, Path(known)) if known else embed(said))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds a vector to each example that has a text, from the cache where it can."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        said = [as_embedded(example.get(TEXT)) for example in examples]
        self._add(examples, embed_cached(said, PROJECT / self._config["cache"]))
        return training_data

    def _add(self, messages: List[Message], vectors: Vectors) -> None:
        for message, vector in zip(messages, vectors, strict=True):
            row = vector[np.newaxis, :]
            message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
