"""Render the bundled source sounds: single notes of FluidR3 GM (MIT), 44.1 kHz mono, 16-bit FLAC
without the low bits that their own noise hides.

    python training/render_sources.py

Writes presets/sources/*.flac, index.json and the font's licence.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from recipe.soundfont import Preset, SoundFont
from recipe.spare_bits import without_spare_bits, write_flac

FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
FONT_LICENSE = "/usr/share/doc/fluid-soundfont-gm/copyright"
FOLDER = Path(__file__).resolve().parent.parent / "presets" / "sources"
RATE = 44_100
OVERSAMPLING = 2
HOLD_SECONDS, SECONDS = 2.8, 4.0
VELOCITY = 96
PEAK_DB = -3.0
SILENCE_DB = -66.0
FADE_SECONDS = 0.02
NOTE_NAMES = ("c", "cs", "d", "ds", "e", "f", "fs", "g", "gs", "a", "as", "b")


@dataclass(frozen=True)
class Source:
    title: str
    program: int
    root_midi: int
    family: str

    @property
    def id(self) -> str:
        note = f"{NOTE_NAMES[self.root_midi % 12]}{self.root_midi // 12 - 1}"
        return f"{self.title.lower().replace(' ', '-')}-{note}"


SOURCES = (
    Source("Grand piano", 0, 60, "piano"),
    Source("Electric piano", 4, 60, "piano"),
    Source("Celesta", 8, 72, "chromatic percussion"),
    Source("Marimba", 12, 60, "chromatic percussion"),
    Source("Church organ", 19, 60, "organ"),
    Source("Nylon guitar", 24, 60, "guitar"),
    Source("Steel guitar", 25, 55, "guitar"),
    Source("Violin", 40, 69, "strings"),
    Source("Cello", 42, 48, "strings"),
    Source("Choir aahs", 52, 60, "voice"),
    Source("Trumpet", 56, 67, "brass"),
    Source("Clarinet", 71, 62, "reed"),
    Source("Flute", 73, 72, "pipe"),
    Source("Sitar", 104, 55, "plucked"),
    Source("Kalimba", 108, 72, "plucked"),
)


def finish(wave: np.ndarray) -> np.ndarray:
    """Trim the silent end, fade the last 20 ms, set the peak. [samples] at RATE -> [samples]"""
    loud = np.flatnonzero(np.abs(wave) > np.abs(wave).max() * 10 ** (SILENCE_DB / 20))
    wave = wave[: loud[-1] + 1].copy()
    fade = int(FADE_SECONDS * RATE)
    wave[-fade:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / fade)
    return wave * (10 ** (PEAK_DB / 20) / np.abs(wave).max())


def main() -> None:
    synth = SoundFont(FONT, RATE * OVERSAMPLING)
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Alloy's own sounds stay in the list: they are computed, and no files
    listed = FOLDER / "index.json"
    own = [entry for entry in json.loads(listed.read_text()) if "sound" in entry] if listed.exists() else []
    index = []
    for source in SOURCES:
        preset = Preset(0, source.program, source.title)
        wave = synth.note(preset, source.root_midi, VELOCITY, HOLD_SECONDS, SECONDS)
        wave = finish(resample_poly(wave, 1, OVERSAMPLING))
        pcm = np.round(wave * 32767).astype(np.int16)
        write_flac(FOLDER / f"{source.id}.flac", without_spare_bits(pcm, RATE), RATE)
        index.append(
            {
                "id": source.id,
                "title": source.title,
                "file": f"{source.id}.flac",
                "rootMidi": source.root_midi,
                "family": source.family,
            }
        )
        print(f"{source.id}: {len(wave) / RATE:.2f} s")
    rows = ",\n  ".join(json.dumps(entry) for entry in index + own)
    (FOLDER / "index.json").write_text(f"[\n  {rows}\n]\n")
    shutil.copyfile(FONT_LICENSE, FOLDER / "LICENSE-FluidR3.txt")


if __name__ == "__main__":
    main()
