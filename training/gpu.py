"""Train on a machine with a GPU and without a network, in calls of a few minutes that go on from each other.

    python training/gpu.py --pack PACK.tar.xz --work /tmp/alloy --from STATE --folder OUT --size s --until 1200 --minutes 9

One call unpacks the synthesiser and the fonts (pack.py), renders the notes, trains until its time is up or the plan of
--until training seconds is fulfilled, then lets the network run free, measures and judges. All that the next call
needs, and all that is to be looked at, lies in OUT: give it back as --from. No file there is larger than 16 MiB.

| file | what |
|---|---|
| checkpoint.pt | weights, their average and the counts: what export.py reads |
| optimiser-STEP.pt | the optimiser's state; checkpoint.pt names the one that belongs to it |
| report.json | a list, one entry a call: speed, bits a sample, listening figures, gates |
| log.txt | lines as printed |
| listen.wav, listen.png | each held-out note real, generated, and generated from another note of its instrument |
| stop.txt | only if a gate failed: which; the next call then refuses |

Exit status: 0 done or out of time, 3 a gate failed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

import pack
from listen import NOTES, SAMPLES, listen
from recipe import config as c, model_file
from recipe.device_notes import DeviceNotes, DeviceSampler, history_features
from recipe.model import Model
from recipe.notes import Batch, Sampler, load_groups
from recipe.pitch_lag import crop_taps
from train import EVALUATION_BATCHES, OWN_TEMPERATURE, Trainer, loss_of, write

PUBLISHED = Path(__file__).resolve().parent.parent / "models" / "instruments"
LISTEN = Path(__file__).resolve().parent / "listen.py"
STATE_FILES = ("optimiser-*.pt", "report.json", "log.txt", "stop.txt", "checkpoint.pt")
"""The checkpoint last: once it is there, all that it needs is."""
LISTENING_SECONDS = {"xs": 75.0, "s": 100.0, "m": 160.0}
EVALUATION_BATCH = 8
LARGEST_FILE = 16 * 2**20
FORCED_SAMPLES = 2048

MIN_SAMPLES_A_SECOND = 2e6
EARLY_SEEN, EARLY_BITS = 36e6, 4.2
MIN_PERIODICITY = 0.7
MAX_LOGIT_ERROR = 2e-3


class GpuTrainer(Trainer):
    """The trainer of train.py on one device, fed by a sampler there; its checkpoint in two files, each small enough to carry."""

    def __init__(self, arguments: argparse.Namespace, device: torch.device, sampler: DeviceSampler):
        self._sampler = sampler
        super().__init__(arguments, device=str(device))
        sampler.seed(1_000 + self.step)

    def redraw(self, batch: Batch, biases: torch.Tensor) -> Batch:
        """Give the first crops the network's own past."""
        count = int(self.arguments.own_share * len(batch.past))
        mine = biases[:count].detach()

        @torch.no_grad()
        def draw_codes(inputs: torch.Tensor, taps: torch.Tensor) -> torch.Tensor:
            logits = self.model.decoder(inputs, taps, mine)
            return (logits / OWN_TEMPERATURE - torch.empty_like(logits).exponential_().log_()).argmax(-1)

        return self._sampler.with_own_past(batch, draw_codes, count)

    def save(self) -> None:
        """The optimiser first, under a name of its own, so that the checkpoint always finds the one that belongs to it.

        Raises FloatingPointError, and keeps what was saved before, if a weight is no longer a number.
        """
        if not all(parameter.isfinite().all() for parameter in self.parameters):
            raise FloatingPointError(f"weights are not finite at step {self.step}")
        name = f"optimiser-{self.step}.pt"
        write(self.path.with_name(name), self.optimiser.state_dict())
        write(self.path, self.weights() | {"optimiser_file": name})
        for old in self.path.parent.glob("optimiser-*.pt"):
            if old.name != name:
                old.unlink()

    def _load(self) -> None:
        saved = torch.load(self.path, weights_only=True, map_location="cpu")
        self.load_weights(saved)
        beside = self.path.with_name(saved["optimiser_file"])
        self.optimiser.load_state_dict(torch.load(beside, weights_only=True, map_location="cpu"))


class FixedCrops:
    """Bits a sample of any model on the same clean crops."""

    def __init__(self, notes: DeviceNotes, training, held, samples: int):
        self._sets: dict[str, list[Batch]] = {}
        for name, groups, pairs in (("train", training, 0.0), ("held", held, 0.0), ("held pairs", held, 1.0)):
            sampler = DeviceSampler(notes, Sampler(groups, 7, samples, pair_share=pairs, noisy=False), samples)
            self._sets[name] = [sampler.batch(EVALUATION_BATCH) for _ in range(EVALUATION_BATCHES)]

    @torch.no_grad()
    def bits(self, model: Model) -> dict[str, float]:
        def mean(batches: list[Batch]) -> float:
            return float(np.mean([loss_of(model, batch, noisy=False)[0].item() for batch in batches]) / np.log(2))

        return {name: round(mean(batches), 4) for name, batches in self._sets.items()}


class Log:
    """Lines for the console and the folder."""

    def __init__(self, folder: Path):
        self._path = folder / "log.txt"

    def __call__(self, line: str) -> None:
        print(line, flush=True)
        with self._path.open("a") as file:
            file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}\n")


@dataclass
class Speed:
    """What this call has trained, its first step (compilation) left out."""

    samples: int = 0
    seconds: float = 0.0

    @property
    def samples_a_second(self) -> float:
        return self.samples / self.seconds if self.seconds else 0.0


def fetch_state(source: Path | None, folder: Path) -> None:
    """Copy an earlier call's files into an empty folder."""
    if source and source.exists() and not (folder / "checkpoint.pt").exists():
        for pattern in STATE_FILES:
            for path in sorted(source.glob(pattern)):
                shutil.copy(path, folder / path.name)


def render_packs(arguments: argparse.Namespace, log: Log) -> Path:
    """Unpack, render notes into work/notes and the ones to listen to into a file, whose path is returned."""
    heard = arguments.work / "listen.npz"
    for archive in arguments.pack:
        started, unpacked = time.monotonic(), arguments.work / "packs" / archive.name.split(".")[0]
        unpacked.mkdir(parents=True, exist_ok=True)
        pack.unpack(archive, unpacked)
        names = pack.render(unpacked, arguments.work / "notes", arguments.processes, arguments.step)
        if not heard.exists():
            command = [sys.executable, str(LISTEN), "--fonts", str(unpacked / "fonts"), "--out", str(heard)]
            environment = os.environ | {"LD_LIBRARY_PATH": str(unpacked / "lib")}
            subprocess.run([*command, "--notes", str(arguments.notes), names[0]], env=environment, check=True)
        log(f"{archive.name}: {', '.join(names)} rendered in {time.monotonic() - started:.0f} s")
    return heard


def train(trainer: GpuTrainer, sampler: DeviceSampler, crops: FixedCrops, deadline: float, log: Log) -> Speed:
    """Steps until the plan is fulfilled or the deadline (monotonic) passed. Each step's loss is read while the next one runs."""
    arguments, speed = trainer.arguments, Speed()
    previous, running, first = None, None, True
    last = saved = reported = time.monotonic()
    while trainer.seconds < arguments.until and time.monotonic() < deadline:
        trainer.set_rate(trainer.seconds / arguments.until)
        bits = trainer.update(sampler.batch(arguments.batch))
        if first:
            bits.item()
            first, last = False, time.monotonic()
            log(f"first step after {last - saved:.0f} s")
            continue
        if previous is not None:
            value = previous.item()
            running = value if running is None else 0.99 * running + 0.01 * value
        previous, now = bits, time.monotonic()
        trainer.seconds, speed.seconds, last = trainer.seconds + now - last, speed.seconds + now - last, now
        speed.samples += arguments.batch * arguments.samples
        if now - reported > arguments.report and running is not None:
            log(f"{line_of(trainer, speed)} running {running:.3f} | average: {crops.bits(trainer.average)}")
            reported = last = time.monotonic()
        if now - saved > arguments.save:
            trainer.save()
            log(f"saved at step {trainer.step}")
            saved = last = time.monotonic()
    trainer.save()
    return speed


def line_of(trainer: GpuTrainer, speed: Speed) -> str:
    return (
        f"{trainer.seconds:.0f} s step {trainer.step} seen {trainer.seen / 1e6:.1f} M "
        f"at {speed.samples_a_second / 1e6:.3f} M samples/s"
    )


@torch.no_grad()
def hear(trainer: GpuTrainer, heard: Path, arguments: argparse.Namespace) -> dict:
    """Run the averaged weights, rounded as they would be published, free on the held-out notes."""
    sizes = c.SIZES[arguments.size]
    named = {name: w.astype("<f2").astype(np.float32) for name, w in model_file.to_format(trainer.average.cpu()).items()}
    model = model_file.from_format(named, sizes)
    trainer.average.to(arguments.device)

    def network(mels: np.ndarray, pitch: float) -> np.ndarray:
        z = model.encoder(torch.from_numpy(mels)[None], torch.ones(1, len(mels)))
        return model.conditioning(z, torch.full(z.shape[:2], pitch))[0].numpy()

    rows, figures = listen(
        network, named, sizes, heard, arguments.folder, arguments.temperature, arguments.processes, arguments.listen_samples
    )
    return {"summary": figures | {"forced_logit_error": forced_error(model, named, sizes)}, "notes": rows}


@torch.no_grad()
def forced_error(model: Model, named, sizes: c.Sizes) -> float:
    """Largest difference of logits between the generator with its queues and PyTorch, on a past of random codes."""
    from recipe.generator import Generator

    random = np.random.default_rng(4)
    codes = np.clip(np.round(30 * random.standard_normal(FORCED_SAMPLES)), -128, 127).astype(np.int64)
    biases = model.conditioning(torch.randn(1, FORCED_SAMPLES // c.FRAME, c.EMBEDDING), torch.full((1, FORCED_SAMPLES // c.FRAME), 57.3))
    past = np.concatenate([np.zeros(2), codes / 128.0]).astype(np.float32)
    inputs = torch.from_numpy(np.stack([past[:-2], past[1:-1]], -1))[None]
    taps = torch.from_numpy(crop_taps(codes + 128, 0, FORCED_SAMPLES, 57.3))[None]
    expected = model.decoder(inputs, taps, biases)[0].numpy()
    return float(np.abs(Generator(named, sizes).force(biases[0].numpy(), codes, 57.3) - expected).max())


def gates(report: dict) -> dict[str, bool]:
    """What must be true, as far as this call can tell."""
    heard = report["listening"]["summary"]
    found = {
        "the generator gives PyTorch's logits": heard["forced_logit_error"] < MAX_LOGIT_ERROR,
        "better than the published weights on held-out crops": report["bits"]["held"] < report["publishedBits"]["held"],
    }
    if report["device"] != "cpu":
        found["at least 2 M samples a second"] = report["samplesASecond"] >= MIN_SAMPLES_A_SECOND
    if report["seen"] >= EARLY_SEEN:
        found["held-out bits under 4.2"] = report["bits"]["held"] < EARLY_BITS
        found["no note stuck, exploding or silent"] = not heard["broken"]
        found["periodicity at least 0.7 of the real"] = heard["periodicity"] >= MIN_PERIODICITY
    return found


def judge(report: dict, folder: Path, log: Log) -> bool:
    """Append the call's report and write stop.txt if a gate failed. Returns whether to go on."""
    report["gates"] = gates(report)
    failed = [name for name, passed in report["gates"].items() if not passed]
    path = folder / "report.json"
    calls = json.loads(path.read_text()) if path.exists() else []
    path.write_text(json.dumps([*calls, report], indent=1) + "\n")
    for name, passed in report["gates"].items():
        log(f"gate {'passed' if passed else 'FAILED'}: {name}")
    if failed:
        (folder / "stop.txt").write_text("".join(f"failed: {name}\n" for name in failed))
    too_large = [path.name for path in folder.iterdir() if path.stat().st_size > LARGEST_FILE]
    if too_large:
        raise RuntimeError(f"larger than 16 MiB: {too_large}")
    return not failed


def call(arguments: argparse.Namespace, deadline: float) -> bool:
    """One call, from the packs to the judgement."""
    log, device = Log(arguments.folder), torch.device(arguments.device)
    heard = render_packs(arguments, log)
    training, held = load_groups(arguments.work / "notes")
    if not training or not held:
        raise ValueError(f"{arguments.work / 'notes'}: no instrument with notes enough for pairs; render more keys (--step)")
    notes = DeviceNotes(training + held, device)
    features = torch.compile(history_features, dynamic=False) if arguments.compile else history_features
    draws = Sampler(training, int.from_bytes(os.urandom(4), "little"), arguments.samples)
    sampler = DeviceSampler(notes, draws, arguments.samples, c.SIZES[arguments.size].receptive_field, features)
    crops = FixedCrops(notes, training, held, arguments.samples)
    trainer = GpuTrainer(arguments, device, sampler)
    if arguments.compile:
        trainer.model.decoder.forward = torch.compile(trainer.model.decoder.forward, dynamic=False)
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"
    log(f"{name}, torch {torch.__version__}, size {arguments.size}, {len(notes.codes)} notes, from step {trainer.step}")
    speed = train(trainer, sampler, crops, deadline, log)
    published = model_file.from_format((found := model_file.read(PUBLISHED))[1], model_file.sizes_of(found[0])).to(device)
    report = {
        "device": name,
        "step": trainer.step,
        "seen": trainer.seen,
        "seconds": round(trainer.seconds, 1),
        "done": trainer.seconds >= arguments.until,
        "samplesASecond": round(speed.samples_a_second),
        "thisCall": asdict(speed),
        "bits": crops.bits(trainer.average),
        "publishedBits": crops.bits(published),
    }
    log(f"{line_of(trainer, speed)} | bits {report['bits']}, published {report['publishedBits']}")
    report["listening"] = hear(trainer, heard, arguments)
    log(f"listening: {report['listening']['summary']}")
    return judge(report, arguments.folder, log)


def parse(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, nargs="*", default=[], help="what pack.py wrote; several add up, none adds nothing to --work")
    parser.add_argument("--work", type=Path, required=True, help="folder for notes; kept, it spares the next call the rendering")
    parser.add_argument("--folder", type=Path, required=True, help="where all that is to be carried away goes")
    parser.add_argument("--from", dest="source", type=Path, help="what the last call left")
    parser.add_argument("--size", choices=sorted(c.SIZES), default="s")
    parser.add_argument("--until", type=float, required=True, help="planned training time, seconds, over all calls")
    parser.add_argument("--minutes", type=float, default=9.0, help="for this call, everything included")
    parser.add_argument("--reserve", type=float, help="seconds of it for listening and judging")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--start-from", type=Path, help="folder of a published model to begin with")
    parser.add_argument("--batch", type=int, default=32, help="crops a step")
    parser.add_argument("--samples", type=int, default=8192, help="samples a crop, a multiple of 512")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--warm-up", type=int, default=500, help="steps")
    parser.add_argument("--own-share", type=float, default=0.5, help="crops whose past is the network's own")
    parser.add_argument("--no-compile", dest="compile", action="store_false")
    parser.add_argument("--save", type=float, default=45.0, help="seconds between checkpoints")
    parser.add_argument("--report", type=float, default=60.0, help="seconds between evaluations")
    parser.add_argument("--temperature", type=float, default=0.85)
    parser.add_argument("--notes", type=int, default=NOTES, help="to listen to")
    parser.add_argument("--listen-samples", type=int, default=SAMPLES)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--step", type=int, default=2, help="semitones from key to key: notes are cheap where they are rendered")
    parser.add_argument("--go-on", action="store_true", help="in spite of a failed gate")
    return parser.parse_args(words)


def main() -> None:
    started, arguments = time.monotonic(), parse()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    fetch_state(arguments.source, arguments.folder)
    stop = arguments.folder / "stop.txt"
    if stop.exists() and not arguments.go_on:
        sys.exit(f"stopped by an earlier call, --go-on overrides:\n{stop.read_text()}")
    stop.unlink(missing_ok=True)
    torch.set_float32_matmul_precision("high")
    reserve = LISTENING_SECONDS[arguments.size] if arguments.reserve is None else arguments.reserve
    if not call(arguments, started + 60 * arguments.minutes - reserve):
        sys.exit(3)


if __name__ == "__main__":
    main()
