"""The prompts as they sound: read, not spelled out by their letters, and short enough to be kept in mind."""

import io
import re
import wave

import pytest

from helpline import i18n, taxonomy
from helpline.channels.sound import spoken
from helpline.conversation import catalogue, loading
from helpline.conversation.actions import outcomes
from helpline.wiring import ROOT

FLOWS = loading.load(ROOT / "flows", outcomes(), frozenset(taxonomy.intents()))
LOCALES = i18n.load(ROOT / "locales", FLOWS.phrases)
PROMPTS = list(catalogue.utterances(FLOWS))
VOICED = [code for code, row in LOCALES.languages.items() if row.espeak]
RENDERED = [code for code in VOICED if not LOCALES.language(code).say]
VALUES = {"ticket_number": "482173650", "home_name": "Rampur", "centre_name": "Rampur"}

# At 150 words a minute. What is longer is a question; these are several short sentences each, or numbers said digit
# by digit, that lose more by being cut again.
LONGEST_SECONDS = 12
TOLERATED_SECONDS = 14
TOLERATED = {
    "app_help.frs_ekyc_failed", "emergency.nobody", "emergency.written", "information.eating",
    "information.eating_mother", "information.entitlement_days", "information.vaccination_where",
    "my_record.face_failed", "recorded.not_filed", "talk_to_agent.chat_waits", "ticket_status.waiting", "verify.proof",
}  # fmt: skip
LONGEST_ARE_MEASURED = 12


def said(context: str, english: str, code: str) -> str:
    holes = re.findall(r"\{(\w+)(?::(\w+))?", english)
    by_kind = {"label": "category.thr_not_received", "time": "09:30", "date": "2026-12-03", "month": "8"}
    values = {name: VALUES.get(name) or by_kind.get(kind, "12") for name, kind in holes}
    return LOCALES.prompt(context, english, values, code, spoken=True)


def seconds(voice: str, words: str) -> float:
    with wave.open(io.BytesIO(as_pcm(spoken.speak(voice, words)))) as sound:
        return float(sound.getnframes() / sound.getframerate())


def as_pcm(mulaw: bytes) -> bytes:
    """The same header with a format that Python's wave module knows: only the length is asked for."""
    return mulaw[:20] + b"\x01\x00" + mulaw[22:]


@pytest.mark.parametrize("code", VOICED)
def test_no_prompt_is_too_long_to_be_kept_in_mind(code: str) -> None:
    prompts = [(context, said(context, english, code)) for context, english in PROMPTS]
    longest = sorted(prompts, key=lambda prompt: len(prompt[1]), reverse=True)[:LONGEST_ARE_MEASURED]
    voice = LOCALES.language(code).espeak
    measured = {context: seconds(voice, words) for context, words in longest}
    allowed = {context: TOLERATED_SECONDS if context in TOLERATED else LONGEST_SECONDS for context in measured}
    assert {context: time for context, time in measured.items() if time > allowed[context]} == {}


@pytest.mark.parametrize("code", RENDERED)
def test_no_voice_spells_a_prompt_by_its_letters(code: str) -> None:
    """A voice that does not know a letter says its name, or asks the voice of another language to."""
    voice = LOCALES.language(code).espeak
    native = [
        words for context, english in PROMPTS if not re.search("[A-Za-z*]", words := said(context, english, code))
    ]
    assert len(native) > 250
    for start in range(0, len(native), 10):
        text = " ".join(native[start : start + 10])
        phonemes = spoken.speak(voice, text[: spoken.LONGEST_TEXT], "phonemes").decode()
        assert not re.search(r"\([a-z]{2,3}\)", phonemes), re.findall(r".{60}\([a-z]{2,3}\).{30}", phonemes)
        assert len(phonemes) < 2.2 * len(text), text
