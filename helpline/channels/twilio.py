"""Twilio at the edge: signatures of what comes in, REST for what goes out, its error codes understood."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from flask import Request
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from helpline.callers import Address, Kind
from helpline.settings import Settings

log = structlog.get_logger()

SIGNATURE_HEADER = "X-Twilio-Signature"
# https://www.twilio.com/docs/api/errors: trying again cannot help with these.
PERMANENT_ERRORS = frozenset({21211, 21408, 21610, 21614, 63003, 63013, 63016, 63024, 63032})
# Too many requests, or a wrong account or token, which is the operator's to mend: the answer is sent afterwards.
MENDABLE = frozenset({401, 403, 429})
REQUEST_SECONDS = 10
TWILIO = "https://api.twilio.com"


class SendError(Exception):
    """A message was not accepted. `permanent` says that trying again cannot help; `code` is Twilio's."""

    def __init__(self, code: int | None, *, permanent: bool) -> None:
        super().__init__(f"Twilio error {code}")
        self.code = code
        self.permanent = permanent


def is_signed(request: Request, settings: Settings) -> bool:
    """Whether Twilio signed this request, over the public address that it called (we stand behind proxies)."""
    raw: str = request.environ.get("RAW_URI") or request.full_path.removesuffix("?")
    path = raw if raw.startswith("/") else _path_of(raw)
    url = settings.public_url.rstrip("/") + path
    signature = request.headers.get(SIGNATURE_HEADER, "")
    return bool(RequestValidator(settings.twilio_auth_token).validate(url, request.form, signature))


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc]  # twilio ships no types
    """Sends to another host than Twilio's own: a regional edge, or a double in tests."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=REQUEST_SECONDS)
        self._base = base.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        elsewhere = url if self._base == TWILIO else self._base + _path_of(url)
        return super().request(method, elsewhere, *args, **kwargs)


def _never_left(error: requests.ConnectionError) -> bool:
    """Whether there was no connection at all. One that broke may have carried the message: that is not for sure."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


class Sender:
    """Sends WhatsApp messages through Twilio's REST API."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        account = settings.twilio_account_sid or "AC" + "0" * 32
        http = _Elsewhere(settings.twilio_api_url)
        self._client = Client(account, settings.twilio_auth_token, http_client=http)

    def send_whatsapp(self, to: Address, words: str) -> str:
        """Send free text inside the 24-hour window. Returns the message SID.

        Raises SendError where it was not accepted, requests' errors where that is not known.
        """
        return self._send(to, {"body": words})

    def send_template(self, to: Address, template: str, variables: Mapping[str, str]) -> str:
        """Send a content template with its variables filled in; like `send_whatsapp`."""
        filled = json.dumps(variables, ensure_ascii=False)
        return self._send(to, {"content_sid": template, "content_variables": filled})

    def create_template(self, template: Mapping[str, Any]) -> str:
        """Create a content template; returns its SID. Raises SendError."""
        try:
            created = self._client.content.v1.contents.create(ContentList.ContentCreateRequest(template))
        except TwilioRestException as error:
            raise SendError(error.code, permanent=True) from error
        return str(created.sid)

    def _send(self, to: Address, content: Mapping[str, str]) -> str:
        sender: dict[str, str] = {"from_": f"whatsapp:{self._settings.whatsapp_sender}"}
        if self._settings.messaging_service_sid:
            sender = {"messaging_service_sid": self._settings.messaging_service_sid}
        report = f"{self._settings.public_url.rstrip('/')}/whatsapp/status"
        try:
            message = self._client.messages.create(
                to=f"whatsapp:{to.value}", status_callback=report, **content, **sender
            )
        except TwilioRestException as error:
            permanent = error.code in PERMANENT_ERRORS or error.status not in MENDABLE | set(range(500, 600))
            raise SendError(error.code, permanent=permanent) from error
        except requests.ConnectionError as error:
            if not _never_left(error):
                raise
            raise SendError(None, permanent=False) from error
        return str(message.sid)


class MediaError(Exception):
    """A recording or picture did not come. `permanent` says that trying again cannot help."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


class MediaStore:
    """Sounds and pictures as Twilio keeps them: fetched with our account's name and token, then deleted there."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.twilio_api_url.rstrip("/")
        self._account = (settings.twilio_account_sid or "AC" + "0" * 32, settings.twilio_auth_token)

    def fetch(self, url: str, largest: int) -> bytes:
        """The content, of at most `largest` bytes. Raises MediaError."""
        try:
            with requests.get(self._at(url), auth=self._account, timeout=REQUEST_SECONDS, stream=True) as answer:
                if answer.status_code >= 400:
                    # Not there yet, or too many requests: later. A recording is ready some seconds after the call.
                    later = answer.status_code in MENDABLE | {404} | set(range(500, 600))
                    raise MediaError(f"HTTP {answer.status_code}", permanent=not later)
                content = answer.raw.read(largest + 1, decode_content=True)
        except (requests.RequestException, HTTPError) as error:
            raise MediaError(type(error).__name__, permanent=False) from None
        if len(content) > largest:
            raise MediaError("too large", permanent=True)
        return bytes(content)

    def delete(self, url: str) -> None:
        """Have Twilio forget it. What cannot be deleted now is left to Twilio's own retention."""
        try:
            requests.delete(self._at(url), auth=self._account, timeout=REQUEST_SECONDS)
        except requests.RequestException as error:
            log.warning("media_not_deleted", error=type(error).__name__)

    def _at(self, url: str) -> str:
        """Our account's token goes to Twilio's address and to no other, whatever a request said."""
        return self._base + urlsplit(url).path


def whatsapp_address(value: str) -> Address | None:
    """The address in a WhatsApp `From`: `whatsapp:+91…` is a phone, anything else a user id."""
    said = value.removeprefix("whatsapp:").strip()
    if not said:
        return None
    return Address(Kind.PHONE if said.startswith("+") else Kind.WHATSAPP_USER, said)
