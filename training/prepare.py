"""Render sound fonts to training notes: codes, activity and log-mel frames, once, as memory-mapped arrays.

    python training/prepare.py --out DATA fluidr3 fluidr3mono gmbank musescore

For each font a folder DATA/<font> with codes.npy uint8 [notes, 64000] (code + 128), active.npy bool [notes, 500],
mels.npy float16 [notes, 125, 80], colour.npy float16 [notes, 125, 2, 24] and notes.npz (program, pitch, velocity per note).
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recipe import codec, colour, config as c
from recipe.log_mel import log_mel
from recipe.soundfont import Preset, SoundFont, decimate_by_three

RENDER_RATE = 48_000
MIN_PEAK = 2e-3
UNPITCHED = {31, 47, 55, 113}
"""Guitar harmonics (another partial at each key), timpani, orchestra hit, agogo: nothing to learn about pitch."""
PROGRAMS = [p for p in range(0, 115) if p not in UNPITCHED]
SOUNDING_SEMITONES = {
    "fluidr3": {16: -24, 17: -12, 18: -12, 86: -24, 97: -12},
    "gmbank": {16: -12, 17: -12, 18: -12, 19: -12, 86: -24, 97: -12},
    "fluidr3mono": {16: -24, 17: -12, 18: -12, 86: -24, 97: -12},
    "musescore": {16: -24, 17: -12, 18: -12, 86: -24, 97: -12},
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


FONTS = {
    "fluidr3": Font("/usr/share/sounds/sf2/FluidR3_GM.sf2", range(24, 97, 3), (40, 80, 120), 0),
    "fluidr3mono": Font("/usr/share/sounds/sf3/FluidR3Mono_GM.sf3", range(23, 97, 5), (50, 100), 4),
    "gmbank": Font("/usr/share/sounds/sf2/sf_GMbank.sf2", range(25, 97, 4), (100,), 2),
    "musescore": Font("/usr/share/sounds/sf3/MuseScore_General_Full.sf3", range(26, 97, 4), (60, 110), 3),
}


class Store:
    """Arrays on disk with room for `capacity` notes; only the first `len(notes)` rows are used."""

    def __init__(self, folder: Path, capacity: int):
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        hops = c.NOTE_SAMPLES // c.LOUDNESS_HOP
        self._codes = self._create("codes", np.uint8, (capacity, c.NOTE_SAMPLES))
        self._active = self._create("active", np.bool_, (capacity, hops))
        self._mels = self._create("mels", np.float16, (capacity, c.NOTE_FRAMES, c.MEL_BANDS))
        self._colour = self._create("colour", np.float16, (capacity, c.NOTE_FRAMES, 2, colour.BANDS))
        self.notes: list[tuple[int, float, int]] = []

    def _create(self, name: str, dtype, shape):
        return np.lib.format.open_memmap(self._folder / f"{name}.npy", mode="w+", dtype=dtype, shape=shape)

    def add(self, program: int, pitch_midi: float, velocity: int, wave: np.ndarray) -> None:
        """Keep one normalised wave [NOTE_SAMPLES]."""
        row = len(self.notes)
        codes, _, active = codec.encode(wave)
        self._codes[row] = codes + 128
        self._active[row] = active
        self._mels[row] = log_mel(wave)
        self._colour[row] = colour.lanes(wave, np.full(c.NOTE_FRAMES, c.midi_to_hz(pitch_midi)))
        self.notes.append((program, pitch_midi, velocity))

    def close(self, font: Font) -> None:
        """Write the notes' list last: a folder without it is not finished."""
        for array in (self._codes, self._active, self._mels, self._colour):
            array.flush()
        program, pitch, velocity = (np.array(column) for column in zip(*self.notes))
        np.savez(self._folder / "notes.npz", program=program, pitch=pitch, velocity=velocity)
        (self._folder / "font.json").write_text(json.dumps({"path": font.path, "notes": len(self.notes)}))


def render(name: str, out: Path) -> None:
    """Render every preset, key and velocity of one font."""
    font = FONTS[name]
    synth = SoundFont(font.path, RENDER_RATE)
    available = {p.program for p in synth.presets() if p.bank == 0}
    programs = [p for p in PROGRAMS if p in available]
    store = Store(out / name, len(programs) * len(font.keys) * len(font.velocities))
    random = np.random.default_rng(font.seed)
    started = time.time()
    for program in programs:
        for key in font.keys:
            for velocity in font.velocities:
                pitch = key + random.uniform(-DETUNE_SEMITONES, DETUNE_SEMITONES)
                wave = decimate_by_three(synth.note(Preset(0, program, ""), pitch, velocity))
                if np.abs(wave).max() >= MIN_PEAK:
                    sounding = pitch + SOUNDING_SEMITONES[name].get(program, 0)
                    store.add(program, sounding, velocity, codec.normalise(wave))
        print(f"{name} program {program}: {len(store.notes)} notes, {time.time() - started:.0f} s", flush=True)
    store.close(font)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("fonts", nargs="+", choices=sorted(FONTS))
    arguments = parser.parse_args()
    for name in arguments.fonts:
        if not (arguments.out / name / "notes.npz").exists():
            render(name, arguments.out)


if __name__ == "__main__":
    main()
