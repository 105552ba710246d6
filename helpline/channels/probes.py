"""Probes for whoever keeps the helpline running: is this process up, can it do its work, how is it doing."""

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST

from helpline import metrics
from helpline.security.routes import public
from helpline.wiring import Wiring

blueprint = Blueprint("probes", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """This process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Each dependency's state. 503 only without the database: without the others, callers are still served."""
    wiring: Wiring = current_app.extensions["helpline"]
    states = {
        "postgresql": wiring.database.is_alive(),
        "redis": wiring.queue.is_alive(),
        "nlu": wiring.understanding.is_alive(),
    }
    body = {name: "up" if alive else "down" for name, alive in states.items()}
    return jsonify(body), 200 if states["postgresql"] else 503


@blueprint.get("/metrics")
@public
def metrics_() -> Response:
    """Counters and timings in Prometheus's format; nothing personal is counted."""
    return Response(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)
