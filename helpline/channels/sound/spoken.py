"""Prompts as sound where no voice of the carrier and no recording says them: rendered once, kept by content.

A prompt can hold a name or a ticket number. So its file is named by a keyed hash that nobody can guess from the
words, is encrypted like everything else at rest, and is forgotten after a while; words never stand in an address.
"""

import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import espeakng_loader  # it says where the library is; only espeak.py loads it

from helpline.security import crypto
from helpline.security.crypto import DecryptionError
from helpline.settings import Settings

ROOT = Path(__file__).parent.parent.parent.parent
NAME = re.compile(r"[0-9a-f]{64}")
PLACE = "audio.spoken"
# Rendering takes some 40 ms, and 15 ms more for each second of speech; more than this is a program that hangs.
RENDER_SECONDS = 5
LONGEST_TEXT = 2000
# Each rendering keeps a core busy: a flood of new prompts must leave one for the callers.
_cores = threading.BoundedSemaphore(max((os.cpu_count() or 1) - 1, 1))


class CannotSpeak(Exception):
    """The words cannot be rendered: there is no such voice, or the program failed or hung."""


def render(settings: Settings, voice: str, words: str) -> str:
    """The address of the words as sound (`audio/spoken/….wav`), rendered if they never were. Raises CannotSpeak."""
    name = crypto.ring().blind_index(f"{PLACE}:{voice}:{words}").hex()
    file = _directory(settings) / name
    if file.is_file():
        os.utime(file)
    else:
        _keep(file, crypto.ring().encrypt(speak(voice, words), PLACE))
    return f"audio/spoken/{name}.wav"


def render_all(settings: Settings, wanted: Sequence[tuple[str, str]]) -> list[str | None]:
    """An address for each (voice, words), rendered side by side; None where it cannot be spoken."""

    def one(pair: tuple[str, str]) -> str | None:
        try:
            return render(settings, *pair)
        except CannotSpeak:
            return None

    with ThreadPoolExecutor(max_workers=4) as pool:
        return list(pool.map(one, wanted))


def sound(settings: Settings, name: str) -> bytes | None:
    """The WAV file of that name, or None where there is none (any longer)."""
    file = _directory(settings) / name
    if not NAME.fullmatch(name) or not file.is_file():
        return None
    try:
        return crypto.ring().decrypt(file.read_bytes(), PLACE)
    except DecryptionError:
        return None


def forget(settings: Settings, before: datetime) -> int:
    """Delete what nobody has asked for since; returns how many files went."""
    old = [file for file in _directory(settings).iterdir() if file.stat().st_mtime < before.timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def speak(voice: str, words: str, form: str = "wav") -> bytes:
    """The words as a WAV file (8 kHz, mono, mu-law), or as `phonemes`. Raises CannotSpeak."""
    if not voice or not words.strip() or len(words) > LONGEST_TEXT:
        raise CannotSpeak(f"voice {voice!r}, {len(words)} characters")
    library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    program = [sys.executable, "-S", "-m", "helpline.channels.sound.espeak", library, data, voice, form]
    with _cores:
        try:
            done = subprocess.run(
                program, input=words.encode(), capture_output=True, timeout=RENDER_SECONDS,
                env={"PYTHONPATH": str(ROOT)}, check=True,
            )  # fmt: skip
        except (subprocess.SubprocessError, OSError) as error:
            raise CannotSpeak(f"voice {voice!r}: {type(error).__name__}") from None
    return done.stdout


def _directory(settings: Settings) -> Path:
    directory = ROOT / settings.data_directory / "audio"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


def _keep(file: Path, content: bytes) -> None:
    """Write it whole or not at all: another process may be about to read."""
    handle, temporary = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as open_file:
        open_file.write(content)
    Path(temporary).replace(file)
