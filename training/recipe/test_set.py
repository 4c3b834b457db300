"""The notes that a model is judged on: none of them were trained on. Everything follows from fixed seeds."""

from dataclasses import dataclass, field

import numpy as np

from . import codec, config as c, voices
from .soundfont import Preset, SoundFont, decimate_by_three

FLUID = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
MUSESCORE = "/usr/share/sounds/sf3/MuseScore_General_Full.sf3"
TIM = "/usr/share/sounds/sf2/TimGM6mb.sf2"
SINGERS = "singers"
"""Where a font's path is asked for: recipe/voices.py."""

KEYS = (33, 38, 42, 46, 50, 55, 59, 62, 66, 70, 74, 79, 84, 88)
HOLD_SECONDS, SECONDS = 2.2, 3.0
"""A source is held and then released; its loudness track ends with it."""
RENDERED_SECONDS = 3.3
"""Notes are rendered a little longer, to hear what remains after the track has ended."""

UNPITCHED = {47, 55, 112, 113, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 31}
OTHER_OCTAVE = {16, 17, 18, 19, 86, 97}
"""Programs that sound in another octave than their key, in one font or the other: their key is not their pitch."""
INSTRUMENTS = [p for p in range(115) if p not in UNPITCHED | OTHER_OCTAVE]


@dataclass
class Source:
    id: str
    program: int
    key: int
    font: str
    wave: np.ndarray  # [SECONDS] normalised


@dataclass
class TestSet:
    """`sources` are encoded; `others` are real notes of the same instruments at other keys, to compare with."""

    sources: list[Source] = field(default_factory=list)
    transposed: list[tuple[Source, int, np.ndarray]] = field(default_factory=list)
    pairs: list[tuple[Source, Source]] = field(default_factory=list)


class Fonts:
    """Sound fonts, opened once, and our own singers as if they were one."""

    def __init__(self):
        self._open: dict[str, SoundFont] = {}
        self._parts = {part.program: part for part in voices.parts()}

    def programs(self, path: str, key: int) -> list[int]:
        """The instruments of a font that play a key; about a hundred of the singers, the held-out ones among them."""
        if path != SINGERS:
            return INSTRUMENTS
        able = [program for program, part in self._parts.items() if part.reaches(key)]
        trained = [program for program in able if not c.held_out(program)]
        return [program for program in able if c.held_out(program)] + trained[:: max(1, round(len(trained) / 45))]

    def note(self, path: str, program: int, key: int) -> np.ndarray:
        """[samples] at 16 kHz, peak 0.9; silence stays silence."""
        if path == SINGERS:
            sung = self._parts[program].note(key, 1000 * program + key, HOLD_SECONDS, SECONDS)
            return codec.normalise(decimate_by_three(sung))
        if path not in self._open:
            self._open[path] = SoundFont(path)
        synth = self._open[path]
        wave = decimate_by_three(synth.note(Preset(0, program, ""), key, 90, HOLD_SECONDS, SECONDS))
        return codec.normalise(wave) if np.abs(wave).max() > 1e-3 else wave


def build(fonts: Fonts, count: int) -> dict[str, TestSet]:
    """`count` sources of held-out programs and `count` of TimGM6mb, with their transposed notes and pairs."""
    random = np.random.default_rng(11)
    held = [p for p in sorted(c.HELD_OUT_PROGRAMS) if p in INSTRUMENTS]
    step = max(1, len(INSTRUMENTS) // max(1, count))
    plans = {
        "held": [(held[n % len(held)], (FLUID, MUSESCORE)[n // len(held) % 2]) for n in range(count)],
        "tim": [(INSTRUMENTS[n * step % len(INSTRUMENTS)], TIM) for n in range(count)],
    }
    return {label: _build(fonts, label, plan, random) for label, plan in plans.items()}


def build_voices(fonts: Fonts, count: int) -> TestSet:
    """`count` sources of voices that were held out: our singers', and one in eight the fonts' held-out choir."""
    random = np.random.default_rng(12)
    singers = [part.program for part in voices.parts() if c.held_out(part.program)]
    choirs = [program for program in voices.CHOIR_PROGRAMS if c.held_out(program)]
    plan = []
    for n in range(count):
        if n % 8 == 7:
            plan.append((choirs[n // 8 % len(choirs)], (FLUID, MUSESCORE)[n // 8 % 2]))
        else:
            plan.append((int(random.choice(singers)), SINGERS))
    return _build(fonts, "voices", plan, random)


def _build(fonts: Fonts, label: str, plan: list[tuple[int, str]], random: np.random.Generator) -> TestSet:
    found = TestSet()
    for n, (program, font) in enumerate(plan):
        keys = [key for key in KEYS if program in fonts.programs(font, key) or font != SINGERS]
        key = int(keys[int(random.integers(len(keys)))])
        wave = fonts.note(font, program, key)
        if np.abs(wave).max() > 0.5:
            found.sources.append(Source(f"{label}-{n:03}", program, key, font, wave))
    for source in found.sources:
        up = 12 if source.key + 12 <= 88 and (source.key - 12 < 33 or random.random() < 0.5) else -12
        if source.font == SINGERS and source.program not in fonts.programs(SINGERS, source.key + up):
            up = -up
        if source.font != SINGERS or source.program in fonts.programs(SINGERS, source.key + up):
            found.transposed.append((source, source.key + up, fonts.note(source.font, source.program, source.key + up)))
    for a, b in zip(found.sources[::4], found.sources[2::4]):
        wave = fonts.note(b.font, b.program, a.key)
        if b.program != a.program and np.abs(wave).max() > 0.5:
            found.pairs.append((a, Source(f"{b.id}-at-{a.key}", b.program, a.key, b.font, wave)))
    return found
