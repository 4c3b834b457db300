#!/usr/bin/env bash
# Package:   @tonejs/midi 2.0.28 (npm), which reads through midi-file 1.2.4; jzz 1.9.6 with jzz-midi-smf 1.9.9 reads the same bytes beside it
# Source:    https://github.com/Tonejs/Midi, src/Header.ts: update() counts the time up to the first tempo with that tempo itself, while
#            ticksToSeconds() counts what lies before it at 120 beats a minute
# Behaviour: Standard MIDI Files 1.0: until a first tempo is set, 120 beats a minute hold. Expected: a file whose only tempo stands at a
#            later beat is played at 120 up to there. Here each side of the library does another thing, so time runs twice over the
#            same place: notes one beat apart begin at once, and the song ends too early. Files of recorders that write a tempo when it is
#            first changed look so. A tempo at tick 0, which most programs write, hides it.
# Seen:      2026-11-30
#            notes at beats 1, 2, 3; tempo 240 from beat 2: @tonejs/midi 0.5, 0.5, 0.75 s; asked 0.5, 1, 1.25 s; jzz ends at 1.3125 s as asked
# Alloy:     src/midi/song.ts reads songs itself
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > npm.log \
  && npm install --no-audit --no-fund @tonejs/midi@2.0.28 midi-file@1.2.4 jzz@1.9.6 jzz-midi-smf@1.9.9 >> npm.log 2>&1 \
  || { cat npm.log; exit 2; }

cat > tempo.cjs <<'JS'
const { Midi } = require('@tonejs/midi');
const JZZ = require('jzz');
require('jzz-midi-smf')(JZZ);

const beat = 480; // ticks
const wait = (ticks) => (ticks < 128 ? [ticks] : [0x80 | (ticks >> 7), ticks & 127]);
const note = (key, before) => [...wait(before), 0x90, key, 100, ...wait(beat / 4), 0x80, key, 0];
const tempo240 = [...wait((beat * 3) / 4), 0xff, 0x51, 3, 0x03, 0xd0, 0x90];
const track = [...note(60, beat), ...tempo240, ...note(61, 0), ...note(62, (beat * 3) / 4), 0, 0xff, 0x2f, 0];
const file = Uint8Array.from([
  ...Buffer.from('MThd'), 0, 0, 0, 6, 0, 0, 0, 1, beat >> 8, beat & 255,
  ...Buffer.from('MTrk'), 0, 0, 0, track.length, ...track,
]);

const times = new Midi(file).tracks[0].notes.map((one) => one.time);
const end = new JZZ.MIDI.SMF(Buffer.from(file).toString('binary')).player().durationMS() / 1000;
console.log(
  `notes at beats 1, 2, 3; tempo 240 from beat 2: @tonejs/midi ${times.join(', ')} s; asked 0.5, 1, 1.25 s; jzz ends at ${end} s as asked`,
);
process.exit(times.join() === '0.5,0.5,0.75' && end === 1.3125 ? 0 : 1);
JS
node tempo.cjs
