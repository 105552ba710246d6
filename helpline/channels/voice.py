"""Calls: Twilio's form fields to what was heard, and a reply to TwiML.

Keys work at every question in every language; speech is added where the carrier recognises the language. A human
recording beats the carrier's voice.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from helpline.callers import Address, phone_address
from helpline.conversation.messages import Heard, Prompt, Reply
from helpline.i18n import Locales
from helpline.security.redact import mask_aadhaar, said

# How long a question waits for the first key or word. Many callers hold the phone away to find a key.
WAIT_SECONDS = 7
RING_SECONDS = 25
_REACHED = {"completed", "answered"}


def addresses(form: Mapping[str, str]) -> tuple[Address, ...]:
    """The caller's number; none where it is withheld."""
    address = phone_address(form.get("From", ""))
    return (address,) if address else ()


def hear(form: Mapping[str, str]) -> Heard:
    """What the caller pressed or said, or how the hand-over call ended; words still to be understood."""
    dialled = form.get("DialCallStatus", "")
    if dialled:
        return Heard(dialled="reached" if dialled in _REACHED else "not_reached")
    keys = "".join(key for key in form.get("Digits", "") if key in "0123456789*#")
    return Heard(text=said(form.get("SpeechResult", "")), keys=mask_aadhaar(keys))


def speak(reply: Reply, locales: Locales, phrases: Mapping[str, str], step: int) -> str:
    """The reply as TwiML; the next request will come with `step`."""
    response = VoiceResponse()
    spoken: VoiceResponse | Gather = response
    if reply.listen:
        spoken = _gather(reply, locales, step)
        response.append(spoken)
    for prompt in reply.prompts:
        _say(spoken, prompt, locales, prompt.language or reply.language)
        if prompt.key:
            name = f"press_{prompt.key}"
            _say(spoken, Prompt(f"phrases.{name}", phrases[name]), locales, prompt.language or reply.language)
    if reply.dial:
        dial = Dial(action=_next(step, reply), timeout=RING_SECONDS, answer_on_bridge=True)
        dial.number(reply.dial)
        response.append(dial)
    elif not reply.listen:
        response.hangup()
    return str(response)


def apologise(reply: Reply, locales: Locales, step: int | None) -> str:
    """Say sorry, then try the same step once more: often it works again by then. Without a step, hang up."""
    response = VoiceResponse()
    for prompt in reply.prompts:
        _say(response, prompt, locales, reply.language)
    if step is None:
        response.hangup()
    else:
        response.redirect(_next(step, reply) + "&again=1")
    return str(response)


def _gather(reply: Reply, locales: Locales, step: int) -> Gather:
    assert reply.listen
    language = locales.language(reply.language)
    speech = reply.listen.words and language.gather
    options = {"language": language.gather, "speech_timeout": "auto", "profanity_filter": False} if speech else {}
    return Gather(
        input="dtmf speech" if speech else "dtmf",
        num_digits=reply.listen.keys,
        timeout=WAIT_SECONDS,
        action=_next(step, reply),
        action_on_empty_result=True,
        **options,
    )


def _next(step: int, reply: Reply) -> str:
    # Relative: Twilio follows it from the address that it called, which may lie under a prefix.
    return "voice?" + urlencode({"step": step, "language": reply.language})


def _say(into: VoiceResponse | Gather, prompt: Prompt, locales: Locales, code: str) -> None:
    if not prompt.values and locales.recording(prompt.context, code):
        into.play(f"audio/{code}/{prompt.context}.wav")
        return
    language = locales.language(code)
    words = locales.prompt(prompt.context, prompt.text, prompt.values, code, spoken=True)
    into.say(words, language=language.say, voice=language.voice)
