"""Trains the model of the present data, unless there is one already.

Run it from anywhere: uv run --project nlu python nlu/train.py
"""

import logging
import os
import sys
import time
from pathlib import Path
from uuid import uuid4

from components.sentences import read_sentences
from components.vectors import as_embedded, embed_cached, forget_others
from project import CONFIG, DATA, EVALUATION, TAXONOMY, VECTORS, model_path, prepare_rasa
from taxonomy import WrongIntents, check_intents

logger = logging.getLogger("train")


def main() -> int:
    """The exit status: 0 when the model is there, 1 when the data cannot be trained on."""
    model = model_path()
    if model.exists():
        print(f"{model.name} is up to date.")
        return 0
    try:
        check_intents(DATA, TAXONOMY)
    except WrongIntents as error:
        print(error, file=sys.stderr)
        return 1
    started = time.monotonic()
    train(CONFIG, DATA, model)
    keep_vectors()
    for outdated in model.parent.glob("nlu-*.tar.gz"):
        if outdated != model:
            outdated.unlink()
    print(f"Trained {model.name} in {time.monotonic() - started:.0f} s.")
    return 0


def keep_vectors() -> None:
    """Keeps vectors of the training sentences and of the evaluation lines, and no others."""
    trained = [sentence.text for sentence in read_sentences(DATA.glob("*/*.yml"))]
    lines = [
        line
        for path in EVALUATION.glob("*.tsv")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    texts = [
        as_embedded(text) for text in (*trained, *(line.split("\t")[-1] for line in lines if line))
    ]
    embed_cached(texts, VECTORS)
    forget_others(texts, VECTORS)


def train(config: Path, data: Path, model: Path) -> None:
    """Trains on the YAML files under data and leaves the model's archive at the given path."""
    prepare_rasa(threads=min(os.cpu_count() or 1, 4), level=logging.INFO)
    from rasa.model_training import train_nlu
    from rasa.shared.nlu.training_data.training_data import TrainingData

    # By these Rasa looks up what an earlier training has left. Nothing is left (prepare_rasa), and
    # to make them after each component would take a minute.
    TrainingData.fingerprint = lambda _: uuid4().hex
    train_nlu(
        config=str(config),
        nlu_data=str(data),
        output=str(model.parent),
        fixed_model_name=model.name,
    )


if __name__ == "__main__":
    sys.exit(main())
