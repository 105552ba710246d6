"""Letter n-grams of matching keys, weighed by TF-IDF, in files that hold no code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

from components.matching import matching_key

Weights = npt.NDArray[np.float32]


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

    def counter(self, vocabulary: dict[str, int] | None = None) -> CountVectorizer:
        """An empty counter, or one for a vocabulary; n-grams seen once are left out."""
        return CountVectorizer(
            analyzer=self.unit,
            ngram_range=(self.shortest, self.longest),
            token_pattern=r"\S+" if self.unit == "word" else None,
            lowercase=False,
            min_df=1 if vocabulary else 2,
            vocabulary=vocabulary,
            dtype=np.float32,
        )


class NgramTable:
    """The n-grams of some training texts with their weights, one table per view."""

    def __init__(
        self,
        views: Sequence[View],
        counters: Sequence[CountVectorizer],
        weights: Sequence[Weights],
    ) -> None:
        """Takes counters that know their n-grams, and how much each of those says."""
        self._views = tuple(views)
        self._counters = tuple(counters)
        self._weights = tuple(weights)

    @classmethod
    def learn(cls, views: Sequence[View], texts: Sequence[str]) -> NgramTable:
        """Raises ValueError when no n-gram occurs in two of the texts."""
        keys = _keys(views, texts)
        counters = [view.counter() for view in views]
        counted = [
            counter.fit_transform(keys[view.key])
            for view, counter in zip(views, counters, strict=True)
        ]
        weights = [TfidfTransformer().fit(counts).idf_.astype(np.float32) for counts in counted]
        return cls(views, counters, weights)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """One row of length one per text, shape (len(texts), n-grams of all views)."""
        keys = _keys(self._views, texts)
        parts = [
            _weighed(counter.transform(keys[view.key]), weights)
            for view, counter, weights in zip(
                self._views, self._counters, self._weights, strict=True
            )
        ]
        return normalize(hstack(parts, format="csr", dtype=np.float32), copy=False)

    def save(self, folder: Path) -> None:
        """Writes one pair of files per view: the n-grams and their weights."""
        for number, counter in enumerate(self._counters):
            vocabulary = sorted(counter.vocabulary_, key=counter.vocabulary_.__getitem__)
            (folder / f"ngrams{number}.json").write_text(json.dumps(vocabulary))
            np.save(folder / f"weights{number}.npy", self._weights[number])

    @classmethod
    def load(cls, views: Sequence[View], folder: Path) -> NgramTable:
        """Reads what save has written for the same views."""
        counters, weights = [], []
        for number, view in enumerate(views):
            vocabulary = json.loads((folder / f"ngrams{number}.json").read_text())
            counters.append(view.counter({ngram: at for at, ngram in enumerate(vocabulary)}))
            weights.append(np.load(folder / f"weights{number}.npy"))
        return cls(views, counters, weights)


def _weighed(counts: csr_matrix, weights: Weights) -> csr_matrix:
    """TF-IDF of counts, by their logarithm, in rows of length one.

    As TfidfTransformer does it, which for a single row spends most of its time on checks.
    """
    counts.data = (np.log(counts.data) + 1) * weights[counts.indices]
    return normalize(counts, copy=False)


def _keys(views: Sequence[View], texts: Sequence[str]) -> dict[str, list[str]]:
    """The matching keys of the texts, each kind once, however many views cut it up."""
    kinds = {view.key for view in views}
    return {kind: [matching_key(text, kind) for text in texts] for kind in sorted(kinds)}
