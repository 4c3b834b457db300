"""The signal chain between a wave and the decoder's codes: pre-emphasis, loudness, mu-law. NumPy, one note at a time."""

import numpy as np
from scipy.signal import lfilter

from . import config as c

# Periodic, so its peak (index 256) falls exactly on the sample that a hop stands for.
_LOUDNESS_WINDOW = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(c.LOUDNESS_WINDOW) / c.LOUDNESS_WINDOW)
_LOUDNESS_WINDOW /= _LOUDNESS_WINDOW.sum()


def normalise(wave: np.ndarray) -> np.ndarray:
    """Scale a wave [samples] to the recipe's absolute peak."""
    return (wave * (c.PEAK / np.abs(wave).max())).astype(np.float32)


def pre_emphasise(wave: np.ndarray) -> np.ndarray:
    """w[n] = x[n] - 0.85 x[n-1], with silence before the wave. [samples] -> [samples]"""
    return lfilter([1.0, -c.PRE_EMPHASIS], [1.0], wave)


def de_emphasise(wave: np.ndarray) -> np.ndarray:
    """The inverse of pre_emphasise."""
    return lfilter([1.0], [1.0, -c.PRE_EMPHASIS], wave)


def loudness(emphasised: np.ndarray) -> np.ndarray:
    """RMS of a pre-emphasised wave under a Hann window, per hop.

    Hop j weighs samples 128j-256 … 128j+255, silence outside the wave. [samples] -> [ceil(samples/128)], linear.
    """
    hops = -(-len(emphasised) // c.LOUDNESS_HOP)
    half = c.LOUDNESS_WINDOW // 2
    power = np.pad(np.asarray(emphasised, np.float64) ** 2, (half, half + c.LOUDNESS_HOP))
    windows = np.lib.stride_tricks.sliding_window_view(power, c.LOUDNESS_WINDOW)[:: c.LOUDNESS_HOP][:hops]
    return np.sqrt(windows @ _LOUDNESS_WINDOW)


def loudness_floor(hop_loudness: np.ndarray) -> float:
    """The level below which a note is not levelled any further."""
    return float(hop_loudness.max()) * 10.0 ** (c.LOUDNESS_FLOOR_DB / 20.0)


def to_samples(hop_values: np.ndarray, samples: int) -> np.ndarray:
    """Linear interpolation from hops to samples; constant after the last hop."""
    return np.interp(np.arange(samples), np.arange(len(hop_values)) * c.LOUDNESS_HOP, hop_values)


def compand(x: np.ndarray) -> np.ndarray:
    """mu-law without rounding: [-1, 1] -> [-1, 1]."""
    magnitude = np.minimum(np.abs(x), 1.0)
    return np.sign(x) * np.log1p(c.MU * magnitude) / np.log1p(c.MU)


def quantise(x: np.ndarray) -> np.ndarray:
    """NSynth's mu-law: a signal in [-1, 1] to integers -128 … 127."""
    return np.clip(np.floor(128.0 * compand(x)), -128, 127).astype(np.int64)


def dequantise(q: np.ndarray) -> np.ndarray:
    """Integers -128 … 127 back to a signal, at the middle of each step."""
    y = (np.asarray(q, np.float64) + 0.5) / 128.0
    return np.sign(y) * (256.0 ** np.abs(y) - 1.0) / c.MU


def encode(wave: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A normalised wave to what the decoder learns.

    Returns codes [samples] (-128 … 127), loudness [hops] (linear, not floored) and active [hops] (above the floor).
    """
    emphasised = pre_emphasise(wave)
    envelope = loudness(emphasised)
    floor = loudness_floor(envelope)
    level = to_samples(np.maximum(envelope, floor), len(wave))
    return quantise(c.CODED_RMS * emphasised / level), envelope, envelope > floor


def decode(codes: np.ndarray, hop_loudness: np.ndarray) -> np.ndarray:
    """Codes [samples] and linear loudness [hops] to a wave: loudness put back, emphasis undone."""
    clamped = np.maximum(hop_loudness, 10.0 ** (c.LOUDNESS_CLAMP_DB / 20.0))
    level = to_samples(clamped, len(codes))
    return de_emphasise(dequantise(codes) * level / c.CODED_RMS)
