"""Train the network that warps a band envelope to another pitch, on the same pairs as the decoder; minutes on a CPU.

    python training/train_envelope_warp.py --data DATA --folder RUN --seconds 300

Reads the averaged encoder of RUN/checkpoint.pt, which stays as it is, and writes RUN/colour.pt.
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch

from recipe import config as c
from recipe.model import Model
from recipe.envelope_warp import EnvelopeWarp, shift, smoothed
from recipe.notes import Font, Group, load_groups

BATCH = 512


def fonts_of(groups: list[Group]) -> dict[int, Font]:
    """The fonts of some groups, by identity."""
    return {id(group.font): group.font for group in groups}


def encode_all(model: Model, groups: list[Group]) -> dict[int, np.ndarray]:
    """Embeddings of every note of every font, by id of the font. [notes, frames, 16]"""
    encoded = {}
    with torch.no_grad():
        for key, font in fonts_of(groups).items():
            parts = []
            for first in range(0, len(font.program), 64):
                mels = torch.from_numpy(font.mels[first : first + 64].astype(np.float32))
                parts.append(model.encoder(mels, torch.ones(mels.shape[:2])).numpy())
            encoded[key] = np.concatenate(parts)
    return encoded


class Pairs:
    """Draws a frame of one note and the same moment of another note of its instrument."""

    def __init__(self, groups: list[Group], encoded: dict[int, np.ndarray], smooth: dict[int, np.ndarray], seed: int):
        self._groups = [group for group in groups if group.last is None]
        self._encoded, self._smooth = encoded, smooth
        self._random = np.random.default_rng(seed)

    def batch(self, size: int, distance: float | None = None) -> list[torch.Tensor]:
        """own, smooth, z, from, to, target. `distance`: semitones between the two notes, about; None as in training."""
        columns = zip(*(self._draw(distance) for _ in range(size)))
        return [torch.from_numpy(np.stack(column).astype(np.float32)) for column in columns]

    def _draw(self, distance: float | None):
        while True:
            group = self._groups[self._random.integers(len(self._groups))]
            note = self._random.integers(len(group.rows))
            away = np.abs(group.pitches - group.pitches[note])
            near = np.flatnonzero((away > 0.5) & (away <= 26) if distance is None else np.abs(away - distance) < 1.6)
            if len(near) == 0:
                continue
            source = int(self._random.choice(near))
            onset = self._random.random() < 0.15
            frame = int(self._random.integers(6 if onset else c.NOTE_FRAMES))
            hop = frame * c.FRAME // c.LOUDNESS_HOP
            font, row, own = group.font, group.rows[note], group.rows[source]
            if font.active[row, hop : hop + 4].all() and font.active[own, hop : hop + 4].all():
                key = id(font)
                tracks = font.band_envelope[own, frame], self._smooth[key][own, frame], self._encoded[key][own, frame]
                return *tracks, group.pitches[source], group.pitches[note], font.band_envelope[row, frame]


def error(mover: EnvelopeWarp, batch: list[torch.Tensor]) -> float:
    """Mean absolute error, dB."""
    with torch.no_grad():
        return float((mover(*batch[:-1]) - batch[-1]).abs().mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--rate", type=float, default=3e-3)
    arguments = parser.parse_args()
    saved = torch.load(arguments.folder / "checkpoint.pt", weights_only=True)
    model = Model(c.SIZES[saved["size"]])
    model.load_state_dict(saved["average"])
    training, held = load_groups(arguments.data)
    encoded = encode_all(model, training + held)
    smooth = {key: smoothed(font.band_envelope).astype(np.float16) for key, font in fonts_of(training + held).items()}
    torch.manual_seed(1)
    mover = EnvelopeWarp()
    optimiser = torch.optim.Adam(mover.parameters(), lr=arguments.rate)
    pairs, started, step = Pairs(training, encoded, smooth, 1), time.monotonic(), 0
    checks = {d: Pairs(held, encoded, smooth, 7).batch(2048, d) for d in (3.0, 6.0, 12.0, 18.0)}
    while (part := (time.monotonic() - started) / arguments.seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = arguments.rate * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * part)))
        own, smooth_levels, z, *rest, target = pairs.batch(BATCH)
        found = mover(own, smooth_levels, z + 0.05 * torch.randn_like(z), *rest)
        loss = (found - target).abs().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1
        if step % 500 == 0:
            print(f"step {step} loss {loss.item():.2f} held, an octave {error(mover, checks[12.0]):.2f}", flush=True)
    for distance, batch in checks.items():
        own, smooth_levels, _, start, end, target = batch
        kept, moved = ((tracks - target).abs().mean() for tracks in (own, shift(smooth_levels, end - start)))
        print(f"{distance:.0f} semitones: {error(mover, batch):.2f} dB; kept {kept:.2f}, transposed {moved:.2f}")
    torch.save(mover.state_dict(), arguments.folder / "colour.pt")


if __name__ == "__main__":
    main()
