"""A singing voice from nothing: glottal pulses of the LF model through a cascade of formant resonators.

Pulses (Fant, Liljencrants and Lin 1985, shaped by the one parameter Rd of Fant 1995) are drawn at twice the output rate so that they
do not alias, breath noise follows the opening of the glottis, and the tract is a chain of two-pole resonators (Klatt 1980)
with one pair of zeros for closed, nasal sounds. Output at 48 kHz, [samples]; levels are relative, callers normalise.
"""

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numba import njit
from scipy.signal import lfilter, upfirdn

RATE = 48_000
OVERSAMPLING = 2
CONTROL = 64
"""Output samples between two settings of the tract."""
RESONATORS = 12
PULSES_DRAWN = 10_007
"""How many random pulse lengths and levels a note goes round."""
REFERENCE_TRACT_CM = 17.5
"""The tract that the shapes below are given for; formants rise as the tract shortens."""


@dataclass(frozen=True)
class Shape:
    """One position of the mouth: five formants in Hz for the reference tract."""

    formants: tuple[float, float, float, float, float]
    zero_hz: float = 1000.0
    """Where the closed mouth, a side branch of the nose, takes sound away."""
    closed: float = 0.0
    """0 open … 1 closed, the sound leaving through the nose."""
    damping: float = 1.0
    """Factor on every bandwidth."""


SHAPES = {
    "a": Shape((720, 1200, 2500, 3400, 4300)),
    "aa": Shape((700, 1080, 2450, 3350, 4200)),
    "ae": Shape((660, 1700, 2420, 3450, 4300)),
    "eh": Shape((530, 1820, 2480, 3500, 4300)),
    "e": Shape((400, 2050, 2600, 3500, 4300)),
    "i": Shape((280, 2250, 2950, 3600, 4400)),
    "y": Shape((280, 1850, 2200, 3350, 4200)),
    "oe": Shape((420, 1500, 2300, 3350, 4200)),
    "uh": Shape((510, 1450, 2480, 3400, 4250)),
    "ao": Shape((570, 860, 2420, 3300, 4200)),
    "o": Shape((430, 780, 2400, 3250, 4150)),
    "u": Shape((310, 760, 2280, 3200, 4100)),
    "m": Shape((265, 1080, 2150, 2900, 3900), zero_hz=820.0, closed=1.0, damping=1.8),
    "n": Shape((280, 1250, 2250, 2950, 3950), zero_hz=1550.0, closed=1.0, damping=1.7),
}
"""Adult male averages of the phonetic literature, moved a little towards sung vowels."""


def between(first: Shape, second: Shape, share: float) -> Shape:
    """The shape `share` of the way from the first to the second, formants on a logarithmic scale."""
    formants = tuple(a ** (1 - share) * b**share for a, b in zip(first.formants, second.formants))
    zero_hz = first.zero_hz if first.closed > second.closed else second.zero_hz
    closed, damping = ((1 - share) * a + share * b for a, b in ((first.closed, second.closed), (first.damping, second.damping)))
    return Shape(formants, zero_hz, closed, damping)


@dataclass(frozen=True)
class Vowel:
    """What is sung: one shape, or one that turns into another between two times."""

    name: str
    start: Shape
    end: Shape
    turn_begin_seconds: float = 0.0
    turn_seconds: float = 1.0

    def at(self, seconds: float) -> Shape:
        share = (seconds - self.turn_begin_seconds) / self.turn_seconds
        share = min(1.0, max(0.0, share))
        return between(self.start, self.end, share * share * (3 - 2 * share))


@dataclass(frozen=True)
class Voice:
    """One singer. Depths are peak values."""

    tract_cm: float = 17.5
    rd: float = 1.0
    """Glottal shape: 0.5 pressed, 1 modal, 2 soft and flutey."""
    breath: float = 0.02
    """Noise of a fully open glottis, over the pulse's largest excursion."""
    jitter: float = 0.003
    """Standard deviation of a period's length, relative."""
    shimmer_db: float = 0.2
    drift_cents: float = 4.0
    vibrato_cents: float = 20.0
    vibrato_hz: float = 5.5
    vibrato_delay_seconds: float = 0.4
    singers_formant: float = 0.0
    """0 … 1: how far the third to fifth formants gather near 2.8 kHz."""
    tuning: float = 1.0
    """0 … 1: how far the first formant follows a fundamental that has risen above it."""
    lips: tuple[float, float, float, float, float] = (1.0, 1.0, 1.0, 1.0, 1.0)
    """This singer's own factor on each formant."""
    attack_seconds: float = 0.06
    release_seconds: float = 0.15
    scoop_cents: float = 0.0
    """How far below the note it begins."""


def tract(voice: Voice, shape: Shape, f0_hz: float) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies and bandwidths in Hz of all resonators. [RESONATORS] each"""
    scale = REFERENCE_TRACT_CM / voice.tract_cm
    hz = np.array([f * lip * scale for f, lip in zip(shape.formants, voice.lips)])
    if voice.singers_formant > 0:
        hz[2:5] += voice.singers_formant * 0.7 * (np.array([2550.0, 2850.0, 3200.0]) * scale**0.5 - hz[2:5])
    short = max(0.0, 1.03 * f0_hz - hz[0]) * (1.0 - shape.closed)
    hz[0] += voice.tuning * short
    for n in range(1, 5):
        hz[n] = max(hz[n], hz[n - 1] + 150.0 * scale)
    spacing = 1000.0 * scale
    higher = max(hz[4], 4.2 * spacing) + spacing * np.arange(1, RESONATORS - 4)
    hz = np.minimum(np.concatenate([hz, higher]), 0.45 * RATE)
    width = (45.0 + 0.04 * hz) * shape.damping
    width[0] *= 1.0 + 8.0 * voice.breath
    width[0] *= 1.0 + min(1.0, 10.0 * short / f0_hz)  # a mouth opened wide: the fundamental is strong, not alone
    return hz, width


def glottal_timing(rd: float) -> tuple[float, float, float]:
    """Peak of the flow, closing and return time, as shares of the period (Fant 1995)."""
    ra = (-1.0 + 4.8 * rd) / 100.0
    rk = (22.4 + 11.8 * rd) / 100.0
    rg = (rk / 4.0) * (0.5 + 1.2 * rk) / (0.11 * rd - ra * (0.5 + 1.2 * rk))
    peak = 1.0 / (2.0 * rg)
    return peak, peak * (1.0 + rk), ra


RD_STEP = 0.02
RD_MIN, RD_MAX = 0.4, 2.7


@cache
def glottal_table() -> np.ndarray:
    """LF parameters for Rd from RD_MIN in steps of RD_STEP. [rd, 6]: peak, closing, growth, scale, decay, return time"""
    count = int(round((RD_MAX - RD_MIN) / RD_STEP)) + 1
    return np.array([_solve(RD_MIN + RD_STEP * n) for n in range(count)])


def _solve(rd: float) -> tuple[float, ...]:
    """Decay from the return time; growth so that the flow ends where it began."""
    peak, closing, back = glottal_timing(rd)
    closing, rest = min(closing, 0.98), 1.0 - min(closing, 0.98)
    decay = 1.0 / back
    for _ in range(60):
        decay = (1.0 - math.exp(-decay * rest)) / back
    omega = math.pi / peak
    return_area = -(1.0 / (decay * back)) * ((1 - math.exp(-decay * rest)) / decay - rest * math.exp(-decay * rest))

    def net_flow(growth: float) -> float:
        end = math.exp(growth * closing)
        area = (end * (growth * math.sin(omega * closing) - omega * math.cos(omega * closing)) + omega) / (growth**2 + omega**2)
        return -area / (end * math.sin(omega * closing)) + return_area

    low, high = -60.0, 120.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        if net_flow(middle) > 0:
            low = middle
        else:
            high = middle
    growth = 0.5 * (low + high)
    scale = -1.0 / (math.exp(growth * closing) * math.sin(omega * closing))
    return peak, closing, growth, scale, decay, back


@njit(cache=True)
def _pulses(wave, opening, f0, rd, level, jitter, shimmer, table, rd_min, rd_step, step):
    """Write the glottal flow's derivative and the glottis's opening (0 … 1), both [fine samples].

    f0 (cycles a fine sample), rd, level: one value every `step` samples, interpolated. jitter, shimmer: one value a pulse, used
    in turn.
    """
    phase, length, loud, pulse, p = 1.0, 1.0, 1.0, 0, table[0]
    for t in range(wave.shape[0]):
        n = t // step
        share = (t - n * step) / step
        after = min(n + 1, f0.shape[0] - 1)
        here = level[n] + share * (level[after] - level[n])
        if phase >= 1.0:
            phase -= 1.0
            length, loud = 1.0 + jitter[pulse % len(jitter)], shimmer[pulse % len(shimmer)]
            pulse += 1
            row = int((rd[n] - rd_min) / rd_step)
            p = table[min(max(row, 0), table.shape[0] - 1)]
        if phase < p[1]:
            wave[t] = here * loud * p[3] * math.exp(p[2] * phase) * math.sin(math.pi / p[0] * phase)
            opening[t] = here * math.sin(math.pi * phase / p[1])
        else:
            fall = math.exp(-p[4] * (phase - p[1])) - math.exp(-p[4] * (1.0 - p[1]))
            wave[t] = -here * loud * fall / (p[4] * p[5])
            opening[t] = 0.0
        phase += (f0[n] + share * (f0[after] - f0[n])) / length


@njit(cache=True)
def resonate(wave, hz, width, zero_hz, zero_width, closed, rate, control):
    """The tract's cascade in place. hz, width: [settings, resonators]; zero_hz, closed: [settings]."""
    count = hz.shape[1]
    y1, y2 = np.zeros(count), np.zeros(count)
    a, b, c = np.zeros(count), np.zeros(count), np.zeros(count)
    x1 = x2 = za = zb = zc = 0.0
    for t in range(wave.shape[0]):
        if t % control == 0:
            n = t // control
            for k in range(count):
                radius = math.exp(-math.pi * width[n, k] / rate)
                c[k] = -radius * radius
                b[k] = 2.0 * radius * math.cos(2.0 * math.pi * hz[n, k] / rate)
                a[k] = 1.0 - b[k] - c[k]
            radius = math.exp(-math.pi * zero_width / rate)
            zc = -radius * radius
            zb = 2.0 * radius * math.cos(2.0 * math.pi * zero_hz[n] / rate)
            za = closed[n] / (1.0 - zb - zc)
        n = t // control
        x = wave[t]
        v = (1.0 - closed[n]) * x + za * (x - zb * x1 - zc * x2)
        x2, x1 = x1, x
        for k in range(count):
            v = a[k] * v + b[k] * y1[k] + c[k] * y2[k]
            y2[k], y1[k] = y1[k], v
        wave[t] = v


_HALF = 24
_t = np.arange(-_HALF, _HALF + 1)
_LOW_PASS = np.sinc(_t / OVERSAMPLING * 0.9) * 0.9 / OVERSAMPLING * np.kaiser(2 * _HALF + 1, 8.0)


def _slow_noise(random: np.random.Generator, samples: int, cut_hz: float) -> np.ndarray:
    """Noise of unit variance below `cut_hz`, per control step."""
    pole = math.exp(-2 * math.pi * cut_hz * CONTROL / RATE)
    noise = lfilter([1.0], [1.0, -pole], random.standard_normal(samples + 2000))[2000:]
    return noise * math.sqrt(1 - pole * pole)


def pitch_curve(voice: Voice, pitch_midi: float, settings: int, random: np.random.Generator) -> np.ndarray:
    """Fundamental in Hz per control step: scoop, drift, vibrato; its mean in cents is the asked pitch."""
    seconds = np.arange(settings) * CONTROL / RATE
    swell = np.clip((seconds - voice.vibrato_delay_seconds) / 0.4, 0.0, 1.0)
    wobble = 1.0 + 0.1 * _slow_noise(random, settings, 1.0)
    turns = np.cumsum(voice.vibrato_hz * (1.0 + 0.04 * _slow_noise(random, settings, 0.7))) * CONTROL / RATE
    cents = voice.vibrato_cents * swell * wobble * np.sin(2 * np.pi * (turns + random.random()))
    drift = _slow_noise(random, settings, 0.6)
    cents += voice.drift_cents * np.clip(drift - drift.mean(), -2, 2)
    cents -= voice.scoop_cents * np.exp(-seconds / 0.05)
    return 440.0 * 2.0 ** ((pitch_midi - 69.0) / 12.0 + cents / 1200.0)


def level_curve(voice: Voice, settings: int, hold_seconds: float) -> np.ndarray:
    """0 … 1 per control step: attack, hold, release."""
    seconds = np.arange(settings) * CONTROL / RATE
    rise = 1.0 - np.exp(-((seconds / voice.attack_seconds) ** 1.5))
    fall = np.clip((seconds - hold_seconds) / voice.release_seconds, 0.0, None)
    return rise * np.exp(-3.0 * fall**1.3)


def sing(
    voice: Voice, vowel: Vowel, pitch_midi: float, seed: int, hold_seconds: float = 3.0, seconds: float = 4.0
) -> np.ndarray:
    """One note at 48 kHz. [seconds · RATE], peak of order 1."""
    random = np.random.default_rng(seed)
    samples = int(seconds * RATE)
    settings = -(-samples // CONTROL)
    f0 = pitch_curve(voice, pitch_midi, settings, random)
    level = level_curve(voice, settings, hold_seconds)
    source = glottis(voice, f0, level, samples, random)
    hz, width, zero_hz, closed = _settings(voice, vowel, f0)
    resonate(source, hz, width, zero_hz, 160.0, closed, float(RATE), CONTROL)
    return source.astype(np.float32)


def glottis(voice: Voice, f0: np.ndarray, level: np.ndarray, samples: int, random: np.random.Generator) -> np.ndarray:
    """Pulses and breath at the output rate. [samples]"""
    wave, opening = np.empty(samples * OVERSAMPLING), np.empty(samples * OVERSAMPLING)
    softness = 0.6 * (1.0 - level)  # the glottis closes more softly where the note begins and ends
    jitter = voice.jitter * np.clip(random.standard_normal(PULSES_DRAWN), -3, 3)
    shimmer = 10.0 ** (voice.shimmer_db / 20.0 * random.standard_normal(PULSES_DRAWN))
    rates = f0 / (RATE * OVERSAMPLING)
    step = CONTROL * OVERSAMPLING
    _pulses(wave, opening, rates, voice.rd + softness, level, jitter, shimmer, glottal_table(), RD_MIN, RD_STEP, step)
    pulses = upfirdn(_LOW_PASS, wave, 1, OVERSAMPLING)[_HALF // OVERSAMPLING :][:samples]
    noise = lfilter([1.0, -0.7], [1.0], random.standard_normal(samples))
    steady = np.interp(np.arange(samples) / CONTROL, np.arange(len(level)), level)
    return pulses + voice.breath * noise * (0.3 * steady + opening[::OVERSAMPLING])


def _settings(voice: Voice, vowel: Vowel, f0: np.ndarray) -> tuple[np.ndarray, ...]:
    """The tract at each control step: frequencies and bandwidths [settings, RESONATORS], zeros and closure [settings]."""
    mean_hz = float(np.exp(np.log(f0).mean()))
    every = 1 if vowel.start != vowel.end else len(f0)
    shapes = [vowel.at(n * CONTROL / RATE) for n in range(0, len(f0), every)]
    hz, width = (np.array(column) for column in zip(*(tract(voice, shape, mean_hz) for shape in shapes)))
    zero_hz = REFERENCE_TRACT_CM / voice.tract_cm * np.array([shape.zero_hz for shape in shapes])
    closed = np.array([shape.closed for shape in shapes])
    rows = np.minimum(np.arange(len(f0)) // every, len(shapes) - 1)
    return hz[rows], width[rows], zero_hz[rows], closed[rows]


def sing_together(
    voices: list[Voice], vowel: Vowel, pitch_midi: float, seed: int, hold_seconds: float = 3.0, seconds: float = 4.0
) -> np.ndarray:
    """A choir in unison at 48 kHz: each singer a little off in pitch, time and level."""
    random = np.random.default_rng(seed)
    total = np.zeros(int(seconds * RATE), np.float32)
    offsets = random.normal(0.0, 0.07, len(voices))
    for voice, offset in zip(voices, offsets - offsets.mean()):
        late = int(random.uniform(0.0, 0.05) * RATE)
        ready = replace(voice, attack_seconds=voice.attack_seconds * random.uniform(0.8, 1.6))
        wave = sing(ready, vowel, pitch_midi + float(offset), int(random.integers(2**31)), hold_seconds, seconds)
        total[late:] += random.uniform(0.6, 1.0) * wave[: len(total) - late] / max(float(np.abs(wave).max()), 1e-6)
    return total
