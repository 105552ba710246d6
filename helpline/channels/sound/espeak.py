"""Speaks: text on standard input, a WAV file for telephones on standard output. A program of its own.

    python -m helpline.channels.sound.espeak LIBRARY DATA VOICE [wav|phonemes] < text > prompt.wav

espeak-ng is under the GPL, so its library is loaded here and nowhere else, and this program shares nothing with the
helpline but a pipe. `phonemes` writes how the text is pronounced instead: a voice that does not know a script spells
its letters ("halant", "letter ka"), and that is seen there.
"""

import ctypes
import re
import sys
import unicodedata
from array import array

from helpline.channels.sound.telephone_sound import mulaw, resample, wav

SYNCHRONOUS = 2
DONT_EXIT = 0x8000
UTF8 = 1
IPA = 2
RATE_PARAMETER = 1
# Words a minute; espeak's own 175 is hard to follow over a bad line.
WORDS_A_MINUTE = 150

# What a voice of espeak-ng 1.52 mispronounces or spells by its letters, and what it says well: the Odia wa is
# silent; Assamese knows ya in one piece only, and no flapped d; Nepali knows its own digits only.
LETTERS = {
    "or": {"\u0b71": "\u0b35"},
    "as": {"\u09af\u09bc": "\u09df", "\u09a1\u09bc": "\u09f0", "\u09a2\u09bc": "\u09f0"},
    "ne": {str(digit): chr(0x0966 + digit) for digit in range(10)},
}
# OTP, KYC, ICDS: espeak makes words of them. ASHA, PIN and SIM are words.
ABBREVIATION = re.compile(r"\b(?!(?:ASHA|PIN|SIM)\b)[A-Z]{2,5}\b")


class SpeechError(Exception):
    """The library cannot be loaded, or knows no such voice."""


class Voice(ctypes.Structure):
    """`espeak_VOICE` of speak_lib.h."""

    _fields_ = [
        ("name", ctypes.c_char_p), ("languages", ctypes.c_char_p), ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte), ("age", ctypes.c_ubyte), ("variant", ctypes.c_ubyte), ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int), ("spare", ctypes.c_void_p),
    ]  # fmt: skip


Samples = ctypes.POINTER(ctypes.c_short)
Callback = ctypes.CFUNCTYPE(ctypes.c_int, Samples, ctypes.c_int, ctypes.c_void_p)


class Speaker:
    """espeak-ng with one voice. Raises SpeechError."""

    def __init__(self, library: str, data: str, voice: str) -> None:
        self._espeak = ctypes.CDLL(library)
        self.rate = self._espeak.espeak_Initialize(SYNCHRONOUS, 0, data.encode(), DONT_EXIT)
        if self.rate <= 0:
            raise SpeechError(f"espeak-ng cannot start with the data in {data}")
        wanted = Voice(languages=voice.encode())
        if self._espeak.espeak_SetVoiceByProperties(ctypes.byref(wanted)):
            raise SpeechError(f"espeak-ng has no voice {voice!r}")
        self._espeak.espeak_SetParameter(RATE_PARAMETER, WORDS_A_MINUTE, 0)

    def samples(self, text: str) -> list[int]:
        """The sound of a text, 16 bits a sample at `rate` Hz."""
        heard = array("h")

        def keep(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _: object) -> int:
            if samples and count > 0:
                heard.frombytes(ctypes.string_at(samples, count * 2))
            return 0

        callback = Callback(keep)
        self._espeak.espeak_SetSynthCallback(callback)
        coded = text.encode()
        self._espeak.espeak_Synth(coded, len(coded) + 1, 0, 1, 0, UTF8, None, None)
        self._espeak.espeak_Synchronize()
        return heard.tolist()

    def phonemes(self, text: str) -> str:
        """How a text is pronounced, in the International Phonetic Alphabet."""
        self._espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
        coded = ctypes.create_string_buffer(text.encode())
        rest = ctypes.c_void_p(ctypes.addressof(coded))
        clauses = []
        while rest.value:
            clauses.append(self._espeak.espeak_TextToPhonemes(ctypes.byref(rest), UTF8, IPA).decode())
        return " ".join(clauses)


def sayable(text: str, voice: str) -> str:
    """The text in letters that the voice says well."""
    spelled = ABBREVIATION.sub(lambda found: " ".join(found.group()), text)
    said = unicodedata.normalize("NFC", spelled)
    for letter, well in LETTERS.get(voice, {}).items():
        said = said.replace(letter, well)
    return said


def main(arguments: list[str]) -> int:
    """Speak once. Exit code 1, and a sentence on standard error, where that is impossible."""
    library, data, voice, *form = arguments
    try:
        speaker = Speaker(library, data, voice)
    except (SpeechError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    text = sayable(sys.stdin.buffer.read().decode(), voice)
    if form == ["phonemes"]:
        sys.stdout.buffer.write(speaker.phonemes(text).encode())
    else:
        sys.stdout.buffer.write(wav(mulaw(resample(speaker.samples(text), speaker.rate))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
