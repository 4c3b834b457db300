#!/usr/bin/env bash
# Package:   pysfizz 0.1.3 (PyPI), Python bindings of sfizz
# Source:    https://pypi.org/project/pysfizz/0.1.3/, Synth.get_region_data(), key loop_mode
# Behaviour: Synth.get_region_data() says loop_mode "one_shot" of a region with loop_mode=loop_continuous, which then loops as
#            it should (SFZ 1.0, loop_mode): a held note sounds on long after the end of its sample. Who checks an
#            SFZ file by these data finds every loop broken; only the sound tells.
# Seen:      2026-11-30
#            loop_continuous: told as one_shot; a sample of 0.1 s sounds after 1 s: yes
#            no_loop: told as no_loop; a sample of 0.1 s sounds after 1 s: no
# Alloy:     test/exports/sfz.test.ts: loops are measured in what is played
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv env && env/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 pysfizz==0.1.3; } 2> pip.log || { cat pip.log; exit 2; }

cat > loops.py <<'PY'
"""A looped and a single region of one short sine: what is told of them, and whether they sound after a second."""
import math
import struct
import wave

import numpy as np
from pysfizz._sfizz import Synth

RATE = 48000
with wave.open("sine.wav", "wb") as file:
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(RATE)
    values = [round(16000 * math.sin(2 * math.pi * i / 48)) for i in range(4800)]
    file.writeframes(struct.pack("<4800h", *values))

for mode in ("loop_continuous", "no_loop"):
    with open("sine.sfz", "w") as file:
        file.write(f"<control> hint_ram_based=1 <region> sample=sine.wav key=60 loop_mode={mode} loop_start=480 loop_end=4319\n")
    synth = Synth(sample_rate=RATE, block_size=64)
    assert synth.load_sfz_file("sine.sfz")
    synth.enable_freewheeling()
    told = synth.get_region_data(0)["loop_mode"]
    synth.note_on(0, 60, 127)
    peak = 0.0
    for block in range(RATE // 64 + 100):
        left, _ = synth.render_block()
        if block > RATE // 64:
            peak = max(peak, float(np.max(np.abs(np.array(left)))))
    print(f"{mode}: told as {told}; a sample of 0.1 s sounds after 1 s: {'yes' if peak > 0.01 else 'no'}")
PY
seen=$(env/bin/python loops.py)
echo "$seen"
[ "$seen" = 'loop_continuous: told as one_shot; a sample of 0.1 s sounds after 1 s: yes
no_loop: told as no_loop; a sample of 0.1 s sounds after 1 s: no' ]
