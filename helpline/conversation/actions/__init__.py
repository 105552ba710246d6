"""The actions of the flows. Importing this package registers every one of them."""

from helpline.conversation.actions import callers, desk, people, places, tickets
from helpline.conversation.actions.registry import ACTIONS, Scene

__all__ = ["ACTIONS", "Scene", "callers", "desk", "outcomes", "people", "places", "tickets"]


def outcomes() -> dict[str, frozenset[str]]:
    """Every action's name and the outcomes that a flow must handle."""
    return {name: registered.outcomes for name, registered in ACTIONS.items()}
