"""Which rendered notes are unfit to learn from, and why."""

import numpy as np

from . import config as c, metrics

MIN_PEAK = 2e-3
FLAT_SHARE = 0.002
"""A wave whose tops lie flat for more than this share of its samples was clipped when it was recorded."""
SURE_CLARITY = 0.8
SURE_FRAMES = 8
SURE_SHARE = 0.7
PITCHED_PERIODICITY = 0.15
PITCHED_SHARE = 0.5
"""A note without a steady period (detuned strings, a bell) is pitched where its first partials hold this much of the energy."""
SPECTRUM = 16_384
MAX_PARTIAL_HZ = 6000.0
REAL_SHARE, MISSING_SHARE = 0.06, 0.005
"""A lower pitch is real if its own partials hold this much of the energy; a higher one if the others' hold less than that."""
FAULTS = ("silent", "clipped", "unpitched", "octave", "off pitch")


def flat_share(wave: np.ndarray) -> float:
    """The share of samples that repeat their neighbour at the wave's very top or bottom, beyond what a tone does."""
    peak = float(np.abs(wave).max())
    high = np.abs(wave) > 0.995 * peak
    still = np.abs(np.diff(wave)) < 1e-4 * peak
    return float((high[1:] & high[:-1] & still).mean())


def interval(wave: np.ndarray, pitch_midi: float) -> float:
    """Semitones from the pitch asked for to the one that most frames surely have; nan where there is none.

    wave: 16 kHz, normalised, [samples].
    """
    track = metrics.pitch_track(wave)
    sure = track[:, 1] > SURE_CLARITY
    if sure.sum() < SURE_FRAMES:
        return float("nan")
    semitones = 12 * np.log2(track[sure, 0] / c.midi_to_hz(pitch_midi))
    middle = float(np.median(semitones))
    return middle if (np.abs(semitones - middle) < 1).mean() >= SURE_SHARE else float("nan")


def between_share(wave: np.ndarray, low_hz: float, high_hz: float) -> float:
    """Of the energy at multiples of low_hz, the share at those that are no multiples of high_hz: over the loudest second."""
    power = _loudest_power(wave)
    bins = np.arange(len(power))
    bin_hz = c.SAMPLE_RATE / SPECTRUM
    partials = np.arange(1, int(MAX_PARTIAL_HZ / low_hz) + 1) * low_hz
    reach = np.clip(0.012 * partials / bin_hz, 3, 0.3 * low_hz / bin_hz)
    energy = np.array([power[np.abs(bins - f / bin_hz) <= r].sum() for f, r in zip(partials, reach)])
    multiple = partials / high_hz
    foreign = np.abs(multiple - np.round(multiple)) > 0.1
    return float(energy[foreign].sum() / max(energy.sum(), 1e-12))


def _loudest_power(wave: np.ndarray) -> np.ndarray:
    """Power spectrum of the loudest second. [SPECTRUM/2 + 1]"""
    energy = np.concatenate([[0.0], np.cumsum(wave**2)])
    begin = int((energy[SPECTRUM:] - energy[:-SPECTRUM]).argmax())
    return np.abs(np.fft.rfft(wave[begin : begin + SPECTRUM] * np.hanning(SPECTRUM))) ** 2


def partials_share(wave: np.ndarray, pitch_midi: float) -> float:
    """Of the energy up to the sixth partial of a pitch, the share within 40 cents of a partial; noise has a sixth there."""
    f0, hz = c.midi_to_hz(pitch_midi), np.arange(SPECTRUM // 2 + 1) * c.SAMPLE_RATE / SPECTRUM
    power, number = _loudest_power(wave), np.maximum(1, np.round(hz / f0))
    region = (hz > 0.5 * f0) & (hz < 6.5 * f0)
    near = np.abs(hz - number * f0) < np.maximum(0.023 * number * f0, 3.0)
    return float(power[region & near].sum() / max(power[region].sum(), 1e-12))


def lasts(wave: np.ndarray) -> bool:
    """Whether a normalised wave is loud for long enough to tell its period."""
    frames = wave[: len(wave) // 1024 * 1024].reshape(-1, 1024)
    return int((np.sqrt((frames**2).mean(1)) > metrics.QUIET_RMS).sum()) >= SURE_FRAMES


def mislabelled(wave: np.ndarray, pitch_midi: float, off: float) -> bool:
    """Whether a pitch found `off` semitones away is real: pitch finders take octaves for each other where periods are short."""
    asked, found = c.midi_to_hz(pitch_midi), c.midi_to_hz(pitch_midi + off)
    if off < 0:
        return between_share(wave, found, asked) > REAL_SHARE
    return between_share(wave, asked, found) < MISSING_SHARE


def fault(wave: np.ndarray, pitch_midi: float, note: bool = True) -> str:
    """'' or one of FAULTS. wave: 16 kHz as rendered, not normalised, [samples]; pitch_midi: what should sound.

    note: whether a note is asked for; what is none (a drum, a phrase) need not have a pitch.
    """
    peak = float(np.abs(wave).max())
    if peak < MIN_PEAK:
        return "silent"
    if flat_share(wave) > FLAT_SHARE:
        return "clipped"
    if not note:
        return ""
    normalised = wave * (c.PEAK / peak)
    off = interval(normalised, pitch_midi)
    if abs(off) > 1 and mislabelled(normalised, pitch_midi, off):
        return "octave" if abs(off - 12 * round(off / 12)) < 1 else "off pitch"
    if not np.isnan(off) or not lasts(normalised) or partials_share(normalised, pitch_midi) > PITCHED_SHARE:
        return ""
    return "" if metrics.periodicity(normalised, pitch_midi) > PITCHED_PERIODICITY else "unpitched"
