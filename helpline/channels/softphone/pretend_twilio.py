"""What Twilio does between a caller and the webhooks: reads TwiML aloud, waits for keys, dials, follows addresses.

Plain: it is given `post(path, form) -> body` and knows no web server, so that the softphone, the terminal and the
golden conversations all go through the same telephone. A verb that the helpline does not use stops it with
TwimlError: a real call would go wrong there too, or this module has to learn it.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from helpline.channels.softphone.twiml import TwimlError, Utterance, Waiting, body, parse, utterances, waiting

Post = Callable[[str, Mapping[str, str]], str]

HELPLINE = "+911515"
# What Twilio sends as `From` where the number is withheld.
WITHHELD = "+266696687"
# Twilio itself gives up on a call that is sent in circles.
MOST_REDIRECTS = 10


def new_sid(kind: str) -> str:
    """A fresh Twilio id: `CA` names a call, `SM` a message."""
    return kind + secrets.token_hex(16)


@dataclass
class Call:
    """A telephone call. `heard` is what the last answer said, `waiting` what it waits for; None: the call is over."""

    post: Post
    caller: str
    account: str = "AC" + "0" * 32
    sid: str = field(default_factory=lambda: new_sid("CA"))
    heard: list[Utterance] = field(default_factory=list)
    waiting: Waiting | None = None
    # The last answer as it came, for whoever wants to look at it.
    twiml: str = ""
    at: str = "/voice"

    def dial(self) -> list[Utterance]:
        """Call the helpline. Every way to go on returns what the caller then hears; all raise TwimlError."""
        return self._request("/voice", {})

    def press(self, keys: str) -> list[Utterance]:
        """Press keys: as many as are waited for, or up to the finishing key. One after the tone ends the recording."""
        if self.waiting and self.waiting.verb == "Record":
            told = {"RecordingUrl": self.account, "RecordingDuration": "1", "Digits": keys[:1]}
            return self._request(self.waiting.action, told)
        gather = self._waits_for("Gather")
        digits = keys.split(gather.finish, 1)[0] if gather.finish else keys
        return self._request(gather.action, {"Digits": digits[: gather.keys]})

    def say(self, words: str, confidence: float = 0.9) -> list[Utterance]:
        """Say words that recognition hears as these; a line that listens to keys only hears nothing."""
        gather = self._waits_for("Gather")
        if not gather.words or not words.strip():
            return self.stay_silent()
        return self._request(gather.action, {"SpeechResult": words, "Confidence": f"{confidence:.2f}"})

    def stay_silent(self) -> list[Utterance]:
        """Wait until the line gives up waiting; after a tone, say nothing either."""
        gather = self._waits_for("Gather")
        if gather.answers_silence:
            return self._request(gather.action, {"Digits": ""})
        heard = self._follow(gather.rest)
        # A recording that is silent from end to end is none: Twilio goes on to the verb after it.
        return self._follow(self.waiting.rest) if self.waiting and self.waiting.verb == "Record" else heard

    def record(self, sound: str, seconds: int = 8) -> list[Utterance]:
        """Press nothing until the tone, then leave a message; `sound` is where the carrier keeps it."""
        if self.waiting and self.waiting.verb == "Gather" and not self.waiting.answers_silence:
            self._follow(self.waiting.rest)
        record = self._waits_for("Record")
        sid = new_sid("RE")
        told = {"RecordingSid": sid, "RecordingUrl": sound, "RecordingDuration": str(seconds), "Digits": "#"}
        return self._request(record.action, told)

    def picked_up(self, seconds: int = 60) -> list[Utterance]:
        """The dialled telephone was answered, they talked, and the other side hung up."""
        return self._dialled({"DialCallStatus": "completed", "DialCallDuration": str(seconds)})

    def not_picked_up(self, status: str = "no-answer") -> list[Utterance]:
        """The dialled telephone rang in vain: `no-answer`, `busy` or `failed`."""
        return self._dialled({"DialCallStatus": status})

    def hang_up(self) -> None:
        """The call is over, whoever ended it."""
        self.waiting = None
        self.post("/voice/status", {**self._form("completed"), "CallDuration": "60"})

    @property
    def is_over(self) -> bool:
        return self.waiting is None

    def as_json(self) -> dict[str, Any]:
        """Everything but `post` and what was heard: enough to go on in another process."""
        waiting = asdict(self.waiting) if self.waiting else None
        return {"caller": self.caller, "account": self.account, "sid": self.sid, "waiting": waiting, "at": self.at}

    def _dialled(self, outcome: Mapping[str, str]) -> list[Utterance]:
        dial = self._waits_for("Dial")
        if dial.action:
            return self._request(dial.action, {"DialCallSid": new_sid("CA"), **outcome})
        return self._follow(dial.rest)

    def _waits_for(self, verb: str) -> Waiting:
        if self.waiting is None or self.waiting.verb != verb:
            raise TwimlError(f"the call does not wait for a {verb} to end")
        return self.waiting

    def _form(self, status: str = "in-progress") -> dict[str, str]:
        return {
            "CallSid": self.sid, "AccountSid": self.account, "From": self.caller or WITHHELD, "To": HELPLINE,
            "CallStatus": status, "Direction": "inbound", "ApiVersion": "2010-04-01",
        }  # fmt: skip

    def _request(self, path: str, more: Mapping[str, str]) -> list[Utterance]:
        self.at = urljoin(self.at, path)
        self.twiml = self.post(self.at, {**self._form(), **more})
        return self._follow(self.twiml)

    def _follow(self, twiml: str) -> list[Utterance]:
        """Do what an answer says until something is waited for or the call ends."""
        self.heard, self.waiting = [], None
        verbs = list(parse(twiml))
        for _ in range(MOST_REDIRECTS):
            target = self._perform(verbs)
            if target is None:
                break
            self.at = urljoin(self.at, target)
            self.twiml = self.post(self.at, self._form())
            verbs = list(parse(self.twiml))
        else:
            raise TwimlError(f"redirected {MOST_REDIRECTS} times, last to {self.at}")
        if self.waiting is None:
            self.hang_up()
        return self.heard

    def _perform(self, verbs: list[Element]) -> str | None:
        """One answer's verbs; returns where it redirects to, or None."""
        for number, verb in enumerate(verbs):
            match verb.tag:
                case "Say" | "Play" | "Pause":
                    self.heard += utterances([verb])
                case "Gather" | "Record" | "Dial":
                    self.heard += utterances(list(verb))
                    self.waiting = waiting(verb, verbs[number + 1 :])
                    return None
                case "Redirect":
                    return (verb.text or "").strip()
                case "Hangup":
                    return None
                case _:
                    raise TwimlError(f"<{verb.tag}> is not used by the helpline")
        return None


def resume_call(post: Post, kept: Mapping[str, Any]) -> Call:
    """The inverse of `Call.as_json`."""
    waiting_for = Waiting(**kept["waiting"]) if kept["waiting"] else None
    return Call(post, kept["caller"], kept["account"], kept["sid"], waiting=waiting_for, at=kept["at"])


@dataclass
class Chat:
    """A WhatsApp chat. A person who hides her number is known by `user_id` alone."""

    post: Post
    phone: str = ""
    user_id: str = ""
    name: str = ""
    account: str = "AC" + "0" * 32
    sid: str = ""
    twiml: str = ""

    @property
    def address(self) -> str:
        """Where answers are sent to."""
        return f"whatsapp:{self.phone or self.user_id}"

    def write(self, words: str, media: Sequence[tuple[str, str]] = ()) -> list[str]:
        """Write a message, with files (address at the carrier, content type); returns the messages that come back at
        once. Raises TwimlError.
        """
        self.sid = new_sid("SM")
        form = {
            "MessageSid": self.sid, "SmsMessageSid": self.sid, "AccountSid": self.account, "From": self.address,
            "To": f"whatsapp:{HELPLINE}", "Body": words, "NumMedia": str(len(media)), "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
        }  # fmt: skip
        for place, (address, content_type) in enumerate(media):
            form |= {f"MediaUrl{place}": address, f"MediaContentType{place}": content_type}
        optional = {"WaId": self.phone.lstrip("+"), "ProfileName": self.name, "ExternalUserId": self.user_id}
        self.twiml = self.post("/whatsapp", {**form, **{key: value for key, value in optional.items() if value}})
        return [body(message) for message in parse(self.twiml) if message.tag == "Message"]
