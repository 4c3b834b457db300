"""How near a generated note is to the real one. All waves 16 kHz, [samples]."""

import numpy as np

from . import config as c
from .log_mel import FILTERBANK, filterbank

FRAME_SAMPLES = 2048
FRAME_STEP = 1024
MIN_HZ, MAX_HZ = 24.0, 2400.0
VOICED_CLARITY = 0.7
STAYS_CLARITY = 0.5
"""A frame is voiced above the first; one that was voiced stays so above the second."""
QUIET_RMS = 3e-3


def mel_db(wave: np.ndarray) -> np.ndarray:
    """Mel magnitudes in dB, floored at -80, a frame every 256 samples. [frames, bands]"""
    padded = np.pad(wave, c.FFT_SIZE // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, c.FFT_SIZE)[::256]
    window = np.hanning(c.FFT_SIZE + 1)[:-1]
    return 20 * np.log10(np.abs(np.fft.rfft(windows * window, axis=1)) @ FILTERBANK.T + 1e-4)


def mel_distance(wave: np.ndarray, reference: np.ndarray) -> float:
    """Mean absolute difference of mel spectrograms, dB."""
    return float(np.abs(mel_db(wave) - mel_db(reference)).mean())


def envelope_error(wave: np.ndarray, reference: np.ndarray) -> float:
    """Mean absolute difference of the RMS envelopes above -60 dB, dB."""
    def envelope(x):
        return np.sqrt(np.convolve(x**2, np.ones(512) / 512, "same")[::256] + 1e-10)

    ratio = np.maximum(envelope(wave), 1e-3) / np.maximum(envelope(reference), 1e-3)
    return float(np.abs(20 * np.log10(ratio)).mean())


def _normalised_difference(frame: np.ndarray) -> np.ndarray:
    """McLeod's normalised square difference for lags 0 … half the frame."""
    size = len(frame)
    spectrum = np.abs(np.fft.rfft(frame, 2 * size)) ** 2
    correlation = np.fft.irfft(spectrum)[: size // 2]
    energy = np.concatenate([[0.0], np.cumsum(frame**2)])
    lags = np.arange(size // 2)
    return 2 * correlation / np.maximum(energy[size - lags] + energy[size] - energy[lags], 1e-9)


def _parabola(values: np.ndarray, i: int) -> float:
    """Position of the peak near index i."""
    left, centre, right = values[i - 1 : i + 2]
    curve = left - 2 * centre + right
    return i + (0.5 * (left - right) / curve if curve < 0 else 0.0)


def _frame_pitch(frame: np.ndarray) -> tuple[float, float]:
    """Frequency (Hz) and clarity (0 … 1) by McLeod's method: the first peak near the highest. No octave is assumed."""
    n = _normalised_difference(frame - frame.mean())
    low, high = int(c.SAMPLE_RATE / MAX_HZ), min(int(c.SAMPLE_RATE / MIN_HZ), len(n) - 2)
    inner = n[low : high + 1]
    crossed = np.maximum.accumulate(np.minimum.accumulate(n)[low : high + 1] < 0)
    peaks = np.flatnonzero((inner > 0) & (inner > n[low - 1 : high]) & (inner >= n[low + 1 : high + 2]) & crossed) + low
    if len(peaks) == 0:
        return 0.0, 0.0
    first = peaks[n[peaks] >= 0.93 * n[peaks].max()][0]
    return c.SAMPLE_RATE / _parabola(n, first), float(n[first])


def pitch_track(wave: np.ndarray) -> np.ndarray:
    """[frames, 2]: Hz and clarity; zeros where the wave is quiet."""
    starts = range(1024, len(wave) - FRAME_SAMPLES, FRAME_STEP)
    frames = [wave[s : s + FRAME_SAMPLES] for s in starts]
    return np.array([_frame_pitch(f) if np.sqrt((f**2).mean()) > QUIET_RMS else (0.0, 0.0) for f in frames])


def compare_pitch(wave: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, float]:
    """Cents of error (absolute) in frames where the reference is voiced, and the share of them that are gross.

    Gross: the generated frame is unvoiced or more than 50 cents away (octave errors count). Cents leave gross frames out.
    """
    ours, theirs = pitch_track(wave), pitch_track(reference)
    voiced = theirs[:, 1] > VOICED_CLARITY
    if not voiced.any():
        return np.zeros(0), float("nan")
    found = ours[voiced, 1] > VOICED_CLARITY / 2
    cents = np.abs(1200 * np.log2(np.maximum(ours[voiced, 0], 1.0) / theirs[voiced, 0]))
    fine = found & (cents <= 50)
    return cents[fine], float(1 - fine.mean())


def periodicity(wave: np.ndarray, pitch_midi: float) -> float:
    """Median over frames of the autocorrelation one period (or several, about 75 ms) away, over that at zero."""
    lag = c.SAMPLE_RATE / c.midi_to_hz(pitch_midi)
    lag *= max(1, int(1200 / lag))
    first, last = int(lag * 2 ** (-1 / 60)) - 1, int(lag * 2 ** (1 / 60)) + 2
    values = []
    for start in range(4000, len(wave) - 6000, 2000):
        frame = wave[start : start + 4096]
        if np.sqrt((frame**2).mean()) > QUIET_RMS:
            r = np.fft.irfft(np.abs(np.fft.rfft(frame * np.hanning(4096), 16384)) ** 2)
            values.append(r[max(first, 2) : last + 1].max() / r[0])
    return float(np.median(values)) if values else float("nan")


def defect(codes: np.ndarray, active: np.ndarray) -> str:
    """'' or what is broken in generated codes [samples]: measured where the loudness track [hops] is above its floor."""
    from .codec import dequantise

    hops = min(len(codes) // c.LOUDNESS_HOP, len(active))
    signal = dequantise(codes[: hops * c.LOUDNESS_HOP]).reshape(hops, c.LOUDNESS_HOP)[active[:hops]]
    if len(signal) == 0:
        return ""
    level_db = 20 * np.log10(np.sqrt((signal**2).mean(1)) / c.CODED_RMS + 1e-6)
    clipped = (np.abs(codes) >= 126).mean()
    if (level_db < -20).mean() > 0.1:
        return "silent"
    if clipped > 0.05 or (level_db > 9).mean() > 0.1:
        return "exploding"
    return "stuck" if _longest_run(codes) > 2048 else ""


def _longest_run(codes: np.ndarray) -> int:
    """Samples of the longest stretch of one unchanging code."""
    borders = np.flatnonzero(np.diff(codes)) + 1
    return int(np.diff(np.concatenate([[0], borders, [len(codes)]])).max())


def voiced_pitch(wave: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Signed cents of error in frames that are voiced in both, and for each frame voiced in the reference whether it still is."""
    ours, theirs = pitch_track(wave), pitch_track(reference)
    frames = min(len(ours), len(theirs))
    ours, theirs = ours[:frames], theirs[:frames]
    voiced = theirs[:, 1] > VOICED_CLARITY
    stays = ours[voiced, 1] > STAYS_CLARITY
    cents = 1200 * np.log2(np.maximum(ours[voiced, 0][stays], 1.0) / theirs[voiced, 0][stays])
    return cents, stays


def mfcc(wave: np.ndarray) -> np.ndarray:
    """Mean cepstrum of the frames within 50 dB of the loudest, without its level. [20]"""
    from scipy.fft import dct

    frames = mel_db(wave)
    power = (10 ** (frames / 10)).sum(1)
    loud = frames[power > power.max() * 1e-5]
    return dct(np.maximum(loud, loud.max() - 80), axis=1, norm="ortho")[:, 1:21].mean(0)


def noise_between_harmonics(wave: np.ndarray, f0_hz: float) -> float:
    """Energy between the harmonics over energy on them in the steady part (0.8 s to 1.8 s), dB. NaN where it is silent."""
    size = 8192
    part = wave[int(0.8 * c.SAMPLE_RATE) : int(1.8 * c.SAMPLE_RATE)]
    if np.sqrt((part**2).mean()) < QUIET_RMS:
        return float("nan")
    starts = range(0, len(part) - size + 1, size // 8)
    power = sum(np.abs(np.fft.rfft(part[s : s + size] * np.blackman(size))) ** 2 for s in starts)
    hz = np.arange(size // 2 + 1) * c.SAMPLE_RATE / size
    distance = np.abs(hz - np.maximum(1, np.round(hz / f0_hz)) * f0_hz)
    on = distance < 6.0 + 0.012 * hz
    between = ~on & (hz > f0_hz / 2) & (distance > 0.25 * f0_hz)
    if between.sum() < 20:
        return float("nan")
    # As many bins as there are between and on: the mean of those between stands for all.
    return float(10 * np.log10(power[between].mean() * len(power) / power[on].sum() + 1e-12))


HEARD_DB = 50.0
"""Frames this far below the loudest do not count: silence after a hit is no success."""
AUDIBLE_DB = 75.0
"""Levels this far below the source's loudest band are not heard beside it."""
ONSET_SECONDS, ONSET_FFT, ONSET_HOP, ONSET_BANDS = 0.055, 512, 128, 40
CREST_SAMPLES = 1600


def _rows(wave: np.ndarray, size: int, hop: int, filters: np.ndarray) -> np.ndarray:
    """Mel magnitudes in dB of whole windows. [frames, bands]"""
    windows = np.lib.stride_tricks.sliding_window_view(wave, size)[::hop]
    return 20 * np.log10(np.abs(np.fft.rfft(windows * np.hanning(size + 1)[:-1], axis=1)) @ filters.T + 1e-4)


def _rms(wave: np.ndarray, size: int, hop: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(wave, np.float64), size)[::hop]
    return np.sqrt((windows**2).mean(1))


def kind_distance(made: np.ndarray, real: np.ndarray) -> dict[str, float]:
    """How near a render is to its source where there is something to hear, dB: the definitions of bench/quality/measures.ts.

    melS: log-mel over the frames within 50 dB of the loudest. melA: the same of what is audible. env90: 90 % of the differences of 10 ms
    RMS lie below. on50: the first 55 ms in short windows. crest90: 90 % of the differences of the crest factor of 100 ms lie below.
    """
    length = min(len(made), len(real))
    made, real = (np.pad(wave[:length], (0, max(0, 2 * c.FFT_SIZE - length))) for wave in (made, real))
    whole = filterbank(c.MEL_BANDS, c.FFT_SIZE, 0.0, c.SAMPLE_RATE / 2)
    mine, theirs = (_rows(wave, c.FFT_SIZE, 256, whole) for wave in (made, real))
    heard = _above(_rms(real, c.FFT_SIZE, 256))
    floor = theirs[heard].max() - AUDIBLE_DB
    levels, own = _rms(made, 160, 160), _rms(real, 160, 160)
    loud = _above(own)
    envelope = np.abs(20 * np.log10((levels[loud] + 1e-6) / (own[loud] + 1e-6)))
    begin = int(ONSET_SECONDS * c.SAMPLE_RATE)
    short = filterbank(ONSET_BANDS, ONSET_FFT, 0.0, c.SAMPLE_RATE / 2)
    first, first_own = (_rows(np.pad(wave[:begin], (ONSET_FFT // 2, 0)), ONSET_FFT, ONSET_HOP, short) for wave in (made, real))
    return {
        "melS": float(np.abs(mine - theirs)[heard].mean()),
        "melA": float(np.abs(np.maximum(mine, floor) - np.maximum(theirs, floor))[heard].mean()),
        "env90": float(np.sort(envelope)[int(0.9 * (len(envelope) - 1))]),
        "on50": float(np.abs(first - first_own).mean()),
        "crest90": _crest_difference(made, real),
    }


def _above(rms: np.ndarray) -> np.ndarray:
    return rms > rms.max() * 10 ** (-HEARD_DB / 20)


def _crest_difference(made: np.ndarray, real: np.ndarray) -> float:
    count = len(real) // CREST_SAMPLES
    crests = []
    for wave in (made, real):
        rows = wave[: count * CREST_SAMPLES].reshape(count, CREST_SAMPLES)
        crests.append(20 * np.log10((np.abs(rows).max(1) + 1e-9) / (np.sqrt((rows**2).mean(1)) + 1e-9)))
    rows = np.sqrt((real[: count * CREST_SAMPLES].reshape(count, CREST_SAMPLES) ** 2).mean(1))
    return float(np.percentile(np.abs(crests[0] - crests[1])[_above(rows)], 90))
