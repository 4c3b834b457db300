#!/usr/bin/env bash
# Package:   music-metadata 11.16.1 with file-type 21.3.4 (npm)
# Source:    https://github.com/Borewit/music-metadata, lib/ParserFactory.ts (file-type is asked with an
#            mpegOffsetTolerance of 10); https://github.com/sindresorhus/file-type, core.js, scanMpeg()
# Behaviour: RF64 (EBU Tech 3306, ITU-R BS.2088 as BW64), the WAV of long recordings, has FF FF FF FF in the place of its
#            32-bit size, always: bytes 4 to 7. music-metadata does not know the form, and its guess by content takes eleven
#            set bits in a row at the start of any of the first bytes for an MPEG sync word. So RF64 files go to the MPEG
#            reader, which finds one of its frames in their samples or sizes: the promise resolves, and layer, rate
#            and length are those of no sound. Told the name or type (.wav, audio/wav), it resolves with no format, no error, no warning.
#            Sun's AU of unknown length has the same four bytes at 8, and goes the same way.
# Seen:      2026-11-30
#            WAV: WAVE PCM 48000 Hz 1.00 s
#            RF64: MPEG MPEG 1 Layer 1
#            RF64 by its name: nothing, 0 warnings
#            AU of unknown length: ADTS/MPEG-4
# Alloy:     none: forms are recognised by src/audio/formats/recognise.ts
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts music-metadata@11.16.1 file-type@21.3.4 || exit 2

cat > show.mjs <<'JS'
import { parseBuffer } from 'music-metadata';

const frames = 48000;
const samples = (bigEndian) => {
  const bytes = Buffer.alloc(2 * frames);
  for (let index = 0; index < frames; index++) {
    const value = Math.round(16000 * Math.sin((2 * Math.PI * 440 * index) / 48000));
    if (bigEndian) bytes.writeInt16BE(value, 2 * index);
    else bytes.writeInt16LE(value, 2 * index);
  }
  return bytes;
};
const little = (...values) => Buffer.concat(values.map((value) => { const word = Buffer.alloc(4); word.writeUInt32LE(value); return word; }));
const big = (...values) => Buffer.concat(values.map((value) => { const word = Buffer.alloc(4); word.writeUInt32BE(value); return word; }));
const text = (letters) => Buffer.from(letters, 'latin1');
/** PCM, mono, 48 kHz, 16 bits. */
const format = Buffer.concat([text('fmt '), little(16, 0x00010001, 48000, 96000, 0x00100002)]);
const pcm = samples(false);
const unknown = 0xffffffff;

const wav = Buffer.concat([text('RIFF'), little(36 + pcm.length), text('WAVE'), format, text('data'), little(pcm.length), pcm]);
// ds64: size of the file, of data, count of frames (64 bits each), no table.
const sizes = Buffer.concat([text('ds64'), little(28, 72 + pcm.length, 0, pcm.length, 0, frames, 0, 0)]);
const rf64 = Buffer.concat([text('RF64'), little(unknown), text('WAVE'), sizes, format, text('data'), little(unknown), pcm]);
const au = Buffer.concat([text('.snd'), big(28, unknown, 3, 48000, 1, 0), samples(true)]);

const parse = async (bytes, info) => parseBuffer(new Uint8Array(bytes), info, { duration: true });
const { format: ofWav } = await parse(wav);
console.log(`WAV: ${ofWav.container} ${ofWav.codec} ${ofWav.sampleRate} Hz ${ofWav.duration?.toFixed(2)} s`);
const { format: ofRf64 } = await parse(rf64);
console.log(`RF64: ${ofRf64.container} ${ofRf64.codec}`);
const named = await parse(rf64, { path: 'long.wav', mimeType: 'audio/wav' });
const { container, codec, sampleRate, duration } = named.format;
console.log(`RF64 by its name: ${[container, codec, sampleRate, duration].filter(Boolean).join(' ') || 'nothing'}, ${named.quality.warnings.length} warnings`);
const { format: ofAu } = await parse(au);
console.log(`AU of unknown length: ${ofAu.container}`);
JS
seen=$(node show.mjs) || { echo "$seen"; exit 2; }
echo "$seen"
[ "$seen" = "WAV: WAVE PCM 48000 Hz 1.00 s
RF64: MPEG MPEG 1 Layer 1
RF64 by its name: nothing, 0 warnings
AU of unknown length: ADTS/MPEG-4" ] || exit 1
