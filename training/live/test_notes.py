"""The test notes of the live engine, as WAV files and an index, for `npm run bench -- live` to measure.

    python -m live.test_notes --out $WORK/notes            (in training/)

48 kHz float32, mono, velocity 90, held 1.6 s of 2, from where it rises above 1 % of its peak, peak 0.9. Each line of index.json names the font, the
program, the key, and for a note of `octave` the note of the same program that it is to be compared with."""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.io import wavfile

from recipe.soundfont import Preset, SoundFont

RATE = 48_000
FONTS = {
    "fluid": "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "muse": "/usr/share/sounds/sf3/MuseScore_General_Full.sf3",
    "timgm": "/usr/share/sounds/sf2/TimGM6mb.sf2",
}
HELD_OUT = (5, 11, 20, 26, 33, 42, 53, 60, 65, 75, 81, 89, 98, 107, 114)
KEYS = (50, 59, 62, 55, 66, 46, 57, 60)
# Inharmonic and noisy: electric pianos low, steel drum, vibraphone, flute, pan flute, tubular bell, celesta, kalimba, tinkle bell.
HARD = ((4, 36), (5, 36), (4, 48), (114, 60), (11, 48), (11, 65), (73, 72), (75, 67), (14, 60), (8, 72), (108, 60), (112, 72))
BRIGHT = (6, 25, 29, 40, 48, 56, 61, 104)  # harpsichord, steel and driven guitar, violin, strings, trumpet, brass, sitar
# The prototype's pairs at A3; the issue's own are the bundled sounds.
PAIRS = (("fluid", 65), ("fluid", 75), ("fluid", 42), ("fluid", 60), ("muse", 11), ("muse", 53), ("fluid", 26), ("fluid", 20))
# Looked at last: no figure was tuned on these.
LAST = (0, 7, 13, 22, 24, 32, 41, 46, 57, 68, 71, 73, 79, 88, 105)


def note(font: SoundFont, program: int, key: int, hold: float = 1.6, seconds: float = 2.0) -> np.ndarray:
    """[samples] from the onset on, peak 0.9; empty if silent."""
    wave = font.note(Preset(0, program, ""), key, 90, hold, seconds).astype(np.float64)
    peak = np.abs(wave).max()
    return wave[int(np.argmax(np.abs(wave) > 0.01 * peak)) :] * (0.9 / peak) if peak > 1e-3 else np.zeros(0)


def listed(programs: tuple[int, ...], fonts: tuple[str, ...] = ("fluid", "muse")) -> list[tuple[str, int, int]]:
    """(font, program, key) of each program in each font."""
    return [(f, p, KEYS[(i + 3 * j) % 8]) for j, f in enumerate(fonts) for i, p in enumerate(programs)]


def wanted() -> list[dict]:
    """Every test note: set, font, program, key, and the key that a note of `octave` is to be made from."""
    rows = [("held", *x, None) for x in listed(HELD_OUT)] + [("hard", "fluid", p, k, None) for p, k in HARD]
    rows += [("octave", f, p, k + step, k) for f, p, k in listed(HELD_OUT) for step in (12, -12)]
    rows += [("bright", *x, None) for x in listed(BRIGHT)] + [("pairs", f, p, 57, None) for f, p in PAIRS]
    rows += [("last", *x, None) for x in listed(LAST, ("timgm",))]
    return [dict(zip(("set", "font", "program", "key", "from"), row, strict=True)) for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    fonts = {name: SoundFont(path, RATE) for name, path in FONTS.items()}
    rows = []
    for row in wanted():
        wave = note(fonts[row["font"]], row["program"], row["key"])
        if not len(wave):
            continue
        row["file"] = f"{row['font']}-{row['program']}-{row['key']}.wav"
        wavfile.write(out / row["file"], RATE, wave.astype(np.float32))
        rows.append(row)
    (out / "index.json").write_text(json.dumps(rows, indent=1))
    print(len(rows), "notes")


if __name__ == "__main__":
    main()
