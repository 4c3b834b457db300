"""Train the network. Resumable: started again with the same --folder it goes on from its last checkpoint.

    OMP_NUM_THREADS=1 torchrun --standalone --nproc-per-node 2 training/train.py --data DATA --folder RUN --until 6600

The learning rate follows the training time spent so far out of --until seconds, so the plan holds at any speed.
"""

import argparse
import math
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F

from recipe import config as c, model_file
from recipe.model import Model, compile_gates, grow
from recipe.notes import NO_TARGET, MEL_CONTEXT, PAST, Batch, Sampler, history_features, load_groups

EMBEDDING_NOISE = 0.15
EMBEDDING_PENALTY = 2e-3
FINAL_RATE = 0.02
EMA_DECAY = 0.9995
EVALUATION_BATCHES = 6
OWN_TEMPERATURE = 1.0
MOST_WARM_UP = 512
"""Samples at the beginning of a crop that are left out of the loss; the longest memories learn that they may be empty."""


def tensors(batch: Batch) -> Batch:
    return Batch(*(torch.from_numpy(array) for array in vars(batch).values()))


def loss_of(
    model: Model, batch: Batch, noisy: bool, redraw: Callable[[Batch, torch.Tensor], Batch] | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean cross-entropy in nats over the samples with a target, and mean square of the embedding.

    `redraw` may change the batch's past once its conditioning is known.
    """
    z = model.encoder(batch.mels, batch.valid)[:, MEL_CONTEXT:-MEL_CONTEXT]
    size = z.square().mean()
    if noisy:
        z = z + EMBEDDING_NOISE * torch.randn_like(z)
    biases = model.conditioning(z, batch.pitches[:, None].expand(-1, z.shape[1]))
    if redraw:
        batch = redraw(batch, biases)
    logits = model.decoder(batch.inputs, batch.taps, biases)
    total = F.cross_entropy(logits.flatten(0, 1), batch.targets.flatten(), ignore_index=NO_TARGET, reduction="sum")
    return total / (batch.targets != NO_TARGET).sum().clamp(min=1), size


@torch.no_grad()
def with_own_past(
    model: Model, batch: Batch, biases: torch.Tensor, chosen: np.ndarray, random: np.random.Generator
) -> Batch:
    """The batch with the past of the chosen crops redrawn from the network: one pass, every sample given the real past.

    A share of the samples, one drawn per crop, keeps its real code. (Scheduled sampling, Bengio et al. 2015, in parallel
    as by Mihaylova and Martins 2019.)
    """
    rows = np.flatnonzero(chosen)
    if len(rows) == 0:
        return batch
    logits = model.decoder(batch.inputs[rows], batch.taps[rows], biases[rows])
    noise = torch.empty_like(logits).exponential_().log_()
    drawn = (logits / OWN_TEMPERATURE - noise).argmax(-1).numpy()
    inputs, taps = batch.inputs.clone(), batch.taps.clone()
    for row, codes in zip(rows, drawn):
        past = batch.past[row].numpy().astype(np.int64)
        begin = int(batch.begins[row])
        own = random.random(len(codes)) < random.random()
        past[PAST:][own] = codes[own]
        pitch = None if begin < 0 else float(batch.pitches[row])
        features = history_features(past, begin if begin >= 0 else 0, pitch)
        inputs[row], taps[row] = (torch.from_numpy(array) for array in features)
    return replace(batch, inputs=inputs, taps=taps)


def write(path: Path, state: dict) -> None:
    """Write beside the file, then rename: a reader always finds a whole one."""
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    os.replace(temporary, path)


class Trainer:
    """Weights, their running average and the optimiser, with one checkpoint file."""

    def __init__(self, arguments: argparse.Namespace, rank: int = 0, world: int = 1, device: str = "cpu"):
        self.arguments, self.rank, self.world = arguments, rank, world
        torch.manual_seed(1)
        self.model = Model(c.SIZES[arguments.size], torch.bfloat16).to(device)
        self.average = Model(c.SIZES[arguments.size], torch.bfloat16).to(device).requires_grad_(False)
        if arguments.start_from:
            self._start_from(arguments.start_from)
        self.average.load_state_dict(self.model.state_dict())
        self.parameters = list(self.model.parameters())
        self.optimiser = torch.optim.Adam(self.parameters, lr=arguments.rate, betas=(0.9, 0.99), fused=True)
        self.step, self.seen, self.seconds = 0, 0, 0.0
        self.path = arguments.folder / "checkpoint.pt"
        if self.path.exists():
            self._load()
        torch.manual_seed(1000 + 7919 * self.step + rank)
        self._random = np.random.default_rng([self.step, rank])

    def _start_from(self, folder: Path) -> None:
        """Begin with published weights instead of random ones."""
        manifest, named = model_file.read(folder)
        before, after = model_file.sizes_of(manifest), c.SIZES[self.arguments.size]
        state = model_file.from_format(named, before).state_dict()
        self.model.load_state_dict(state if before == after else grow(state, before, after))

    def _load(self) -> None:
        saved = torch.load(self.path, weights_only=True, map_location="cpu")
        self.load_weights(saved)
        self.optimiser.load_state_dict(saved["optimiser"])

    def load_weights(self, saved: dict) -> None:
        """All of a checkpoint but the optimiser."""
        self.model.load_state_dict(saved["model"])
        self.average.load_state_dict(saved["average"])
        self.step, self.seen, self.seconds = saved["step"], saved["seen"], saved["seconds"]

    def save(self) -> None:
        write(self.path, self.weights() | {"optimiser": self.optimiser.state_dict()})

    def weights(self) -> dict:
        """What export.py and load_weights read."""
        return {
            "size": self.arguments.size,
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "step": self.step,
            "seen": self.seen,
            "seconds": self.seconds,
        }

    def set_rate(self, fraction: float) -> None:
        """Linear warm-up by steps, cosine by the fraction of the planned time."""
        cosine = FINAL_RATE + (1 - FINAL_RATE) * 0.5 * (1 + math.cos(math.pi * min(1.0, fraction)))
        warm_up = min(1.0, (self.step + 1) / self.arguments.warm_up)
        for group in self.optimiser.param_groups:
            group["lr"] = self.arguments.rate * warm_up * cosine

    def redraw(self, batch: Batch, biases: torch.Tensor) -> Batch:
        """Give some of the crops the network's own past."""
        chosen = self._random.random(len(batch.past)) < self.arguments.own_share
        return with_own_past(self.model, batch, biases, chosen, self._random)

    def update(self, batch: Batch) -> torch.Tensor:
        """One step on this rank's batch, gradients averaged over the ranks. Returns this rank's bits a sample."""
        entropy, size = loss_of(self.model, batch, True, self.redraw)
        self.optimiser.zero_grad()
        (entropy + EMBEDDING_PENALTY * size).backward()
        self._average_gradients()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimiser.step()
        self.step += 1
        self.seen += batch.targets.numel() * self.world
        decay = min(EMA_DECAY, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), self.parameters, 1 - decay)
        return entropy.detach() / math.log(2)

    def _average_gradients(self) -> None:
        if self.world == 1:
            return
        flat = torch.cat([p.grad.flatten() for p in self.parameters])
        dist.all_reduce(flat)
        flat /= self.world
        parts = flat.split([p.numel() for p in self.parameters])
        for parameter, part in zip(self.parameters, parts):
            parameter.grad.copy_(part.view_as(parameter))


class Progress:
    """Rank 0's checks: bits a sample of the averaged weights on fixed clean crops, printed now and then."""

    def __init__(self, training, held, samples: int):
        self._sets = {}
        notes, kinds = ([group for group in held if (group.last is not None) == kind] for kind in (False, True))
        for name, groups, pairs in (("train", training, 0.0), ("held", notes, 0.0), ("held pairs", notes, 1.0), ("held kinds", kinds, 0.0)):
            if groups:
                sampler = Sampler(groups, 7, samples, pair_share=pairs, noisy=False)
                self._sets[name] = [tensors(sampler.batch(8)) for _ in range(EVALUATION_BATCHES)]

    def report(self, trainer: Trainer, running: float) -> None:
        with torch.no_grad():
            bits = {
                name: sum(loss_of(trainer.average, batch, noisy=False)[0].item() for batch in batches)
                / (len(batches) * math.log(2))
                for name, batches in self._sets.items()
            }
        figures = " ".join(f"{name} {value:.3f}" for name, value in bits.items())
        print(
            f"{time.strftime('%H:%M:%S')} {trainer.seconds:.0f} s step {trainer.step} seen {trainer.seen / 1e6:.1f} M "
            f"running {running:.3f} | average: {figures}",
            flush=True,
        )


def broadcast(value: float, world: int) -> float:
    """Rank 0's value on every rank, so all agree when to stop."""
    if world == 1:
        return value
    box = torch.tensor([value], dtype=torch.float64)
    dist.broadcast(box, 0)
    return box.item()


def train(arguments: argparse.Namespace, rank: int, world: int) -> None:
    training, held = load_groups(arguments.data)
    trainer = Trainer(arguments, rank, world)
    sampler = Sampler(training, 100_000 + 17 * trainer.step + rank, arguments.samples, kinds_share=arguments.kinds_share)
    sampler.skip_start_of_crops(min(MOST_WARM_UP, c.SIZES[arguments.size].receptive_field))
    progress = Progress(training, held, arguments.samples) if rank == 0 else None
    running, last = None, time.monotonic()
    saved = reported = last - (0 if trainer.step else arguments.report - 60)
    while broadcast(trainer.seconds, world) < arguments.until:
        trainer.set_rate(broadcast(trainer.seconds, world) / arguments.until)
        bits = trainer.update(tensors(sampler.batch(arguments.batch))).item()
        running = bits if running is None else 0.99 * running + 0.01 * bits
        now = time.monotonic()
        trainer.seconds, last = trainer.seconds + now - last, now
        if rank == 0 and now - reported > arguments.report:
            progress.report(trainer, running)
            reported = now
        if rank == 0 and now - saved > arguments.save:
            trainer.save()
            saved = now
    if rank == 0:
        progress.report(trainer, running)
        trainer.save()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="what prepare.py wrote")
    parser.add_argument("--folder", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--until", type=float, required=True, help="planned training time, seconds, over all starts")
    parser.add_argument("--size", choices=sorted(c.SIZES), default="xs")
    parser.add_argument("--start-from", type=Path, help="folder of a published model to begin with")
    parser.add_argument("--kinds-share", type=float, help="crops of what is no note (prepare.py kinds); default: by the number of groups")
    parser.add_argument("--own-share", type=float, default=0.5, help="crops whose past is the network's own")
    parser.add_argument("--batch", type=int, default=4, help="crops per process and step")
    parser.add_argument("--samples", type=int, default=2048, help="samples per crop, a multiple of 512")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--warm-up", type=int, default=300, help="steps")
    parser.add_argument("--save", type=float, default=120.0, help="seconds between checkpoints")
    parser.add_argument("--report", type=float, default=300.0, help="seconds between evaluations")
    parser.add_argument("--compile", action="store_true", help="fuse the gates (somewhat faster; needs g++)")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    world = int(os.environ.get("WORLD_SIZE", "1"))
    if world > 1:
        dist.init_process_group("gloo")
    torch.set_num_threads(1 if world > 1 else int(os.environ.get("OMP_NUM_THREADS", "2")))
    if arguments.compile:
        compile_gates()
    train(arguments, int(os.environ.get("RANK", "0")), world)
    if world > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
