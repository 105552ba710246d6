"""Actions on the caller: her language."""

from typing import Any

from helpline.conversation.actions.registry import Scene, action
from helpline.conversation.messages import Outcome


@action("callers.offer_languages", "offered")
def offer_languages(scene: Scene, given: dict[str, Any]) -> Outcome:
    """Every language of the table, each announced in itself; the caller's last choice comes first."""
    rows = sorted(scene.locales.languages.values(), key=lambda row: row.code != scene.caller.language)
    offers = [
        {
            "value": row.code,
            "label": row.offer if scene.channel == "voice" else row.name,
            "language": row.code,
            "also": [row.name, row.english, row.code],
        }
        for row in rows
    ]
    return Outcome("offered", answers={"languages": offers})


@action("callers.choose_language", "chosen")
def choose_language(scene: Scene, given: dict[str, Any]) -> Outcome:
    """Speak this language from now on, and in every later conversation."""
    scene.caller.language = given["language"]
    return Outcome("chosen", facts={"language": given["language"]})
