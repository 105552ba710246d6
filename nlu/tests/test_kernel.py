"""The classifier separates, gives probabilities, and is the same after a journey to disk."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from components import kernel
from components.kernel import Floats, KernelRidge, Shape

SHAPE = Shape(sharpness=10.0, meaning=2.0, smoothing=0.1)


@pytest.fixture(scope="module")
def sentences() -> tuple[Floats, csr_matrix, list[str]]:
    """Twenty sentences of each of three labels, each label around a direction of its own."""
    chance = np.random.default_rng(1515)
    labels = [label for label in ("affirm", "deny", "greet") for _ in range(20)]
    points = np.repeat(np.eye(3), 20, axis=0) + chance.normal(0, 0.3, (60, 3))
    vectors = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    return vectors, csr_matrix(np.abs(vectors)), labels


def test_it_learns_and_gives_probabilities(
    sentences: tuple[Floats, csr_matrix, list[str]],
) -> None:
    vectors, rows, labels = sentences
    ridge = KernelRidge.learn(vectors, rows, labels, SHAPE)
    shares = ridge.probabilities(vectors, rows)
    said = [ridge.labels[at] for at in shares.argmax(axis=1)]
    assert np.mean([one == other for one, other in zip(said, labels, strict=True)]) > 0.9
    assert np.allclose(shares.sum(axis=1), 1)


def test_in_pieces_it_solves_the_whole(
    sentences: tuple[Floats, csr_matrix, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks and panels are cut many times, as they are of tens of thousands of sentences."""
    vectors, rows, labels = sentences
    for piece, size in (("BLOCK", 7), ("PANEL", 11), ("FREQUENT", 2)):
        monkeypatch.setattr(kernel, piece, size)
    ridge = KernelRidge.learn(vectors, rows, labels, SHAPE)
    alike = 2.0 * np.exp(10.0 * (vectors @ vectors.T - 1)) + (rows @ rows.T).toarray()
    wanted = np.eye(3)[[ridge.labels.index(label) for label in labels]] - ridge.priors
    expected = np.linalg.solve(alike + 0.1 * np.eye(len(labels)), wanted)
    assert ridge.duals == pytest.approx(expected, abs=1e-3)


def test_it_is_the_same_after_saving(
    sentences: tuple[Floats, csr_matrix, list[str]], tmp_path: Path
) -> None:
    vectors, rows, labels = sentences
    ridge = KernelRidge.learn(vectors, rows, labels, SHAPE)
    ridge.save(tmp_path)
    again = KernelRidge.load(tmp_path)
    assert np.array_equal(again.probabilities(vectors, rows), ridge.probabilities(vectors, rows))
