"""The network: encoder, conditioning and decoder, in PyTorch, laid out for training speed on a CPU.

Convolutions are matrix products on [batch, time, channel]. All skip convolutions are one product over the concatenated
gates, so they share one bias here; export.py splits it over the format's names.
"""

import torch
import torch.nn.functional as F
from torch import nn

from . import config as c


class Encoder(nn.Module):
    """Log-mel frames to embeddings, with zero padding at the note's own ends."""

    def __init__(self):
        super().__init__()
        sizes = [c.MEL_BANDS] + [c.ENCODER_CHANNELS] * c.ENCODER_LAYERS
        self.convolutions = nn.ModuleList(
            nn.Conv1d(before, after, c.ENCODER_FILTER, padding=c.ENCODER_FILTER // 2)
            for before, after in zip(sizes, sizes[1:])
        )
        self.bottleneck = nn.Linear(c.ENCODER_CHANNELS, c.EMBEDDING)

    def forward(self, mels: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
        """mels [batch, frames, bands], valid [batch, frames] (0 outside the note) -> [batch, frames, 16]"""
        x = mels.transpose(1, 2)
        for convolution in self.convolutions:
            x = F.gelu(convolution(x)) * valid[:, None]
        return self.bottleneck(x.transpose(1, 2))


def pitch_features(pitch_midi: torch.Tensor) -> torch.Tensor:
    """[...] MIDI -> [..., 33]: bumps over the keyboard, then the pitch itself."""
    centres = torch.linspace(c.BUMP_MIN_MIDI, c.BUMP_MAX_MIDI, c.PITCH_BUMPS, device=pitch_midi.device)
    bumps = torch.exp(-0.5 * ((pitch_midi[..., None] - centres) / c.BUMP_SIGMA) ** 2)
    return torch.cat([bumps, (pitch_midi[..., None] - c.CENTRE_MIDI) / c.SPAN_MIDI], dim=-1)


class Conditioning(nn.Module):
    """Embedding and pitch of a frame to the decoder's biases for that frame."""

    def __init__(self, sizes: c.Sizes):
        super().__init__()
        self.hidden = nn.Linear(c.EMBEDDING + c.PITCH_BUMPS + 1, c.CONDITION_HIDDEN)
        self.maps = nn.Linear(c.CONDITION_HIDDEN, sizes.biases)

    def forward(self, z: torch.Tensor, pitch_midi: torch.Tensor) -> torch.Tensor:
        """z [batch, frames, 16], pitch [batch, frames] -> [batch, frames, 2R·layers + S]"""
        return self.maps(torch.tanh(self.hidden(torch.cat([z, pitch_features(pitch_midi)], dim=-1))))


def _gate_forward(h: torch.Tensor, bias: torch.Tensor):
    """h [batch, time, 2R], bias [batch, frames, 2R] -> the two factors and their product, each [batch, time, R].

    tanh is written with the logistic function, which is several times faster on a CPU.
    """
    x = _add_per_frame(h, bias).float()
    first, second = x.chunk(2, -1)
    s = torch.sigmoid(first)
    t = 2.0 * torch.sigmoid(2.0 * second) - 1.0
    return s.to(h.dtype), t.to(h.dtype), (s * t).to(h.dtype)


def _gate_backward(gradient: torch.Tensor, s: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """Gradient of the product -> gradient of h [batch, time, 2R]"""
    g, s32, t32 = gradient.float(), s.float(), t.float()
    return torch.cat([g * t32 * (s32 * (1 - s32)), g * s32 * (1 - t32 * t32)], -1).to(gradient.dtype)


_kernels = {"forward": _gate_forward, "backward": _gate_backward}


def compile_gates() -> None:
    """Fuse the gate's element-wise work (half of a training step otherwise). Needs a C++ compiler."""
    _kernels["forward"] = torch.compile(_gate_forward, dynamic=False)
    _kernels["backward"] = torch.compile(_gate_backward, dynamic=False)


class _Gate(torch.autograd.Function):
    """sigmoid(first half) · tanh(second half) of h + bias, keeping only the two factors for the way back."""

    @staticmethod
    def forward(context, h, bias):
        s, t, gate = _kernels["forward"](h, bias)
        context.save_for_backward(s, t)
        return gate

    @staticmethod
    def backward(context, gradient):
        d = _kernels["backward"](gradient, *context.saved_tensors)
        batch, time, channels = d.shape
        return d, d.view(batch, -1, c.FRAME, channels).sum(2)


class Decoder(nn.Module):
    """Causal gated network: past codes, pitch-lag taps and conditioning to logits of the next code."""

    def __init__(self, sizes: c.Sizes, dtype: torch.dtype = torch.float32):
        super().__init__()
        self.sizes, self.dtype = sizes, dtype
        width, skip, layers = sizes.width, sizes.skip, sizes.layers
        self.start = nn.Linear(2 + c.TAPS, width)
        self.dilated = nn.ModuleList(nn.Linear(2 * width, 2 * width) for _ in range(layers))
        self.residual = nn.ModuleList(nn.Linear(width, width) for _ in range(layers - 1))
        self.skips = nn.Linear(width * (layers + 1), skip)
        self.out = nn.Linear(skip, skip)
        self.logits = nn.Linear(skip, c.LEVELS)
        with torch.no_grad():
            self.skips.weight *= 1.5
            for residual in self.residual:
                residual.weight *= 0.5

    def _linear(self, layer: nn.Linear, x: torch.Tensor) -> torch.Tensor:
        return F.linear(x, layer.weight.to(self.dtype), layer.bias.to(self.dtype))

    def forward(self, inputs: torch.Tensor, taps: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
        """inputs [batch, time, 2], taps [batch, time, 8], biases [batch, time/512, …] -> logits [batch, time, 256]"""
        width = self.sizes.width
        biases = biases.to(self.dtype)
        l = self._linear(self.start, torch.cat([inputs, taps], -1).to(self.dtype))
        parts = [l]
        for n, dilation in enumerate(self.sizes.dilations):
            past = F.pad(l[:, :-dilation], (0, 0, dilation, 0))
            h = self._linear(self.dilated[n], torch.cat([past, l], -1))
            gate = _Gate.apply(h, biases[..., 2 * width * n : 2 * width * (n + 1)])
            parts.append(gate)
            if n < self.sizes.layers - 1:
                l = l + self._linear(self.residual[n], gate)
        s = self._linear(self.skips, torch.cat(parts, -1))
        a = _add_per_frame(self._linear(self.out, F.relu(s)), biases[..., -self.sizes.skip :])
        return self._linear(self.logits, F.relu(a)).float()


def _add_per_frame(x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """Add a bias [batch, frames, channels] to every sample of its frame; the last frame may be cut short."""
    batch, time, channels = x.shape
    if time % c.FRAME == 0:
        return (x.view(batch, -1, c.FRAME, channels) + bias[:, :, None]).view(batch, time, channels)
    return x + bias.repeat_interleave(c.FRAME, dim=1)[:, :time]


class Model(nn.Module):
    """Encoder, conditioning and decoder."""

    def __init__(self, sizes: c.Sizes, dtype: torch.dtype = torch.float32):
        super().__init__()
        self.encoder = Encoder()
        self.conditioning = Conditioning(sizes)
        self.decoder = Decoder(sizes, dtype)


def grow(small: dict[str, torch.Tensor], before: c.Sizes, after: c.Sizes) -> dict[str, torch.Tensor]:
    """Weights of a decoder with more layers after the same first ones, which says what the smaller one said: the new layers add nothing yet.

    small: a state dict of Model(before). Only what is zero at first: the products out of each new layer, and what conditioning tells it.
    """
    if (before.width, before.skip) != (after.width, after.skip) or after.dilations[: before.layers] != before.dilations:
        raise ValueError(f"{after} does not begin as {before}")
    state = Model(after).state_dict()
    width, old = before.width, before.layers
    for name, value in small.items():
        if name in ("decoder.skips.weight", "conditioning.maps.weight", "conditioning.maps.bias"):
            continue
        state[name] = value.clone()
    for n in range(old - 1, after.layers - 1):
        state[f"decoder.residual.{n}.weight"].zero_()
        state[f"decoder.residual.{n}.bias"].zero_()
    for n in range(old, after.layers):
        state[f"decoder.dilated.{n}.bias"].zero_()
    skips = state["decoder.skips.weight"].zero_()
    skips[:, : width * (old + 1)] = small["decoder.skips.weight"]
    for name in ("conditioning.maps.weight", "conditioning.maps.bias"):
        maps = state[name].zero_()
        maps[: 2 * width * old] = small[name][: 2 * width * old]
        maps[-before.skip :] = small[name][-before.skip :]
    return state
