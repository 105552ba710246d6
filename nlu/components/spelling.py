"""How a sentence is spelled, as a sparse feature: n-grams of its matching keys."""

from __future__ import annotations

from typing import Any, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.ngrams import NgramTable, View


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class Spelling(SparseFeaturizer, GraphComponent):
    """One sparse row of length one per message, no features per token."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """views: what each ngrams.View takes."""
        return {
            **SparseFeaturizer.get_default_config(),
            "views": [{"key": "sound", "unit": "char_wb", "shortest": 2, "longest": 5}],
        }

    def __init__(
        self,
        name: str,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        table: NgramTable | None = None,
    ) -> None:
        """Without a table the component has still to be trained."""
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._table = table

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Spelling:
        """See Rasa's GraphComponent."""
        return cls(execution_context.node_name, config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Spelling:
        """See Rasa's GraphComponent."""
        with model_storage.read_from(resource) as folder:
            table = NgramTable.load(_views(config), folder)
        return cls(execution_context.node_name, config, model_storage, resource, table)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raises TypeError when a view lacks a setting or has one too many."""
        _views(config)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the n-grams of all examples that have a text."""
        examples = training_data.training_examples
        texts = [example.get(TEXT) for example in examples if example.get(TEXT)]
        self._table = NgramTable.learn(_views(self._config), texts)
        with self._model_storage.write_to(self._resource) as folder:
            self._table.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds a row to each message; raises RuntimeError before training."""
        if self._table is None:
            raise RuntimeError("The Spelling component has to be trained before it is used.")
        rows = self._table.rows([message.get(TEXT, "") for message in messages])
        for message, row in zip(messages, rows, strict=True):
            message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds a row to each example that has a text."""
        self.process([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data


def _views(config: dict[str, Any]) -> list[View]:
    return [View(**view) for view in config["views"]]
