"""What a message is about: every intent with the probability that it was meant."""

from __future__ import annotations

from typing import Any, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, vstack

from components.regression import Regression


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CalibratedIntents(IntentClassifier, GraphComponent):
    """Logistic regression over the sentence's dense and sparse features together."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Both kinds of featurizer come before."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """strength: scikit-learn's C; dense_weight: what dense features are multiplied by."""
        return {"strength": 20.0, "dense_weight": 6.0}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        regression: Regression | None = None,
    ) -> None:
        """Without a regression the component has still to be trained."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._regression = regression

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
            regression = Regression.load(folder)
        return cls(config, model_storage, resource, regression)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from all examples that have both an intent and a text."""
        examples = [each for each in training_data.intent_examples if each.get(TEXT)]
        labels = [example.get(INTENT) for example in examples]
        regression = Regression.learn(self._rows(examples), labels, self._config["strength"])
        with self._model_storage.write_to(self._resource) as folder:
            regression.save(folder)
        self._regression = regression
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets intent and intent_ranking, the likeliest first; RuntimeError before training."""
        if self._regression is None:
            raise RuntimeError("The CalibratedIntents component has to be trained first.")
        for message, row in zip(messages, self._ranked(messages), strict=True):
            message.set("intent", row[0], add_to_output=True)
            message.set("intent_ranking", row, add_to_output=True)
        return messages

    def _ranked(self, messages: List[Message]) -> list[list[dict[str, Any]]]:
        assert self._regression is not None
        labels = self._regression.labels
        rankings = []
        for shares in self._regression.probabilities(self._rows(messages)):
            order = shares.argsort()[::-1]
            rankings.append(
                [{"name": labels[at], "confidence": float(shares[at])} for at in order]
            )
        return rankings

    def _rows(self, messages: List[Message]) -> csr_matrix:
        return vstack([self._row(message) for message in messages], format="csr")

    def _row(self, message: Message) -> csr_matrix:
        """Dense features, weighed, then sparse ones: shape (1, features)."""
        _, dense = message.get_dense_features(TEXT)
        _, sparse = message.get_sparse_features(TEXT)
        return hstack(
            [csr_matrix(dense.features * self._config["dense_weight"]), sparse.features],
            format="csr",
        )
