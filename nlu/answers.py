"""What the service answers: a parse of what somebody said, or that it is well.

Nothing here logs or returns what was said, other than to the one who asked.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from components.matching import words

if TYPE_CHECKING:
    from rasa.core.agent import Agent

LONGEST: Final = 1000
"""Letters that are read of a text; nobody says more in one turn, and a parse grows with it."""

_NOTHING: Final = {
    "intent": {"name": None, "confidence": 0.0},
    "entities": [],
    "intent_ranking": [],
}


class Answers:
    """The request handlers over one loaded model."""

    def __init__(self, model: str, agent: Agent) -> None:
        """Takes the model's name and the agent that has loaded it."""
        self._model = model
        self._agent = agent

    async def health(self, request: web.Request) -> web.Response:
        """200 with the name of the model."""
        return web.json_response({"status": "ok", "model": self._model})

    async def parse(self, request: web.Request) -> web.Response:
        """Rasa's parse of {"text": …} as JSON; 400 when there is no text in the request."""
        try:
            text = _text(await request.json())
        except (ValueError, TypeError):
            return web.json_response({"error": 'Send {"text": "…"}.'}, status=400)
        if not words(text):
            return web.json_response({"text": text, **_NOTHING})
        # Rasa takes what follows a leading slash for the name of an intent, whoever sends it.
        parse = await self._agent.parse_message(" " + text[1:] if text[0] == "/" else text)
        return web.json_response({**parse, "text": text}, dumps=_dumps)


def _text(body: Any) -> str:
    """The text to parse; raises TypeError unless the body holds one."""
    if not isinstance(body, dict) or not isinstance(body.get("text"), str):
        raise TypeError("no text")
    text: str = body["text"]
    return text[:LONGEST]


def _dumps(parse: Any) -> str:
    return json.dumps(parse, ensure_ascii=False)
