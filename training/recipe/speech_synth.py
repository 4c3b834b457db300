"""Speech-like voices from nothing: syllables of vowels, fricatives, stops and nasals through the singers' glottis and tract.

No language: what counts is how quickly a voice turns from tone to noise to silence. Output at 48 kHz, [samples].
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, sosfilt

from .voice_synth import CONTROL, RATE, SHAPES, Shape, Voice, between, glottis, resonate, tract

VOWELS = ("a", "aa", "ae", "eh", "e", "i", "y", "oe", "uh", "ao", "o", "u")
NASALS = ("m", "n")
FRICATIVES = {"s": (4500.0, 7900.0, 0.9), "sh": (2000.0, 6000.0, 0.9), "f": (1200.0, 7500.0, 0.25), "h": (500.0, 3500.0, 0.2)}
"""Band in Hz, and level beside a vowel."""
STOPS = {"p": (300.0, 1500.0), "t": (2500.0, 7500.0), "k": (1200.0, 3200.0)}
"""Band of the burst."""


@dataclass
class Sound:
    """One stretch of an utterance. Levels 0 … 1; `noise` has a band and a level, from `noise_begin` (share of the stretch) on."""

    seconds: float
    shape: Shape
    voiced: float
    noise: tuple[float, float, float] | None = None
    noise_begin: float = 0.0


def utterance(random: np.random.Generator, seconds: float) -> list[Sound]:
    """Syllables until `seconds` are full: most begin with a consonant, some end with one; now and then a pause."""
    sounds: list[Sound] = []
    pace = random.uniform(0.7, 1.5)
    while sum(sound.seconds for sound in sounds) < seconds:
        vowel = SHAPES[str(random.choice(VOWELS))]
        if random.random() < 0.8:
            sounds.extend(_consonant(random, vowel, pace))
        second = SHAPES[str(random.choice(VOWELS))] if random.random() < 0.25 else vowel
        length = pace * random.uniform(0.05, 0.2)
        sounds.append(Sound(length / 2, vowel, random.uniform(0.6, 1.0)))
        sounds.append(Sound(length / 2, second, random.uniform(0.5, 0.9)))
        if random.random() < 0.4:
            sounds.extend(_consonant(random, second, pace))
        if random.random() < 0.12:
            sounds.append(Sound(random.uniform(0.08, 0.4), second, 0.0))
    return sounds


def _consonant(random: np.random.Generator, vowel: Shape, pace: float) -> list[Sound]:
    kind = random.random()
    if kind < 0.4:
        low, high, loud = FRICATIVES[str(random.choice(list(FRICATIVES)))]
        voiced = 0.35 if random.random() < 0.3 else 0.0
        return [Sound(pace * random.uniform(0.05, 0.15), vowel, voiced, (low, high, loud * random.uniform(0.4, 1.2)))]
    if kind < 0.8:
        low, high = STOPS[str(random.choice(list(STOPS)))]
        voiced = 0.12 if random.random() < 0.4 else 0.0
        closed = Sound(pace * random.uniform(0.03, 0.09), SHAPES["m"], voiced)
        burst = Sound(pace * random.uniform(0.008, 0.03), vowel, 0.0, (low, high, random.uniform(0.4, 1.2)))
        after = Sound(pace * random.uniform(0.01, 0.06), vowel, 0.1, (500.0, 4000.0, random.uniform(0.05, 0.25)))
        return [closed, burst, after]
    return [Sound(pace * random.uniform(0.04, 0.1), SHAPES[str(random.choice(NASALS))], random.uniform(0.3, 0.6))]


def speak(voice: Voice, pitch_midi: float, random: np.random.Generator, seconds: float = 4.0) -> np.ndarray:
    """One utterance around a pitch, that falls and is accented. [seconds · RATE]"""
    samples = int(seconds * RATE)
    settings = -(-samples // CONTROL)
    sounds = utterance(random, seconds)
    ends = np.cumsum([sound.seconds for sound in sounds])
    time = np.arange(settings) * CONTROL / RATE
    which = np.minimum(np.searchsorted(ends, time, side="right"), len(sounds) - 1)
    level = _smooth(np.array([sounds[n].voiced for n in which]), 0.008)
    accents = random.normal(0.0, 2.2, len(sounds))[which]
    semitones = pitch_midi + _smooth(accents, 0.05) + 3.0 - 5.0 * ((time / random.uniform(1.2, 4.0)) % 1.0)
    f0 = 440.0 * 2.0 ** ((semitones - 69.0) / 12.0)
    source = glottis(voice, f0, level, samples, random)
    hz, width, zero_hz, closed = _mouth(voice, sounds, which, time, ends, float(np.median(f0)))
    resonate(source, hz, width, zero_hz, 160.0, closed, float(RATE), CONTROL)
    return source / max(1e-9, float(np.abs(source).max())) + _noises(sounds, ends, samples, random)


def _mouth(voice: Voice, sounds: list[Sound], which: np.ndarray, time: np.ndarray, ends: np.ndarray, f0_hz: float):
    """The tract at each control step: each stretch turns into the next in its last 40 ms."""
    rows: dict[tuple[int, int], tuple] = {}

    def row(n: int, share: float) -> tuple:
        key = (n, round(8 * share))
        if key not in rows:
            after = sounds[min(n + 1, len(sounds) - 1)].shape
            shape = between(sounds[n].shape, after, key[1] / 8)
            rows[key] = (*tract(voice, shape, f0_hz), shape.zero_hz * 17.5 / voice.tract_cm, shape.closed)
        return rows[key]

    shares = np.clip(1.0 - (ends[which] - time) / 0.04, 0.0, 1.0)
    columns = zip(*(row(int(n), float(share)) for n, share in zip(which, shares)))
    return tuple(np.array(column) for column in columns)


def _noises(sounds: list[Sound], ends: np.ndarray, samples: int, random: np.random.Generator) -> np.ndarray:
    """Frication and bursts, each in its band."""
    out = np.zeros(samples)
    for sound, end in zip(sounds, ends):
        begin, stop = int((end - sound.seconds) * RATE), min(samples, int(end * RATE))
        if sound.noise is None or stop - begin < 64 or begin >= samples:
            continue
        low, high, loud = sound.noise
        sos = butter(2, (low, high), "bandpass", fs=RATE, output="sos")
        hiss = sosfilt(sos, random.standard_normal(stop - begin + 256))[256:]
        edge = np.minimum(1.0, np.minimum(np.arange(len(hiss)), np.arange(len(hiss))[::-1]) / (0.1 * len(hiss) + 1))
        out[begin:stop] += 0.3 * loud * hiss / max(1e-9, float(np.sqrt((hiss**2).mean()))) * edge
    return out


def _smooth(values: np.ndarray, seconds: float) -> np.ndarray:
    size = max(1, int(seconds * RATE / CONTROL))
    return np.convolve(np.pad(values, size, mode="edge"), np.ones(size) / size, "same")[size:-size]
