"""Models of what is struck, plucked, shaken or blown without a steady pitch: modes, stiff strings, noises, glides. 16 kHz, [NOTE_SAMPLES].

Modes above the Nyquist frequency are left out, so that nothing aliases and nothing needs another rate. Levels are relative, callers normalise.
"""

from collections.abc import Callable

import numpy as np
from numba import njit
from scipy.signal import butter, lfilter, sosfilt

from . import config as c

RATE = c.SAMPLE_RATE
SAMPLES = c.NOTE_SAMPLES
HIGHEST_HZ = 7600.0
SECONDS = np.arange(SAMPLES) / RATE

FREE_BAR = (1.0, 2.756, 5.404, 8.933, 13.344, 18.64)
"""Euler and Bernoulli's bar with free ends."""
CLAMPED_BAR = (1.0, 6.267, 17.55, 34.39)
MEMBRANE = (1.0, 1.594, 2.136, 2.296, 2.653, 2.918, 3.156, 3.501, 3.6, 3.652, 4.06, 4.154)
"""Zeros of Bessel's functions: a round skin."""
BELL = (0.5, 1.0, 1.2, 1.5, 2.0, 2.51, 2.66, 3.01, 4.17, 5.43, 6.79, 8.21)
"""Hum, prime, tierce, quint, nominal and what lies above: a church bell."""
TUBE = (1.0, 2.85, 5.4, 8.6, 12.5, 16.9)

Random = np.random.Generator


@njit(cache=True)
def _ring(wave, hz, level, decay, phase, bend, bend_rate):
    """Add decaying sines whose frequency begins (1 + bend) higher and settles. decay: per second, natural."""
    for m in range(len(hz)):
        angle = phase[m]
        for t in range(len(wave)):
            time = t / RATE
            loud = level[m] * np.exp(-decay[m] * time)
            if loud < 1e-6:
                break
            wave[t] += loud * np.sin(angle)
            angle += 2.0 * np.pi * hz[m] / RATE * (1.0 + bend * np.exp(-bend_rate * time))


def ring(
    hz: np.ndarray, level: np.ndarray, seconds: np.ndarray, random: Random, bend: float = 0.0, settle_seconds: float = 0.05
) -> np.ndarray:
    """Modes struck at once. seconds: until 60 dB down. [modes] each -> [SAMPLES]"""
    heard = (hz * (1.0 + bend) < HIGHEST_HZ) & (hz > 20.0)
    wave = np.zeros(SAMPLES)
    phase = random.uniform(0.0, 2.0 * np.pi, len(hz))
    _ring(wave, hz[heard], level[heard], 6.908 / seconds[heard], phase[heard], bend, 1.0 / settle_seconds)
    return wave


def noise(random: Random, tilt: float = 0.0) -> np.ndarray:
    """White, or coloured by a pole: tilt towards 1 is dark, towards -1 bright."""
    return lfilter([1.0], [1.0, -tilt], random.standard_normal(SAMPLES))


def band(wave: np.ndarray, low_hz: float, high_hz: float, order: int = 2) -> np.ndarray:
    """Band-pass within 20 Hz and HIGHEST_HZ."""
    low, high = max(20.0, low_hz), min(HIGHEST_HZ, max(1.2 * low_hz, high_hz))
    return sosfilt(butter(order, (min(low, 0.8 * high), high), "bandpass", fs=RATE, output="sos"), wave)


def fall(seconds_to_60_db: float, begin: float = 0.0, rise: float = 0.0005) -> np.ndarray:
    """1 at `begin`, exponentially down; silence before. [SAMPLES]"""
    time = SECONDS - begin
    return np.where(time < 0, 0.0, np.exp(-6.908 * np.maximum(time, 0.0) / seconds_to_60_db) * np.clip(time / rise, 0.0, 1.0))


def level(wave: np.ndarray) -> np.ndarray:
    return wave / max(1e-9, float(np.abs(wave).max()))


def knock(random: Random, hz: float, seconds: float) -> np.ndarray:
    """What a mallet itself sounds like: a short noise in a band."""
    return level(band(noise(random), 0.5 * hz, 2.0 * hz, 1) * fall(seconds))


def decades(random: Random, low: float, high: float) -> float:
    """A number between two, even on a logarithmic scale."""
    return float(np.exp(random.uniform(np.log(low), np.log(high))))


def struck(random: Random, ratios, hz: float, seconds: float, hardness: float, spread: float = 0.01) -> np.ndarray:
    """A body that is struck: partials a little off, each with a second that beats with it, the high ones shorter and softer.

    hardness: 0 soft … 1 hard, how far up the strike reaches.
    """
    ratios = np.asarray(ratios) * (1.0 + spread * random.standard_normal(len(ratios)))
    tilt = (1.6 - 1.4 * hardness) * np.log2(np.maximum(ratios, 0.5))
    levels = 10.0 ** (-(6.0 * tilt + 5.0 * np.abs(random.standard_normal(len(ratios)))) / 20.0)
    times = seconds * np.maximum(ratios, 0.3) ** -random.uniform(0.3, 1.1)
    beats = random.uniform(0.1, 3.0, len(ratios)) * random.random()
    doubled = 0.6 * random.random()
    wave = ring(
        np.concatenate([hz * ratios, hz * ratios + beats]),
        np.concatenate([levels, doubled * levels]),
        np.concatenate([times, 0.8 * times]),
        random,
    )
    strike = knock(random, decades(random, 300.0, 6000.0), decades(random, 0.008, 0.06))
    return level(wave) + random.uniform(0.0, 0.35) * strike


def bar(random: Random, body: int) -> tuple[np.ndarray, float]:
    """Free and clamped bars; tuned ones (1 : 4 : 10 and 1 : 3 : 6.3) every third body."""
    ratios = (FREE_BAR, CLAMPED_BAR, (1.0, 3.98, 10.2, 17.9), (1.0, 3.01, 6.3, 11.9))[body % 4]
    hz = decades(random, 110.0, 2400.0)
    wave = struck(random, ratios, hz, decades(random, 0.15, 6.0) * (500.0 / hz) ** 0.3, random.uniform(0.1, 1.0))
    return wave, _midi(hz) if body % 4 >= 2 and random.random() < 0.6 else np.nan


def plate(random: Random, body: int) -> tuple[np.ndarray, float]:
    """A rectangle of metal, glass or wood; its sides' ratio is the body's."""
    side = 1.05 + 0.13 * body
    m, n = np.meshgrid(np.arange(1, 9), np.arange(1, 9))
    ratios = np.sort(((m**2 + (side * n) ** 2) / (1.0 + side**2)).ravel())[: 12 + int(random.integers(36))]
    hz = decades(random, 60.0, 1500.0)
    return struck(random, ratios, hz, decades(random, 0.1, 7.0), random.uniform(0.3, 1.0), 0.02), np.nan


def bell(random: Random, body: int) -> tuple[np.ndarray, float]:
    """Church bells, hand bells, tubes, bowls, glasses, triangles."""
    kind = body % 4
    hz = decades(random, *((90.0, 1200.0), (150.0, 900.0), (250.0, 2800.0), (900.0, 3500.0))[kind])
    ratios = (BELL, TUBE, (1.0, 2.32, 4.25, 6.63, 9.38), FREE_BAR[:1] + (1.57, 2.756, 3.3, 5.4, 8.9))[kind]
    wave = struck(random, ratios, hz, decades(random, 1.0, 12.0), random.uniform(0.3, 1.0), 0.004 * (1 + body % 3))
    return wave, _midi(hz) if kind < 2 and random.random() < 0.4 else np.nan


def gong(random: Random, body: int) -> tuple[np.ndarray, float]:
    """Gongs, tam-tams, cymbals: many modes, the high ones fed by the low ones and so later."""
    count = 40 + 15 * (body % 6)
    hz = np.sort(decades(random, 50.0, 700.0) * (1.0 + np.cumsum(random.exponential(0.32, count))))
    late = random.uniform(0.0, 0.25)
    times = decades(random, 0.5, 8.0) * (hz / hz[0]) ** -random.uniform(0.1, 0.5)
    levels = 10.0 ** (-(random.uniform(0.0, 2.5) * np.log2(hz / hz[0]) * 6.0 / 2 + 6.0 * random.random(count)) / 20.0)
    low = ring(hz[: count // 4], levels[: count // 4], times[: count // 4], random, random.uniform(0.0, 0.01), 0.3)
    high = ring(hz[count // 4 :], levels[count // 4 :], times[count // 4 :], random) * (1.0 - np.exp(-SECONDS / (0.001 + late)))
    hiss = band(noise(random), decades(random, 1500.0, 5000.0), HIGHEST_HZ) * fall(decades(random, 0.2, 4.0))
    return level(low) + random.uniform(0.3, 1.5) * level(high) + random.uniform(0.0, 0.6) * level(hiss), np.nan


def membrane(random: Random, body: int) -> tuple[np.ndarray, float]:
    """Kicks, toms, snares, hand drums: a skin whose tension falls, what strikes it, and wires under every third."""
    hz = decades(random, 40.0, 420.0)
    ratios = np.array(MEMBRANE) * (1.0 + 0.03 * random.standard_normal(len(MEMBRANE)))
    seconds = decades(random, 0.08, 1.6)
    times = seconds * ratios ** -random.uniform(0.5, 1.6)
    levels = 10.0 ** (-(random.uniform(3.0, 14.0) * np.log2(ratios) + 4.0 * random.random(len(ratios))) / 20.0)
    skin = ring(hz * ratios, levels, times, random, random.uniform(0.0, 0.9) * random.random(), decades(random, 0.01, 0.12))
    strike = knock(random, decades(random, 400.0, 6000.0), decades(random, 0.005, 0.05))
    wave = level(skin) + random.uniform(0.05, 0.7) * strike
    if body % 3 == 0:
        wires = band(noise(random), decades(random, 700.0, 2500.0), HIGHEST_HZ) * fall(decades(random, 0.08, 0.6))
        wave = wave + random.uniform(0.2, 1.5) * level(wires)
    return wave, np.nan


def machine(random: Random, body: int) -> tuple[np.ndarray, float]:
    """Drum machines: swept sines, hats of six squares, claps of several bursts, cowbells of two."""
    kind = body % 4
    if kind == 0:
        sweep = decades(random, 35.0, 90.0) * (1.0 + random.uniform(1.0, 12.0) * np.exp(-SECONDS / decades(random, 0.005, 0.06)))
        tone = np.sin(2 * np.pi * np.cumsum(sweep) / RATE) * fall(decades(random, 0.15, 2.5))
        return level(tone) + random.uniform(0.0, 0.4) * knock(random, 3000.0, 0.01), np.nan
    if kind == 1:
        metal = sum(_square(hz * random.uniform(0.95, 1.05)) for hz in decades(random, 0.7, 1.6) * np.array([205, 304, 370, 523, 540, 800]))
        mixed = level(metal) + random.uniform(0.0, 1.5) * level(noise(random))
        return band(mixed, decades(random, 2500.0, 5500.0), HIGHEST_HZ) * fall(decades(random, 0.04, 1.5)), np.nan
    if kind == 2:
        starts = np.cumsum(random.uniform(0.006, 0.02, 3 + int(random.integers(3))))
        bursts = sum(fall(0.02, start) for start in starts[:-1]) + fall(decades(random, 0.1, 0.5), starts[-1])
        return band(noise(random), decades(random, 500.0, 1200.0), decades(random, 1800.0, 6000.0)) * bursts, np.nan
    first = decades(random, 300.0, 900.0)
    pair = _square(first) + _square(first * random.uniform(1.3, 1.6))
    return band(pair, 0.7 * first, 4.0 * first, 1) * (fall(0.06) + 0.5 * fall(decades(random, 0.1, 0.8))), np.nan


def _square(hz: float) -> np.ndarray:
    """Odd harmonics below HIGHEST_HZ."""
    numbers = np.arange(1, max(2, int(HIGHEST_HZ / hz)), 2)[:24]
    return sum(np.sin(2 * np.pi * n * hz * SECONDS) / n for n in numbers)


def stiff_string(random: Random, body: int) -> tuple[np.ndarray, float]:
    """Pianos, harpsichords, zithers: partials that lie ever wider, in pairs that beat, plucked or struck at a place."""
    pitch = random.uniform(26.0, 96.0)
    hz = c.midi_to_hz(pitch)
    n = np.arange(1, 60)
    stiffness = decades(random, 2e-5, 3e-3) * (1 + body % 4)
    partials = n * hz * np.sqrt(1.0 + stiffness * n**2)
    place = random.uniform(0.05, 0.5)
    levels = np.abs(np.sin(np.pi * n * place)) / n ** random.uniform(0.6, 2.0) + 1e-4
    times = decades(random, 0.4, 8.0) / (1.0 + random.uniform(0.02, 0.3) * n)
    detune = partials * random.uniform(0.0, 8e-4)
    wave = ring(np.concatenate([partials, partials + detune]), np.tile(levels, 2), np.concatenate([times, 1.6 * times]), random)
    strike = knock(random, decades(random, 150.0, 3000.0), decades(random, 0.01, 0.12))
    return level(wave) + random.uniform(0.0, 0.4) * strike, pitch


def shaken(random: Random, body: int) -> tuple[np.ndarray, float]:
    """Maracas, rain, gravel, crackle, applause: grains that come by chance through a resonance."""
    density = decades(random, 15.0, 4000.0)
    grains = (random.random(SAMPLES) < density / RATE) * random.standard_normal(SAMPLES)
    hz = decades(random, 300.0, 6500.0)
    wave = band(lfilter([1.0], [1.0, -0.9], grains), hz / (1.3 + body % 3), hz * (1.3 + body % 3), 1)
    return wave * _course(random), np.nan


def breath(random: Random, body: int) -> tuple[np.ndarray, float]:
    """Wind, breaths, surf, steam, hiss of tapes: noise through slowly moving resonances, at times with a whistle."""
    wave = np.zeros(SAMPLES)
    for _ in range(1 + body % 3):
        centre = decades(random, 150.0, 5500.0)
        wave += random.uniform(0.3, 1.0) * level(band(noise(random), centre / 1.6, centre * 1.6, 1))
    wave += random.uniform(0.0, 0.5) * level(noise(random, random.uniform(-0.6, 0.97)))
    wave *= _course(random)
    if random.random() < 0.25:
        whistle = np.sin(2 * np.pi * np.cumsum(decades(random, 300.0, 3000.0) * (1 + 0.05 * _slow(random, 2.0))) / RATE)
        wave = level(wave) + random.uniform(0.05, 0.5) * whistle * _course(random)
    return wave, np.nan


def glide(random: Random, body: int) -> tuple[np.ndarray, float]:
    """Sirens, lasers, slides, sweeps: harmonics whose fundamental travels, in a straight line, a curve or a wave."""
    start, end = random.uniform(28.0, 92.0, 2)
    share = np.clip(SECONDS / decades(random, 0.1, 4.0), 0.0, 1.0) ** decades(random, 0.4, 2.5)
    wobble = random.uniform(0.0, 6.0) * np.sin(2 * np.pi * decades(random, 0.5, 9.0) * SECONDS) if body % 3 == 0 else 0.0
    hz = 440.0 * 2.0 ** ((start + share * (end - start) + wobble - 69.0) / 12.0)
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    slope = random.uniform(0.5, 2.5)
    odd = body % 2 + 1
    wave = sum(np.where(n * hz < HIGHEST_HZ, np.sin(n * phase), 0.0) / n**slope for n in range(1, 32, odd))
    held = fall(decades(random, 0.3, 20.0), 0.0, decades(random, 0.001, 0.1))
    return level(wave) * held + random.uniform(0.0, 0.15) * level(noise(random)) * held, np.nan


def _slow(random: Random, hz: float) -> np.ndarray:
    """Noise below `hz`, within about -2 … 2. [SAMPLES]"""
    steps = max(4, int(4 * hz * SAMPLES / RATE))
    return np.interp(np.linspace(0, steps - 1, SAMPLES), np.arange(steps), np.clip(random.standard_normal(steps), -2, 2))


def _course(random: Random) -> np.ndarray:
    """How loud what is shaken or blown is: a stroke, several strokes, or a slow swell. [SAMPLES]"""
    kind = random.integers(3)
    if kind == 0:
        return fall(decades(random, 0.1, 3.0), 0.0, decades(random, 0.002, 0.2))
    if kind == 1:
        step = decades(random, 0.08, 0.7)
        strokes = (fall(decades(random, 0.05, 0.5), start, decades(random, 0.001, 0.05)) for start in np.arange(0.0, 3.9, step))
        return sum(random.uniform(0.3, 1.0) * stroke for stroke in strokes)
    return 10.0 ** (random.uniform(2.0, 9.0) * _slow(random, decades(random, 0.5, 6.0)) / 20.0)


def _midi(hz: float) -> float:
    return 69.0 + 12.0 * float(np.log2(hz / 440.0))


MODELS: dict[str, Callable[[Random, int], tuple[np.ndarray, float]]] = {
    "bar": bar,
    "plate": plate,
    "bell": bell,
    "gong": gong,
    "membrane": membrane,
    "machine": machine,
    "string": stiff_string,
    "shaken": shaken,
    "breath": breath,
    "glide": glide,
}
"""Each makes one sound [SAMPLES] of a body (0 …) and says its pitch, MIDI, nan where a pitch finder would rightly find none."""
