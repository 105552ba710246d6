"""Prompts as sound: what a telephone can play, kept by content, found by nothing but its name."""

import math
import os
import struct
from datetime import timedelta
from pathlib import Path

import pytest

from helpline import db
from helpline.channels.sound import espeak, spoken, telephone_sound
from helpline.db import Database
from helpline.i18n import load
from helpline.settings import Settings
from tests.channels.served import Served

# How espeak says the name of the sign under a consonant, which is never said when a word is read.
HALANT = "ˈʌlənt"
HINDI = "राशन न मिलने की शिकायत"
LOCALES = load(spoken.ROOT / "locales", {})


def header(wav: bytes) -> tuple[bytes, int, int, int, int]:
    """Container, format, channels, rate and bits of a WAV file."""
    form, channels, rate, _, _, bits = struct.unpack("<HHIIHH", wav[20:36])
    return wav[:4] + wav[8:16], form, channels, rate, bits


@pytest.mark.parametrize(("voice", "words"), [("hi", HINDI), ("en-gb", "Ration not received")])
def test_it_speaks_as_a_telephone_carries_it(voice: str, words: str) -> None:
    wav = spoken.speak(voice, words)
    assert header(wav) == (b"RIFFWAVEfmt ", 7, 1, 8000, 8)
    assert struct.unpack("<I", wav[4:8])[0] == len(wav) - 8
    seconds = len(wav) / telephone_sound.RATE
    assert 0.5 < seconds < 4
    # Speech, not silence: mu-law's quiet is 0xFF and 0x7F.
    assert len(set(wav[60:])) > 50


@pytest.mark.parametrize("row", [row for row in LOCALES.languages.values() if row.espeak], ids=lambda row: row.code)
def test_it_reads_the_script_and_does_not_spell_its_letters(row: object) -> None:
    """A voice that does not know a script names each letter, in English or by words as `halant`."""
    language = LOCALES.language(getattr(row, "code", ""))
    word = language.name
    phonemes = spoken.speak(language.espeak, word, "phonemes").decode()
    assert "(en)" not in phonemes or language.code == "en"
    assert HALANT not in phonemes
    assert len(phonemes) < 3 * len(word)


def test_it_would_notice_a_voice_that_spells() -> None:
    """espeak's own Konkani voice does: Konkani must be spoken by another."""
    assert HALANT in spoken.speak("kok", "नमस्कार", "phonemes").decode()


@pytest.mark.parametrize(
    ("voice", "written", "said"),
    [
        ("hi", "OTP", "O T P"),
        ("en-gb", "ASHA, KYC", "ASHA, K Y C"),
        ("or", "ୱାର୍ଡ", "ଵାର୍ଡ"),
        ("ne", "1 0", "१ ०"),
        ("hi", "1 0", "1 0"),
    ],
)
def test_it_says_letters_and_digits_well(voice: str, written: str, said: str) -> None:
    assert espeak.sayable(written, voice) == said


@pytest.mark.parametrize(("voice", "words"), [("zz", "words"), ("", "words"), ("hi", " "), ("hi", "x" * 2001)])
def test_it_says_when_it_cannot_speak(voice: str, words: str) -> None:
    with pytest.raises(spoken.CannotSpeak):
        spoken.speak(voice, words)


def test_a_prompt_is_rendered_once(audible: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    address = spoken.render(audible, "hi", "एक बार")
    monkeypatch.setattr(spoken, "speak", lambda *_: pytest.fail("rendered again"))
    assert spoken.render(audible, "hi", "एक बार") == address
    assert spoken.render_all(audible, [("hi", "एक बार"), ("hi", "एक बार")]) == [address, address]


def test_what_cannot_be_spoken_is_none_among_others(audible: Settings, database: Database) -> None:
    found = spoken.render_all(audible, [("hi", "दो"), ("zz", "दो")])
    assert found[0] is not None
    assert found[1] is None


def test_its_file_tells_nothing(audible: Settings, database: Database) -> None:
    name = spoken.render(audible, "hi", "आपकी शिकायत का नंबर").split("/")[-1].removesuffix(".wav")
    stored = (Path(audible.data_directory) / "audio" / name).read_bytes()
    sound = spoken.sound(audible, name)
    assert sound is not None
    assert sound.startswith(b"RIFF")
    assert b"RIFF" not in stored
    assert (Path(audible.data_directory) / "audio").stat().st_mode & 0o077 == 0


def test_it_forgets_what_nobody_asks_for(audible: Settings, database: Database) -> None:
    name = spoken.render(audible, "hi", "पुराना").split("/")[-1].removesuffix(".wav")
    kept = spoken.render(audible, "hi", "नया").split("/")[-1].removesuffix(".wav")
    week_ago = (db.now() - timedelta(days=7)).timestamp()
    os.utime(Path(audible.data_directory) / "audio" / name, (week_ago, week_ago))
    assert spoken.forget(audible, db.now() - timedelta(days=1)) >= 1
    assert spoken.sound(audible, name) is None
    assert spoken.sound(audible, kept) is not None


def test_a_rendered_prompt_is_served_by_its_name_only(helpline: Served) -> None:
    address = spoken.render(helpline.settings, "hi", HINDI)
    client = helpline.app.test_client()
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "audio/wav")
    assert "private" in answer.headers["Cache-Control"]
    part = client.get(address, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"RIFF")


def test_a_recording_is_served_and_kept_for_long(
    helpline: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hi" / "audio").mkdir(parents=True)
    (tmp_path / "hi" / "audio" / "welcome.hello.wav").write_bytes(b"RIFF")
    (tmp_path / "secret.wav").write_bytes(b"secret")
    locales = helpline.app.extensions["helpline"].locales
    monkeypatch.setitem(vars(locales), "directory", tmp_path)
    monkeypatch.setitem(vars(locales), "recordings", {"hi": frozenset({"welcome.hello"})})
    with helpline.app.test_client().get("/audio/hi/welcome.hello.wav") as answer:
        assert (answer.status_code, answer.data) == (200, b"RIFF")
        assert "max-age=31536000" in answer.headers["Cache-Control"]
    for path in ("en/welcome.hello.wav", "xx/welcome.hello.wav", "../secret.wav", "hi/../../secret.wav"):
        assert helpline.app.test_client().get(f"/audio/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "spoken/abc.wav", "spoken/" + "0" * 64 + ".wav", "spoken/" + "0" * 64, "spoken/..%2f..%2f.env.wav",
        "spoken/%2e%2e/languages.toml", "hi/..%2f..%2fhi%2faudio%2fx.y.wav", "hi/welcome.wav", "hi/welcome..hello.wav",
        "hi/welcome.hello.mp3", "HI/welcome.hello.wav", "hi/%00.wav", "hi/%E0%A4%B0.wav", "",
    ],
)  # fmt: skip
def test_any_other_path_is_not_found(helpline: Served, path: str) -> None:
    assert helpline.app.test_client().get(f"/audio/{path}").status_code == 404


def tone(hertz: int, rate: int = 22050) -> list[int]:
    return [round(12000 * math.sin(2 * math.pi * hertz * n / rate)) for n in range(rate // 2)]


def loudness(samples: list[int]) -> int:
    return max(map(abs, samples[200:-200]))


def test_speech_passes_and_what_a_telephone_cannot_carry_does_not_come_back_as_a_whistle() -> None:
    assert loudness(telephone_sound.resample(tone(1000), 22050)) == pytest.approx(12000, rel=0.02)
    assert loudness(telephone_sound.resample(tone(6000), 22050)) < 200


def test_mu_law_is_the_standards() -> None:
    # G.711: full scale, zero, and the smallest steps of both signs.
    assert telephone_sound.mulaw([0, 32767, -32768, 8, -8, 1000, -1000]).hex() == "ff80" + "00" + "fe7e" + "ce4e"
