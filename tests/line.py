"""A line to the helpline under test: signed requests to the real webhooks, as Twilio makes them."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy import select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from helpline.conversation.sessions import Turn
from helpline.db import Database
from helpline.settings import Settings


class Line:
    """Posts to the webhooks and remembers nothing; `hears` looks up what a turn answered, by context."""

    def __init__(self, app: Flask, settings: Settings, database: Database) -> None:
        self.app = app
        self.settings = settings
        self.database = database

    def request(self, path: str, form: Mapping[str, str], signature: str | None = None) -> TestResponse:
        validator = RequestValidator(self.settings.twilio_auth_token)
        signed = signature if signature is not None else validator.compute_signature(self._url(path), dict(form))
        return self.app.test_client().post(path, data=dict(form), headers={"X-Twilio-Signature": signed})

    def post(self, path: str, form: Mapping[str, str]) -> str:
        """As the pretended Twilio wants it: the body of a successful answer."""
        answer = self.request(path, form)
        assert answer.status_code in (200, 204), answer.status
        return answer.text

    def hears(self, sid: str) -> list[str]:
        """The contexts of the prompts of the latest turn of a call, or of the turn of a message."""
        return [prompt["context"] for prompt in self._prompts(sid)]

    def key_of(self, sid: str, language: str) -> str | None:
        """The key under which a language is offered in the latest turn, or None."""
        offers = [prompt for prompt in self._prompts(sid) if prompt["language"] == language and prompt["key"]]
        return offers[0]["key"] if offers else None

    def key_of_context(self, sid: str, context: str) -> str:
        """The key of an option in the latest turn."""
        return next(str(prompt["key"]) for prompt in self._prompts(sid) if prompt["context"] == context)

    def _prompts(self, sid: str) -> list[dict[str, Any]]:
        with self.database.transaction() as session:
            reply = session.scalar(select(Turn.reply).where(Turn.sid == sid).order_by(Turn.step.desc()).limit(1))
        return reply["prompts"] if reply else []

    def _url(self, path: str) -> str:
        return self.settings.public_url + path
