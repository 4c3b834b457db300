#!/usr/bin/env bash
# Package:   midi 2.0.0 (npm; wraps RtMidi), built with Debian's libasound2-dev
# Source:    https://github.com/justinlatimer/node-midi, src/input.cpp: NodeMidiInput's constructor, OpenVirtualPort; RtMidi 4.0.0
#            beside it, RtMidi.h: the constructor throws "if a MIDI system initialization error occurs"
# Behaviour: Where ALSA has no sequencer (no /dev/snd/seq: containers, servers), RtMidi throws as it says; the wrapper catches
#            it, keeps a null pointer, and from then on every method of that input returns as if it had worked: the
#            constructor gives an input, it has 0 ports, openVirtualPort() returns as if there were a port now. All that
#            is left of the error is a line that C++ wrote to stderr, past Node's own streams, where a program can neither
#            catch nor silence it. One expects new Input() to throw, or openVirtualPort() to.
# Seen:      2026-11-30
#            constructed: true, ports: 0, virtual port: no error
# Alloy:     src/midi/node.ts looks for /dev/snd/seq itself, and says what is missing
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

if [ "$(uname)" != Linux ] || [ -e /dev/snd/seq ]; then
  echo 'not to be tried here: this system has a sequencer'
  exit 2
fi
npm init -y >/dev/null
npm install --silent midi@2.0.0 >/dev/null 2>&1 || { echo 'midi does not build here'; exit 2; }

cat > show.js <<'JS'
const midi = require('midi');
let constructed = false;
let ports = null;
let virtual = 'no error';
try {
  const input = new midi.Input();
  constructed = true;
  ports = input.getPortCount();
  try {
    input.openVirtualPort('a port for others');
  } catch (error) {
    virtual = error.message;
  }
} catch (error) {
  virtual = error.message;
}
console.log(`constructed: ${constructed}, ports: ${ports}, virtual port: ${virtual}`);
JS
seen=$(node show.js 2>/dev/null)
echo "$seen"
[ "$seen" = 'constructed: true, ports: 0, virtual port: no error' ]
