"""Measures band envelopes, the levels of a note's harmonics and of the noise between them by band, and imposes them by a filter.

Two values in dB a band and frame, relative to the frame's whole energy. Frame f is centred on sample 512f + 256.
"""

import numpy as np
from scipy.fft import irfft, rfft

from . import config as c
from .log_mel import hz_to_mel

FFT = 2048
BANDS = 24
FLOOR_DB = -70.0
"""Quieter than this, relative to the frame, is nothing."""
MAX_BOOST_DB, MAX_CUT_DB = (36.0, 18.0), 60.0
"""The farthest that harmonics and the rest are turned up, and either down."""

_WINDOW = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)
_BINS_HZ = np.arange(FFT // 2 + 1) * c.SAMPLE_RATE / FFT
CENTRES_MEL = np.linspace(hz_to_mel(c.MEL_MIN_HZ), hz_to_mel(c.MEL_MAX_HZ), BANDS + 2)[1:-1]


def interpolation() -> np.ndarray:
    """Triangles over the bands' centres that sum to 1 at every bin. [bins, BANDS]"""
    position = np.interp(hz_to_mel(_BINS_HZ), CENTRES_MEL, np.arange(BANDS))
    return np.maximum(0.0, 1.0 - np.abs(position[:, None] - np.arange(BANDS)))


_TRIANGLES = interpolation()


def harmonic_mask(f0_hz: np.ndarray) -> np.ndarray:
    """Which bins belong to a harmonic, 0 … 1; half of each where there is no pitch. f0 [frames], 0 for none -> [frames, bins]"""
    f0 = np.maximum(np.asarray(f0_hz, np.float64), 1e-3)[:, None]
    number = np.maximum(1.0, np.round(_BINS_HZ / f0))
    distance = np.abs(_BINS_HZ - number * f0)
    inner = np.minimum(20.0, 0.3 * f0) + 0.004 * _BINS_HZ
    mask = np.clip((inner + 12.0 - distance) / 12.0, 0.0, 1.0)
    return np.where(np.asarray(f0_hz)[:, None] > 0, mask, 0.5)


def spectra(wave: np.ndarray) -> np.ndarray:
    """[samples] -> [ceil(samples / 512), bins] complex"""
    frames = -(-len(wave) // c.FRAME)
    lead = FFT // 2 - c.FRAME // 2
    padded = np.pad(wave, (lead, FFT + frames * c.FRAME - len(wave)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, FFT)[:: c.FRAME][:frames]
    return rfft(windows * _WINDOW, axis=1)


def energies(spectrum: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Energy of harmonics and of the rest, per band. -> [frames, 2, BANDS]"""
    power = np.abs(spectrum) ** 2
    return np.stack([(power * mask) @ _TRIANGLES, (power * (1.0 - mask)) @ _TRIANGLES], axis=1)


def tracks(wave: np.ndarray, f0_hz: np.ndarray) -> np.ndarray:
    """Band envelope of a wave [samples] whose pitch is f0 [frames]: dB relative to each frame's energy. [frames, 2, BANDS]"""
    energy = energies(spectra(wave), harmonic_mask(f0_hz))
    whole = np.maximum(energy.sum((1, 2), keepdims=True), 1e-12)
    return 10 * np.log10(np.maximum(energy / whole, 10 ** (FLOOR_DB / 10)))


def impose(wave: np.ndarray, f0_hz: np.ndarray, target_db: np.ndarray) -> np.ndarray:
    """Filter a wave so that its tracks become `target_db`; its loudness course is left to be put back after."""
    mask = harmonic_mask(f0_hz)
    spectrum = spectra(wave)
    boost = np.array(MAX_BOOST_DB)[:, None]
    gain_db = np.clip(target_db - tracks(wave, f0_hz), -MAX_CUT_DB, boost)
    gains = 10 ** (gain_db @ _TRIANGLES.T / 20)  # [frames, 2, bins]
    filtered = irfft(spectrum * (mask * gains[:, 0] + (1 - mask) * gains[:, 1]), axis=1) * _WINDOW
    out = np.zeros(len(spectrum) * c.FRAME + FFT)
    norm = np.zeros_like(out)
    for f, frame in enumerate(filtered):
        out[f * c.FRAME : f * c.FRAME + FFT] += frame
        norm[f * c.FRAME : f * c.FRAME + FFT] += _WINDOW**2
    lead = FFT // 2 - c.FRAME // 2
    return (out / np.maximum(norm, 1e-3))[lead : lead + len(wave)]
