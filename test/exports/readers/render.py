"""Renders notes with samplers that have Python bindings (sfizz, TinySoundFont): jobs as JSON on stdin, raw float32 stereo out."""
import json
import sys

import numpy as np

BLOCK = 64


def sfizz(job):
    from pysfizz._sfizz import Synth

    synth = Synth(sample_rate=job["rate"], block_size=BLOCK)
    if not synth.load_sfz_file(job["file"]):
        raise SystemExit("sfizz does not load " + job["file"])
    synth.enable_freewheeling()  # waits for samples that are streamed

    def play(status, first, second):
        kind = status & 0xF0
        if kind == 0x90:
            synth.note_on(0, first, second)
        elif kind == 0x80:
            synth.note_off(0, first, second)
        elif kind == 0xB0:
            synth.cc(0, first, second)

    def block():
        left, right = synth.render_block()
        return np.stack([np.array(left, copy=True), np.array(right, copy=True)], axis=1)

    return blocks(job, play, block)


def tinysoundfont(job):
    import tinysoundfont as tsf

    synth = tsf.Synth(samplerate=job["rate"])
    font = synth.sfload(job["file"])
    synth.program_select(0, font, 0, job.get("program", 0))

    def play(status, first, second):
        kind = status & 0xF0
        if kind == 0x90:
            synth.noteon(0, first, second)
        elif kind == 0x80:
            synth.noteoff(0, first)
        elif kind == 0xB0:
            synth.control_change(0, first, second)

    def block():
        return np.frombuffer(bytes(synth.generate(BLOCK)), dtype=np.float32).reshape(-1, 2)

    return blocks(job, play, block)


def blocks(job, play, block):
    events = sorted(job["events"], key=lambda event: event[0])
    frames = int(round(job["seconds"] * job["rate"]))
    out = []
    for at in range(0, frames, BLOCK):
        while events and events[0][0] * job["rate"] < at + BLOCK / 2:
            play(*events.pop(0)[1:4])
        out.append(block())
    return np.concatenate(out)[:frames]


for job in json.load(sys.stdin):
    {"sfizz": sfizz, "tinysoundfont": tinysoundfont}[job["reader"]](job).astype("<f4").tofile(job["out"])
