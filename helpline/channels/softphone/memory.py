"""What the softphone remembers between two requests: calls in progress, messages that were sent to it.

In Redis, because the next request may reach another web process. Nothing here outlives an afternoon.
"""

import hashlib
import json
from typing import Any

from redis import Redis

CALL_SECONDS = 2 * 3600
INBOX_SECONDS = 4 * 3600
LONGEST_INBOX = 50


def keep_call(redis: Redis, sid: str, call: dict[str, Any]) -> None:
    """Remember where a call stands."""
    redis.set(f"softphone:call:{sid}", json.dumps(call), ex=CALL_SECONDS)


def call(redis: Redis, sid: str) -> dict[str, Any] | None:
    """Where a call stands, or None: it was never made here, or too long ago."""
    kept: Any = redis.get(f"softphone:call:{sid}")
    found: dict[str, Any] | None = json.loads(kept) if kept else None
    return found


def keep_sound(redis: Redis, sid: str, sound: bytes) -> None:
    """Remember a recording or voice note, as the carrier does."""
    redis.set(f"softphone:sound:{sid}", sound, ex=CALL_SECONDS)


def sound(redis: Redis, sid: str) -> bytes | None:
    """A recording or voice note, or None: there is none, any longer."""
    kept: Any = redis.get(f"softphone:sound:{sid}")
    return bytes(kept) if kept else None


def forget_sound(redis: Redis, sid: str) -> None:
    redis.delete(f"softphone:sound:{sid}")


def put_message(redis: Redis, address: str, message: dict[str, str]) -> None:
    """A message arrives for an address; `message` has its sid, its words and where to report its delivery."""
    inbox = _inbox(address)
    with redis.pipeline() as pipe:
        pipe.rpush(inbox, json.dumps(message))
        pipe.ltrim(inbox, -LONGEST_INBOX, -1)
        pipe.expire(inbox, INBOX_SECONDS)
        pipe.execute()


def take_messages(redis: Redis, address: str) -> list[dict[str, str]]:
    """The messages that arrived for an address since the last look, oldest first."""
    taken: Any = redis.lpop(_inbox(address), LONGEST_INBOX)
    return [json.loads(message) for message in taken or []]


def _inbox(address: str) -> str:
    return "softphone:inbox:" + hashlib.sha256(address.encode()).hexdigest()
