"""Golden values for the TypeScript engine, computed by PyTorch in float32 from the published float16 weights.

    python training/golden.py

Layout of the output: test/golden/instruments/README.md. export.py calls this, so goldens always match the weights.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from recipe import codec, band_envelope, config as c, model_file
from recipe.envelope_warp import smoothed
from recipe.log_mel import log_mel
from recipe.pitch_lag import crop_taps, period_samples

ROOT = Path(__file__).resolve().parent.parent
GOLDENS = ROOT / "test" / "golden"
FOLDER = GOLDENS / "instruments"

WAVE_SAMPLES = 8192
PITCH_MIDI = 57.3
MOVED_MIDI = 64.0
"""Where the wave's band envelope is moved to."""
CONDITIONING_PITCHES = (57.3, 57.0, 72.6)
LAGGED_STEPS = (*range(0, 128), *range(448, 576))
"""From the start of the note, and across the border of the first two frames."""
UNLAGGED_STEPS = (*range(0, 64), *range(480, 544))
TAP_STEPS = tuple(range(0, 576))


def wave() -> np.ndarray:
    """A synthetic pluck: 14 decaying partials and a burst of noise. [WAVE_SAMPLES] float32, peak 0.9"""
    random = np.random.default_rng(20)
    seconds = np.arange(WAVE_SAMPLES) / c.SAMPLE_RATE
    f0 = c.midi_to_hz(PITCH_MIDI)
    partials = (
        np.sin(2 * np.pi * f0 * n * seconds + random.uniform(0, 2 * np.pi)) * np.exp(-seconds * (2 + 1.5 * n)) / n
        for n in range(1, 15)
    )
    burst = 0.3 * random.standard_normal(WAVE_SAMPLES) * np.exp(-seconds / 0.01)
    attack = np.minimum(1.0, seconds / 0.002)
    return codec.normalise(attack * (sum(partials) + burst))


def signal_arrays() -> dict[str, np.ndarray]:
    """What comes before any weight: the wave, its features, its codes and loudness."""
    source = wave()
    codes, loudness, _ = codec.encode(source)
    hertz = np.full(-(-len(source) // c.FRAME), c.midi_to_hz(PITCH_MIDI))
    tracks = band_envelope.tracks(source, hertz)
    loudness_db = 20 * np.log10(np.maximum(loudness, 10 ** (c.LOUDNESS_CLAMP_DB / 20)))
    return {
        "wave": source,
        "logMel": log_mel(source),
        "loudnessDb": loudness_db,
        "codes": codes,
        "decodedWave": codec.decode(codes, loudness),
        "colour": tracks,
        "colouredWave": band_envelope.impose(source, hertz, np.roll(tracks, 1, axis=2)),
    }


def network_arrays(model, mover, signal: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Embedding, conditioning and teacher-forced logits of the wave's codes."""
    mels = torch.from_numpy(signal["logMel"])[None]
    z = model.encoder(mels, torch.ones(mels.shape[:2]))
    pitches = torch.full(z.shape[:2], PITCH_MIDI)
    taps = crop_taps(signal["codes"] + 128, 0, len(TAP_STEPS), PITCH_MIDI)
    return {
        "embedding": z[0],
        "movedColour": warped_envelope(mover, signal["colour"], z[0]),
        "conditioningPitchMidi": np.array(CONDITIONING_PITCHES),
        "conditioning": model.conditioning(z[:, :3], torch.tensor([CONDITIONING_PITCHES]))[0],
        "taps": taps,
        "laggedSteps": np.array(LAGGED_STEPS),
        "laggedLogits": logits(model, signal["codes"], taps, model.conditioning(z, pitches))[list(LAGGED_STEPS)],
        "unlaggedSteps": np.array(UNLAGGED_STEPS),
        "unlaggedLogits": logits(model, signal["codes"], taps * 0, model.conditioning(z, pitches))[list(UNLAGGED_STEPS)],
    }


def warped_envelope(mover, tracks: np.ndarray, z: torch.Tensor) -> torch.Tensor:
    """The band envelope of the wave at MOVED_MIDI. [frames, 2, bands]"""
    own = torch.from_numpy(tracks.astype(np.float32))
    smooth = torch.from_numpy(smoothed(tracks[None])[0])
    pitches = (torch.full(z.shape[:1], midi) for midi in (PITCH_MIDI, MOVED_MIDI))
    return mover(own, smooth, z, *pitches)


def logits(model, codes: np.ndarray, taps: np.ndarray, biases: torch.Tensor) -> torch.Tensor:
    """codes [≥ steps], taps [steps, 8], biases [1, frames, …] -> [steps, 256]"""
    steps = len(taps)
    past = np.concatenate([np.zeros(2), codes[:steps] / 128.0]).astype(np.float32)
    inputs = torch.from_numpy(np.stack([past[:steps], past[1 : steps + 1]], -1))
    return model.decoder(inputs[None], torch.from_numpy(taps)[None], biases)[0]


def write(model_folder: Path, folder: Path = FOLDER) -> None:
    """Compute everything and write golden.json and golden.bin."""
    manifest, named = model_file.read(model_folder)
    model = model_file.from_format(named, model_file.sizes_of(manifest))
    signal = signal_arrays()
    arrays = signal | network_arrays(model, model_file.envelope_warp_from_format(named), signal)
    entries, parts, offset = [], [], 0
    for name, array in arrays.items():
        array = np.asarray(array)
        kind = "int32" if array.dtype.kind == "i" else "float32"
        data = array.astype("<i4" if kind == "int32" else "<f4").tobytes()
        entries.append({"name": name, "dtype": kind, "shape": list(array.shape), "byteOffset": offset})
        parts.append(data)
        offset += len(data)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "golden.bin").write_bytes(b"".join(parts))
    head = f'{{\n  "pitchMidi": {PITCH_MIDI},\n  "periodSamples": {period_samples(PITCH_MIDI)},\n  "file": "golden.bin",\n'
    rows = ",\n    ".join(json.dumps(entry) for entry in entries)
    (folder / "golden.json").write_text(f'{head}  "arrays": [\n    {rows}\n  ]\n}}\n')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "instruments")
    parser.add_argument("--out", type=Path, default=FOLDER)
    arguments = parser.parse_args()
    write(arguments.model, arguments.out)


if __name__ == "__main__":
    main()
