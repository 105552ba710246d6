"""Actions on records: who may be calling, make sure of it, tell her what is recorded about her."""

from datetime import datetime
from typing import Any

from helpline.callers import phones_of
from helpline.conversation.actions.registry import Scene, action
from helpline.conversation.messages import Outcome
from helpline.records import lookup


@action("people.recognise", "worker", "beneficiary", "unknown")
def recognise(scene: Scene, given: dict[str, Any]) -> Outcome:
    """Whom this phone number hints at, and the centre it belongs to. A hint, no proof: nothing is told by it."""
    hint = lookup.by_phone(scene.session, phones_of(scene.session, scene.caller.id), at=scene.at)
    if hint is None:
        return Outcome("unknown", facts={"caller_is": "unknown"})
    centre = lookup.centre(scene.session, hint.centre_id)
    home = {"home": hint.centre_id, "home_name": centre.title(scene.tongue)} if centre else {}
    return Outcome(hint.kind, facts={"caller_is": hint.kind, **home})


@action("people.verify", "verified", "not_verified", "no_phone")
def verify(scene: Scene, given: dict[str, Any]) -> Outcome:
    """Whose record it is: a person behind this phone whose month of birth or first name was said.

    A worker may ask so about the people of her own centre, once she said the last four digits of its code.
    """
    phones = phones_of(scene.session, scene.caller.id)
    if not phones:
        return Outcome("no_phone")
    found = lookup.verify(
        scene.session, scene.actor, phones, proof=str(given["proof"]), code=given.get("code"), at=scene.at
    )
    return Outcome("verified", facts={"person": found}) if found else Outcome("not_verified")


@action("records.ration", "given", "face_failed", "not_given", "nothing_recorded")
def ration(scene: Scene, given: dict[str, Any]) -> Outcome:
    """What is recorded of this month's ration and of the last face checks of a verified person."""
    story = lookup.ration_story(scene.session, scene.actor, int(given["person"]), scene.at, purpose="caller_asked")
    return Outcome(
        story.kind,
        answers={
            "given_on": _iso(story.given_at),
            "given_days": story.days_covered,
            "checked_on": _iso(story.checked_at),
            "check_outcome": f"outcome.{story.check_outcome}" if story.check_outcome else None,
            "status": f"verification.{story.status}",
            **_place(scene, story.centre_id),
        },
    )


def _place(scene: Scene, centre_id: int | None) -> dict[str, Any]:
    centre = lookup.centre(scene.session, centre_id)
    return {"place": centre.id, "centre_name": centre.title(scene.tongue)} if centre else {}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
