"""Renders the notes that the live engine's network for other keys is trained on, from four sound fonts, a second each.

    python -m live.notes --out $WORK/live-notes            (in training/; then bench/live/describe-notes.ts describes them)

Programs of live/test_notes.py that are held out stay out, and so do those without a pitch; CHOSEN are set apart to choose by. Resumable: files that are there are left."""

import argparse
import json
from pathlib import Path

import numpy as np

from live.test_notes import FONTS, HELD_OUT, RATE, note
from recipe.soundfont import SoundFont

UNPITCHED = {16, 17, 18, 19, 31, 47, 55, 86, 97, 112, 113, *range(115, 128)}
# Set apart: no weight is trained on these; share, length and size are chosen by them.
CHOSEN = (4, 13, 24, 40, 52, 56, 68, 73, 85, 104)
KEYS = range(36, 88, 7)
OTHERS = {
    "gmbank": "/usr/share/sounds/sf2/sf_GMbank.sf2",
    "mono": "/usr/share/sounds/sf3/FluidR3Mono_GM.sf3",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    paths = {name: FONTS[name] for name in ("fluid", "muse")} | {n: p for n, p in OTHERS.items() if Path(p).exists()}
    rows = []
    for font, path in paths.items():
        synth = SoundFont(path, RATE)
        for program in range(115):
            if program in UNPITCHED or program in HELD_OUT:
                continue
            for key in KEYS:
                row = {"file": f"{font}-{program}-{key}.f32", "font": font, "program": program, "key": key}
                wave = note(synth, program, key, 0.8, 1.0)
                if len(wave) > 40_000:
                    wave.astype(np.float32).tofile(out / row["file"])
                    rows.append(row)
        (out / "index.json").write_text(json.dumps(rows))
        print(font, len(rows), flush=True)


if __name__ == "__main__":
    main()
