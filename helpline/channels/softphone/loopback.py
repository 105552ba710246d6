"""Reaches this helpline's own webhooks as Twilio does: over HTTP, signed, on the port that they are served on."""

from collections.abc import Mapping

import requests
from twilio.request_validator import RequestValidator

from helpline.channels.softphone.pretend_twilio import Post
from helpline.channels.twilio import SIGNATURE_HEADER
from helpline.settings import Settings

# As long as Twilio itself waits.
ANSWER_SECONDS = 15


class WebhookFailed(Exception):
    """A webhook refused, failed or did not answer; a real caller would hear Twilio's own apology and be cut off."""


def signed_post(settings: Settings) -> Post:
    """A `post(path, form)` that is signed over the public address and goes to the local port."""
    validator = RequestValidator(settings.twilio_auth_token)
    public = settings.public_url.rstrip("/")
    line = requests.Session()
    line.trust_env = False

    def post(path: str, form: Mapping[str, str]) -> str:
        path = path.removeprefix(public)
        signature = validator.compute_signature(public + path, dict(form))
        headers = {SIGNATURE_HEADER: signature, "User-Agent": "TwilioProxy/1.1"}
        try:
            answer = line.post(
                f"http://127.0.0.1:{settings.web_port}{path}", data=dict(form), headers=headers,
                timeout=ANSWER_SECONDS, allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException as error:
            raise WebhookFailed(f"{path} did not answer: {type(error).__name__}") from None
        if not answer.ok or answer.is_redirect:
            raise WebhookFailed(f"{path} answered {answer.status_code}")
        return answer.text

    return post
