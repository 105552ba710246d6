"""Actions on the caller: her language."""

from typing import Any

from helpline.callers import phones_of
from helpline.conversation.actions.registry import Scene, action
from helpline.conversation.messages import Outcome
from helpline.records import lookup


@action("callers.offer_languages", "offered")
def offer_languages(scene: Scene, given: dict[str, Any]) -> Outcome:
    """Every language of the table, each announced in itself.

    The caller's last choice comes first, then what her words look like, then the languages of her state.
    """
    likely = [scene.caller.language, *(given.get("likely") or ()), *_of_her_state(scene)]
    known = scene.locales.languages
    order = dict.fromkeys(code for code in (*likely, *known) if code in known)
    offers = [
        {
            "value": row.code,
            "label": row.offer if scene.channel == "voice" else row.name,
            "language": row.code,
            "also": [row.name, row.english],
        }
        for row in (known[code] for code in order)
    ]
    return Outcome("offered", answers={"languages": offers})


def _of_her_state(scene: Scene) -> tuple[str, ...]:
    """The languages of the state in which the records know this phone, if they do."""
    hint = lookup.by_phone(scene.session, phones_of(scene.session, scene.caller.id), at=scene.at)
    state = lookup.state_code(scene.session, hint.centre_id) if hint else None
    return scene.locales.of_states.get(state or "", ())


@action("callers.choose_language", "chosen")
def choose_language(scene: Scene, given: dict[str, Any]) -> Outcome:
    """Speak this language from now on, and in every later conversation."""
    scene.caller.language = given["language"]
    return Outcome("chosen", facts={"language": given["language"]})
