"""A dozen short FLACs to listen to, beside a published model: sources, their reconstructions and blends, as the `alloy` command makes them.

    python training/examples.py --model models/instruments --pair guitar.wav flute.wav --pair cello.flac trumpet.flac

Two pairs of sounds; each gives its two sources, two reconstructions, and blends at a third and at two thirds.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import soundfile

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 3
MIXES = (1 / 3, 2 / 3)


def blend(model: Path, pair: list[str], mix: float, out: Path) -> None:
    """The command's own files: recon_A.wav, recon_B.wav and interp_A_X_B.wav."""
    command = ["node", "--import", "tsx", "src/cli/main.ts", "blend", *pair, "--out", str(out), "--quiet"]
    options = ["--model", str(model), "--mix", str(mix), "--seconds", str(SECONDS), "--backend", "wasm"]
    subprocess.run(command + options, cwd=ROOT, check=True)


def keep(path: Path, out: Path) -> None:
    """As FLAC, cut to SECONDS."""
    wave, rate = soundfile.read(path)
    soundfile.write(out, wave[: SECONDS * rate], rate, format="FLAC", subtype="PCM_16")
    print(out.name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "instruments")
    parser.add_argument("--pair", nargs=2, action="append", required=True, metavar=("A", "B"))
    arguments = parser.parse_args()
    folder = arguments.model / "examples"
    folder.mkdir(exist_ok=True)
    for pair in arguments.pair:
        paths = [str(Path(sound).resolve()) for sound in pair]
        a, b = (Path(sound).stem for sound in pair)
        for sound in paths:
            keep(Path(sound), folder / f"{Path(sound).stem}-source.flac")
        for mix in MIXES:
            with tempfile.TemporaryDirectory() as work:
                out = Path(work)
                blend(arguments.model.resolve(), paths, mix, out)
                keep(next(out.glob("interp_*.wav")), folder / f"{a}-x-{b}-{round(100 * mix)}.flac")
                for name in (a, b):
                    keep(out / f"recon_{name}.wav", folder / f"{name}-reconstruction.flac")


if __name__ == "__main__":
    main()
