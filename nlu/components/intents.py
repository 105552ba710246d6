"""What a message is about: every intent with the probability that it was meant."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from components.kernel import Floats, KernelRidge, Shape


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CalibratedIntents(IntentClassifier, GraphComponent):
    """Kernel ridge regression over the sentence's dense and sparse features together."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Both kinds of featurizer come before."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """For the first three see kernel.Shape.

        lean: by how much the odds of an intent are raised over what the examples bear out,
        where missing it costs more than suspecting it in vain.
        """
        return {"sharpness": 10.0, "meaning": 2.0, "smoothing": 0.1, "lean": {}}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        ridge: KernelRidge | None = None,
    ) -> None:
        """Without a ridge the component has still to be trained."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._ridge = ridge

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CalibratedIntents:
        """See Rasa's GraphComponent."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CalibratedIntents:
        """See Rasa's GraphComponent."""
        with model_storage.read_from(resource) as folder:
            ridge = KernelRidge.load(folder)
        return cls(config, model_storage, resource, ridge)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from all examples that have both an intent and a text."""
        examples = [each for each in training_data.intent_examples if each.get(TEXT)]
        labels = [example.get(INTENT) for example in examples]
        shape = Shape(**{each.name: self._config[each.name] for each in fields(Shape)})
        ridge = KernelRidge.learn(*_features(examples), labels, shape)
        with self._model_storage.write_to(self._resource) as folder:
            ridge.save(folder)
        self._ridge = ridge
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets intent and intent_ranking, the likeliest first; RuntimeError before training."""
        if self._ridge is None:
            raise RuntimeError("The CalibratedIntents component has to be trained first.")
        for message, row in zip(messages, self._ranked(messages), strict=True):
            message.set("intent", row[0], add_to_output=True)
            message.set("intent_ranking", row, add_to_output=True)
        return messages

    def _ranked(self, messages: List[Message]) -> list[list[dict[str, Any]]]:
        assert self._ridge is not None
        labels = self._ridge.labels
        lean = np.array([self._config["lean"].get(label, 1.0) for label in labels])
        leaning = self._ridge.probabilities(*_features(messages)) * lean
        return [_ranking(labels, odds / odds.sum()) for odds in leaning]


def _ranking(labels: tuple[str, ...], shares: Floats) -> list[dict[str, Any]]:
    """Rasa's form of a ranking, the likeliest first."""
    order = shares.argsort()[::-1]
    return [{"name": labels[at], "confidence": float(shares[at])} for at in order]


def _features(messages: List[Message]) -> tuple[Floats, csr_matrix]:
    """The messages' sentence vectors and n-gram rows, one row per message in each."""
    dense = [message.get_dense_features(TEXT)[1].features for message in messages]
    sparse = [message.get_sparse_features(TEXT)[1].features for message in messages]
    return np.concatenate(dense), vstack(sparse, format="csr")
