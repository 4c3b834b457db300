"""Write the averaged weights of a checkpoint as the published model, and the goldens that belong to them.

    python training/export.py --folder RUN --name instruments --before 278
"""

import argparse
from pathlib import Path

import torch

import golden
from recipe import band_envelope, envelope_warp, config as c, model_file
from recipe.envelope_warp import EnvelopeWarp
from recipe.model import Model

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
TITLES = {
    "instruments": ("Instruments", "A small WaveNet autoencoder of General MIDI instruments"),
    "voices": ("Voices", "A small WaveNet autoencoder of choirs and singers"),
}


def manifest(name: str, sizes: c.Sizes, seen: float) -> dict:
    """model.json without its weights manifest. `seen`: samples over all trainings."""
    title, description = TITLES[name]
    return {
        "format": "alloy-model",
        "version": 1,
        "name": name,
        "title": title,
        "description": f"{description}, pitch, loudness and band envelope apart from timbre; trained on a CPU for {seen / 1e6:.0f} M samples.",
        "license": "MIT",
        "sampleRate": c.SAMPLE_RATE,
        "signal": {
            "peak": c.PEAK,
            "preEmphasis": c.PRE_EMPHASIS,
            "levels": c.LEVELS,
            "loudness": {
                "windowSamples": c.LOUDNESS_WINDOW,
                "hop": c.LOUDNESS_HOP,
                "floorDb": round(c.LOUDNESS_FLOOR_DB),
                "rms": c.CODED_RMS,
            },
        },
        "encoder": encoder(),
        "conditioning": conditioning(),
        "decoder": decoder(sizes),
        "colour": band_envelope_config(),
        "generation": {"temperature": 0.85},
    }


def encoder() -> dict:
    return {
        "kind": "log-mel",
        "fftSize": c.FFT_SIZE,
        "hop": c.FRAME,
        "bands": c.MEL_BANDS,
        "minHz": round(c.MEL_MIN_HZ),
        "maxHz": round(c.MEL_MAX_HZ),
        "channels": c.ENCODER_CHANNELS,
        "filter": c.ENCODER_FILTER,
        "layers": c.ENCODER_LAYERS,
        "embedding": c.EMBEDDING,
    }


def conditioning() -> dict:
    return {
        "kind": "pitched",
        "hidden": c.CONDITION_HIDDEN,
        "bumps": c.PITCH_BUMPS,
        "bumpMinMidi": round(c.BUMP_MIN_MIDI),
        "bumpMaxMidi": round(c.BUMP_MAX_MIDI),
        "bumpSigma": round(c.BUMP_SIGMA),
        "centreMidi": round(c.CENTRE_MIDI),
        "spanMidi": round(c.SPAN_MIDI),
    }


def decoder(sizes: c.Sizes) -> dict:
    return {
        "startFilter": 2,
        "filter": 2,
        "dilations": list(sizes.dilations),
        "width": sizes.width,
        "skip": sizes.skip,
        "levels": c.LEVELS,
        "pitchLag": {"onePeriod": list(c.ONE_PERIOD_OFFSETS), "twoPeriods": list(c.TWO_PERIOD_OFFSETS)},
        "centring": c.CENTRING,
    }


def band_envelope_config() -> dict:
    return {
        "fftSize": band_envelope.FFT,
        "hop": c.FRAME,
        "bands": band_envelope.BANDS,
        "minHz": round(c.MEL_MIN_HZ),
        "maxHz": round(c.MEL_MAX_HZ),
        "floorDb": round(band_envelope.FLOOR_DB),
        "hidden": envelope_warp.HIDDEN,
        "centreDb": round(envelope_warp.CENTRE_DB),
        "spanDb": round(envelope_warp.SPAN_DB),
        "smoothFrames": envelope_warp.SMOOTH_FRAMES,
        "ownSemitones": round(envelope_warp.OWN_SEMITONES),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="training folder with checkpoint.pt")
    parser.add_argument("--name", choices=sorted(TITLES), default="instruments")
    parser.add_argument("--before", type=float, default=0.0, help="million samples that the weights it started from had seen")
    parser.add_argument("--out", type=Path, help="default: models/NAME")
    parser.add_argument("--golden", type=Path, help="where its goldens go; default: test/golden/NAME")
    arguments = parser.parse_args()
    saved = torch.load(arguments.folder / "checkpoint.pt", weights_only=True)
    sizes = c.SIZES[saved["size"]]
    model = Model(sizes)
    model.load_state_dict(saved["average"])
    head = EnvelopeWarp()
    head.load_state_dict(torch.load(arguments.folder / "colour.pt", weights_only=True))
    named = model_file.to_format(model) | model_file.envelope_warp_to_format(head)
    out = arguments.out or MODELS / arguments.name
    model_file.write(out, manifest(arguments.name, sizes, saved["seen"] + 1e6 * arguments.before), named)
    golden.write(out, arguments.golden or golden.GOLDENS / arguments.name)
    print(f"exported step {saved['step']}, {saved['seen'] / 1e6:.1f} M samples, {saved['seconds']:.0f} s")


if __name__ == "__main__":
    main()
