"""Letter n-grams of matching keys, weighed by TF-IDF, in files that hold no code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from components.matching import matching_key


@dataclass(frozen=True)
class View:
    """One way to cut texts up: n-grams of `unit` from `shortest` to `longest`.

    key is 'sound' or 'bones' (see matching); unit is 'char' (across words), 'char_wb'
    (within words) or 'word'.
    """

    key: str
    unit: str
    shortest: int
    longest: int

    def vectorizer(self, vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
        """An empty vectorizer, or one for a vocabulary; n-grams seen once are left out."""
        return TfidfVectorizer(
            analyzer=self.unit,
            ngram_range=(self.shortest, self.longest),
            token_pattern=r"\S+" if self.unit == "word" else None,
            lowercase=False,
            sublinear_tf=True,
            min_df=1 if vocabulary else 2,
            vocabulary=vocabulary,
            dtype=np.float32,
        )


class NgramTable:
    """The n-grams of some training texts with their weights, one table per view."""

    def __init__(self, views: Sequence[View], vectorizers: Sequence[TfidfVectorizer]) -> None:
        """Takes vectorizers that know their n-grams; learn and load make them."""
        self._views = tuple(views)
        self._vectorizers = tuple(vectorizers)

    @classmethod
    def learn(cls, views: Sequence[View], texts: Sequence[str]) -> NgramTable:
        """Raises ValueError when no n-gram occurs in two of the texts."""
        keys = _keys(views, texts)
        return cls(views, [view.vectorizer().fit(keys[view.key]) for view in views])

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """One row of length one per text, shape (len(texts), n-grams of all views)."""
        keys = _keys(self._views, texts)
        parts = [
            vectorizer.transform(keys[view.key])
            for view, vectorizer in zip(self._views, self._vectorizers, strict=True)
        ]
        return normalize(hstack(parts, format="csr", dtype=np.float32))

    def save(self, folder: Path) -> None:
        """Writes one pair of files per view: the n-grams and their weights."""
        for number, vectorizer in enumerate(self._vectorizers):
            vocabulary = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
            (folder / f"ngrams{number}.json").write_text(json.dumps(vocabulary))
            np.save(folder / f"weights{number}.npy", vectorizer.idf_)

    @classmethod
    def load(cls, views: Sequence[View], folder: Path) -> NgramTable:
        """Reads what save has written for the same views."""
        vectorizers = []
        for number, view in enumerate(views):
            vocabulary = json.loads((folder / f"ngrams{number}.json").read_text())
            vectorizer = view.vectorizer({ngram: at for at, ngram in enumerate(vocabulary)})
            vectorizer.idf_ = np.load(folder / f"weights{number}.npy")
            vectorizers.append(vectorizer)
        return cls(views, vectorizers)


def _keys(views: Sequence[View], texts: Sequence[str]) -> dict[str, list[str]]:
    """The matching keys of the texts, each kind once, however many views cut it up."""
    kinds = {view.key for view in views}
    return {kind: [matching_key(text, kind) for text in texts] for kind in sorted(kinds)}
