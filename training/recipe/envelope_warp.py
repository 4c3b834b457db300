"""The network that warps a source's band envelope to another pitch of its instrument."""

import numpy as np
import torch
from torch import nn

from . import config as c
from .band_envelope import BANDS, CENTRES_MEL
from .log_mel import hz_to_mel, mel_to_hz
from .model import pitch_features

HIDDEN = 160
CENTRE_DB, SPAN_DB = -35.0, 20.0
"""Decibels are scaled with these on their way in and out, so that weights stay near 1."""
SMOOTH_FRAMES = 4
"""The network also sees the mean of this many frames on each side."""
OWN_SEMITONES = 3.0
"""At its own pitch a source keeps its own band envelope; the network has taken over a few times this far away."""


def shifted_places(semitones: np.ndarray) -> np.ndarray:
    """Where each band's centre lay before everything was transposed. [...] -> [..., BANDS] fractional band numbers"""
    hz = mel_to_hz(CENTRES_MEL) * 2.0 ** (-np.asarray(semitones)[..., None] / 12.0)
    step = CENTRES_MEL[1] - CENTRES_MEL[0]
    return np.clip((hz_to_mel(hz) - CENTRES_MEL[0]) / step, 0.0, BANDS - 1.0)


def shift(tracks: torch.Tensor, semitones: torch.Tensor) -> torch.Tensor:
    """Tracks [..., 2, BANDS] as a plain transposition would move them; semitones [...]."""
    places = torch.from_numpy(shifted_places(semitones.numpy()).astype(np.float32))[..., None, :].expand_as(tracks)
    lower = places.floor().clamp(max=BANDS - 2).long()
    share = places - lower
    return tracks.gather(-1, lower) * (1 - share) + tracks.gather(-1, lower + 1) * share


def smoothed(tracks: np.ndarray) -> np.ndarray:
    """Mean over SMOOTH_FRAMES on each side, fewer at the ends. [notes, frames, 2, BANDS] -> the same, float32"""
    sums = np.pad(np.cumsum(tracks.astype(np.float32), axis=1), ((0, 0), (1, 0), (0, 0), (0, 0)))
    frames = np.arange(tracks.shape[1])
    first, last = np.maximum(frames - SMOOTH_FRAMES, 0), np.minimum(frames + SMOOTH_FRAMES + 1, len(frames))
    return (sums[:, last] - sums[:, first]) / (last - first)[:, None, None].astype(np.float32)


class EnvelopeWarp(nn.Module):
    """Two hidden layers of tanh beside a linear one, added to the source's own tracks the more, the farther it is moved."""

    def __init__(self):
        super().__init__()
        inputs = 3 * 2 * BANDS + c.EMBEDDING + 2 * (c.PITCH_BUMPS + 1)
        self.first = nn.Linear(inputs, HIDDEN)
        self.second = nn.Linear(HIDDEN, HIDDEN)
        self.last = nn.Linear(HIDDEN + inputs, 2 * BANDS)
        with torch.no_grad():
            self.last.weight *= 0.1

    def forward(
        self,
        own: torch.Tensor,
        smooth: torch.Tensor,
        z: torch.Tensor,
        from_midi: torch.Tensor,
        to_midi: torch.Tensor,
    ) -> torch.Tensor:
        """own and smooth [..., 2, BANDS] dB, z [..., 16], pitches [...] MIDI -> [..., 2, BANDS] dB"""
        moved = shift(smooth, to_midi - from_midi)
        tracks = torch.cat([track.flatten(-2) for track in (own, smooth, moved)], -1)
        x = torch.cat([(tracks - CENTRE_DB) / SPAN_DB, z, pitch_features(from_midi), pitch_features(to_midi)], -1)
        hidden = torch.tanh(self.second(torch.tanh(self.first(x))))
        change = SPAN_DB * self.last(torch.cat([hidden, x], -1)).unflatten(-1, (2, BANDS))
        return own + torch.tanh((to_midi - from_midi).abs() / OWN_SEMITONES)[..., None, None] * change
