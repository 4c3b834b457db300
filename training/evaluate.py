"""Let the published model run free on notes that it has not seen, and measure.

    python training/evaluate.py --notes 16 --temperatures 1 0.85 --out FOLDER

Sets: `train` and `held` (by program) of FluidR3, `tim` (TimGM6mb, a font that is never trained on). Each note is encoded,
generated at its own pitch with its own loudness lane (the true one), high-passed at half the fundamental and compared with
itself; `pair` embeds another pitch of the instrument instead. FOLDER receives a picture of spectrograms a set, and the waves.
"""

import argparse
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soundfile
import torch
from scipy.signal import butter, lfilter

from recipe import codec, config as c, metrics, model_file
from recipe.generator import Generator
from recipe.log_mel import log_mel
from recipe.soundfont import Preset, SoundFont, decimate_by_three

ROOT = Path(__file__).resolve().parent.parent
FLUID = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
TIM = "/usr/share/sounds/sf2/TimGM6mb.sf2"
SAMPLES = 94 * c.FRAME
TRAIN_PROGRAMS = (0, 4, 8, 12, 19, 24, 30, 40, 48, 52, 56, 66, 71, 73, 80, 104)
TIM_PROGRAMS = (0, 11, 21, 24, 32, 41, 61, 68, 73, 82)


@dataclass
class Note:
    program: int
    key: int
    wave: np.ndarray  # [SAMPLES] normalised
    other: np.ndarray  # the same instrument at another key
    label: str


@dataclass
class Result:
    bits: float
    mel_db: float
    round_trip_db: float
    envelope_db: float
    periodicity: float
    real_periodicity: float
    gross_pitch: float
    cents: np.ndarray
    defect: str
    pair_mel_db: float


def render(synth: SoundFont, program: int, key: int, velocity: int) -> np.ndarray:
    wave = decimate_by_three(synth.note(Preset(0, program, ""), key, velocity))
    return codec.normalise(wave)[:SAMPLES]


def notes_of(path: str, programs, count: int, label: str) -> list[Note]:
    """`count` notes, going round the programs, keys drawn from 40 … 84."""
    synth, random = SoundFont(path), np.random.default_rng(5)
    programs = list(programs)
    notes = []
    for n in range(count):
        program, key, velocity = programs[n % len(programs)], int(random.integers(40, 85)), int(random.choice((50, 90)))
        other = int(np.clip(key + random.choice((-9, -5, 4, 7)), 36, 90))
        notes.append(
            Note(program, key, render(synth, program, key, velocity), render(synth, program, other, velocity), label)
        )
    return notes


def high_pass(wave: np.ndarray, cut_hz: float) -> np.ndarray:
    """What the instrument does too: de-emphasis integrates a small slow offset that generated notes carry."""
    return lfilter(*butter(2, cut_hz, "high", fs=c.SAMPLE_RATE), wave)


class Evaluator:
    """One model, ready to encode and to run free."""

    def __init__(self, folder: Path):
        manifest, named = model_file.read(folder)
        sizes = model_file.sizes_of(manifest)
        self._model = model_file.from_format(named, sizes)
        self._generator = Generator(named, sizes)

    def biases(self, wave: np.ndarray, key: float) -> np.ndarray:
        mels = torch.from_numpy(log_mel(wave))[None]
        z = self._model.encoder(mels, torch.ones(mels.shape[:2]))
        return self._model.conditioning(z, torch.full(z.shape[:2], float(key)))[0].numpy()

    def forced_bits(self, note: Note) -> float:
        """Bits a sample of the note's own codes where its loudness is above the floor, whole note from its start."""
        codes, _, active = codec.encode(note.wave)
        logits = torch.from_numpy(self._generator.force(self.biases(note.wave, note.key), codes, note.key))
        bits = torch.nn.functional.cross_entropy(logits, torch.from_numpy(codes + 128), reduction="none") / np.log(2)
        return float(bits.numpy()[np.repeat(active, c.LOUDNESS_HOP)[: len(codes)]].mean())

    def generate(self, note: Note, embedded: np.ndarray, temperature: float, seed: int):
        """Codes and the wave with the note's own loudness put back."""
        _, loudness, _ = codec.encode(note.wave)
        biases = self.biases(embedded, note.key)
        codes = self._generator.generate(biases, SAMPLES, note.key, temperature, seed)
        return codes, high_pass(codec.decode(codes, loudness), c.midi_to_hz(note.key) / 2)

    def measure(self, note: Note, temperature: float, seed: int) -> tuple[Result, np.ndarray, np.ndarray]:
        real_codes, loudness, active = codec.encode(note.wave)
        codes, wave = self.generate(note, note.wave, temperature, seed)
        _, paired = self.generate(note, note.other, temperature, seed + 1)
        cents, gross = metrics.compare_pitch(wave, note.wave)
        result = Result(
            bits=self.forced_bits(note),
            mel_db=metrics.mel_distance(wave, note.wave),
            round_trip_db=metrics.mel_distance(codec.decode(real_codes, loudness), note.wave),
            envelope_db=metrics.envelope_error(wave, note.wave),
            periodicity=metrics.periodicity(wave, note.key),
            real_periodicity=metrics.periodicity(note.wave, note.key),
            gross_pitch=gross,
            cents=cents,
            defect=metrics.defect(codes, active),
            pair_mel_db=metrics.mel_distance(paired, note.wave),
        )
        return result, wave, paired


def summary(label: str, temperature: float, results: list[Result]) -> str:
    """One row of the table."""
    cents = np.concatenate([r.cents for r in results])
    median = {
        name: float(np.nanmedian([asdict(r)[name] for r in results]))
        for name in ("bits", "mel_db", "round_trip_db", "envelope_db", "pair_mel_db")
    }
    ratio = np.nanmedian([r.periodicity / r.real_periodicity for r in results])
    broken = [r.defect for r in results if r.defect]
    return (
        f"| {label} | {temperature} | {len(results)} | {median['bits']:.2f} | {median['mel_db']:.1f} | "
        f"{median['pair_mel_db']:.1f} | {median['round_trip_db']:.1f} | {median['envelope_db']:.1f} | {ratio:.2f} | "
        f"{np.median(cents):.1f} | {np.percentile(cents, 95):.0f} | "
        f"{100 * np.nanmean([r.gross_pitch for r in results]):.0f} | {len(broken)} {' '.join(broken)} |"
    )


HEADER = (
    "| set | T | notes | forced bits | log-mel dB | pair log-mel dB | mu-law floor dB | envelope dB | periodicity / real "
    "| f0 median cents | f0 95 % cents | gross f0 % | defects |\n" + "|---" * 13 + "|"
)


def picture(path: Path, rows: list[tuple[str, list[np.ndarray]]]) -> None:
    """Spectrograms: real, generated, generated from another pitch's embedding; a row a note."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(len(rows), 3, figsize=(15, 2.2 * len(rows)), squeeze=False)
    for line, (label, waves) in zip(axes, rows):
        for axis, wave in zip(line, waves):
            axis.specgram(wave + 1e-6, NFFT=1024, Fs=c.SAMPLE_RATE, noverlap=768, vmin=-120, vmax=-30)
            axis.set_ylim(0, 5000)
        line[0].set_ylabel(label, fontsize=7)
    figure.tight_layout()
    figure.savefig(path, dpi=50)
    plt.close(figure)


def evaluate(evaluator: Evaluator, notes: list[Note], temperature: float, out: Path | None) -> str:
    results, rows = [], []
    for n, note in enumerate(notes):
        result, wave, paired = evaluator.measure(note, temperature, seed=100 + n)
        results.append(result)
        rows.append((f"{note.program} key {note.key}", [note.wave, wave, paired]))
        if out:
            for name, sound in (("real", note.wave), ("made", wave), ("pair", paired)):
                path = out / f"{note.label}-{temperature}-{n:02}-{name}.wav"
                soundfile.write(path, sound / max(1.0, np.abs(sound).max()), c.SAMPLE_RATE)
    if out:
        picture(out / f"{notes[0].label}-{temperature}.png", rows[:12])
    return summary(notes[0].label, temperature, results)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "instruments")
    parser.add_argument("--notes", type=int, default=16, help="per set")
    parser.add_argument("--sets", nargs="+", choices=("train", "held", "tim"), default=["train", "held", "tim"])
    parser.add_argument("--temperatures", type=float, nargs="+", default=[1.0, 0.85])
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
    evaluator = Evaluator(arguments.model)
    sets = (("train", FLUID, TRAIN_PROGRAMS), ("held", FLUID, sorted(c.HELD_OUT_PROGRAMS)), ("tim", TIM, TIM_PROGRAMS))
    print(HEADER)
    for label, path, programs in (chosen for chosen in sets if chosen[0] in arguments.sets):
        notes = notes_of(path, programs, arguments.notes, label)
        for temperature in arguments.temperatures:
            print(evaluate(evaluator, notes, temperature, arguments.out), flush=True)


if __name__ == "__main__":
    main()
