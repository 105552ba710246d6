"""Actions on the helpdesk: is somebody there."""

from typing import Any

from helpline.conversation.actions.registry import Scene, action
from helpline.conversation.messages import Outcome


@action("desk.hours", "open", "closed")
def hours(scene: Scene, given: dict[str, Any]) -> Outcome:
    """Whether people work at the helpdesk now."""
    return Outcome("open" if scene.calendar.is_open(scene.at) else "closed")
