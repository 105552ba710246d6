"""Multinomial logistic regression whose probabilities are calibrated on sentences left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

Floats = npt.NDArray[np.float32]

FOLDS = 4
SEED = 1515


@dataclass(frozen=True)
class Regression:
    """Weights of shape (features, labels), biases of shape (labels,), and a temperature.

    A temperature above 1 takes back confidence that sentences left out do not bear out.
    """

    labels: tuple[str, ...]
    weights: Floats
    biases: Floats
    temperature: float

    @classmethod
    def learn(cls, rows: csr_matrix, labels: Sequence[str], strength: float) -> Regression:
        """strength is scikit-learn's C; raises ValueError below two different labels."""
        fitted = _fit(rows, labels, strength)
        return cls(
            labels=tuple(fitted.classes_),
            weights=fitted.coef_.T.astype(np.float32),
            biases=fitted.intercept_.astype(np.float32),
            temperature=_temperature(rows, np.asarray(labels), strength),
        )

    def probabilities(self, rows: csr_matrix) -> Floats:
        """One row per row given, one column per label; each row sums to 1."""
        return _softmax((rows @ self.weights + self.biases) / self.temperature)

    def save(self, folder: Path) -> None:
        """Writes regression.npz and regression.json."""
        np.savez(folder / "regression.npz", weights=self.weights, biases=self.biases)
        about = {"labels": self.labels, "temperature": self.temperature}
        (folder / "regression.json").write_text(json.dumps(about))

    @classmethod
    def load(cls, folder: Path) -> Regression:
        """Reads what save has written."""
        about = json.loads((folder / "regression.json").read_text())
        with np.load(folder / "regression.npz") as stored:
            weights, biases = stored["weights"], stored["biases"]
        return cls(tuple(about["labels"]), weights, biases, about["temperature"])


def _fit(rows: csr_matrix, labels: Sequence[str], strength: float) -> LogisticRegression:
    regression = LogisticRegression(C=strength, max_iter=200, tol=1e-3, multi_class="multinomial")
    return regression.fit(rows, labels)


def _temperature(rows: csr_matrix, labels: npt.NDArray[np.str_], strength: float) -> float:
    """The temperature under which one fold left out is the least surprising."""
    if min(np.unique(labels, return_counts=True)[1]) < FOLDS:
        return 1.0
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    learned, left_out = next(folds.split(rows, labels))
    fitted = _fit(rows[learned], labels[learned], strength)
    scores = fitted.decision_function(rows[left_out])
    truth = np.searchsorted(fitted.classes_, labels[left_out])

    def surprise(temperature: float) -> float:
        said = _softmax(scores / temperature)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(said, 1e-12)).mean())

    return float(minimize_scalar(surprise, bounds=(0.2, 5.0), method="bounded").x)


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares
