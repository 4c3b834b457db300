"""Let a network run free on a few held-out notes, measure, and keep what is to be heard and seen.

    python training/listen.py --fonts FOLDER --out NOTES.npz fluidr3mono

renders the notes (with the synthesiser, so in a process of its own where that was carried); gpu.py calls `listen` on them.
Needs nothing beyond NumPy, SciPy, Numba, PyTorch and Matplotlib.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import scipy.io.wavfile
from scipy.signal import butter, lfilter

from prepare import FONTS, SOUNDING_SEMITONES
from recipe import codec, config as c, metrics
from recipe.generator import Generator
from recipe.log_mel import log_mel
from recipe.soundfont import Preset, SoundFont, decimate_by_three

SAMPLES = 94 * c.FRAME
NOTES = 24
LOWEST, HIGHEST = 40, 84
STEPS_TO_OTHER = (-9, -5, 4, 7)


def render_notes(name: str, fonts: Path | None, out: Path, count: int) -> None:
    """`count` notes going round the held-out programs, each with another note of its instrument."""
    synth, random = SoundFont(str(FONTS[name].find(fonts))), np.random.default_rng(5)
    programs = sorted(c.HELD_OUT_PROGRAMS)
    waves, others, pitches, labels = [], [], [], []
    while len(waves) < count:
        program, key = programs[len(waves) % len(programs)], int(random.integers(LOWEST, HIGHEST + 1))
        other = int(np.clip(key + random.choice(STEPS_TO_OTHER), LOWEST, HIGHEST))
        both = [decimate_by_three(synth.note(Preset(0, program, ""), k, 90))[:SAMPLES] for k in (key, other)]
        waves.append(codec.normalise(both[0]))
        others.append(codec.normalise(both[1]))
        pitches.append(key + SOUNDING_SEMITONES[name].get(program, 0))
        labels.append(f"{program} key {key}")
    np.savez(out, waves=np.stack(waves), others=np.stack(others), pitches=np.array(pitches, float), labels=np.array(labels))


_generator: Generator | None = None


def _start(named: dict[str, np.ndarray], sizes: c.Sizes) -> None:
    """Give a worker process its generator."""
    global _generator
    _generator = Generator(named, sizes)


def _generate(job: tuple[np.ndarray, int, float, float, int]) -> np.ndarray:
    assert _generator is not None
    return _generator.generate(*job)


def generate_all(named, sizes: c.Sizes, jobs: list, processes: int) -> list[np.ndarray]:
    """Codes of each job (biases, samples, pitch, temperature, seed), side by side."""
    Generator(named, sizes).generate(jobs[0][0], 8, 60.0, 1.0, 0)  # compiled once, found in Numba's cache by the rest
    with ProcessPoolExecutor(processes, get_context("spawn"), _start, (named, sizes)) as pool:
        return list(pool.map(_generate, jobs))


def measure(wave: np.ndarray, codes: np.ndarray, made: np.ndarray, pitch_midi: float) -> dict:
    """How near a generated note is to the real one; names as in evaluate.py."""
    real_codes, loudness, active = codec.encode(wave)
    cents, gross = metrics.compare_pitch(made, wave)
    return {
        "mel_db": metrics.mel_distance(made, wave),
        "round_trip_db": metrics.mel_distance(codec.decode(real_codes, loudness), wave),
        "envelope_db": metrics.envelope_error(made, wave),
        "periodicity": metrics.periodicity(made, pitch_midi),
        "real_periodicity": metrics.periodicity(wave, pitch_midi),
        "cents": float(np.median(cents)) if len(cents) else float("nan"),
        "gross_pitch": gross,
        "defect": metrics.defect(codes, active),
    }


def summary(rows: list[dict]) -> dict:
    """Medians over notes; `periodicity` relative to the real notes."""
    means = {name: float(np.nanmedian([row[name] for row in rows])) for name in ("mel_db", "round_trip_db", "envelope_db", "cents")}
    ratio = float(np.nanmedian([row["periodicity"] / row["real_periodicity"] for row in rows]))
    broken = [f"{row['label']}: {row['defect']}" for row in rows if row["defect"]]
    gross = float(np.nanmean([row["gross_pitch"] for row in rows]))
    return means | {"periodicity": ratio, "gross_pitch": gross, "broken": broken, "notes": len(rows)}


def picture(path: Path, rows: list[tuple[str, list[np.ndarray]]]) -> None:
    """Spectrograms, a row a note: real, generated, generated from another note's embedding."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(len(rows), 3, figsize=(15, 2.2 * len(rows)), squeeze=False)
    for line, (label, waves) in zip(axes, rows):
        line[0].set_ylabel(label, fontsize=7)
        for axis, wave in zip(line, waves):
            axis.specgram(wave + 1e-6, NFFT=1024, Fs=c.SAMPLE_RATE, noverlap=768, vmin=-120, vmax=-30)
            axis.set_ylim(0, 5000)
    figure.tight_layout()
    figure.savefig(path, dpi=50)
    plt.close(figure)


def listen(network, named, sizes: c.Sizes, notes_path: Path, out: Path, temperature: float, processes: int, samples: int = SAMPLES):
    """Generate each note from its own embedding and from the other note's; write listen.wav and listen.png into `out`.

    network(mels, pitch) -> biases: [frames, bands], MIDI -> [frames, biases]. Returns (rows, summary).
    """
    notes = np.load(notes_path)
    waves, others = notes["waves"][:, :samples], notes["others"][:, :samples]
    pitches, labels = notes["pitches"], [str(label) for label in notes["labels"]]
    jobs = []
    for n, pitch in enumerate(pitches):
        for k, source in enumerate((waves[n], others[n])):
            jobs.append((network(log_mel(source), float(pitch)), samples, float(pitch), temperature, 100 + 2 * n + k))
    codes = generate_all(named, sizes, jobs, processes)
    rows, heard, seen, gap = [], [], [], np.zeros(c.SAMPLE_RATE // 4)
    for n, pitch in enumerate(pitches):
        _, loudness, _ = codec.encode(waves[n])
        cut = butter(2, c.midi_to_hz(pitch) / 2, "high", fs=c.SAMPLE_RATE)  # de-emphasis integrates slow offsets
        own, pair = (lfilter(*cut, codec.decode(codes[2 * n + k], loudness)) for k in (0, 1))
        rows.append({"label": labels[n]} | measure(waves[n], codes[2 * n], own, float(pitch)))
        heard += [waves[n], gap, own, gap, pair, gap, gap]
        seen.append((labels[n], [waves[n], own, pair]))
    sound = np.concatenate(heard)
    scipy.io.wavfile.write(out / "listen.wav", c.SAMPLE_RATE, np.int16(32767 * np.clip(sound, -1, 1)))
    picture(out / "listen.png", seen[:12])
    return rows, summary(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, help="folder to look for the font in, before where it is installed")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--notes", type=int, default=NOTES)
    parser.add_argument("name", choices=sorted(FONTS))
    arguments = parser.parse_args()
    render_notes(arguments.name, arguments.fonts, arguments.out, arguments.notes)


if __name__ == "__main__":
    main()
