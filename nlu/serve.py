"""Answers POST /model/parse on 127.0.0.1, at the port in NLU_PORT (5005 without it).

Run it from anywhere: uv run --project nlu python nlu/serve.py
The port opens once the model is loaded; from then on GET /health answers 200.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from project import model_path, prepare_rasa

if TYPE_CHECKING:
    from aiohttp import web

# Bytes: of as many texts as may come at once (answers.py), each letter of some written as \uXXXX.
LARGEST_REQUEST = 512 * 1024


def main() -> int:
    """Serves until it is told to end; 1 at once when the model or the port is missing."""
    port = os.environ.get("NLU_PORT", "5005")
    if not port.isdecimal():
        print(f"NLU_PORT has to be a number, not {port!r}.", file=sys.stderr)
        return 1
    model = model_path()
    if not model.exists():
        print("There is no model of the present data: run nlu/train.py first.", file=sys.stderr)
        return 1
    serve(model, int(port))
    return 0


def serve(model: Path, port: int) -> None:
    """Serves one model in this process until SIGINT or SIGTERM, with one thread per library."""
    prepare_rasa(threads=1, level=logging.WARNING)
    from aiohttp import web

    app = create_app(model)
    print(f"Serving {model.name} on 127.0.0.1:{port}.", flush=True)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


def create_app(model: Path) -> web.Application:
    """The routes over a loaded model: GET /health, POST /model/parse and /model/parse_many."""
    from aiohttp import web

    import parses
    from answers import Answers

    answers = Answers(model.name, parses.load(model))
    app = web.Application(client_max_size=LARGEST_REQUEST)
    app.add_routes(
        [
            web.get("/health", answers.health),
            web.post("/model/parse", answers.parse),
            web.post("/model/parse_many", answers.parse_many),
        ]
    )
    return app


if __name__ == "__main__":
    sys.exit(main())
