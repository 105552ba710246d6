"""Kernel ridge regression on intents, with probabilities calibrated on sentences left out.

Two sentences are alike by their meaning (a Gaussian of the distance of their vectors) and
by their spelling (the product of their n-gram rows); the kernel is the sum of both. On a
few thousand sentences it is better and faster than logistic regression over the same
features, and what each sentence would get if it were left out follows without refitting.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]

# Rows of the kernel that are made at once.
BLOCK = 1024
# Rows of the kernel that are factored at once.
PANEL = 2048
# N-grams that are multiplied as a dense matrix.
FREQUENT = 1000
# Sentences that are left out, one by one, for the calibration.
LEFT_OUT = 2000


@dataclass(frozen=True)
class Shape:
    """How alike sentences are, and how closely the training sentences are followed.

    sharpness: how fast likeness of meaning falls with distance; meaning: its weight against
    spelling, which weighs 1; smoothing: added to the kernel's diagonal.
    """

    sharpness: float
    meaning: float
    smoothing: float

    def likeness(self, vectors: Floats, others: Floats) -> Floats:
        """Weighed likeness of meaning, shape (len(vectors), len(others))."""
        cosines = vectors @ others.T
        alike: Floats = self.meaning * np.exp(self.sharpness * (cosines - 1))
        return alike


@dataclass(frozen=True)
class KernelRidge:
    """The training sentences' vectors and what they and each n-gram say for each label.

    vectors: (sentences, size); duals: (sentences, labels); weights: (n-grams, labels);
    priors: (labels,); scale: what turns scores into log-probabilities.
    """

    labels: tuple[str, ...]
    shape: Shape
    vectors: Floats
    duals: Floats
    weights: Floats
    priors: Floats
    scale: float

    @classmethod
    def learn(
        cls, vectors: Floats, rows: csr_matrix, labels: Sequence[str], shape: Shape
    ) -> KernelRidge:
        """Cubic in the number of sentences, and 4 bytes times its square: 39,500 take 6.2 GB."""
        names, truth = np.unique(np.asarray(labels), return_inverse=True)
        wanted = np.eye(len(names), dtype=np.float32)[truth]
        priors = wanted.mean(axis=0)
        sample = _sample(len(truth))
        duals, left_out = _solve(_kernel(vectors, rows, shape), wanted - priors, sample)
        return cls(
            labels=tuple(names.tolist()),
            shape=shape,
            vectors=vectors,
            duals=duals,
            # In C order and of the rows' type, or SciPy copies all of it for every sentence.
            weights=np.ascontiguousarray(rows.T @ duals, dtype=np.float32),
            priors=priors,
            scale=_calibrate(left_out + priors, truth[sample]),
        )

    def probabilities(self, vectors: Floats, rows: csr_matrix) -> Floats:
        """One row per sentence, one column per label; each row sums to 1."""
        meant = self.shape.likeness(vectors, self.vectors) @ self.duals
        return _softmax((meant + rows @ self.weights + self.priors) * self.scale)

    def save(self, folder: Path) -> None:
        """Writes kernel.npz and kernel.json."""
        arrays = {name: getattr(self, name) for name in ("vectors", "duals", "weights", "priors")}
        np.savez(folder / "kernel.npz", **arrays)
        about = {"labels": self.labels, "scale": self.scale, "shape": vars(self.shape)}
        (folder / "kernel.json").write_text(json.dumps(about))

    @classmethod
    def load(cls, folder: Path) -> KernelRidge:
        """Reads what save has written."""
        about = json.loads((folder / "kernel.json").read_text())
        with np.load(folder / "kernel.npz") as arrays:
            stored = {name: arrays[name] for name in arrays.files}
        shape = Shape(**about["shape"])
        return cls(labels=tuple(about["labels"]), shape=shape, scale=about["scale"], **stored)


def _kernel(vectors: Floats, rows: csr_matrix, shape: Shape) -> Floats:
    """How alike every two sentences are, with the smoothing on the diagonal.

    Each pair once: below the blocks on the diagonal nothing is written.
    """
    kernel = np.empty((len(vectors), len(vectors)), dtype=np.float32)
    often, seldom = _by_frequency(rows)

    def fill(start: int) -> None:
        block, rest = slice(start, start + BLOCK), slice(start, None)
        kernel[block, rest] = shape.likeness(vectors[block], vectors[rest])
        kernel[block, rest] += often[block] @ often[rest].T
        kernel[block, rest] += (seldom[block] @ seldom[rest].T).toarray()

    # In blocks: the product of sparse rows is itself dense, and would need thrice the memory. Side
    # by side: SciPy works on one core, and lets others run meanwhile.
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as pool:
        list(pool.map(fill, range(0, len(vectors), BLOCK)))
    kernel[np.diag_indices(len(kernel))] += shape.smoothing
    return kernel


def _by_frequency(rows: csr_matrix) -> tuple[Floats, csr_matrix]:
    """The columns that most rows have, as a dense matrix, and all others.

    The few frequent ones are nine tenths of the work of the sparse product, and a fraction of a
    dense one.
    """
    order = rows.getnnz(axis=0).argsort()[::-1]
    often: Floats = rows[:, order[:FREQUENT]].toarray()
    return often, rows[:, order[FREQUENT:]]


def _sample(size: int) -> npt.NDArray[np.intp]:
    """The sentences that are left out for the calibration: all, or as many as it needs."""
    chosen = np.random.default_rng(1515).permutation(size)[:LEFT_OUT]
    return np.sort(chosen)


def _solve(kernel: Floats, wanted: Floats, sample: npt.NDArray[np.intp]) -> tuple[Floats, Floats]:
    """The duals, and the score that each sentence of the sample would get without itself.

    Only the upper half of the kernel is read; it is overwritten.
    """
    _factor(kernel)
    # A matrix in Fortran's order, which BLAS works on where it stands.
    lower = kernel.T
    duals: Floats = cho_solve((lower, True), wanted, check_finite=False)
    ones = np.zeros((len(lower), len(sample)), dtype=np.float32, order="F")
    ones[sample, np.arange(len(sample))] = 1
    halves = solve_triangular(lower, ones, lower=True, overwrite_b=True, check_finite=False)
    # Of the inverse, only what stands on its diagonal is needed, and only for the sample.
    diagonal = np.square(halves).sum(axis=0)
    return duals, wanted[sample] - duals[sample] / diagonal[:, np.newaxis]


def _factor(kernel: Floats) -> None:
    """Puts U, with UᵀU the kernel, where the kernel's upper half is, one block of rows at a time.

    LAPACK's own factorisation of 39,000 rows in one piece breaks off in the OpenBLAS that SciPy
    1.10 brings along.
    """
    for start in range(0, len(kernel), PANEL):
        stop = start + PANEL
        corner = cholesky(kernel[start:stop, start:stop], check_finite=False)
        kernel[start:stop, start:stop] = corner
        panel = solve_triangular(corner, kernel[start:stop, stop:], trans="T", check_finite=False)
        kernel[start:stop, stop:] = panel
        for row in range(stop, len(kernel), PANEL):
            left = panel[:, row - stop : row - stop + PANEL]
            kernel[row : row + PANEL, row:] -= left.T @ panel[:, row - stop :]


def _calibrate(scores: Floats, truth: npt.NDArray[np.intp]) -> float:
    """The scale under which the truth about the sentences left out is the least surprising."""
    each = np.arange(len(truth))

    def surprise(scale: float) -> float:
        said = _softmax(scores * scale)[each, truth]
        return float(-np.log(np.maximum(said, 1e-12)).mean())

    return float(minimize_scalar(surprise, bounds=(1.0, 60.0), method="bounded").x)


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares
