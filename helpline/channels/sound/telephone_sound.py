"""Samples of any rate to what a telephone carries: 8 kHz, mono, mu-law, in a WAV file.

Nothing but the standard library, because the program that speaks (`espeak.py`) starts in milliseconds and stands
alone. `audioop` could do half of this and leaves Python with 3.13; its resampling has no low-pass filter, and what
lies above 4 kHz comes back as a whistle.
"""

import math
import struct
from collections.abc import Sequence
from operator import mul

RATE = 8000
# The filter's length in input samples, and its edge in Hz: a telephone carries 300 to 3,400 Hz.
TAPS = 24
EDGE = 3600.0
MULAW_FORMAT = 7
LOUDEST = 32635
BIAS = 0x84


def resample(samples: Sequence[int], rate: int) -> list[int]:
    """16-bit samples at `rate` Hz as 16-bit samples at 8 kHz, low-pass filtered."""
    common = math.gcd(rate, RATE)
    step, phases = rate // common, RATE // common
    banks = [_taps(phase * step % phases / phases, rate) for phase in range(phases)]
    padded = [0] * (TAPS // 2) + list(samples) + [0] * TAPS
    out = []
    for n in range(len(samples) * phases // step):
        start = n * step // phases
        out.append(int(sum(map(mul, padded[start : start + TAPS], banks[n % phases]))))
    return out


def _taps(offset: float, rate: int) -> list[float]:
    """A windowed sinc, `offset` (0 to 1) input samples late, that sums to 1."""
    cut = 2 * EDGE / rate
    taps = []
    for i in range(TAPS):
        x = i - TAPS // 2 - offset
        sinc = math.sin(math.pi * cut * x) / (math.pi * x) if x else cut
        window = 0.5 + 0.5 * math.cos(2 * math.pi * x / (TAPS + 2))
        taps.append(sinc * window)
    whole = sum(taps)
    return [tap / whole for tap in taps]


def mulaw(samples: Sequence[int]) -> bytes:
    """16-bit samples as G.711 mu-law bytes."""
    # A step of mu-law is never finer than 8: one table of 8,192 rows answers for all 65,536 values.
    table = [_mulaw_byte((index - 4096) * 8) for index in range(8192)]
    return bytes([table[min(max((sample + 4 >> 3) + 4096, 0), 8191)] for sample in samples])


def _mulaw_byte(sample: int) -> int:
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), LOUDEST) + BIAS
    exponent = magnitude.bit_length() - 8
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return ~(sign | exponent << 4 | mantissa) & 0xFF


def wav(coded: bytes) -> bytes:
    """A WAV file of mu-law bytes. Lengths are even, as RIFF wants them."""
    coded += b"\xff" * (len(coded) % 2)
    form = struct.pack("<HHIIHHH", MULAW_FORMAT, 1, RATE, RATE, 1, 8, 0)
    fact = struct.pack("<I", len(coded))
    chunks = _chunk(b"fmt ", form) + _chunk(b"fact", fact) + _chunk(b"data", coded)
    return _chunk(b"RIFF", b"WAVE" + chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content
