"""Calls: Twilio's form fields to what was heard, and a reply to TwiML.

Keys work at every question in every language; speech is added where the carrier recognises the language. Where it
does not, a question that wants words can be answered after a tone, and a person listens.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from helpline.callers import Address, phone_address
from helpline.channels.sound.voicing import Voiced, voiced
from helpline.conversation.messages import Heard, Listen, Media, Prompt, Reply
from helpline.i18n import Locales
from helpline.security.redact import mask_aadhaar, said
from helpline.settings import Settings

# How long a question waits for the first key or word. Many callers hold the phone away to find a key.
WAIT_SECONDS = 7
# How long it waits for a key before the tone.
TONE_SECONDS = 2
LONGEST_RECORDING_SECONDS = 120
# So long a pause ends a recording; whoever is upset pauses.
PAUSE_SECONDS = 5
RING_SECONDS = 25
_REACHED = {"completed", "answered"}
_RECORDED = "audio/wav"


def addresses(form: Mapping[str, str]) -> tuple[Address, ...]:
    """The caller's number; none where it is withheld."""
    address = phone_address(form.get("From", ""))
    return (address,) if address else ()


def hear(form: Mapping[str, str]) -> Heard:
    """What the caller pressed, said or recorded, or how the hand-over call ended; words still to be understood."""
    dialled = form.get("DialCallStatus", "")
    if dialled:
        return Heard(dialled="reached" if dialled in _REACHED else "not_reached")
    digits = form.get("Digits", "")
    if form.get("RecordingUrl") and form.get("RecordingDuration", "0") != "0" and digits in ("", "#", "hangup"):
        return Heard(media=(Media(form["RecordingUrl"], _RECORDED),))
    keys = "".join(key for key in digits if key in "0123456789*#")
    return Heard(text=said(form.get("SpeechResult", "")), keys=mask_aadhaar(keys))


@dataclass(frozen=True)
class Voice:
    """Says replies: everything that it takes to turn one into TwiML."""

    locales: Locales
    phrases: Mapping[str, str]
    settings: Settings

    def speak(self, reply: Reply, step: int) -> str:
        """The reply as TwiML; the next request will come with `step`."""
        response = VoiceResponse()
        spoken: VoiceResponse | Gather = response
        by_tone = self._by_tone(reply)
        if reply.listen:
            spoken = self._gather(reply, reply.listen, step, by_tone=by_tone)
            response.append(spoken)
        _say(spoken, self._voiced(reply, by_tone=by_tone))
        if by_tone:
            self._record(response, reply, step)
        if reply.dial:
            dial = Dial(action=_next(step, reply), timeout=RING_SECONDS, answer_on_bridge=True)
            dial.number(reply.dial)
            response.append(dial)
        elif not reply.listen:
            response.hangup()
        return str(response)

    def apologise(self, reply: Reply, step: int | None) -> str:
        """Say sorry, then try the same step once more: often it works again by then. Without a step, hang up."""
        response = VoiceResponse()
        _say(response, self._voiced(reply, by_tone=False))
        if step is None:
            response.hangup()
        else:
            response.redirect(_next(step, reply) + "&again=1")
        return str(response)

    def _by_tone(self, reply: Reply) -> bool:
        """Whether the answer can be told after a tone: the carrier does not recognise this language's speech."""
        return bool(reply.listen and reply.listen.recording and not self.locales.language(reply.language).gather)

    def _voiced(self, reply: Reply, *, by_tone: bool) -> list[Voiced]:
        said: list[tuple[Prompt, str]] = []
        for prompt in reply.prompts:
            code = prompt.language or reply.language
            said.append((prompt, code))
            if prompt.key:
                said.append((self._phrase(f"press_{prompt.key}"), code))
        if by_tone:
            said.append((self._phrase("after_the_tone"), reply.language))
        return voiced(said, self.locales, self.settings)

    def _phrase(self, name: str) -> Prompt:
        return Prompt(f"phrases.{name}", self.phrases[name])

    def _gather(self, reply: Reply, listen: Listen, step: int, *, by_tone: bool) -> Gather:
        language = self.locales.language(reply.language)
        options = {"language": language.gather, "speech_timeout": "auto", "profanity_filter": False}
        return Gather(
            input="dtmf speech" if language.gather else "dtmf",
            num_digits=listen.keys,
            timeout=TONE_SECONDS if by_tone else WAIT_SECONDS,
            action=_next(step, reply),
            # Where nothing is pressed before the tone, the recording follows.
            action_on_empty_result=not by_tone,
            **(options if language.gather else {}),
        )

    def _record(self, response: VoiceResponse, reply: Reply, step: int) -> None:
        """The tone, and what is said after it; a key in the middle is an answer too. Silence is asked again."""
        response.record(
            action=_next(step, reply),
            max_length=LONGEST_RECORDING_SECONDS,
            timeout=PAUSE_SECONDS,
            finish_on_key="1234567890*#" if reply.listen and reply.listen.keys == 1 else "#",
            play_beep=True,
        )
        response.redirect(_next(step, reply))


def _next(step: int, reply: Reply) -> str:
    # Relative: Twilio follows it from the address that it called, which may lie under a prefix.
    return "voice?" + urlencode({"step": step, "language": reply.language})


def _say(into: VoiceResponse | Gather, utterances: list[Voiced]) -> None:
    for one in utterances:
        if one.play:
            into.play(one.play)
        else:
            into.say(one.words, language=one.language.say, voice=one.language.voice)
