"""The published model: model.json with a tfjs weights manifest, and one shard of float16 weights beside it."""

import json
from pathlib import Path

import numpy as np
import torch

from . import config as c
from .envelope_warp import EnvelopeWarp
from .model import Model

SHARD = "weights-1-of-1.bin"


def _filter_weights(linear_weight: np.ndarray, taps: int) -> np.ndarray:
    """[out, taps·in] (oldest tap first) -> [1, taps, in, out]"""
    out, both = linear_weight.shape
    return np.ascontiguousarray(linear_weight.T.reshape(1, taps, both // taps, out))


def to_format(model: Model) -> dict[str, np.ndarray]:
    """The network's weights under the format's names, float32, in the order of the file."""
    state = {name: tensor.detach().float().numpy() for name, tensor in model.state_dict().items()}
    named: dict[str, np.ndarray] = {}

    def add(name: str, weight: np.ndarray, bias: np.ndarray, taps: int = 1) -> None:
        named[f"{name}/W"] = _filter_weights(weight, taps)
        named[f"{name}/biases"] = np.ascontiguousarray(bias)

    for n in range(c.ENCODER_LAYERS):
        weight = state[f"encoder.convolutions.{n}.weight"]  # [out, in, filter]
        flat = weight.transpose(0, 2, 1).reshape(weight.shape[0], -1)
        add(f"mel_conv_{n + 1}", flat, state[f"encoder.convolutions.{n}.bias"], c.ENCODER_FILTER)
    add("mel_bottleneck", state["encoder.bottleneck.weight"], state["encoder.bottleneck.bias"])
    add("cond_hidden", state["conditioning.hidden.weight"], state["conditioning.hidden.bias"])
    _add_decoder(add, state, model.decoder.sizes)
    return named


def _add_decoder(add, state: dict[str, np.ndarray], sizes: c.Sizes) -> None:
    """Shared biases of training are split evenly over the convolutions that share them."""
    width, layers = sizes.width, sizes.layers
    start, start_bias = state["decoder.start.weight"], state["decoder.start.bias"] / 2
    add("startconv", start[:, :2], start_bias, 2)
    add("start_lag", start[:, 2:], start_bias)
    skips = state["decoder.skips.weight"]
    skip_bias = state["decoder.skips.bias"] / (layers + 1)
    add("skip_start", skips[:, :width], skip_bias)
    maps, maps_bias = state["conditioning.maps.weight"], state["conditioning.maps.bias"]
    for n in range(1, layers + 1):
        add(f"dilatedconv_{n}", state[f"decoder.dilated.{n - 1}.weight"], state[f"decoder.dilated.{n - 1}.bias"], 2)
        rows = slice(2 * width * (n - 1), 2 * width * n)
        add(f"cond_map_{n}", maps[rows], maps_bias[rows])
        if n < layers:
            add(f"res_{n}", state[f"decoder.residual.{n - 1}.weight"], state[f"decoder.residual.{n - 1}.bias"])
        else:  # Nothing reads the last layer's residual output; the format has it all the same.
            add(f"res_{n}", np.zeros((width, width), np.float32), np.zeros(width, np.float32))
        add(f"skip_{n}", skips[:, width * n : width * (n + 1)], skip_bias)
    add("out1", state["decoder.out.weight"], state["decoder.out.bias"])
    add("cond_map_out1", maps[-sizes.skip :], maps_bias[-sizes.skip :])
    add("logits", state["decoder.logits.weight"], state["decoder.logits.bias"])


def envelope_warp_to_format(head: EnvelopeWarp) -> dict[str, np.ndarray]:
    """The envelope warp's weights under the format's names."""
    named = {}
    for n, layer in enumerate((head.first, head.second, head.last), start=1):
        named[f"colour_{n}/W"] = _filter_weights(layer.weight.detach().numpy(), 1)
        named[f"colour_{n}/biases"] = layer.bias.detach().numpy()
    return named


def envelope_warp_from_format(named: dict[str, np.ndarray]) -> EnvelopeWarp | None:
    """The published envelope warp; None where there is none."""
    if "colour_1/W" not in named:
        return None
    head = EnvelopeWarp()
    with torch.no_grad():
        for n, layer in enumerate((head.first, head.second, head.last), start=1):
            layer.weight.copy_(torch.from_numpy(named[f"colour_{n}/W"][0, 0].T))
            layer.bias.copy_(torch.from_numpy(named[f"colour_{n}/biases"]))
    return head.requires_grad_(False)


def from_format(named: dict[str, np.ndarray], sizes: c.Sizes) -> Model:
    """The network with published weights, in float32: the inverse of to_format up to how shared biases are split."""
    model = Model(sizes)
    flat = {name: (w.reshape(-1, w.shape[-1]).T if name.endswith("/W") else w) for name, w in named.items()}
    layers = range(1, sizes.layers + 1)
    maps = [f"cond_map_{n}" for n in layers] + ["cond_map_out1"]
    skips = ["skip_start"] + [f"skip_{n}" for n in layers]
    state = {
        "encoder.bottleneck": _pair(flat, "mel_bottleneck"),
        "conditioning.hidden": _pair(flat, "cond_hidden"),
        "conditioning.maps": tuple(np.concatenate([flat[f"{m}/{part}"] for m in maps]) for part in ("W", "biases")),
        "decoder.start": (
            np.concatenate([flat["startconv/W"], flat["start_lag/W"]], 1),
            flat["startconv/biases"] + flat["start_lag/biases"],
        ),
        "decoder.skips": (
            np.concatenate([flat[f"{s}/W"] for s in skips], 1),
            np.sum([flat[f"{s}/biases"] for s in skips], axis=0, dtype=np.float32),
        ),
        "decoder.out": _pair(flat, "out1"),
        "decoder.logits": _pair(flat, "logits"),
    }
    for n in layers:
        state[f"decoder.dilated.{n - 1}"] = _pair(flat, f"dilatedconv_{n}")
        if n < sizes.layers:
            state[f"decoder.residual.{n - 1}"] = _pair(flat, f"res_{n}")
    for n in range(c.ENCODER_LAYERS):
        weight = named[f"mel_conv_{n + 1}/W"][0].transpose(2, 1, 0)  # [filter, in, out] -> [out, in, filter]
        state[f"encoder.convolutions.{n}"] = (weight, named[f"mel_conv_{n + 1}/biases"])
    tensors = {}
    for name, (weight, bias) in state.items():
        tensors[f"{name}.weight"] = torch.from_numpy(np.ascontiguousarray(weight))
        tensors[f"{name}.bias"] = torch.from_numpy(np.ascontiguousarray(bias))
    model.load_state_dict(tensors)
    return model.requires_grad_(False)


def _pair(flat: dict[str, np.ndarray], name: str) -> tuple[np.ndarray, np.ndarray]:
    return flat[f"{name}/W"], flat[f"{name}/biases"]


def write(folder: Path, manifest: dict, named: dict[str, np.ndarray]) -> None:
    """Write the shard, then model.json with its weights manifest."""
    entries = [
        {"name": name, "shape": list(w.shape), "dtype": "float32", "quantization": {"dtype": "float16"}}
        for name, w in named.items()
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SHARD).write_bytes(b"".join(w.astype("<f2").tobytes() for w in named.values()))
    whole = manifest | {"weightsManifest": [{"paths": [SHARD], "weights": entries}]}
    (folder / "model.json").write_text(_pretty(whole) + "\n")


def read(folder: Path) -> tuple[dict, dict[str, np.ndarray]]:
    """model.json, and its weights as float32 (rounded to float16 by their storage)."""
    manifest = json.loads((folder / "model.json").read_text())
    data = (folder / SHARD).read_bytes()
    named, offset = {}, 0
    for entry in manifest["weightsManifest"][0]["weights"]:
        count = int(np.prod(entry["shape"]))
        values = np.frombuffer(data, "<f2", count, offset)
        named[entry["name"]] = values.astype(np.float32).reshape(entry["shape"])
        offset += 2 * count
    if offset != len(data):
        raise ValueError(f"{SHARD}: {len(data)} bytes, the manifest names {offset}")
    return manifest, named


def sizes_of(manifest: dict) -> c.Sizes:
    """The decoder's shape as the manifest states it."""
    decoder = manifest["decoder"]
    return c.Sizes(decoder["width"], decoder["skip"], tuple(decoder["dilations"]))


def _pretty(manifest: dict) -> str:
    """JSON with one line for each key, and one for each weight."""
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in manifest.items()]
    return "{\n" + ",\n".join(lines).replace('[{"name"', '[\n    {"name"').replace(', {"name"', ',\n    {"name"') + "\n}"
