"""Trains the network that moves live tracks to other keys, and chooses how much of its change is used on programs set apart.

    python -m live.train_keys --notes $WORK/live-notes --out $WORK/live-keys --minutes 60        (in training/)

Input: descriptions that bench/live/describe-notes.ts made (src/audio/partials/envelope.ts says of what). A frame, everything moved with the pitch as the
rule moves it, and the note's mean as it was; output: the change in dB. Further instruments are mixes in dB of two at equal keys. Resumable: saved each
minute, started again it goes on until it has trained for `--minutes` over all starts."""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from live.notes import CHOSEN

SINGLE, BANDS = 24, 40
SIZE = SINGLE + 2 * BANDS
FLOOR = -110.0
TOP = 20_000.0
FARTHEST = 24
HIDDEN = (256, 192)
BATCH_PAIRS, ROWS = 32, 12
SAVE_SECONDS = 60
DROPOUT = 0.1


def mel(hertz):
    return 2595 * np.log10(1 + np.asarray(hertz) / 700)


CENTRES = 700 * (10 ** (np.linspace(mel(60), mel(TOP), BANDS) / 2595) - 1)


def shift_matrix(semitones: float) -> np.ndarray:
    """[BANDS, BANDS]: bands moved with the pitch, the edges held."""
    places = np.interp(mel(CENTRES * 2 ** (-semitones / 12)), mel(CENTRES), np.arange(BANDS))
    low = np.minimum(places.astype(int), BANDS - 2)
    out = np.zeros((BANDS, BANDS), np.float32)
    out[np.arange(BANDS), low], out[np.arange(BANDS), low + 1] = 1 - (places - low), places - low
    return out


SHIFTS = {d: shift_matrix(d) for d in range(-FARTHEST, FARTHEST + 1)}


def features(rows: np.ndarray, mean: np.ndarray, key: float, semitones: int, seconds: np.ndarray):
    """[rows, 2 SIZE + 5] and the rule's own rows, in dB."""
    shift = SHIFTS[semitones].T
    base = np.concatenate([rows[:, :SINGLE], rows[:, SINGLE : SINGLE + BANDS] @ shift, rows[:, SINGLE + BANDS :] @ shift], axis=1)
    keys = [(key - 60) / 24, (key + semitones - 60) / 24, semitones / 12, abs(semitones) / 12]
    fixed = np.tile(np.concatenate([mean / 30 + 2, keys]), (len(rows), 1))
    return np.concatenate([base / 30 + 2, fixed, np.log(seconds + 0.03)[:, None]], axis=1).astype(np.float32), base.astype(np.float32)


def network() -> torch.nn.Module:
    layer, act = torch.nn.Linear, torch.nn.GELU
    one, two = HIDDEN
    drop = torch.nn.Dropout(DROPOUT)
    return torch.nn.Sequential(layer(2 * SIZE + 5, one), act(), drop, layer(one, two), act(), drop, layer(two, SIZE))


def load(folder: Path) -> dict[tuple[str, int], dict[int, np.ndarray]]:
    """(font, program) → key → [rows, SIZE] of one loudness a note: its loudest value 0 dB less than what it was."""
    groups: dict = {}
    for row in json.loads((folder / "index.json").read_text()):
        path = folder / f"{row['file']}.rows"
        if path.exists():
            rows = np.fromfile(path, np.float32).reshape(-1, SIZE)
            groups.setdefault((row["font"], row["program"]), {})[row["key"]] = rows
    return {name: keys for name, keys in groups.items() if len(keys) > 2}


def mixed(random: np.random.Generator, a: dict, b: dict, keys: list[int]) -> dict[int, np.ndarray]:
    """Another instrument: these two, mixed in dB at equal keys."""
    share = random.uniform(0.2, 0.8)
    return {k: share * a[k][: (n := min(len(a[k]), len(b[k])))] + (1 - share) * b[k][:n] for k in keys}


def drawn(random: np.random.Generator, groups: list[dict], mixes: float):
    one = groups[random.integers(len(groups))]
    if random.random() < mixes:
        two = groups[random.integers(len(groups))]
        common = sorted(set(one) & set(two))
        if len(common) > 1:
            pair = [common[i] for i in random.choice(len(common), 2, replace=False)]
            one = mixed(random, one, two, pair)
    keys = sorted(one)
    return one, keys[random.integers(len(keys))], keys[random.integers(len(keys))]


def batch_of(random: np.random.Generator, groups: list[dict], mixes: float):
    parts = []
    while len(parts) < BATCH_PAIRS:
        group, a, b = drawn(random, groups, mixes)
        if abs(a - b) > FARTHEST:
            continue
        here, there = group[a], group[b]
        rows = random.integers(min(len(here), len(there)), size=ROWS)
        floor = np.full((ROWS, SIZE), max(FLOOR, there.max() - 80), np.float32)
        hertz = 440 * 2 ** ((max(a, b) - 69) / 12)
        floor[:, :SINGLE][:, np.arange(1, SINGLE + 1) * hertz > TOP] = 300
        parts.append((*features(here[rows], here[:60].mean(0), a, b - a, 0.02 * rows), there[rows], floor))
    return (torch.from_numpy(np.concatenate(part).astype(np.float32)) for part in zip(*parts, strict=True))


def distance(change, base, goal, floor):
    return (torch.maximum(base + change, floor) - torch.maximum(goal, floor)).abs().mean()


def evaluate(net: torch.nn.Module, groups: list[dict]) -> dict[float, float]:
    """dB of distance by the share of the change that is used; 0: the rule."""
    net.eval()
    random, sums = np.random.default_rng(5), {}
    with torch.no_grad():
        for _ in range(40):
            x, base, goal, floor = batch_of(random, groups, 0)
            change = 10 * net(x)
            for share in (0, 0.25, 0.5, 0.75, 1):
                sums.setdefault(share, []).append(distance(share * change, base, goal, floor).item())
    net.train()
    return {share: float(np.mean(values)) for share, values in sums.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--mixes", type=float, default=0.5)
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    state = args.out / "state.pt"
    groups = load(args.notes)
    train = [g for (_, program), g in groups.items() if program not in CHOSEN]
    apart = [g for (_, program), g in groups.items() if program in CHOSEN]
    torch.manual_seed(0)
    net = network()
    optimiser = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=1e-2)
    spent, steps = 0.0, 0
    if state.exists():
        kept = torch.load(state)
        net.load_state_dict(kept["net"]), optimiser.load_state_dict(kept["optimiser"])
        spent, steps = kept["spent"], kept["steps"]
    random = np.random.default_rng(steps + 1)
    last = saved = time.process_time()
    while spent < 60 * args.minutes:
        optimiser.param_groups[0]["lr"] = 2e-3 * min(1, steps / 100) * max(0.0, 1 - spent / (60 * args.minutes))
        x, base, goal, floor = batch_of(random, train, args.mixes)
        loss = distance(10 * net(x), base, goal, floor)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        now, steps = time.process_time(), steps + 1
        spent, last = spent + now - last, now
        if now - saved > SAVE_SECONDS or spent >= 60 * args.minutes:
            saved = now
            torch.save({"net": net.state_dict(), "optimiser": optimiser.state_dict(), "spent": spent, "steps": steps}, state)
            print(f"{spent / 60:.1f} min, {steps} steps, set apart:", {k: round(v, 2) for k, v in evaluate(net, apart).items()}, flush=True)


if __name__ == "__main__":
    main()
