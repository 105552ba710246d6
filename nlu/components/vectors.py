"""Sentence vectors, kept on disk so that each sentence is embedded once."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from components.e5 import E5

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]
Stored = npt.NDArray[np.int8]

SIZE = 384
# Names the files of vectors: other weights, or other rounding (e5.py), make others.
MODEL = "e5-small-1"
BATCH = 256


@lru_cache(maxsize=1)
def _model() -> E5:
    """The process's one model, loaded in two seconds."""
    return E5()


def embed(texts: Sequence[str]) -> Vectors:
    """Vectors of length one, shape (len(texts), 384)."""
    return _model().embed(texts)


def as_embedded(text: str) -> str:
    """Small letters and plain spaces: capitals and line breaks say nothing of the meaning."""
    return " ".join(text.lower().split())


def embed_cached(texts: Sequence[str], directory: Path) -> Vectors:
    """Like embed, reading vectors from the directory and adding those that it lacks.

    The directory is part of the project, so that a fresh copy need not embed everything again,
    which takes longer than all other training. Vectors are kept in 8 bits a number (cosines
    change by less than 0.001), in files by the first digit of their text's hash: a new sentence
    changes one of them.
    """
    known = _read(directory)
    missing = sorted({text for text in texts if _key(text) not in known})
    for batch in _batches(missing):
        known |= zip(map(_key, batch), _quantized(embed(batch)), strict=True)
    if missing:
        _write(directory, known)
    return _unit(np.stack([known[_key(text)] for text in texts]))


def embed_known(texts: Sequence[str], directory: Path) -> Vectors:
    """Like embed_cached, but nothing is written: texts that the directory lacks are embedded."""
    known = _known(directory)
    missing = [text for text in texts if _key(text) not in known]
    new = dict(zip(missing, embed(missing), strict=True)) if missing else {}
    return np.stack([new[text] if text in new else _unit(known[_key(text)]) for text in texts])


@lru_cache(maxsize=1)
def _known(directory: Path) -> dict[str, Stored]:
    return _read(directory)


def forget_others(texts: Sequence[str], directory: Path) -> None:
    """Drop the vectors of all texts but these."""
    known, wanted = _read(directory), {_key(text) for text in texts}
    if known.keys() - wanted:
        _write(directory, {key: known[key] for key in known.keys() & wanted})


def _unit(stored: Stored) -> Vectors:
    vectors = stored.astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit


def _quantized(vectors: Vectors) -> Stored:
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    stored: Stored = np.round(vectors * (127 / largest)).astype(np.int8)
    return stored


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), BATCH):
        logger.info("embedding sentences %d of %d", start, len(texts))
        yield texts[start : start + BATCH]


def _read(directory: Path) -> dict[str, Stored]:
    known: dict[str, Stored] = {}
    for path in directory.glob(f"{MODEL}-?.npz"):
        with np.load(path) as stored:
            known |= zip(stored["keys"].astype("U").tolist(), stored["vectors"], strict=True)
    return known


def _write(directory: Path, known: dict[str, Stored]) -> None:
    """Replaces each file in one step: a training that is stopped leaves the old ones whole."""
    directory.mkdir(parents=True, exist_ok=True)
    for digit in "0123456789abcdef":
        keys = sorted(key for key in known if key[0] == digit)
        vectors = np.array([known[key] for key in keys], dtype=np.int8).reshape(-1, SIZE)
        path = directory / f"{MODEL}-{digit}.npz"
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.savez(file, keys=np.array(keys, dtype="S24"), vectors=vectors)
        unfinished.replace(path)
