"""Measure a published model on notes that it has never seen, through the generator that ships.

    python training/evaluate.py --model models/instruments --count 64 --out FOLDER
    python training/evaluate.py --sets held tim kinds --packages PACKAGES --count 32 --only-kinds --out FOLDER

Two sets of `count` sources: `held`, programs held out in training, of two fonts, and `tim`, another sound font altogether; for a model of
voices `voices`, singers that it has never heard. Each is
reconstructed, played an octave away, and blended with another. `kinds` are the sounds that people load (recipe/kinds_test_set.py): with them the
table by kind is written, for the other sets, too (`--only-kinds`: that table alone). Everything is rendered by bench/quality/render-set.ts (Node: the
TypeScript wasm generator and all that the instrument does to a sound after it), seeds fixed. FOLDER receives the raw
values (values.json, kinds.json), the tables (table.md, kinds.md), pictures of spectrograms, and every sound. What is there already is not rendered again.
"""

import argparse
import json
import subprocess
from pathlib import Path

import numpy as np
import soundfile
import torch
from scipy.signal import resample_poly
from scipy.stats import spearmanr

import by_kind
from recipe import codec, config as c, kinds_test_set, metrics, model_file, test_set
from recipe.generator import Generator
from recipe.log_mel import log_mel
from recipe.test_set import Source, TestSet

ROOT = Path(__file__).resolve().parent.parent
MIXES = (0.0, 0.25, 0.5, 0.75, 1.0)
SEED = 1
BANK = 100
"""Instruments among which a reconstruction has to find its source."""
FORCED_NOTES = 8
TAIL_SECONDS = 0.1


class Renders:
    """What render-set.ts wrote, by id."""

    def __init__(self, folder: Path):
        self._folder = folder

    def wave(self, id: str) -> np.ndarray:
        return np.fromfile(self._folder / f"{id}.f32", "<f4").astype(np.float64)

    def source(self, id: str) -> np.ndarray:
        """As the encoder had it: trimmed to its onset."""
        return np.fromfile(self._folder / f"{id}.source.f32", "<f4").astype(np.float64)

    def codes(self, id: str) -> np.ndarray:
        return np.fromfile(self._folder / f"{id}.codes", np.uint8).astype(np.int64) - 128


def octave_id(source: Source) -> str:
    return f"{source.id}-octave"


def blend_id(a: Source, b: Source, mix: float) -> str:
    return f"{a.id}-x-{b.id}-{mix}"


def render(model: Path, sets: dict[str, TestSet], files: dict[str, list[Path]], temperature: float, folder: Path, only_kinds: bool) -> None:
    """Write the sources and set.json, and have everything rendered that is not there yet."""
    sources, notes = [], []
    todo = by_kind.Todo(folder, SEED, temperature)

    def add_source(source: Source) -> None:
        soundfile.write(folder / f"{source.id}.wav", source.wave, c.SAMPLE_RATE, subtype="FLOAT")
        entry = {"id": source.id, "file": f"{source.id}.wav", "rootMidi": source.key, "seconds": test_set.SECONDS}
        sources.append(entry)

    def add_note(id: str, weights: dict[str, float], key: int) -> None:
        if not (folder / f"{id}.f32").exists():
            shares = [{"source": name, "weight": weight} for name, weight in weights.items()]
            seconds = test_set.RENDERED_SECONDS
            notes.append(
                {"id": id, "weights": shares, "rootMidi": key, "seconds": seconds, "seed": SEED, "temperature": temperature}
            )

    for chosen in sets.values():
        for source in chosen.sources:
            add_source(source)
            add_note(source.id, {source.id: 1.0}, source.key)
            notes.extend(todo.anchors(source.id, source.key, test_set.SECONDS))
        if only_kinds:
            continue
        for source, key, _ in chosen.transposed:
            add_note(octave_id(source), {source.id: 1.0}, key)
        for a, b in chosen.pairs:
            add_source(b)
            for mix in MIXES:
                add_note(blend_id(a, b, mix), {a.id: 1 - mix, b.id: mix}, a.key)
    sources.extend(by_kind.sources(files))
    notes.extend(todo.of(files))
    (folder / "set.json").write_text(json.dumps({"model": str(model.resolve()), "sources": sources, "notes": notes}))
    if notes:
        command = ["node", "--import", "tsx", "bench/quality/render-set.ts", str(folder.resolve())]
        subprocess.run(command, cwd=ROOT, check=True)


def raw_wave(codes: np.ndarray, source: np.ndarray) -> np.ndarray:
    """Codes with the source's loudness put back, and nothing else. [samples of the source]"""
    _, loudness, _ = codec.encode(source)
    return codec.decode(codes[: len(source)], loudness)


def measure_reconstruction(renders: Renders, source: Source) -> dict:
    """Everything about one note that is rebuilt from its own embedding at its own pitch."""
    real = renders.source(source.id)
    whole, codes = renders.wave(source.id), renders.codes(source.id)
    made = whole[: len(real)]
    raw = raw_wave(codes, real)
    coded, loudness, active = codec.encode(real)
    f0 = c.midi_to_hz(source.key)
    cents, stays = metrics.voiced_pitch(made, real)
    tail = whole[len(real) + int(TAIL_SECONDS * c.SAMPLE_RATE) :]
    return {
        "id": source.id,
        "program": source.program,
        "key": source.key,
        "mel": metrics.mel_distance(made, real),
        "rawMel": metrics.mel_distance(raw, real),
        "floorMel": metrics.mel_distance(codec.decode(coded, loudness), real),
        "envelope": metrics.envelope_error(made, real),
        "cents": cents.tolist(),
        "voiced": len(stays),
        "stays": int(stays.sum()),
        "periodicity": metrics.periodicity(made, source.key),
        "realPeriodicity": metrics.periodicity(real, source.key),
        "noise": metrics.noise_between_harmonics(made, f0),
        "realNoise": metrics.noise_between_harmonics(real, f0),
        "defect": metrics.defect(codes[: len(real)], active),
        "tailDb": float(20 * np.log10(np.abs(tail).max() + 1e-9)),
    }


def resampled(wave: np.ndarray, semitones: int) -> np.ndarray:
    """What a plain sampler does: faster or slower. Only whole octaves."""
    return resample_poly(wave, 1, 2) if semitones == 12 else resample_poly(wave, 2, 1)


def measure_octave(renders: Renders, source: Source, key: int, real: np.ndarray) -> dict:
    """A note an octave away against the real one there, beside the source resampled."""
    onset_of = renders.source(source.id)
    made = renders.wave(octave_id(source))
    sampler = resampled(onset_of, key - source.key)
    length = min(len(made), len(sampler), len(real))
    real = trimmed(real)[:length]
    real = np.pad(real, (0, length - len(real)))
    gain = lambda x: x[:length] * np.sqrt((real**2).mean() / max(1e-12, (x[:length] ** 2).mean()))  # noqa: E731
    ours, theirs = (metrics.mel_distance(gain(x), real) for x in (made, sampler))
    defect = metrics.defect(renders.codes(octave_id(source)), np.ones(10**6, bool)[: len(onset_of) // c.LOUDNESS_HOP])
    return {"id": octave_id(source), "key": key, "mel": ours, "samplerMel": theirs, "defect": defect}


def trimmed(wave: np.ndarray) -> np.ndarray:
    """From where it rises above 1 % of its peak, as the instrument trims its sources."""
    return wave[int(np.argmax(np.abs(wave) > 0.01 * np.abs(wave).max())) :]


def measure_blend(renders: Renders, a: Source, b: Source) -> dict:
    """Distances of mean cepstra along the blend."""
    ends = [metrics.mfcc(renders.source(end.id)) for end in (a, b)]
    steps = [metrics.mfcc(renders.wave(blend_id(a, b, mix))) for mix in MIXES]
    to_a, to_b = ([float(np.linalg.norm(step - end)) for step in steps] for end in ends)
    between = [float(np.linalg.norm(y - x)) for x, y in zip(steps, steps[1:])]
    return {
        "pair": blend_id(a, b, 0)[:-4],
        "toA": to_a,
        "toB": to_b,
        "rankA": float(spearmanr(MIXES, to_a).statistic),
        "rankB": float(-spearmanr(MIXES, to_b).statistic),
        "stepRatio": max(between) / float(np.mean(between)),
    }


def find_sources(renders: Renders, chosen: TestSet, fonts: test_set.Fonts) -> list[int]:
    """For each source, its rank (from 1) among the instruments of its font at its key, by mean cepstrum of the reconstruction."""
    banks: dict[tuple[str, int], dict[int, np.ndarray]] = {}
    ranks = []
    for source in chosen.sources:
        bank = banks.setdefault((source.font, source.key), {})
        if not bank:
            for program in fonts.programs(source.font, source.key):
                wave = fonts.note(source.font, program, source.key)
                if np.abs(wave).max() > 0.5:
                    bank[program] = metrics.mfcc(wave)
        made = metrics.mfcc(renders.wave(source.id))
        others = [program for program in bank if program != source.program][: BANK - 1]
        own = np.linalg.norm(made - bank[source.program])
        ranks.append(1 + sum(int(np.linalg.norm(made - bank[other]) < own) for other in others))
    return ranks


def forced_bits(model: Path, renders: Renders, sources: list[Source]) -> list[float]:
    """Bits a sample of the notes' own codes, teacher forced, where their loudness is above the floor."""
    manifest, named = model_file.read(model)
    sizes = model_file.sizes_of(manifest)
    network, generator = model_file.from_format(named, sizes), Generator(named, sizes)
    found = []
    for source in sources:
        wave = renders.source(source.id)
        mels = torch.from_numpy(log_mel(wave))[None]
        z = network.encoder(mels, torch.ones(mels.shape[:2]))
        biases = network.conditioning(z, torch.full(z.shape[:2], float(source.key)))[0].numpy()
        codes, _, active = codec.encode(wave)
        logits = torch.from_numpy(generator.force(biases, codes, source.key))
        bits = torch.nn.functional.cross_entropy(logits, torch.from_numpy(codes + 128), reduction="none") / np.log(2)
        found.append(float(bits.numpy()[np.repeat(active, c.LOUDNESS_HOP)[: len(codes)]].mean()))
    return found


def measure(model: Path, chosen: TestSet, fonts: test_set.Fonts, folder: Path) -> dict:
    renders = Renders(folder)
    return {
        "reconstructions": [measure_reconstruction(renders, source) for source in chosen.sources],
        "octaves": [measure_octave(renders, *transposed) for transposed in chosen.transposed],
        "blends": [measure_blend(renders, *pair) for pair in chosen.pairs],
        "ranks": find_sources(renders, chosen, fonts),
        "bits": forced_bits(model, renders, chosen.sources[:FORCED_NOTES]),
    }


def summary(values: dict) -> dict[str, str]:
    """One column of the table."""
    notes, octaves, blends = values["reconstructions"], values["octaves"], values["blends"]
    cents = np.abs(np.concatenate([note["cents"] for note in notes]))
    ranks = np.array(values["ranks"])
    defects = [x["defect"] for x in notes + octaves if x["defect"]]
    nearer = [x["mel"] < x["samplerMel"] for x in octaves]

    def median(name: str) -> str:
        found = [note[name] for note in notes]
        return f"{np.nanmedian(found):.1f} (mean {np.nanmean(found):.1f})"

    return {
        "log-mel L1 to the original, dB": median("mel"),
        "the same, raw, before any filter": median("rawMel"),
        "floor: mu-law round trip": median("floorMel"),
        "envelope error, dB": median("envelope"),
        "f0 error, median / 95 %, cents": f"{np.median(cents):.1f} / {np.percentile(cents, 95):.0f}",
        "voiced frames that stay voiced, %": f"{100 * sum(n['stays'] for n in notes) / sum(n['voiced'] for n in notes):.1f}",
        "periodicity, generated over real": f"{np.nanmedian([n['periodicity'] / n['realPeriodicity'] for n in notes]):.2f}",
        "noise between harmonics over the original's, dB": f"{np.nanmedian([n['noise'] - n['realNoise'] for n in notes]):+.1f}",
        "finds its source among 100, top 1 / top 5, %": f"{100 * (ranks == 1).mean():.0f} / {100 * (ranks <= 5).mean():.0f}",
        "an octave away nearer to the real note than a sampler, %": f"{100 * np.mean(nearer):.0f}",
        "log-mel an octave away, model / sampler, dB": f"{np.median([o['mel'] for o in octaves]):.1f} / {np.median([o['samplerMel'] for o in octaves]):.1f}",
        "blends: rank correlation to A, to B": f"{np.mean([b['rankA'] for b in blends]):.2f}, {np.mean([b['rankB'] for b in blends]):.2f}",
        "blends: largest step over mean step": f"{np.median([b['stepRatio'] for b in blends]):.1f}",
        "stuck, exploding or silent": f"{len(defects)} of {len(notes) + len(octaves)} {' '.join(defects)}",
        "loudest 100 ms after the loudness track's end, dBFS": f"{max(n['tailDb'] for n in notes):.0f}",
        "bits a sample, teacher forced": f"{np.mean(values['bits']):.2f}",
    }


def table(columns: dict[str, dict[str, str]]) -> str:
    lines = ["| metric, keys 33 to 88 | " + " | ".join(columns) + " |", "|---" * (1 + len(columns)) + "|"]
    for metric in next(iter(columns.values())):
        lines.append(f"| {metric} | " + " | ".join(column[metric] for column in columns.values()) + " |")
    return "\n".join(lines)


def picture(path: Path, rows: list[tuple[str, list[np.ndarray]]]) -> None:
    """Spectrograms: real, raw, as it ships; a row a note."""
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


def show(chosen: TestSet, folder: Path, label: str) -> None:
    renders, rows = Renders(folder), []
    for source in chosen.sources[:: max(1, len(chosen.sources) // 12)][:12]:
        real, codes = renders.source(source.id), renders.codes(source.id)
        waves = [real, raw_wave(codes, real), renders.wave(source.id)]
        rows.append((f"{source.program} key {source.key}", waves))
    picture(folder / f"{label}.png", rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "instruments")
    parser.add_argument("--count", type=int, default=64, help="sources a set")
    parser.add_argument("--temperature", type=float, help="default: what the model recommends")
    parser.add_argument("--sets", nargs="+", choices=("held", "tim", "voices", "kinds"), default=["held", "tim"])
    parser.add_argument("--packages", type=Path, help="where the packages of recipe/kinds_test_set.py are unpacked")
    parser.add_argument("--only-kinds", action="store_true", help="the table by kind alone: no octaves, blends, ranks")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rendered-only", action="store_true", help="the table by kind of what is rendered so far; renders nothing")
    arguments = parser.parse_args()
    if "kinds" in arguments.sets and not arguments.packages:
        parser.error("--sets kinds needs --packages")
    arguments.out.mkdir(parents=True, exist_ok=True)
    manifest, _ = model_file.read(arguments.model)
    temperature = manifest["generation"]["temperature"] if arguments.temperature is None else arguments.temperature
    fonts = test_set.Fonts()
    sets = {label: chosen for label, chosen in test_set.build(fonts, arguments.count).items() if label in arguments.sets}
    if "voices" in arguments.sets:
        sets["voices"] = test_set.build_voices(fonts, arguments.count)
    files = kinds_test_set.files(arguments.packages, arguments.count) if "kinds" in arguments.sets else {}
    if not arguments.rendered_only:
        render(arguments.model, sets, files, temperature, arguments.out, arguments.only_kinds)
    groups = {group: by_kind.ids(group, paths) for group, paths in files.items()}
    groups |= {label: [source.id for source in chosen.sources] for label, chosen in sets.items()}
    if arguments.rendered_only:
        groups = {label: [id for id in named if by_kind.rendered(arguments.out, id)] for label, named in groups.items()}
    print(by_kind.write(arguments.out, {label: named for label, named in groups.items() if named}))
    if arguments.only_kinds or arguments.rendered_only:
        return
    values = {label: measure(arguments.model, chosen, fonts, arguments.out) for label, chosen in sets.items()}
    (arguments.out / "values.json").write_text(json.dumps(values, default=float))
    text = table({label: summary(found) for label, found in values.items()})
    (arguments.out / "table.md").write_text(text + "\n")
    print(text)
    for label, chosen in sets.items():
        show(chosen, arguments.out, label)


if __name__ == "__main__":
    main()
