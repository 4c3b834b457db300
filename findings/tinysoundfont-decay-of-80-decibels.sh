#!/usr/bin/env bash
# Package:   tinysoundfont 0.3.7 (PyPI), Python bindings of TinySoundFont
# Source:    https://github.com/schellingb/TinySoundFont, tsf.h, tsf_voice_envelope_nextsegment(): the slope of decay and release is
#            −9.226 / seconds nepers, 80 dB
# Behaviour: SoundFont 2.01, 8.1.2, generator 36 decayVolEnv: the time for a change of 100 %, and 37 sustainVolEnv counts that
#            100 % as 100 dB of attenuation; FluidSynth and SpessaSynth take 96. A decay of one second to silence falls
#            80 dB in a second here, so what is right elsewhere dies away a fifth more slowly; releases likewise.
# Seen:      2026-11-30
#            decay of 1 s to silence: 80.1 dB/s
# Alloy:     none: exports follow the other two (src/exports/sf2.ts); docs/exports.md says so
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv env && env/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 \
  && env/bin/pip install --quiet --disable-pip-version-check --no-deps tinysoundfont==0.3.7; } 2> pip.log || { cat pip.log; exit 2; }

cat > decay.py <<'PY'
"""One looped sine whose volume envelope decays to silence in one second, as a SoundFont; and how fast it falls."""
import math
import struct

import numpy as np
import tinysoundfont

RATE = 48000
PERIOD = 480  # ten periods of 1 kHz


def chunk(tag, data):
    return tag + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def name(text):
    return text.encode().ljust(20, b"\0")


def preset(text, bag):
    return name(text) + struct.pack("<HHHIII", 0, 0, bag, 0, 0, 0)


sine = [round(20000 * math.sin(2 * math.pi * 10 * i / PERIOD)) for i in range(PERIOD)]
pcm = struct.pack(f"<{PERIOD}h", *sine) + bytes(92)
# decayVolEnv 0 timecents: 1 s; sustainVolEnv 1000 cB; sampleModes 1: loop; sampleID
generators = [(36, 0), (37, 1000), (54, 1), (53, 0)]
tables = [
    (b"phdr", preset("sine", 0) + preset("EOP", 1)),
    (b"pbag", struct.pack("<4H", 0, 0, 1, 0)),
    (b"pmod", bytes(10)),
    (b"pgen", struct.pack("<4H", 41, 0, 0, 0)),
    (b"inst", name("sine") + struct.pack("<H", 0) + name("EOI") + struct.pack("<H", 1)),
    (b"ibag", struct.pack("<4H", 0, 0, len(generators), 0)),
    (b"imod", bytes(10)),
    (b"igen", b"".join(struct.pack("<Hh", *pair) for pair in generators) + bytes(4)),
    (b"shdr", name("sine") + struct.pack("<5IBbHH", 0, PERIOD, 0, PERIOD, RATE, 60, 0, 0, 1) + name("EOS") + bytes(26)),
]
info = chunk(b"ifil", struct.pack("<HH", 2, 1)) + chunk(b"isng", b"EMU8000\0") + chunk(b"INAM", b"sine\0\0")
lists = [b"INFO" + info, b"sdta" + chunk(b"smpl", pcm), b"pdta" + b"".join(chunk(*table) for table in tables)]
with open("sine.sf2", "wb") as file:
    file.write(chunk(b"RIFF", b"sfbk" + b"".join(chunk(b"LIST", one) for one in lists)))

synth = tinysoundfont.Synth(samplerate=RATE)
synth.program_select(0, synth.sfload("sine.sf2"), 0, 0)
synth.noteon(0, 60, 127)
left = np.frombuffer(bytes(synth.generate(RATE)), dtype=np.float32)[::2]


def level(seconds):
    at = round(seconds * RATE)
    return 10 * math.log10(np.mean(np.square(left[at : at + 2400], dtype=float)))


print(f"decay of 1 s to silence: {(level(0.1) - level(0.5)) / 0.4:.1f} dB/s")
PY
seen=$(env/bin/python decay.py)
echo "$seen"
[ "$seen" = 'decay of 1 s to silence: 80.1 dB/s' ]
