"""Actions on centres: find the one that is meant, tell about it."""

from typing import Any

from helpline.conversation.actions.registry import Scene, action
from helpline.conversation.messages import Outcome
from helpline.records import lookup


@action("centres.find", "one", "several", "none")
def find(scene: Scene, given: dict[str, Any]) -> Outcome:
    """The centres that a name (any script) or code can mean, those near the caller's own first."""
    near = given.get("near")
    found = lookup.centres(scene.session, str(given.get("said") or ""), near=near)
    if not found:
        return Outcome("none", answers={"centre_said": None})
    if len(found) == 1:
        return Outcome("one", answers=_answers(scene, found[0]))
    rows = [{"value": centre.id, "label": centre.address(scene.tongue)} for centre in found]
    return Outcome("several", answers={"centres": rows, "which_centre": None})


@action("centres.describe", "told", "unknown")
def describe(scene: Scene, given: dict[str, Any]) -> Outcome:
    """A centre's name, hours and landmark, to be told to anybody: nothing personal."""
    centre = lookup.centre(scene.session, given.get("place"))
    if centre is None:
        return Outcome("unknown")
    return Outcome(
        "told",
        answers={
            **_answers(scene, centre),
            "opens": centre.opens,
            "closes": centre.closes,
            "landmark": centre.landmark,
        },
    )


def _answers(scene: Scene, centre: lookup.CentreCard) -> dict[str, Any]:
    return {"place": centre.id, "centre_name": centre.title(scene.tongue)}
