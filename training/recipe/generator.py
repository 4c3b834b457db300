"""Free-running generation from published weights with cached queues (Le Paine et al. 2016), compiled by Numba.

The arithmetic is that of the TypeScript generators but for the random numbers; teacher forcing checks it against PyTorch.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from . import config as c
from .pitch_lag import LINEAR, OFFSETS, PAD, PERIODS, fill_taps, period_samples


@dataclass(frozen=True)
class Weights:
    """Float32, [in, out] each; layers stacked in front; biases of one layer's convolutions apart from conditioning."""

    start: np.ndarray  # [2 + taps, R]
    start_bias: np.ndarray  # [R]
    dilated: np.ndarray  # [layers, 2R, 2R] past rows first
    dilated_bias: np.ndarray  # [layers, 2R]
    residual: np.ndarray  # [layers, R, R]
    residual_bias: np.ndarray  # [layers, R]
    skip: np.ndarray  # [1 + layers, R, S] skip_start first
    skip_bias: np.ndarray  # [S] summed
    out: np.ndarray  # [S, S]
    out_bias: np.ndarray  # [S]
    logits: np.ndarray  # [S, 256]
    logits_bias: np.ndarray  # [256]
    dilations: np.ndarray  # [layers]


def pack(named: dict[str, np.ndarray], sizes: c.Sizes) -> Weights:
    """Published weights in the layout that the compiled loop reads."""
    flat = {name: (w.reshape(-1, w.shape[-1]) if name.endswith("/W") else w) for name, w in named.items()}
    numbers = range(1, sizes.layers + 1)

    def stack(name: str, part: str) -> np.ndarray:
        return np.stack([flat[f"{name}_{n}/{part}"] for n in numbers])

    return Weights(
        start=np.concatenate([flat["startconv/W"], flat["start_lag/W"]]),
        start_bias=flat["startconv/biases"] + flat["start_lag/biases"],
        dilated=stack("dilatedconv", "W"),
        dilated_bias=stack("dilatedconv", "biases"),
        residual=stack("res", "W"),
        residual_bias=stack("res", "biases"),
        skip=np.concatenate([flat["skip_start/W"][None], stack("skip", "W")]),
        skip_bias=flat["skip_start/biases"] + stack("skip", "biases").sum(0),
        out=flat["out1/W"],
        out_bias=flat["out1/biases"],
        logits=flat["logits/W"],
        logits_bias=flat["logits/biases"],
        dilations=np.array(sizes.dilations),
    )


@njit(cache=True, fastmath=True)
def _add_product(out, matrix, x):
    """out += x · matrix; matrix [in, out]"""
    for i in range(x.shape[0]):
        a = x[i]
        row = matrix[i]
        for j in range(out.shape[0]):
            out[j] += a * row[j]


@njit(cache=True, fastmath=True)
def _layers(w, biases, queues, t, l, s):
    """Run the residual layers on l [R] in place, adding to s [S]. queues [layers, longest, R]"""
    width = l.shape[0]
    h = np.empty(2 * width, np.float32)
    gate = np.empty(width, np.float32)
    for n in range(w.dilations.shape[0]):
        slot = queues[n, t % w.dilations[n]]
        h[:] = w.dilated_bias[n] + biases[2 * width * n : 2 * width * (n + 1)]
        _add_product(h, w.dilated[n, :width], slot)
        _add_product(h, w.dilated[n, width:], l)
        slot[:] = l
        for i in range(width):
            gate[i] = np.tanh(h[width + i]) / (np.float32(1.0) + np.exp(-h[i]))
        l += w.residual_bias[n]
        _add_product(l, w.residual[n], gate)
        _add_product(s, w.skip[n + 1], gate)


@njit(cache=True)
def _draw(logits, temperature, pull):
    """One class from softmax(logits / temperature), the random number less `pull`; the likeliest at temperature 0."""
    if temperature <= 0.0:
        return np.argmax(logits)
    p = np.exp((logits - logits.max()) / temperature).astype(np.float64)
    threshold = min(max(np.random.random() - pull, 0.0), 1.0) * p.sum()
    for i in range(p.shape[0]):
        threshold -= p[i]
        if threshold < 0.0:
            return i
    return np.argmax(logits)


@njit(cache=True)
def _run(w, biases, period, temperature, seed, forced, codes, all_logits, linear, offsets, periods):
    """codes [samples] out, 0 … 255. forced: codes to impose (empty: run free). all_logits: out, or empty."""
    np.random.seed(seed)
    samples, width = codes.shape[0], w.start.shape[1]
    queues = np.zeros((w.dilations.shape[0], w.dilations.max(), width), np.float32)
    history = np.zeros(PAD + samples)
    inputs = np.zeros(2 + offsets.shape[0], np.float32)
    pull = 0.0
    for t in range(samples):
        if t % c.DRIFT_BLOCK == 0:
            window = history[PAD + max(0, t - c.DRIFT_WINDOW) : PAD + t]
            pull = c.CENTRING * window.sum() / c.DRIFT_WINDOW
        if period > 0.0:
            fill_taps(inputs[2:], history, PAD + t, period, offsets, periods)
        frame = biases[min(t // c.FRAME, biases.shape[0] - 1)]
        l, s = w.start_bias.copy(), w.skip_bias.copy()
        _add_product(l, w.start, inputs)
        _add_product(s, w.skip[0], l)
        _layers(w, frame, queues, t, l, s)
        a = w.out_bias + frame[frame.shape[0] - s.shape[0] :]
        _add_product(a, w.out, np.maximum(s, np.float32(0.0)))
        logits = w.logits_bias.copy()
        _add_product(logits, w.logits, np.maximum(a, np.float32(0.0)))
        if all_logits.shape[0] > t:
            all_logits[t] = logits
        codes[t] = forced[t] if forced.shape[0] > t else _draw(logits, temperature, pull)
        inputs[0] = inputs[1]
        inputs[1] = (codes[t] - 128) / 128.0
        history[PAD + t] = linear[codes[t]]


def _as_tuple(weights: Weights):
    """Numba reads a named tuple, not a data class."""
    from collections import namedtuple

    fields = list(vars(weights))
    return namedtuple("PackedWeights", fields)(*(np.ascontiguousarray(v) for v in vars(weights).values()))


class Generator:
    """Generates notes with one model's weights."""

    def __init__(self, named: dict[str, np.ndarray], sizes: c.Sizes):
        self._weights = _as_tuple(pack(named, sizes))

    def generate(self, biases: np.ndarray, samples: int, pitch_midi: float | None, temperature: float, seed: int):
        """biases [frames, 2R·layers + S]; pitch None leaves the taps at zero. -> codes [samples], -128 … 127"""
        codes, _ = self._call(biases, samples, pitch_midi, temperature, seed, np.zeros(0, np.int64), 0)
        return codes

    def force(self, biases: np.ndarray, codes: np.ndarray, pitch_midi: float | None) -> np.ndarray:
        """Logits [samples, 256] with the given codes (-128 … 127) as the past."""
        forced = np.asarray(codes, np.int64) + 128
        return self._call(biases, len(codes), pitch_midi, 1.0, 0, forced, len(codes))[1]

    def _call(self, biases, samples, pitch_midi, temperature, seed, forced, keep):
        codes = np.zeros(samples, np.int64)
        logits = np.zeros((keep, c.LEVELS), np.float32)
        period = 0.0 if pitch_midi is None else period_samples(pitch_midi)
        biases = np.ascontiguousarray(biases, np.float32)
        _run(self._weights, biases, period, temperature, seed, forced, codes, logits, LINEAR, OFFSETS, PERIODS)
        return codes - 128, logits
