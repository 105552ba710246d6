"""What a process is made of: the parts that web, worker and command line share, built once from the settings."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from helpline import i18n, tables, taxonomy
from helpline.conversation import loading
from helpline.conversation.actions import outcomes
from helpline.conversation.turn import Conversations
from helpline.db import Database
from helpline.i18n import Locales
from helpline.queue import Queue
from helpline.security import crypto
from helpline.settings import Settings, SettingsError
from helpline.tickets.clock import Calendar, calendar
from helpline.understanding import Understanding

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Wiring:
    """The parts of a running helpline."""

    settings: Settings
    database: Database
    queue: Queue
    understanding: Understanding
    conversations: Conversations
    locales: Locales
    calendar: Calendar

    def close(self) -> None:
        """Give connections back."""
        self.database.close()
        self.queue.close()
        self.understanding.close()


def assemble(settings: Settings) -> Wiring:
    """Build every part. Raises FlowError, ValueError or SettingsError where flows, locales or settings cannot work."""
    assert tables.METADATA.sorted_tables, "every table is known, whichever process this is"
    crypto.use(crypto.KeyRing(settings.key_ring, settings.index_key))
    flows = loading.load(ROOT / "flows", outcomes(), frozenset(taxonomy.intents()))
    locales = i18n.load(ROOT / "locales", flows.phrases)
    hours = _hours(settings)
    database = Database(settings.database_url, pool_size=settings.web_threads + 2)
    return Wiring(
        settings=settings,
        database=database,
        queue=Queue(settings.redis_url),
        understanding=Understanding(settings.nlu_address, settings.nlu_timeout_seconds),
        conversations=Conversations(
            database=database,
            flows=flows,
            locales=locales,
            calendar=hours,
            helpdesk_phone=settings.helpdesk_phone,
            resume_window=timedelta(minutes=settings.resume_minutes),
        ),
        locales=locales,
        calendar=hours,
    )


def _hours(settings: Settings) -> Calendar:
    try:
        return calendar(settings.helpdesk_hours, settings.timezone)
    except ValueError as error:
        raise SettingsError(f"Setting HELPDESK_HOURS: {error}.") from None
