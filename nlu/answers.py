"""What the service answers: parses of what somebody said, or that it is well.

Nothing here logs or returns what was said, other than to the one who asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from components.matching import words
from parses import Parse, Parser

LONGEST: Final = 1000
"""Letters that are read of a text; nobody says more in one turn, and a parse grows with it."""

MOST: Final = 64
"""Texts in one request: more would keep callers waiting."""

_NOTHING: Final = {
    "intent": {"name": None, "confidence": 0.0},
    "entities": [],
    "intent_ranking": [],
}


class Answers:
    """The request handlers over one loaded model."""

    def __init__(self, model: str, parse: Parser) -> None:
        """Takes the model's name and what it parses with."""
        self._model = model
        self._parse = parse

    async def health(self, request: web.Request) -> web.Response:
        """200 with the name of the model."""
        return web.json_response({"status": "ok", "model": self._model})

    async def parse(self, request: web.Request) -> web.Response:
        """Rasa's parse of {"text": …} as JSON; 400 when there is no text in the request."""
        try:
            text = _text(_field(await request.json(), "text"))
        except (ValueError, TypeError):
            return web.json_response({"error": 'Send {"text": "…"}.'}, status=400)
        return web.json_response(self._parses([text])[0], dumps=_dumps)

    async def parse_many(self, request: web.Request) -> web.Response:
        """{"parses": […]} of {"texts": […]}, in their order; 400 when they are none or too many."""
        try:
            texts = _texts(_field(await request.json(), "texts"))
        except (ValueError, TypeError):
            error = f'Send {{"texts": ["…", …]}}, at most {MOST}.'
            return web.json_response({"error": error}, status=400)
        return web.json_response({"parses": self._parses(texts)}, dumps=_dumps)

    def _parses(self, texts: Sequence[str]) -> list[Parse]:
        """A text without a word means nothing, whatever the model makes of it."""
        said = [_without_command(text) for text in texts if words(text)]
        found = iter(self._parse(said) if said else [])
        return [{**(next(found) if words(text) else _NOTHING), "text": text} for text in texts]


def _without_command(text: str) -> str:
    """Rasa takes what follows a leading slash for the name of an intent, whoever sends it."""
    return " " + text[1:] if text[0] == "/" else text


def _field(body: Any, name: str) -> Any:
    """A field of a request; raises TypeError unless the body has fields."""
    if not isinstance(body, dict):
        raise TypeError("no fields")
    return body.get(name)


def _texts(value: Any) -> list[str]:
    """The texts to parse; raises TypeError unless they are some texts, ValueError if too many."""
    if not isinstance(value, list):
        raise TypeError("no texts")
    if not 0 < len(value) <= MOST:
        raise ValueError("none or too many")
    return [_text(each) for each in value]


def _text(value: Any) -> str:
    """The text to parse; raises TypeError unless it is one."""
    if not isinstance(value, str):
        raise TypeError("no text")
    return value[:LONGEST]


def _dumps(parse: Any) -> str:
    return json.dumps(parse, ensure_ascii=False)
