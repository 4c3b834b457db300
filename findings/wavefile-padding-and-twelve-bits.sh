#!/usr/bin/env bash
# Package:   wavefile 11.0.0 (npm); soundfile 0.14.0 (PyPI, libsndfile 1.2.2) reads the same two files beside it
# Source:    https://github.com/rochars/wavefile, lib/riff-file.js, getSubChunkIndex_(): chunkData.end is the padded end;
#            lib/codecs/bitdepth.js: a width is taken as it stands, not by its container
# Behaviour: Two valid WAV files, loud where they should not be, and no error.
#            (1) A `data` chunk of an odd number of bytes is followed by a pad byte that is not counted in its size (RIFF,
#            Multimedia Programming Interface and Data Specifications 1.0, "Chunks"). wavefile hands it out as one more
#            sample; in 8 bits, where silence is 128, that zero is a click at full scale at the end of each such file.
#            (2) Samples of 12 bits stand at the top of their 16, with zeros below (the same text, "Data Format of the
#            Samples": left-justified). wavefile takes the 16 bits for a number of 12: sixteen times too loud, 24 dB.
# Seen:      2026-11-30
#            8 bits, 4799 samples: libsndfile 4799, peak 0.50; wavefile 4800, peak 1.00
#            12 bits, 4800 samples: libsndfile 4800, peak 0.50; wavefile 4800, peak 8.00
# Alloy:     none: its own reader (src/audio/formats/wav.ts)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts wavefile@11.0.0 || exit 2
{ python3 -m venv env && env/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 soundfile==0.14.0; } 2> pip.log || { cat pip.log; exit 2; }

cat > write.mjs <<'JS'
import { writeFileSync } from 'node:fs';

/** A mono PCM file at 48 kHz: the canonical 44 bytes, the samples, and the pad byte that RIFF asks for. */
function wav(bits, data) {
  const bytesPerSample = Math.ceil(bits / 8);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length + (data.length % 2), 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(48000, 24);
  head.writeUInt32LE(48000 * bytesPerSample, 28);
  head.writeUInt16LE(bytesPerSample, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

const sine = (index) => 0.5 * Math.sin((2 * Math.PI * 440 * index) / 48000);
const eight = Buffer.from(Uint8Array.from({ length: 4799 }, (_, index) => 128 + Math.round(127 * sine(index))));
writeFileSync('8.wav', wav(8, eight));
const twelve = Buffer.alloc(9600);
for (let index = 0; index < 4800; index++) twelve.writeInt16LE(Math.round(2047 * sine(index)) * 16, index * 2);
writeFileSync('12.wav', wav(12, twelve));
JS
cat > read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import wavefile from 'wavefile';

const wav = new wavefile.WaveFile(new Uint8Array(readFileSync(process.argv[2])));
wav.toBitDepth('32f');
const samples = wav.getSamples(false, Float32Array);
console.log(`wavefile ${samples.length}, peak ${samples.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0).toFixed(2)}`);
JS
cat > read.py <<'PY'
import sys
import soundfile

samples, _ = soundfile.read(sys.argv[1])
print(f'libsndfile {len(samples)}, peak {abs(samples).max():.2f}')
PY
node write.mjs
line() { echo "$1 bits, $2 samples: $(env/bin/python read.py "$1.wav"); $(node read.mjs "$1.wav")"; }
seen=$(line 8 4799 && line 12 4800) || { echo "$seen"; exit 2; }
echo "$seen"
[ "$seen" = "8 bits, 4799 samples: libsndfile 4799, peak 0.50; wavefile 4800, peak 1.00
12 bits, 4800 samples: libsndfile 4800, peak 0.50; wavefile 4800, peak 8.00" ] || exit 1
