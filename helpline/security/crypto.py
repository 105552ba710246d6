"""Encryption at rest: AES-256-GCM with a ring of named keys, and blind indexes for looking up phones.

Stored form: one byte of key-name length, the key's name, 12 bytes of nonce, ciphertext and tag. The table and
column are the associated data, so that a ciphertext moved to another column does not open. Keys are rotated by
putting a new one first in the ring: old rows open with the old key, new ones are written with the new.
"""

import hashlib
import hmac
import json
import os
import zlib
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, TypeDecorator
from sqlalchemy.engine import Dialect

NONCE_BYTES = 12


class DecryptionError(Exception):
    """A stored value does not open: its key is not in the ring, or it was tampered with or moved."""


@dataclass(frozen=True)
class KeyRing:
    """Named AES-256 keys, the current one first, and the key of the blind indexes."""

    keys: dict[str, bytes]
    index_key: bytes

    def encrypt(self, plain: bytes, place: str) -> bytes:
        """Ciphertext of `plain`, bound to `place` ("table.column")."""
        name, key = next(iter(self.keys.items()))
        nonce = os.urandom(NONCE_BYTES)
        label = name.encode()
        return bytes([len(label)]) + label + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())

    def decrypt(self, stored: bytes, place: str) -> bytes:
        """The plain bytes. Raises DecryptionError."""
        end = 1 + (stored[0] if stored else 0)
        key = self.keys.get(stored[1:end].decode(errors="replace"))
        if key is None:
            raise DecryptionError(f"the key of a value in {place} is not in the ring")
        nonce, sealed = stored[end : end + NONCE_BYTES], stored[end + NONCE_BYTES :]
        try:
            return AESGCM(key).decrypt(nonce, sealed, place.encode())
        except (InvalidTag, ValueError):
            raise DecryptionError(f"a value in {place} does not open") from None

    def blind_index(self, value: str) -> bytes:
        """HMAC-SHA256 of `value`: equal values can be found, none can be read back."""
        return hmac.digest(self.index_key, value.encode(), hashlib.sha256)


_ring: KeyRing | None = None


def use(ring: KeyRing) -> None:
    """Set the ring that this process's columns encrypt with."""
    global _ring  # noqa: PLW0603  column types are made at import, before any key is known
    _ring = ring


def ring() -> KeyRing:
    assert _ring is not None, "crypto.use() is called before the first row is read"
    return _ring


class Encrypted(TypeDecorator[str]):
    """Text, encrypted at rest. `place` is "table.column"."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else ring().encrypt(value.encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else ring().decrypt(bytes(value), self.place).decode()


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes, encrypted at rest. `place` is "table.column"."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else ring().encrypt(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else ring().decrypt(bytes(value), self.place)


class EncryptedJSON(TypeDecorator[Any]):
    """A JSON value, compressed and encrypted at rest. `place` is "table.column".

    What is said repeats itself: a fifth is left after the fastest compression, and rows stay small enough to be
    written in place. Compression reveals nothing here: no stranger's words share a value with a secret of another.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return ring().encrypt(zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 1), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(zlib.decompress(ring().decrypt(bytes(value), self.place)))
