"""Every prompt is heard in every language: by a recording, the carrier, a rendered file, or a language that has one."""

from pathlib import Path

import pytest

from helpline import i18n, jobs
from helpline.channels.softphone.twiml import parse, utterances, waiting
from helpline.channels.sound import ahead, spoken, voicing
from helpline.channels.voice import Voice, hear
from helpline.conversation.messages import Listen, Prompt, Reply
from helpline.db import Database
from helpline.i18n import Locales
from helpline.settings import Settings
from helpline.wiring import ROOT, assemble

LOCALES = i18n.load(ROOT / "locales", {})
HELLO = Prompt("welcome.hello", "Namaste. This is the Poshan Helpline, 1515.")
OPEN = Prompt("welcome.open", "Please tell me in a few words what happened, or what you want to know.")
PHRASES = {"after_the_tone": "Or say it after the tone, and then press the hash key.", "press_1": "Press 1."}
NO_SPEECH = [code for code, row in LOCALES.languages.items() if not row.gather]


def with_recording(tmp_path: Path, code: str) -> Locales:
    return i18n.Locales(**{**vars(LOCALES), "directory": tmp_path, "recordings": {code: frozenset({HELLO.context})}})


@pytest.mark.parametrize("code", LOCALES.languages)
def test_it_is_heard_in_every_language(code: str, settings: Settings, database: Database) -> None:
    one = voicing.voiced([(HELLO, code)], LOCALES, settings)[0]
    row = LOCALES.language(code)
    if row.say:
        assert (one.language, one.play) == (row, "")
    elif row.espeak:
        assert one.play.startswith("audio/spoken/")
        assert one.words == LOCALES.prompt(HELLO.context, HELLO.text, {}, code, spoken=True)
    else:
        assert one.language.code == row.fallback[0]


@pytest.mark.parametrize("code", ["hi", "or", "mni"])
def test_a_human_recording_goes_before_every_voice(
    code: str, settings: Settings, database: Database, tmp_path: Path
) -> None:
    one = voicing.voiced([(HELLO, code)], with_recording(tmp_path, code), settings)[0]
    assert one.play == f"audio/{code}/welcome.hello.wav"


def test_what_cannot_be_rendered_is_said_in_the_next_language(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spoken, "render_all", lambda _settings, wanted: [None] * len(wanted))
    one = voicing.voiced([(HELLO, "or")], LOCALES, settings)[0]
    assert (one.language.code, one.play) == ("hi", "")


def test_the_worker_renders_fixed_prompts_before_anybody_calls(settings: Settings, database: Database) -> None:
    wiring = assemble(settings)
    try:
        wanted = list(ahead.fixed(wiring))
        assert {voice for voice, _ in wanted} == {"ur", "or", "as", "ne", "mr", "hi"}
        assert ("or", LOCALES.prompt(HELLO.context, HELLO.text, {}, "or", spoken=True)) in wanted
        assert ("mr", LOCALES.language("kok").offer) in wanted
        assert ahead.render_fixed(wiring, 0, seconds=0) == 1, "one at least, and then the worker is free again"
        assert ahead.render_fixed(wiring, len(wanted) - 1, seconds=60) is None, "the last one, and it is through"
    finally:
        wiring.close()


def test_what_is_not_rendered_in_time_is_a_job_of_its_own(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiring = assemble(settings)
    put: list[tuple[object, ...]] = []
    monkeypatch.setattr(jobs, "parts", lambda: wiring)
    monkeypatch.setattr(jobs, "SPEAKING_SECONDS", 0)
    monkeypatch.setattr(wiring.queue, "put", lambda *given: put.append(given))
    jobs.speak_ahead(5)
    jobs.speak_ahead(100_000)
    assert put == [("upkeep", "speak_ahead", 6)], "the next place, and nothing after the last"
    wiring.close()


@pytest.mark.parametrize("code", LOCALES.languages)
def test_speech_and_voice_have_codes_of_their_own(code: str, settings: Settings, database: Database) -> None:
    row = LOCALES.language(code)
    twiml = Voice(LOCALES, PHRASES, settings).speak(Reply((OPEN,), code, Listen(1, recording=True)), 1)
    gather = next(verb for verb in parse(twiml) if verb.tag == "Gather")
    assert gather.get("language", "") == row.gather
    assert gather.get("input") == ("dtmf speech" if row.gather else "dtmf")
    said = utterances(list(gather))
    assert said[0].language == row.say or said[0].play or not row.espeak


def test_punjabi_is_spoken_and_heard_under_different_codes() -> None:
    assert (LOCALES.language("pa").say, LOCALES.language("pa").gather) == ("pa-IN", "pa-guru-IN")
    assert (LOCALES.language("ne").say, LOCALES.language("ne").gather) == ("", "ne-NP")
    assert set(NO_SPEECH) == {"or", "as", "kok", "mai", "mni"}


@pytest.mark.parametrize("code", NO_SPEECH)
def test_without_recognition_words_are_told_after_a_tone(code: str, settings: Settings, database: Database) -> None:
    twiml = Voice(LOCALES, PHRASES, settings).speak(Reply((OPEN,), code, Listen(1, recording=True)), 4)
    gather, record, redirect = parse(twiml)
    assert gather.get("actionOnEmptyResult") == "false"
    assert (record.tag, record.get("playBeep"), record.get("action")) == (
        "Record",
        "true",
        f"voice?step=4&language={code}",
    )
    assert redirect.text == f"voice?step=4&language={code}"
    assert waiting(gather, [record, redirect]).keys == 1


@pytest.mark.parametrize("code", NO_SPEECH)
def test_without_recognition_a_choice_takes_keys_only(code: str, settings: Settings, database: Database) -> None:
    twiml = Voice(LOCALES, PHRASES, settings).speak(Reply((OPEN,), code, Listen(1)), 1)
    (gather,) = parse(twiml)
    assert gather.get("actionOnEmptyResult") == "true"


@pytest.mark.parametrize(
    ("form", "keys", "media"),
    [
        ({"RecordingUrl": "u", "RecordingDuration": "8", "Digits": "#"}, "", 1),
        ({"RecordingUrl": "u", "RecordingDuration": "8", "Digits": "hangup"}, "", 1),
        ({"RecordingUrl": "u", "RecordingDuration": "1", "Digits": "2"}, "2", 0),
        ({"RecordingUrl": "u", "RecordingDuration": "0", "Digits": ""}, "", 0),
        ({"RecordingUrl": "u", "Digits": "*"}, "*", 0),
    ],
)
def test_it_hears_a_recording_or_the_key_that_ended_it(form: dict[str, str], keys: str, media: int) -> None:
    heard = hear(form)
    assert (heard.keys, len(heard.media)) == (keys, media)
