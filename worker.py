"""The RQ worker (`python worker.py`) and the scheduler of regular work (`python worker.py scheduler`)."""

import signal
import sys
import time
from threading import Event

from redis import Redis
from rq import Worker
from rq.serializers import JSONSerializer

from helpline import jobs, logs, settings
from helpline.queue import QUEUES, Queue

# Seconds between two runs of each regular job (a name in helpline.jobs). RQ's own cron writes pickles, which our
# workers refuse to read.
EVERY = {"fetch_attachments": 10, "sweep": 60, "expire": 3600, "speak_ahead": 86400, "forget_sound": 86400}


def work(redis_url: str) -> None:
    """Take jobs until told to stop. The parts are built before: each job runs in a fork that finds them ready."""
    jobs.parts()
    worker = Worker(QUEUES, connection=Redis.from_url(redis_url), serializer=JSONSerializer)
    worker.work(logging_level="WARNING")


def schedule(redis_url: str) -> None:
    """Queue each regular job when it is due, until told to stop. A dead Redis is tried again at the next tick."""
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    queue = Queue(redis_url)
    due = dict.fromkeys(EVERY, 0.0)
    while not stop.wait(1):
        for job, seconds in EVERY.items():
            if time.monotonic() >= due[job] and queue.put("upkeep", job):
                due[job] = time.monotonic() + seconds


if __name__ == "__main__":
    configured = settings.load()
    logs.configure(configured.log_level)
    (schedule if "scheduler" in sys.argv[1:] else work)(configured.redis_url)
