"""Where things are in this project, which model belongs to them, and Rasa's surroundings."""

import hashlib
import logging
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final

import structlog

ROOT: Final = Path(__file__).resolve().parent
CONFIG: Final = ROOT / "config.yml"
DATA: Final = ROOT / "data"
MODELS: Final = ROOT / "models"
EVALUATION: Final = ROOT / "evaluation"
VECTORS: Final = ROOT / "vectors"
TAXONOMY: Final = ROOT.parent / "helpline" / "taxonomy.csv"

_MAKES_THE_MODEL: Final = ("config.yml", "uv.lock", "data/**/*.*", "components/**/*.py")


def content_hash(root: Path = ROOT) -> str:
    """16 hex digits over everything that a trained model depends on."""
    digest = hashlib.sha256()
    for path in sorted(path for each in _MAKES_THE_MODEL for path in root.glob(each)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:16]


def model_path(root: Path = ROOT) -> Path:
    """Where the model of the present content is, or will be."""
    return root / "models" / f"nlu-{content_hash(root)}.tar.gz"


def prepare_rasa(threads: int, level: int) -> None:
    """Sets what Rasa and its libraries read while they are imported: call this before.

    threads bounds each numeric library; level is the lowest level that is logged.
    """
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", str(threads))
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["LOG_LEVEL_LIBRARIES"] = "ERROR"
    # As a filter of warnings would not do: libraries reset those.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)
    logging.basicConfig(level=level, format="%(message)s")
    structlog.configure(
        processors=[_without_words, structlog.processors.KeyValueRenderer(key_order=["event"])],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )


def _without_words(logger: Any, method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Rasa adds what was said to some of its events: only their names are logged."""
    return {"level": method, "event": event["event"]}
