"""What is counted for /metrics. With PROMETHEUS_MULTIPROC_DIR set, over all web processes together."""

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUEST_SECONDS = Histogram(
    "helpline_request_seconds", "Time to answer a request", ["route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15),
)  # fmt: skip
APOLOGIES = Counter("helpline_apologies_total", "Turns that failed and were answered with an apology", ["channel"])
NLU_SILENT = Counter("helpline_nlu_silent_total", "Texts that the NLU did not answer in time")


def measure(app: Flask) -> None:
    """Time every request by its route (never by its address, which may carry an id)."""

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def _observe(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        REQUEST_SECONDS.labels(route, response.status_code).observe(time.perf_counter() - g.started)
        return response


def exposition() -> bytes:
    """Everything counted, in Prometheus's text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus_client has no hints here
    return generate_latest(registry)
