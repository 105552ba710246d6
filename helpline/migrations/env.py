"""Alembic's environment: every table's module is imported here, so that Base knows the whole schema."""

from alembic import context

from helpline import callers  # noqa: F401
from helpline.conversation import sessions  # noqa: F401
from helpline.db import Base
from helpline.records import people, places, rations, verification  # noqa: F401
from helpline.security import audit, staff  # noqa: F401
from helpline.tickets import models  # noqa: F401

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
