"""Every table of the helpline, imported in one place: a process that works with one row must know what it refers to."""

from helpline import callers
from helpline.conversation import sessions
from helpline.db import Base
from helpline.records import people, places, rations, verification
from helpline.security import audit, staff
from helpline.tickets import attachments, models

METADATA = Base.metadata

__all__ = [
    "METADATA", "attachments", "audit", "callers", "models", "people", "places", "rations", "sessions", "staff",
    "verification",
]  # fmt: skip
