"""Pitch-lag taps: the decoder's inputs from its own output one and two periods ago.

Numba, so that training's loader, the goldens and the free-running generator share one arithmetic.
"""

import math

import numpy as np
from numba import njit

from . import config as c
from .codec import dequantise

LINEAR = dequantise(np.arange(-128, 128))
"""Signal value of each code + 128."""

PAD = 1100
"""Silence kept before a history: more than two periods of MIDI 23, plus the interpolation's reach."""

OFFSETS = np.array([*c.ONE_PERIOD_OFFSETS, *c.TWO_PERIOD_OFFSETS], np.float64)
PERIODS = np.array([1.0] * len(c.ONE_PERIOD_OFFSETS) + [2.0] * len(c.TWO_PERIOD_OFFSETS))
_LOG_256 = math.log(256.0)


def period_samples(pitch_midi: float) -> float:
    """The lag of a pitch, in samples, fractional."""
    return c.SAMPLE_RATE / c.midi_to_hz(pitch_midi)


@njit(cache=True)
def _past(history, t, delay):
    """history[t - delay]; never closer than one sample."""
    return history[t - max(delay, 1)]


@njit(cache=True)
def fill_taps(taps, history, t, period, offsets, periods):
    """Write the taps of one sample.

    taps: [8] out. history: linear signal, readable back to t - 2·period - 4. t: index of the sample to predict.
    Each tap is a 4-point Lagrange interpolation at a fractional delay, mu-law companded.
    """
    for n in range(len(offsets)):
        delay = max(period * periods[n] - offsets[n], 1.0)
        i = int(math.floor(delay))
        f = delay - i
        v = -_past(history, t, i - 1) * f * (f - 1.0) * (f - 2.0) / 6.0
        v += _past(history, t, i) * (f + 1.0) * (f - 1.0) * (f - 2.0) / 2.0
        v -= _past(history, t, i + 1) * (f + 1.0) * f * (f - 2.0) / 2.0
        v += _past(history, t, i + 2) * (f + 1.0) * f * (f - 1.0) / 6.0
        companded = math.log1p(255.0 * min(abs(v), 1.0)) / _LOG_256
        taps[n] = companded if v >= 0.0 else -companded


@njit(cache=True)
def _fill_crop(taps, history, start, period, offsets, periods):
    for t in range(taps.shape[0]):
        fill_taps(taps[t], history, start + t, period, offsets, periods)


def crop_taps(codes: np.ndarray, start: int, samples: int, pitch_midi: float) -> np.ndarray:
    """Taps of samples start … start+samples-1 of a note. codes: the note's codes + 128, from its start. -> [samples, 8]"""
    begin = max(0, start - PAD)
    history = np.concatenate([np.zeros(PAD - (start - begin)), LINEAR[codes[begin : start + samples]]])
    taps = np.empty((samples, c.TAPS), np.float32)
    _fill_crop(taps, history, PAD, period_samples(pitch_midi), OFFSETS, PERIODS)
    return taps
