#!/usr/bin/env bash
# Package:   libfluidsynth3 2.3.1-2 (Debian bookworm), called through Python's ctypes
# Source:    https://github.com/FluidSynth/fluidsynth, src/synth/fluid_synth.c, fluid_synth_sysex_midi_tuning(): one branch
#            answers both requests and writes MIDI_SYSEX_TUNING_BULK_DUMP for both
# Behaviour: The MIDI Tuning Standard (MIDI 1.0 Detailed Specification; CA-020 and CA-021) has two bulk dumps: sub-ID 01
#            (program, name, 128 keys) answers request 00, sub-ID 04 (bank, program, name, 128 keys) answers request 03.
#            FluidSynth answers request 03 with the body of 04, a byte longer, under sub-ID 01: who reads by the sub-ID
#            takes the bank for the program, the program for the first letter of the name, and finds every key's pitch
#            one byte off. Its own enumeration has 04, unused. The two checksums also run over different bytes: in the
#            reply to 00 over 7E, 08, 01, program and keys (neither device nor name), in the reply to 03 over all but 7E.
#            Only the length (407 or 406 bytes between F0 and F7) tells the two apart.
# Seen:      2026-11-30
#            request 00: 406 bytes, sub-ID 01, then 05 54 75 6e; checksum over 7E 08 01 program keys
#            request 03: 407 bytes, sub-ID 01, then 02 05 54 75; checksum over all after 7E
# Alloy:     src/midi/tuning/mts.ts tells the two apart by the length, and takes both checksums
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > show.py <<'PY'
from ctypes import CDLL, POINTER, byref, c_char_p, c_double, c_int, c_void_p, create_string_buffer
from functools import reduce
import sys

try:
    fluid = CDLL('libfluidsynth.so.3')
except OSError as error:
    print(error)
    sys.exit(2)
fluid.fluid_version_str.restype = c_char_p
if fluid.fluid_version_str() != b'2.3.1':
    print('another FluidSynth:', fluid.fluid_version_str().decode())
    sys.exit(2)
fluid.new_fluid_settings.restype = c_void_p
fluid.new_fluid_synth.restype = c_void_p
fluid.new_fluid_synth.argtypes = [c_void_p]
fluid.fluid_settings_setint.argtypes = [c_void_p, c_char_p, c_int]
fluid.fluid_synth_activate_key_tuning.argtypes = [c_void_p, c_int, c_int, c_char_p, POINTER(c_double), c_int]
fluid.fluid_synth_sysex.argtypes = [c_void_p, c_char_p, c_int, c_char_p, POINTER(c_int), POINTER(c_int), c_int]

settings = fluid.new_fluid_settings()
fluid.fluid_settings_setint(settings, b'synth.device-id', 9)
synth = fluid.new_fluid_synth(settings)
# Key k sounds at k semitones and k % 7 cents: every key's three bytes differ.
cents = (c_double * 128)(*[100.0 * key + key % 7 for key in range(128)])
for bank in (0, 2):
    fluid.fluid_synth_activate_key_tuning(synth, bank, 5, b'Tuning of a test', cents, 0)

def exclusive_or(values):
    return reduce(lambda sum, value: sum ^ value, values, 0) & 0x7F

def show(name, request):
    reply, length, handled = create_string_buffer(1000), c_int(1000), c_int(0)
    fluid.fluid_synth_sysex(synth, bytes(request), len(request), reply, byref(length), byref(handled), 0)
    data = reply.raw[:length.value]
    keys = data[-385:-1]
    over = {
        'all': data[:-1],
        'all after 7E': data[1:-1],
        '7E 08 01 program keys': bytes([0x7E, 8, 1, 5]) + keys,
    }
    match = [text for text, values in over.items() if exclusive_or(values) == data[-1]]
    print(f'request {name}: {len(data)} bytes, sub-ID {data[3]:02d}, then {data[4:8].hex(" ")}; checksum over {" or ".join(match)}')

show('00', [0x7E, 9, 8, 0, 5])
show('03', [0x7E, 9, 8, 3, 2, 5])
PY
seen=$(python3 show.py) || { echo "$seen"; exit 2; }
echo "$seen"
[ "$seen" = "request 00: 406 bytes, sub-ID 01, then 05 54 75 6e; checksum over 7E 08 01 program keys
request 03: 407 bytes, sub-ID 01, then 02 05 54 75; checksum over all after 7E" ] || exit 1
