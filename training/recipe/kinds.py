"""What people load beside notes: percussion, bells, strings out of tune with themselves, noises, chords, phrases, glides, speech.

Each family has bodies, a program number each; every eighth body is held out. A sound that has no pitch, or whose pitch moves, has none to be
told: its taps are off, as they are in what ships.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from . import config as c, kind_synth, speech_synth
from .soundfont import Preset, SoundFont, decimate_by_three
from .voice_synth import Voice

SOUNDS_A_BODY = 24
KIT_KEYS = range(25, 88)
KIT_VELOCITIES = (60, 115)
MADE_OF_NOTES = 8
"""Bodies of chords and of phrases in each font; of these a body is nothing but a share of them, so that some are held out."""
DRUM_BANK = 128
FLOOR_SHARE = 0.4
"""How many sounds lie in the noise of a room or a tape, and how far below their peak it is, dB."""
FLOOR_DB = (-75.0, -35.0)
BEND = 0.5

FAMILIES = [*kind_synth.MODELS, "speech", "chord", "phrase"]


@dataclass(frozen=True)
class Heard:
    """One sound, 16 kHz, [NOTE_SAMPLES], before its level is set. pitch_midi: nan for none."""

    program: int
    pitch_midi: float
    wave: np.ndarray


def program_of(family: str, body: int) -> int:
    return c.FIRST_KIND_PROGRAM + c.BODIES_A_KIND * FAMILIES.index(family) + body


def in_a_room(wave: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The sound, often with a noise floor of some colour."""
    wave = np.asarray(wave, np.float64)
    peak = float(np.abs(wave).max())
    if peak <= 0.0 or random.random() >= FLOOR_SHARE:
        return wave.astype(np.float32)
    floor = lfilter([1.0], [1.0, -random.uniform(-0.3, 0.97)], random.standard_normal(len(wave)))
    floor *= peak * 10.0 ** (random.uniform(*FLOOR_DB) / 20.0) / float(np.sqrt((floor**2).mean()))
    return (wave + floor).astype(np.float32)


def models() -> Iterator[Heard]:
    """All sounds of our own models."""
    for family, make in kind_synth.MODELS.items():
        for body in range(c.BODIES_A_KIND):
            for n in range(SOUNDS_A_BODY):
                random = np.random.default_rng([1, FAMILIES.index(family), body, n])
                wave, pitch = make(random, body)
                yield Heard(program_of(family, body), pitch, in_a_room(wave, random))
    for body in range(c.BODIES_A_KIND):
        random = np.random.default_rng([2, body])
        voice = speaker(random)
        pitch = 69.0 - 26.0 + random.uniform(0.0, 20.0)
        for n in range(SOUNDS_A_BODY):
            random = np.random.default_rng([3, body, n])
            wave = decimate_by_three(speech_synth.speak(voice, pitch + random.normal(0.0, 1.5), random))
            yield Heard(program_of("speech", body), np.nan, in_a_room(wave, random))


def speaker(random: np.random.Generator) -> Voice:
    """Someone who speaks: from a bass to a child, pressed to breathy."""
    lips = tuple(float(x) for x in random.uniform(0.93, 1.07, 5))
    return Voice(
        tract_cm=random.uniform(11.5, 18.5),
        rd=random.uniform(0.7, 2.0),
        breath=random.uniform(0.01, 0.15),
        jitter=random.uniform(0.003, 0.012),
        shimmer_db=random.uniform(0.1, 0.6),
        lips=lips,
    )


def of_font(synth: SoundFont, number: int, programs: list[int]) -> Iterator[Heard]:
    """Every kit of a font, and what chords and phrases its pitched programs play. number: the font's, for the seeds."""
    kits = [preset for preset in synth.presets() if preset.bank == DRUM_BANK]
    for kit in kits:
        for key in KIT_KEYS:
            for velocity in KIT_VELOCITIES:
                random = np.random.default_rng([4, number, kit.program, key, velocity])
                wave = synth.note(kit, key + random.uniform(-BEND, BEND), velocity)
                yield Heard(c.FIRST_KIT_PROGRAM + kit.program, np.nan, in_a_room(decimate_by_three(wave), random))
    players: dict[str, Callable] = {"chord": chord, "phrase": phrase}
    for family, play in players.items():
        for body in range(MADE_OF_NOTES):
            for n in range(SOUNDS_A_BODY):
                random = np.random.default_rng([5, number, FAMILIES.index(family), body, n])
                preset = Preset(0, int(random.choice(programs)), "")
                pitch, wave = play(synth, preset, random)
                yield Heard(program_of(family, body), pitch, in_a_room(decimate_by_three(wave), random))


def chord(synth: SoundFont, preset: Preset, random: np.random.Generator) -> tuple[float, np.ndarray]:
    """Two to five keys of one program, at once or strummed. Its pitch is its lowest key's, which the instrument takes for its root."""
    intervals = np.array(((0, 4, 7), (0, 3, 7), (0, 7, 12), (0, 5, 9), (0, 4, 7, 10), (0, 3, 7, 10, 14), (0, 7), (0, 4))[random.integers(8)])
    root = random.uniform(36.0, 66.0)
    late = np.cumsum(random.uniform(0.0, 0.06, len(intervals))) * (random.random() < 0.4)
    total = np.zeros(int(4.0 * synth.sample_rate), np.float32)
    for interval, seconds in zip(intervals, late):
        start = int(seconds * synth.sample_rate)
        note = synth.note(preset, root + float(interval), int(random.integers(50, 120)))
        total[start:] += note[: len(total) - start]
    return root, total


def phrase(synth: SoundFont, preset: Preset, random: np.random.Generator) -> tuple[float, np.ndarray]:
    """Notes of one program one after the other; they ring on, or end where the next begins."""
    total = np.zeros(int(4.0 * synth.sample_rate), np.float32)
    time, key, step = 0.0, random.uniform(45.0, 75.0), kind_synth.decades(random, 0.1, 0.8)
    while time < 3.6:
        length = step * float(random.choice((0.5, 1.0, 1.0, 2.0)))
        start = int(time * synth.sample_rate)
        whole = min(4.0 - time, length + 0.4)
        note = synth.note(preset, key, int(random.integers(50, 120)), min(0.9 * length, whole), whole)
        end = min(len(total), start + len(note))
        total[start:end] += note[: end - start]
        key = float(np.clip(key + random.integers(-7, 8), 36.0, 90.0))
        time += length
    return np.nan, total
