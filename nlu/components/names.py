"""Names in the words, by Rasa's CRF; its model is stored, not trained anew at every start.

Rasa 3.6 stores the training data of a CRF and trains it again when it is loaded, which takes
a minute here. crfsuite's own file format holds no code, so it is stored as it is.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Any, List

import sklearn_crfsuite
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.crf_entity_extractor import CRFEntityExtractor, CRFToken

FILE = "names.crfsuite"
ENTITY = "entity"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class Names(CRFEntityExtractor):
    """One CRF over the entity tags; the groups and roles of Rasa are not used."""

    def persist(self, dataset: List[List[CRFToken]]) -> None:
        """Keeps the trained model, and not the dataset."""
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_bytes(
                Path(self.entity_taggers[ENTITY].modelfile.name).read_bytes()
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Names:
        """Reads what persist has written."""
        tagger = sklearn_crfsuite.CRF()
        tagger.modelfile.refresh()
        with model_storage.read_from(resource) as folder:
            Path(tagger.modelfile.name).write_bytes((folder / FILE).read_bytes())
        names = cls(config, model_storage, resource, OrderedDict({ENTITY: tagger}))
        names.crf_order = [ENTITY]
        return names
