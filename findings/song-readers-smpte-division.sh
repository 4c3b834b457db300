#!/usr/bin/env bash
# Package:   spessasynth_core 4.3.22, @tonejs/midi 2.0.28 with midi-file 1.2.4, jzz 1.9.6 with jzz-midi-smf 1.9.9 (npm)
# Source:    https://github.com/spessasus/spessasynth_core, the reader of MIDI files: timeDivision is the header's 16 bits as they stand;
#            https://github.com/Tonejs/Midi, src/Header.ts: only midi-file's ticksPerBeat is taken
# Behaviour: Standard MIDI Files 1.0, header chunk: a division whose top bit is set counts ticks by frames of SMPTE, the upper byte is minus
#            the frames a second and the lower one the ticks a frame; 25 and 40 make milliseconds. Expected: such a file is read, or
#            refused. SpessaSynth takes the 16 bits for 59,176 ticks a beat and plays the song 118 times too fast, in 4 ms instead of 0.5 s;
#            @tonejs/midi has no pulses a quarter then, and every time and duration is NaN. Neither raises. JZZ reads it right.
# Seen:      2026-11-30
#            one note of 500 ms, 25 frames of 40 ticks: jzz 0.5 s; spessasynth_core 59176 ticks a beat, 0.0042 s; @tonejs/midi NaN s
# Alloy:     src/midi/song.ts reads songs itself
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > npm.log \
  && npm install --no-audit --no-fund spessasynth_core@4.3.22 @tonejs/midi@2.0.28 midi-file@1.2.4 jzz@1.9.6 jzz-midi-smf@1.9.9 >> npm.log 2>&1 \
  || { cat npm.log; exit 2; }

cat > smpte.mjs <<'JS'
import { createRequire } from 'node:module';
import { BasicMIDI } from 'spessasynth_core';

const require = createRequire(import.meta.url);
const { Midi } = require('@tonejs/midi');
const JZZ = require('jzz');
require('jzz-midi-smf')(JZZ);

const track = [0, 0x90, 60, 100, 0x83, 0x74, 0x80, 60, 0, 0, 0xff, 0x2f, 0]; // 500 ticks
const file = Uint8Array.from([
  ...Buffer.from('MThd'), 0, 0, 0, 6, 0, 0, 0, 1, 256 - 25, 40,
  ...Buffer.from('MTrk'), 0, 0, 0, track.length, ...track,
]);
const jzz = new JZZ.MIDI.SMF(Buffer.from(file).toString('binary')).player().durationMS() / 1000;
const spessa = BasicMIDI.fromArrayBuffer(file.buffer);
const tone = new Midi(file).tracks[0].notes[0].duration;
console.log(
  `one note of 500 ms, 25 frames of 40 ticks: jzz ${jzz} s; spessasynth_core ${spessa.timeDivision} ticks a beat, ` +
    `${spessa.duration.toFixed(4)} s; @tonejs/midi ${tone} s`,
);
process.exit(jzz === 0.5 && spessa.timeDivision === 59176 && spessa.duration < 0.005 && Number.isNaN(tone) ? 0 : 1);
JS
node smpte.mjs
