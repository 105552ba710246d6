"""Gunicorn's settings, from ours. Started as `gunicorn --config helpline/gunicorn.py app:app`."""

from prometheus_client import multiprocess

from helpline.settings import load

_settings = load()

bind = f"127.0.0.1:{_settings.web_port}"
workers = _settings.web_workers
threads = _settings.web_threads
worker_class = "gthread"
# Twilio gives up after 15 seconds.
timeout = 30
graceful_timeout = 20
keepalive = 75
accesslog = None
errorlog = "-"
loglevel = "warning"


def child_exit(server: object, worker: object) -> None:
    """Counters of a worker that ended are kept, its gauges are not."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[attr-defined, no-untyped-call]  # gunicorn's worker
