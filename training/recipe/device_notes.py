"""Training notes held on a GPU, and crops of them made there: what notes.Sampler does one at a time, for a whole batch.

Which crops are drawn is still decided by notes.Sampler; samples, features and noise never leave the device.
"""

import math
from dataclasses import replace

import numpy as np
import torch

from . import config as c
from .notes import MEL_CONTEXT, NO_TARGET, PAST, Batch, Draw, Font, Group, Sampler
from .pitch_lag import LINEAR, OFFSETS, PERIODS, period_samples

REACH = 4
"""Samples that the interpolation of one tap reads."""


class DeviceNotes:
    """All notes of some groups as tensors on one device, a row a note."""

    def __init__(self, groups: list[Group], device: torch.device):
        self.device = device
        fonts = list({id(group.font): group.font for group in groups}.values())
        starts = np.concatenate([[0], np.cumsum([len(font.program) for font in fonts])])
        self._first = {id(font): int(start) for font, start in zip(fonts, starts)}
        self.codes = self._stack(fonts, "codes")
        self.active = self._stack(fonts, "active")
        self.mels = self._stack(fonts, "mels")
        self.linear = torch.from_numpy(LINEAR.astype(np.float32)).to(device)

    def _stack(self, fonts: list[Font], name: str) -> torch.Tensor:
        """One array of all fonts on the device; only rows that hold notes."""
        parts = (torch.from_numpy(np.array(getattr(font, name)[: len(font.program)])) for font in fonts)
        return torch.cat([part.to(self.device) for part in parts])

    def row(self, group: Group, note: int) -> int:
        return self._first[id(group.font)] + int(group.rows[note])


def tap_reads(pitches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Delays and weights of each tap's four reads. [batch] MIDI -> ([batch, 8, 4] samples, [batch, 8, 4])

    pitch_lag.fill_taps, spelled out: within a crop the pitch, and so every delay, stays the same.
    """
    periods = np.array([period_samples(float(pitch)) for pitch in pitches])
    delay = np.maximum(periods[:, None] * PERIODS - OFFSETS, 1.0)
    whole = np.floor(delay)
    f = delay - whole
    weights = np.stack(
        [-f * (f - 1) * (f - 2) / 6, (f + 1) * (f - 1) * (f - 2) / 2, -(f + 1) * f * (f - 2) / 2, (f + 1) * f * (f - 1) / 6],
        axis=-1,
    )
    reads = np.maximum(whole[..., None] + np.arange(-1, REACH - 1), 1)
    return reads.astype(np.int64), weights.astype(np.float32)


def history_features(
    past: torch.Tensor, heard: torch.Tensor, reads: torch.Tensor, weights: torch.Tensor, linear: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs [batch, samples, 2] and taps [batch, samples, 8] of crops whose codes + 128 are past[:, PAST:].

    past: [batch, PAST + samples] int64. heard: likewise, False before the note begins. reads, weights: of tap_reads; weights of 0
    leave a crop's taps at zero.
    """
    samples = past.shape[1] - PAST
    recent = torch.where(heard, (past.float() - 128.0) / 128.0, 0.0)
    inputs = torch.stack([recent[:, PAST - 2 : -2], recent[:, PAST - 1 : -1]], dim=-1)
    signal = torch.where(heard, linear[past], 0.0)
    now = torch.arange(PAST, PAST + samples, device=past.device)
    taps = []
    for tap in range(c.TAPS):
        value = torch.zeros_like(signal[:, PAST:])
        for read in range(REACH):
            value = value + weights[:, tap, read, None] * signal.gather(1, now - reads[:, tap, read, None])
        magnitude = torch.log1p(c.MU * value.abs().clamp(max=1.0)) / math.log(c.LEVELS)
        taps.append(torch.copysign(magnitude, value))
    return inputs, torch.stack(taps, dim=-1)


class DeviceSampler:
    """Batches of crops on the device, drawn as notes.Sampler draws them."""

    def __init__(self, notes: DeviceNotes, draws: Sampler, samples: int, warm_up: int = 0, features=history_features):
        self._notes, self._draws, self._samples = notes, draws, samples
        self._warm_up = warm_up
        self._features = features
        self._own = torch.Generator(device=notes.device)

    def seed(self, number: int) -> None:
        self._own.manual_seed(number)

    def batch(self, size: int) -> Batch:
        return self.gather([self._draws.draw() for _ in range(size)])

    def gather(self, draws: list[Draw]) -> Batch:
        """The crops of these draws. `begins` is -1 for a crop without taps, as in notes.Sampler."""
        notes, device = self._notes, self._notes.device
        pitches = np.array([draw.pitch for draw in draws], np.float32)
        starts = np.array([draw.frame * c.FRAME for draw in draws])
        rows = self._send([notes.row(draw.group, draw.note) for draw in draws])
        partners = self._send([notes.row(draw.group, draw.partner) for draw in draws])
        start = self._send(starts)
        at = start[:, None] + torch.arange(-PAST, self._samples, device=device)
        clean = notes.codes[rows[:, None], at.clamp(min=0)].long()
        past = torch.where(at >= 0, self._noisy(clean, [draw.sigma for draw in draws]), 128)
        begins = np.where([draw.taps for draw in draws], np.maximum(PAST - starts, 0), -1)
        inputs, taps = self.features(past, begins, pitches)
        mels, valid = self._mels(partners, start // c.FRAME)
        targets = self._targets(clean[:, PAST:], rows, start)
        return Batch(inputs, taps, targets, mels, valid, torch.from_numpy(pitches).to(device), past, begins)

    def features(self, past: torch.Tensor, begins: np.ndarray, pitches: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        """Inputs and taps of a past that may have been redrawn. Crops with begins -1 have no taps, and no silence to mark."""
        reads, weights = tap_reads(pitches)
        weights[begins < 0] = 0.0
        heard = torch.arange(past.shape[1], device=past.device) >= self._send(begins)[:, None]
        return self._features(past, heard, self._send(reads), self._send(weights), self._notes.linear)

    def _send(self, values) -> torch.Tensor:
        return torch.from_numpy(np.asarray(values)).to(self._notes.device, non_blocking=True)

    def _noisy(self, codes: torch.Tensor, sigmas: list[float]) -> torch.Tensor:
        if not any(sigmas):
            return codes
        noise = torch.randn(codes.shape, device=codes.device, generator=self._own)
        sigma = self._send(np.array(sigmas, np.float32))[:, None]
        return (codes + torch.round(sigma * noise).long()).clamp(0, 255)

    def _mels(self, rows: torch.Tensor, frame: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        frames = self._samples // c.FRAME
        at = frame[:, None] + torch.arange(-MEL_CONTEXT, frames + MEL_CONTEXT, device=rows.device)
        valid = ((at >= 0) & (at < c.NOTE_FRAMES)).float()
        mels = self._notes.mels[rows[:, None], at.clamp(0, c.NOTE_FRAMES - 1)].float()
        return mels * valid[..., None], valid

    def _targets(self, codes: torch.Tensor, rows: torch.Tensor, start: torch.Tensor) -> torch.Tensor:
        time = torch.arange(codes.shape[1], device=codes.device)
        hop = (start[:, None] + time) // c.LOUDNESS_HOP
        last = self._notes.active.shape[1] - 1
        learnt = self._notes.active[rows[:, None], hop] | self._notes.active[rows[:, None], (hop + 1).clamp(max=last)]
        learnt &= (start[:, None] == 0) | (time >= self._warm_up)
        return torch.where(learnt, codes, NO_TARGET)

    def with_own_past(self, batch: Batch, draw_codes, count: int) -> Batch:
        """The first `count` crops with their past redrawn by the network; see with_own_past in train.py.

        draw_codes(inputs, taps) -> codes + 128 [count, samples]. Crops come in no order, so the first are as good as any.
        """
        if count == 0:
            return batch
        drawn = draw_codes(batch.inputs[:count], batch.taps[:count])
        share = torch.rand(count, 1, device=drawn.device, generator=self._own)
        own = torch.rand(drawn.shape, device=drawn.device, generator=self._own) < share
        past = batch.past[:count].clone()
        past[:, PAST:] = torch.where(own, drawn, past[:, PAST:])
        inputs, taps = self.features(past, batch.begins[:count], batch.pitches[:count].cpu().numpy())
        return replace(
            batch,
            inputs=torch.cat([inputs, batch.inputs[count:]]),
            taps=torch.cat([taps, batch.taps[count:]]),
        )
