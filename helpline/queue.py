"""The queue of background work: ids go in, the worker (`worker.py`) takes them out.

Nothing that must not be lost lives only here: what a job is about is a row in the database, put there first, and a
sweep finds rows whose job was never queued. So a dead Redis delays work and loses none.
"""

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue as RQQueue
from rq.serializers import JSONSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session

log = structlog.get_logger()

# In the order of urgency; the worker listens to all of them (a test holds this).
QUEUES = ("answers", "upkeep")
CONNECT_SECONDS = 0.5


class Queue:
    """Puts jobs by name, with ids as arguments. JSON only: a broken-into Redis cannot run pickles."""

    def __init__(self, url: str) -> None:
        self.redis = Redis.from_url(url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS)
        self._queues = {name: RQQueue(name, connection=self.redis, serializer=JSONSerializer) for name in QUEUES}

    def put(self, name: str, job: str, *ids: int) -> bool:
        """Queue `helpline.jobs.<job>` with ids. False, and a line in the log, when Redis is away."""
        try:
            self._queues[name].enqueue(f"helpline.jobs.{job}", *ids)
        except RedisError as error:
            log.warning("queue_away", job=job, ids=ids, error=type(error).__name__)
            return False
        return True

    def put_after_commit(self, session: Session, name: str, job: str, *ids: int) -> None:
        """Queue a job once the transaction is committed, and never if it is rolled back."""
        waiting = [job]

        def queue(session: Session) -> None:
            # A savepoint's end is called a commit too.
            if waiting and not session.in_nested_transaction():
                self.put(name, waiting.pop(), *ids)

        event.listen(session, "after_commit", queue)

    def is_alive(self) -> bool:
        try:
            return bool(self.redis.ping())
        except RedisError:
            return False

    def close(self) -> None:
        self.redis.close()
