"""Who sings in the voices set: solo voices from bass to child and choirs, each with vowels of its own.

A voice with one vowel is one "program" of the training data, numbered from FIRST_PROGRAM on; everything about a voice
follows from its number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from . import config as c
from .voice_synth import SHAPES, Vowel, Voice, between, sing, sing_together

KEY_STEP = 3

CHOIR_PROGRAMS = (52, 53, 54, 85, 91)
"""The General MIDI programs that are sung, or sound so."""


@dataclass(frozen=True)
class Kind:
    """A range of keys and the middle of its singers."""

    name: str
    lowest: int
    highest: int
    tract_cm: float
    rd: float
    singers_formant: float
    vibrato_cents: float
    """The most that a singer of this kind shakes: low voices less, or their period would leave the taps' window."""


KINDS = (
    Kind("bass", 34, 64, 18.4, 0.95, 0.6, 18.0),
    Kind("baritone", 38, 69, 17.8, 0.95, 0.6, 20.0),
    Kind("tenor", 45, 74, 17.0, 1.0, 0.5, 25.0),
    Kind("alto", 52, 80, 15.4, 1.15, 0.25, 30.0),
    Kind("soprano", 57, 89, 14.6, 1.3, 0.2, 40.0),
    Kind("child", 55, 86, 12.6, 1.4, 0.0, 12.0),
)
VOICES_A_KIND = 7
SOLOISTS = len(KINDS) * VOICES_A_KIND
CHOIRS = ((0, 1), (1, 2), (2, 3), (3, 4), (4,), (5,), (0, 1, 2, 3, 4), (0, 2, 3, 4), (3, 4, 5), (0, 1, 2, 3, 4))
"""The kinds in each choir."""
SINGERS_A_KIND = (3, 6)
VOICES = SOLOISTS + len(CHOIRS)


@dataclass(frozen=True)
class Part:
    """One program of the set."""

    program: int
    vowel: Vowel
    voices: tuple[tuple[Kind, Voice], ...]
    """A single one sings alone."""
    effort: float
    """0 soft … 1 loud."""

    @property
    def keys(self) -> range:
        first = min(kind.lowest for kind, _ in self.voices) + self.program % KEY_STEP
        return range(first, max(kind.highest for kind, _ in self.voices) + 1, KEY_STEP)

    def reaches(self, key: int) -> bool:
        return any(kind.lowest <= key <= kind.highest for kind, _ in self.voices)

    def note(self, pitch_midi: float, seed: int, hold_seconds: float = 3.0, seconds: float = 4.0) -> np.ndarray:
        """One note at 48 kHz, sung by those who reach it. [samples]"""
        able = [voice for kind, voice in self.voices if kind.lowest - 3 <= pitch_midi <= kind.highest + 3]
        if len(self.voices) == 1:
            return sing(self.voices[0][1], self.vowel, pitch_midi, seed, hold_seconds, seconds)
        return sing_together(able, self.vowel, pitch_midi, seed, hold_seconds, seconds)


def soloist(kind: Kind, random: np.random.Generator) -> Voice:
    """A singer of a kind; no two are alike."""
    plain = random.random() < 0.35
    return Voice(
        tract_cm=kind.tract_cm * random.uniform(0.95, 1.05),
        rd=kind.rd * random.uniform(0.75, 1.5),
        breath=float(np.exp(random.uniform(np.log(0.004), np.log(0.09)))),
        jitter=random.uniform(0.0005, 0.005),
        shimmer_db=random.uniform(0.05, 0.4),
        drift_cents=random.uniform(1.0, 5.0),
        vibrato_cents=random.uniform(0.0, 3.0) if plain else kind.vibrato_cents * random.uniform(0.4, 1.0),
        vibrato_hz=random.uniform(4.6, 6.4),
        vibrato_delay_seconds=random.uniform(0.1, 0.9),
        singers_formant=kind.singers_formant * random.uniform(0.0, 1.6),
        tuning=random.uniform(0.6, 1.0),
        lips=tuple(float(np.exp(random.normal(0, 0.04))) for _ in range(5)),
        attack_seconds=float(np.exp(random.uniform(np.log(0.015), np.log(0.18)))),
        release_seconds=float(np.exp(random.uniform(np.log(0.08), np.log(0.5)))),
        scoop_cents=random.uniform(0.0, 40.0) if random.random() < 0.4 else 0.0,
    )


def _cast(voice: int, random: np.random.Generator) -> tuple[tuple[Kind, Voice], ...]:
    if voice < SOLOISTS:
        kind = KINDS[voice // VOICES_A_KIND]
        return ((kind, soloist(kind, random)),)
    kinds = [KINDS[k] for k in CHOIRS[voice - SOLOISTS]]
    # Choirs hold back: singers blend by shaking and scooping less than they would alone.
    return tuple(
        (kind, replace(singer, vibrato_cents=0.7 * singer.vibrato_cents, singers_formant=0.5 * singer.singers_formant, scoop_cents=0.0))
        for kind in kinds
        for singer in (soloist(kind, random) for _ in range(random.integers(*SINGERS_A_KIND)))
    )


def vowels(random: np.random.Generator, alone: bool) -> list[Vowel]:
    """The vowels of one voice: the five, a hum, some in between, some that turn."""
    names = list(SHAPES)
    steady = [*"aeiou", str(random.choice(["m", "n"]))] if alone else ["a", "o", "u", "m"]
    found = [Vowel(name, SHAPES[name], SHAPES[name]) for name in steady]
    for _ in range(2 if alone else 1):
        first, second = random.choice(names[:12], 2, replace=False)
        shape = between(SHAPES[first], SHAPES[second], random.uniform(0.3, 0.7))
        found.append(Vowel(f"{first}-{second}", shape, shape))
    first, second = [("m", "a"), ("u", "a"), ("a", "i"), ("o", "u"), ("a", "m"), ("i", "o")][random.integers(6)]
    begin, turn = random.uniform(0.1, 0.8), random.uniform(0.15, 1.8)
    found.append(Vowel(f"{first}>{second}", SHAPES[first], SHAPES[second], begin, turn))
    return found


def parts() -> Iterator[Part]:
    """Every program of the set, in order."""
    for voice in range(VOICES):
        random = np.random.default_rng([52, voice])
        cast = _cast(voice, random)
        for n, vowel in enumerate(vowels(random, voice < SOLOISTS)):
            effort = random.random()
            firmer = tuple(
                (kind, replace(singer, rd=singer.rd * (1.25 - 0.45 * effort), breath=singer.breath * (1.3 - 0.6 * effort)))
                for kind, singer in cast
            )
            yield Part(c.FIRST_VOICE_PROGRAM + c.PROGRAMS_A_VOICE * voice + n, vowel, firmer, effort)
