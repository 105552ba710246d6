"""Which language a text is in, also where it is typed in Latin letters.

Logistic regression over letter n-grams of the text as it is written, not of its matching key:
how people spell is what tells Hindi in Latin letters from Nepali.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, List

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from scipy.special import softmax
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier

from components.sentences import read_sentences

PROJECT = Path(__file__).resolve().parent.parent
# Languages that are told of one text.
MOST_TOLD = 5
ROUNDS = 30
REGULARIZATION = 3e-6

_NGRAMS = HashingVectorizer(
    n_features=2**17, analyzer="char_wb", ngram_range=(1, 5), alternate_sign=False, dtype=np.float32
)


@dataclass(frozen=True)
class LanguageModel:
    """weights: (n-grams, languages); bias: (languages,)."""

    languages: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Sequence[str], languages: Sequence[str]) -> LanguageModel:
        """Seconds for tens of thousands of sentences; raises ValueError for a single language."""
        regression = SGDClassifier(
            loss="log_loss", alpha=REGULARIZATION, max_iter=ROUNDS, tol=None, average=True,
            class_weight="balanced", random_state=1515,
        ).fit(_rows(texts), languages)  # fmt: skip
        weights, bias = regression.coef_.T, regression.intercept_
        if weights.shape[1] == 1:
            # Of two languages, scikit-learn keeps the second's odds only.
            weights, bias = (
                np.hstack([-weights / 2, weights / 2]),
                np.array([-bias[0], bias[0]]) / 2,
            )
        return cls(
            tuple(regression.classes_.tolist()),
            np.ascontiguousarray(weights, dtype=np.float32),
            bias.astype(np.float32),
        )

    def ranking(self, text: str) -> list[dict[str, Any]]:
        """The likeliest languages with their probabilities, the likeliest first."""
        shares = softmax(_rows([text]) @ self.weights + self.bias, axis=1)[0]
        order = shares.argsort()[::-1][:MOST_TOLD]
        return [{"name": self.languages[at], "confidence": float(shares[at])} for at in order]

    def save(self, folder: Path) -> None:
        """Writes languages.npz and languages.json."""
        np.savez(folder / "languages.npz", weights=self.weights, bias=self.bias)
        (folder / "languages.json").write_text(json.dumps(self.languages))

    @classmethod
    def load(cls, folder: Path) -> LanguageModel:
        """Reads what save has written."""
        with np.load(folder / "languages.npz") as stored:
            weights, bias = stored["weights"], stored["bias"]
        return cls(tuple(json.loads((folder / "languages.json").read_text())), weights, bias)


def _rows(texts: Sequence[str]) -> csr_matrix:
    return _NGRAMS.transform([" ".join(text.split()) for text in texts])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class Languages(GraphComponent):
    """Sets `language_ranking` of each message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """examples: training files, a pattern inside the project; their folders name languages."""
        return {"examples": "data/*/*.yml"}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LanguageModel | None = None,
    ) -> None:
        """Without a model the component has still to be trained."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Languages:
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
    ) -> Languages:
        """See Rasa's GraphComponent."""
        with model_storage.read_from(resource) as folder:
            model = LanguageModel.load(folder)
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the project's files: Rasa does not tell where an example comes from."""
        sentences = list(read_sentences(PROJECT.glob(self._config["examples"])))
        self._model = LanguageModel.learn(
            [sentence.text for sentence in sentences], [sentence.language for sentence in sentences]
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the ranking to each message; RuntimeError before training."""
        if self._model is None:
            raise RuntimeError("The Languages component has to be trained first.")
        for message in messages:
            ranking = self._model.ranking(message.get(TEXT, ""))
            message.set("language_ranking", ranking, add_to_output=True)
        return messages
