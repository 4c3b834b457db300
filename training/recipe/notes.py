"""Training notes on disk and the batches drawn from them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import config as c
from .pitch_lag import crop_taps

MEL_CONTEXT = c.ENCODER_LAYERS * (c.ENCODER_FILTER // 2)
"""Frames on each side of a crop that its embedding depends on."""

ONSET_SHARE = 0.2
KIND_ONSET_SHARE = 0.35
"""How many crops begin with the sound; hits are all onset."""
PAIR_SHARE = 0.75
PAIR_SEMITONES = 20.0
NO_TAPS_SHARE, KIND_NO_TAPS_SHARE = 0.05, 0.4
"""Crops whose taps are turned off though there is a pitch: of what is no note (a piano out of tune with itself, a chord) one is often not found."""
UNPITCHED_TOLD_SHARE = 0.5
UNPITCHED_MIDI_RANGE = (24.0, 96.0)
"""A sound without pitch is said to lie at config.UNPITCHED_MIDI in this share of the crops, else at a key by chance: it is played at any."""
HISTORY_NOISE = (0.0, 0.5, 1.0, 2.0)
"""Standard deviations in mu-law steps, one drawn per crop."""
PAST = 1200
"""Samples before a crop that its taps may reach."""
NO_TARGET = -100
MIN_GROUP = 3
MIN_MIDI = 23.0
"""Lower notes are passed over: two of their periods reach further back than the taps' history."""


class Font:
    """One font's arrays, memory-mapped, as prepare.py wrote them."""

    def __init__(self, folder: Path):
        self.codes = np.load(folder / "codes.npy", mmap_mode="r")
        self.active = np.load(folder / "active.npy", mmap_mode="r")
        self.mels = np.load(folder / "mels.npy", mmap_mode="r")
        self.band_envelope = np.load(folder / "colour.npy", mmap_mode="r")
        notes = np.load(folder / "notes.npz")
        self.program, self.pitch, self.velocity = notes["program"], notes["pitch"], notes["velocity"]


@dataclass(frozen=True)
class Group:
    """The notes of one preset at one velocity: all its pitches, so any two of them are a pair."""

    font: Font
    rows: np.ndarray
    pitches: np.ndarray
    """MIDI; nan for none."""
    program: int
    last: np.ndarray | None = None
    """For what is no note: the frame of each row after which all is silence. Its sounds are no pairs."""


@dataclass
class Batch:
    """`samples` is a multiple of the frame; frames = samples / 512. All float32 but the targets."""

    inputs: np.ndarray  # [batch, samples, 2] codes/128 at t-2 and t-1
    taps: np.ndarray  # [batch, samples, 8]
    targets: np.ndarray  # [batch, samples] int64, code + 128 or NO_TARGET
    mels: np.ndarray  # [batch, frames + 2·MEL_CONTEXT, bands]
    valid: np.ndarray  # [batch, frames + 2·MEL_CONTEXT] 1 inside the note
    pitches: np.ndarray  # [batch] MIDI
    past: np.ndarray  # [batch, PAST + samples] uint8, code + 128 as the decoder sees it; the crop begins at PAST
    begins: np.ndarray  # [batch] int64, where in `past` the note's samples begin; -1 for a crop without taps


def load_groups(root: Path) -> tuple[list[Group], list[Group]]:
    """All groups of all fonts under `root`: (training, held out)."""
    training, held = [], []
    for folder in sorted(path.parent for path in root.glob("*/notes.npz")):
        font = Font(folder)
        for program in np.unique(font.program):
            groups = held if c.held_out(program) else training
            if program >= c.FIRST_KIND_PROGRAM:
                groups.append(_kind(font, int(program)))
                continue
            for velocity in np.unique(font.velocity):
                chosen = (font.program == program) & (font.velocity == velocity) & (font.pitch >= MIN_MIDI)
                if not c.held_out(program):
                    chosen &= ~np.isin(np.round(font.pitch), c.HELD_OUT_KEYS)
                rows = np.flatnonzero(chosen)
                if len(rows) >= MIN_GROUP:
                    groups.append(Group(font, rows, font.pitch[rows], int(program)))
    return training, held


def _kind(font: Font, program: int) -> Group:
    """All sounds of one body or kit."""
    rows = np.flatnonzero(font.program == program)
    pitches = np.where(font.pitch[rows] >= MIN_MIDI, font.pitch[rows], np.nan)
    hops = np.array([np.flatnonzero(font.active[row])[-1] for row in rows])
    return Group(font, rows, pitches, program, hops * c.LOUDNESS_HOP // c.FRAME)


def history_features(past: np.ndarray, begin: int, pitch_midi: float | None) -> tuple[np.ndarray, np.ndarray]:
    """Inputs [samples, 2] and taps [samples, 8] of a crop whose codes + 128 are past[PAST:]; silence before `begin`.

    pitch None leaves the taps at zero.
    """
    samples = len(past) - PAST
    recent = np.zeros(samples + 2, np.float32)
    first = max(begin, PAST - 2)
    recent[first - PAST + 2 :] = (past[first:].astype(np.float32) - 128.0) / 128.0
    inputs = np.stack([recent[:samples], recent[1 : samples + 1]], axis=-1)
    if pitch_midi is None:
        return inputs, np.zeros((samples, c.TAPS), np.float32)
    return inputs, crop_taps(past[begin:], PAST - begin, samples, pitch_midi)


@dataclass(frozen=True)
class Draw:
    """One crop's lot, before any sample is touched."""

    group: Group
    note: int
    """Index into the group's rows."""
    partner: int
    """The note whose embedding is given, likewise."""
    frame: int
    """First frame of the crop."""
    sigma: float
    """Standard deviation of the noise on its history, mu-law steps."""
    taps: bool
    pitch: float
    """What the decoder is told, MIDI."""


class Sampler:
    """Draws batches of crops. `noisy` turns on what only training wants: history noise and dropped taps."""

    def __init__(self, groups: list[Group], seed: int, samples: int, pair_share: float = PAIR_SHARE, noisy: bool = True, kinds_share: float | None = None):
        """kinds_share: how many crops are of what is no note; None: as many as its groups are."""
        self._groups = groups
        self._kinds_share = kinds_share
        self._kinds = [group for group in groups if group.last is not None]
        self._notes = [group for group in groups if group.last is None]
        self._random = np.random.default_rng(seed)
        self._samples = samples
        self._pair_share = pair_share
        self._noisy = noisy
        self._warm_up = 0

    def skip_start_of_crops(self, samples: int) -> None:
        """Leave the first samples of mid-note crops out of the loss: there the decoder lacks its past."""
        self._warm_up = samples

    def batch(self, size: int) -> Batch:
        columns = zip(*(self._crop() for _ in range(size)))
        return Batch(*(np.stack(column) for column in columns))

    def draw(self) -> Draw:
        groups = self._groups
        if self._kinds_share is not None and self._kinds and self._notes:
            groups = self._kinds if self._random.random() < self._kinds_share else self._notes
        group = groups[self._random.integers(len(groups))]
        note = int(self._random.integers(len(group.rows)))
        kind = group.last is not None
        onset = self._random.random() < (KIND_ONSET_SHARE if kind else ONSET_SHARE)
        starts = c.NOTE_FRAMES - self._samples // c.FRAME + 1
        if group.last is not None:
            starts = min(starts, int(group.last[note]) + 1)
        frame = 0 if onset else int(self._random.integers(starts))
        partner = note if kind else self._partner(group, note)
        pitch = float(group.pitches[note])
        pitched = not np.isnan(pitch)
        if not pitched:
            pitch = c.UNPITCHED_MIDI
            if self._noisy and self._random.random() >= UNPITCHED_TOLD_SHARE:
                pitch = float(self._random.uniform(*UNPITCHED_MIDI_RANGE))
        if not self._noisy:
            return Draw(group, note, partner, frame, 0.0, pitched, pitch)
        sigma = float(self._random.choice(HISTORY_NOISE))
        kept = self._random.random() >= (KIND_NO_TAPS_SHARE if kind else NO_TAPS_SHARE)
        return Draw(group, note, partner, frame, sigma, pitched and kept, pitch)

    def _crop(self):
        draw = self.draw()
        font, row, start = draw.group.font, draw.group.rows[draw.note], draw.frame * c.FRAME
        pitch = draw.pitch
        mels, valid = self._mels(font.mels[draw.group.rows[draw.partner]], draw.frame, self._samples // c.FRAME)
        inputs, taps, past, begin = self._history(font.codes[row], start, pitch if draw.taps else None, draw.sigma)
        targets = self._targets(font, row, start)
        return inputs, taps, targets, mels, valid, np.float32(pitch), past, begin

    def _partner(self, group: Group, note: int) -> int:
        """The note whose embedding is given: often another pitch of the same instrument."""
        if self._random.random() >= self._pair_share:
            return note
        near = np.abs(group.pitches - group.pitches[note]) <= PAIR_SEMITONES
        near[note] = False
        others = np.flatnonzero(near)
        return int(self._random.choice(others)) if len(others) else note

    def _mels(self, mels: np.ndarray, frame: int, frames: int):
        """Frames frame-3 … frame+frames+2, zero outside the note, and which of them are inside."""
        first, last = frame - MEL_CONTEXT, frame + frames + MEL_CONTEXT
        inside = slice(max(first, 0), min(last, c.NOTE_FRAMES))
        out = np.zeros((last - first, c.MEL_BANDS), np.float32)
        valid = np.zeros(last - first, np.float32)
        out[inside.start - first : inside.stop - first] = mels[inside]
        valid[inside.start - first : inside.stop - first] = 1.0
        return out, valid

    def _history(self, codes: np.ndarray, start: int, pitch_midi: float | None, sigma: float):
        """What the decoder sees of the past: its two last codes and the pitch-lag taps, both from the same noisy past."""
        begin = PAST - min(PAST, start)
        past = np.full(PAST + self._samples, 128, np.int64)
        past[begin:] = codes[start - (PAST - begin) : start + self._samples]
        if sigma > 0:
            past[begin:] += np.round(sigma * self._random.standard_normal(len(past) - begin)).astype(np.int64)
            past = np.clip(past, 0, 255)
        inputs, taps = history_features(past, begin, pitch_midi)
        return inputs, taps, past.astype(np.uint8), np.int64(begin if pitch_midi is not None else -1)

    def _targets(self, font: Font, row: int, start: int) -> np.ndarray:
        """Codes to predict; NO_TARGET where both neighbouring hops lie at the loudness floor."""
        targets = font.codes[row, start : start + self._samples].astype(np.int64)
        active = np.append(font.active[row], font.active[row, -1])
        hops = np.arange(start, start + self._samples) // c.LOUDNESS_HOP
        targets[~(active[hops] | active[hops + 1])] = NO_TARGET
        if start > 0:
            targets[: self._warm_up] = NO_TARGET
        return targets
