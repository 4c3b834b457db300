"""Render sound fonts to training notes: codes, activity and log-mel frames, once, as memory-mapped arrays.

    python training/prepare.py --out DATA fluidr3 fluidr3mono gmbank musescore
    python training/prepare.py --out DATA kinds
    python training/prepare.py --out VOICES voices

`kinds` is what is no note: percussion, chords and phrases of the fonts, and the models of recipe/kinds.py. `voices` is a set of its own: the choirs
of all fonts and the singers of recipe/voices.py, a folder each. Unfit notes are left
out (recipe/weeding.py) and counted. For each font a folder DATA/<font> with codes.npy uint8 [notes, 64000] (code + 128), active.npy bool [notes, 500],
mels.npy float16 [notes, 125, 80], colour.npy float16 [notes, 125, 2, 24] and notes.npz (program, pitch, velocity per note; a pitch of nan is none).
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from recipe import codec, band_envelope, config as c, kinds, voices, weeding
from recipe.log_mel import log_mel
from recipe.soundfont import Preset, SoundFont, decimate_by_three

RENDER_RATE = 48_000
UNPITCHED = {31, 47, 55, 113}
"""Guitar harmonics (another partial at each key), timpani, orchestra hit, agogo: nothing to learn about pitch."""
PROGRAMS = [p for p in range(0, 115) if p not in UNPITCHED]
SOUNDING_SEMITONES = {
    "fluidr3": {16: -24, 17: -12, 18: -12, 86: -24, 97: -12, 112: -12},
    "gmbank": {16: -12, 17: -12, 18: -12, 19: -12, 86: -24, 97: -12},
    "fluidr3mono": {16: -24, 17: -12, 18: -12, 86: -24, 97: -12, 112: -12},
    "musescore": {16: -24, 17: -12, 18: -12, 86: -24, 97: -12, 112: -12},
    "musescorelite": {16: -24, 17: -12, 18: -12, 86: -24, 97: -12, 112: -12},
}
"""Where a program's fundamental lies from the key (organs with a 16' stop and the like), measured; notes carry what sounds."""
DETUNE_SEMITONES = 0.5
"""Notes are bent by up to this much, so that the network sees pitches between the keys."""


@dataclass(frozen=True)
class Font:
    """Where a font lies and which of its notes to take."""

    path: str
    keys: range
    velocities: tuple[int, ...]
    seed: int

    def find(self, folder: Path | None) -> Path:
        """The font's file, in `folder` if it lies there."""
        elsewhere = folder / Path(self.path).name if folder else None
        return elsewhere if elsewhere and elsewhere.exists() else Path(self.path)


FONTS = {
    "fluidr3": Font("/usr/share/sounds/sf2/FluidR3_GM.sf2", range(24, 97, 3), (40, 80, 120), 0),
    "fluidr3mono": Font("/usr/share/sounds/sf3/FluidR3Mono_GM.sf3", range(23, 97, 5), (50, 100), 4),
    "gmbank": Font("/usr/share/sounds/sf2/sf_GMbank.sf2", range(25, 97, 4), (100,), 2),
    "musescore": Font("/usr/share/sounds/sf3/MuseScore_General_Full.sf3", range(26, 97, 4), (60, 110), 3),
    "musescorelite": Font("/usr/share/sounds/sf3/MuseScore_General_Lite.sf3", range(26, 97, 4), (60, 110), 3),
}
"""`musescorelite` is `musescore` with its samples packed tighter, for machines that everything must be carried to."""


KINDS_FONTS = ("fluidr3", "gmbank", "musescore")
"""FluidR3Mono's kits are FluidR3's."""
MOST_KINDS = 6000
"""Room for the sounds of one folder; files are sparse beyond what is kept."""

VOICES_FONTS = ("fluidr3", "fluidr3mono", "gmbank", "musescore")
CHOIR_KEYS = range(30, 91, 2)
CHOIR_VELOCITIES = (24, 40, 54, 68, 82, 96, 110, 124)
"""More of them than of other programs: each velocity is a group of its own, so the fonts hold their own beside our singers."""


class Store:
    """Arrays on disk with room for `capacity` notes; only the first `len(notes)` rows are used."""

    def __init__(self, folder: Path, capacity: int):
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        hops = c.NOTE_SAMPLES // c.LOUDNESS_HOP
        self._codes = self._create("codes", np.uint8, (capacity, c.NOTE_SAMPLES))
        self._active = self._create("active", np.bool_, (capacity, hops))
        self._mels = self._create("mels", np.float16, (capacity, c.NOTE_FRAMES, c.MEL_BANDS))
        self._band_envelope = self._create("colour", np.float16, (capacity, c.NOTE_FRAMES, 2, band_envelope.BANDS))
        self.notes: list[tuple[int, float, int]] = []
        self.faults: Counter[tuple[int, str]] = Counter()

    def _create(self, name: str, dtype, shape):
        return np.lib.format.open_memmap(self._folder / f"{name}.npy", mode="w+", dtype=dtype, shape=shape)

    def add(self, program: int, pitch_midi: float, velocity: int, wave: np.ndarray) -> None:
        """Keep one wave [NOTE_SAMPLES], 16 kHz as rendered, unless it is unfit."""
        fault = weeding.fault(wave, pitch_midi, note=program < c.FIRST_KIND_PROGRAM)
        if fault:
            self.faults[program, fault] += 1
            return
        wave = codec.normalise(wave)
        row = len(self.notes)
        codes, _, active = codec.encode(wave)
        self._codes[row] = codes + 128
        self._active[row] = active
        self._mels[row] = log_mel(wave)
        hertz = 0.0 if np.isnan(pitch_midi) else c.midi_to_hz(pitch_midi)
        self._band_envelope[row] = band_envelope.tracks(wave, np.full(c.NOTE_FRAMES, hertz))
        self.notes.append((program, pitch_midi, velocity))

    def close(self, source: str) -> None:
        """Write the notes' list last: a folder without it is not finished."""
        for array in (self._codes, self._active, self._mels, self._band_envelope):
            array.flush()
        program, pitch, velocity = (np.array(column) for column in zip(*self.notes))
        np.savez(self._folder / "notes.npz", program=program, pitch=pitch, velocity=velocity)
        left_out = {fault: sum(n for (_, f), n in self.faults.items() if f == fault) for fault in weeding.FAULTS}
        by_program = [f"{program} {fault} {count}" for (program, fault), count in sorted(self.faults.items())]
        about = {"source": source, "notes": len(self.notes), "leftOut": left_out, "leftOutByProgram": by_program}
        (self._folder / "font.json").write_text(json.dumps(about, indent=1))
        print(f"{self._folder.name}: {len(self.notes)} notes kept; left out {left_out}", flush=True)


def render(font: Font, path: Path, sounding_semitones: dict[int, int], programs, folder: Path, quiet: bool) -> None:
    """Render programs, keys and velocities of one font."""
    synth = SoundFont(str(path), RENDER_RATE)
    available = {p.program for p in synth.presets() if p.bank == 0}
    programs = [p for p in programs if p in available]
    store = Store(folder, len(programs) * len(font.keys) * len(font.velocities))
    started = time.time()
    for program in programs:
        random = np.random.default_rng([font.seed, program])
        for key in font.keys:
            for velocity in font.velocities:
                pitch = key + random.uniform(-DETUNE_SEMITONES, DETUNE_SEMITONES)
                wave = decimate_by_three(synth.note(Preset(0, program, ""), pitch, velocity))
                store.add(program, pitch + sounding_semitones.get(program, 0), velocity, wave)
        if not quiet:
            print(f"{folder.name} program {program}: {len(store.notes)} notes, {time.time() - started:.0f} s", flush=True)
    store.close(str(path))


def render_voices(folder: Path) -> None:
    """Let every part of our own singers sing its keys."""
    parts = list(voices.parts())
    store = Store(folder, sum(len(part.keys) for part in parts))
    random = np.random.default_rng(52)
    started = time.time()
    for part in parts:
        for key in part.keys:
            pitch = key + random.uniform(-DETUNE_SEMITONES, DETUNE_SEMITONES)
            wave = decimate_by_three(part.note(pitch, seed=int(random.integers(2**31))))
            store.add(part.program, pitch, round(127 * part.effort), wave)
        print(f"{folder.name} {part.program} {part.vowel.name}: {len(store.notes)} notes, {time.time() - started:.0f} s", flush=True)
    store.close("recipe/voices.py")


def finished(folder: Path) -> bool:
    return (folder / "notes.npz").exists()


def prepare_voices(out: Path, fonts: Path | None, quiet: bool) -> None:
    """The voices set, but for folders that are finished."""
    for name in VOICES_FONTS:
        font = FONTS[name]
        if not finished(out / f"choir-{name}"):
            choir = replace(font, keys=CHOIR_KEYS, velocities=CHOIR_VELOCITIES, seed=font.seed + 100)
            render(choir, font.find(fonts), SOUNDING_SEMITONES[name], voices.CHOIR_PROGRAMS, out / f"choir-{name}", quiet)
    if not finished(out / "singers"):
        render_voices(out / "singers")


def prepare_kinds(out: Path, fonts: Path | None) -> None:
    """The sounds that are no notes, but for folders that are finished: a folder a font, and one for our own models."""
    for name in KINDS_FONTS:
        folder = out / f"kinds-{name}"
        if not finished(folder):
            synth = SoundFont(str(FONTS[name].find(fonts)), RENDER_RATE)
            available = {p.program for p in synth.presets() if p.bank == 0}
            programs = [p for p in PROGRAMS if p in available and not c.held_out(p)]
            keep(kinds.of_font(synth, FONTS[name].seed, programs), folder, name)
    if not finished(out / "kinds-models"):
        keep(kinds.models(), out / "kinds-models", "recipe/kinds.py")


def keep(sounds: Iterable[kinds.Heard], folder: Path, source: str) -> None:
    """Write a folder of sounds."""
    store = Store(folder, MOST_KINDS)
    for sound in sounds:
        store.add(sound.program, sound.pitch_midi, 100, sound.wave)
    store.close(source)


def share_of(text: str) -> tuple[int, int]:
    """'1/4' -> (1, 4): the second of four shares."""
    number, shares = (int(part) for part in text.split("/"))
    if not 0 <= number < shares:
        raise argparse.ArgumentTypeError(f"{text}: no such share")
    return number, shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, help="folder to look for the fonts in, before where they are installed")
    parser.add_argument("--share", type=share_of, help="n/of: only this share of the programs, into a folder of its own")
    parser.add_argument("--step", type=int, help="semitones from key to key, instead of the font's own")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("sets", nargs="+", choices=[*sorted(FONTS), "kinds", "voices"])
    arguments = parser.parse_args()
    number, shares = arguments.share or (0, 1)
    for name in arguments.sets:
        folder = arguments.out / (f"{name}-{number}" if arguments.share else name)
        if name == "voices":
            prepare_voices(arguments.out, arguments.fonts, arguments.quiet)
        elif name == "kinds":
            prepare_kinds(arguments.out, arguments.fonts)
        elif not finished(folder):
            font = FONTS[name]
            font = replace(font, keys=range(font.keys.start, font.keys.stop, arguments.step or font.keys.step))
            path = font.find(arguments.fonts)
            render(font, path, SOUNDING_SEMITONES[name], PROGRAMS[number::shares], folder, arguments.quiet)


if __name__ == "__main__":
    main()
