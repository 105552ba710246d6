"""What a flow can have done: actions by name, each with its declared outcomes and what it may touch."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from helpline.callers import Caller
from helpline.conversation.messages import Outcome
from helpline.conversation.sessions import Conversation
from helpline.i18n import Language, Locales
from helpline.security.access import Actor, caller
from helpline.tickets.clock import Calendar


@dataclass(frozen=True)
class Scene:
    """Where an action happens: the open transaction, whose conversation it is, on which channel, when."""

    session: Session
    caller: Caller
    conversation: Conversation
    channel: str
    language: str
    locales: Locales
    calendar: Calendar
    at: datetime
    # Whether the caller is written to in Latin letters.
    latin: bool = False

    @property
    def tongue(self) -> Language:
        """Her language, with the letters in which she is written to: names stand in the same ones."""
        row = self.locales.language(self.language)
        return replace(row, scripts=("Latn",)) if self.latin else row

    @property
    def actor(self) -> Actor:
        return caller(self.caller.id)


Action = Callable[[Scene, dict[str, Any]], Outcome]


@dataclass(frozen=True)
class Registered:
    run: Action
    outcomes: frozenset[str]


ACTIONS: dict[str, Registered] = {}


def action(name: str, *outcomes: str) -> Callable[[Action], Action]:
    """Register a function as the action `name`, ending in one of `outcomes`."""

    def register(run: Action) -> Action:
        ACTIONS[name] = Registered(run, frozenset(outcomes))
        return run

    return register
