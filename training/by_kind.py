"""The table by kind of a model: how near renders are to sounds that people load, beside what noise in the network's place does and what a perfect network would.

evaluate.py calls it. An anchor is a note whose codes are not the network's: white noise, or the source's own; all filters follow as ever.
"""

import json
from itertools import zip_longest
from pathlib import Path

import numpy as np

from recipe import metrics

SECONDS = 2.0
COLUMNS = ("melS", "melA", "env90", "on50")
ANCHORS = ("noise", "source")
UNPITCHED = "without pitch"


class Todo:
    """Notes that are not rendered yet, as bench/quality/render-set.ts reads them."""

    def __init__(self, folder: Path, seed: int, temperature: float):
        self._folder, self._seed, self._temperature = folder, seed, temperature

    def _note(self, id: str, source: str, key: int | None, seconds: float) -> dict:
        weights = [{"source": source, "weight": 1.0}]
        sampling = {"seed": self._seed, "temperature": self._temperature}
        return {"id": id, "weights": weights, "rootMidi": key, "seconds": seconds, **sampling}

    def anchors(self, source: str, key: int | None, seconds: float) -> list[dict]:
        """Both anchors of a source."""
        notes = [{**self._note(f"{source}-{kind}", source, key, seconds), "instead": kind} for kind in ANCHORS]
        return [note for note in notes if not (self._folder / f"{note['id']}.f32").exists()]

    def of(self, files: dict[str, list[Path]]) -> list[dict]:
        """Render and anchors of each file, at the root that is found in it; a few of each group first, for runs that are stopped."""
        notes = []
        for row in zip_longest(*(ids(group, paths) for group, paths in files.items())):
            for id in filter(None, row):
                if not (self._folder / f"{id}.f32").exists():
                    notes.append(self._note(id, id, None, SECONDS))
                notes.extend(self.anchors(id, None, SECONDS))
        return notes


def ids(group: str, paths: list[Path]) -> list[str]:
    name = group.split(",")[0]
    return [f"{name}-{n:02}-{path.stem.replace(' ', '-')}" for n, path in enumerate(paths)]


def sources(files: dict[str, list[Path]]) -> list[dict]:
    return [
        {"id": id, "file": str(path.resolve()), "rootMidi": None, "seconds": SECONDS}
        for group, paths in files.items()
        for id, path in zip(ids(group, paths), paths)
    ]


def rendered(folder: Path, id: str) -> bool:
    """Whether a sound's render and both anchors are there."""
    return all((folder / f"{id}{end}").exists() for end in (".f32", ".found.json", *(f"-{kind}.f32" for kind in ANCHORS)))


def measure(folder: Path, id: str) -> dict:
    """One sound: the network's render and both anchors against the source."""

    def wave(name: str) -> np.ndarray:
        return np.fromfile(folder / f"{name}.f32", "<f4").astype(np.float64)

    found = json.loads((folder / f"{id}.found.json").read_text())
    real = wave(f"{id}.source")[: found["sounding"]]
    renders = {"network": wave(id), **{kind: wave(f"{id}-{kind}") for kind in ANCHORS}}
    return {"id": id, "pitched": found["pitched"], **{kind: metrics.kind_distance(made, real) for kind, made in renders.items()}}


def medians(values: list[dict], kind: str) -> str:
    return " / ".join(f"{np.median([value[kind][column] for value in values]):.1f}" for column in COLUMNS)


def network_share(values: list[dict]) -> str:
    """How much of the way from noise to a perfect network the network goes, by the medians of melS and env90."""
    shares = []
    for column in ("melS", "env90"):
        network, noise, best = (float(np.median([value[kind][column] for value in values])) for kind in ("network", *ANCHORS))
        shares.append(f"{100 * (noise - network) / max(1e-6, noise - best):.0f}")
    return " / ".join(shares)


def row(label: str, values: list[dict]) -> str:
    better = np.mean([value["network"]["melS"] < value["noise"]["melS"] for value in values])
    crest = np.median([value["network"]["crest90"] for value in values])
    cells = [f"{label}, {len(values)}", *(medians(values, kind) for kind in ("network", *ANCHORS))]
    return "| " + " | ".join([*cells, f"{100 * better:.0f}", network_share(values), f"{crest:.1f}"]) + " |"


def write(folder: Path, groups: dict[str, list[str]]) -> str:
    """Measure the sounds of each group; kinds.json and kinds.md. Returns the table."""
    values = {label: [measure(folder, id) for id in named] for label, named in groups.items()}
    head = ["group, sounds", "network", "white noise in its place", "floor: the sound's own codes", "better than noise, %"]
    head += ["of the way from noise to the floor (melS / env90), %", "crest, dB"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    lines += [row(label, found) for label, found in values.items()]
    flat = [value for found in values.values() for value in found]
    if unpitched := [value for value in flat if not value["pitched"]]:
        lines.append(row(UNPITCHED, unpitched))
    (folder / "kinds.json").write_text(json.dumps(values, default=float))
    (folder / "kinds.md").write_text("\n".join(lines) + "\n")
    return "\n".join(lines)
