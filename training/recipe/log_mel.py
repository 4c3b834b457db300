"""The encoder's input: log-mel frames of a 16 kHz wave."""

import numpy as np
from scipy.fft import rfft

from . import config as c

_WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(c.FFT_SIZE) / c.FFT_SIZE)).astype(np.float32)


def hz_to_mel(hz):
    """HTK's mel scale."""
    return 2595.0 * np.log10(1.0 + np.asarray(hz) / 700.0)


def mel_to_hz(mel):
    return 700.0 * (10.0 ** (np.asarray(mel) / 2595.0) - 1.0)


def filterbank(
    bands: int = c.MEL_BANDS, size: int = c.FFT_SIZE, min_hz: float = c.MEL_MIN_HZ, max_hz: float = c.MEL_MAX_HZ
) -> np.ndarray:
    """Triangles in frequency, each summing to 1. [bands, size/2+1]"""
    bins_hz = np.linspace(0.0, c.SAMPLE_RATE / 2, size // 2 + 1)
    edges = mel_to_hz(np.linspace(hz_to_mel(min_hz), hz_to_mel(max_hz), bands + 2))
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    triangles = np.minimum((bins_hz - low) / (centre - low), (high - bins_hz) / (high - centre))
    triangles = np.maximum(triangles, 0.0)
    return (triangles / np.maximum(triangles.sum(1, keepdims=True), 1e-6)).astype(np.float32)


FILTERBANK = filterbank()


def log_mel(wave: np.ndarray) -> np.ndarray:
    """ln(mel magnitude + 1e-4)/3 + 1.5. Frame f is centred on sample 512f + 256. [samples] -> [samples/512, bands]"""
    frames = len(wave) // c.FRAME
    padded = np.pad(np.asarray(wave, np.float32), (256, 768))
    windows = np.lib.stride_tricks.sliding_window_view(padded, c.FFT_SIZE)[:: c.FRAME][:frames]
    magnitude = np.abs(rfft(windows * _WINDOW, axis=1))
    return (np.log(magnitude @ FILTERBANK.T + 1e-4) / 3.0 + 1.5).astype(np.float32)
