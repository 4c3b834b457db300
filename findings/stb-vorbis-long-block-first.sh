#!/usr/bin/env bash
# Package:   stb-vorbis 0.0.6 (npm; stb_vorbis.c compiled to wasm); ffmpeg with libvorbis writes the stream (any version)
# Source:    https://github.com/nothings/stb, stb_vorbis.c, vorbis_decode_packet_rest(): at the first block it notes
#            `discard_samples_deferred = n - right_end`, and takes that from what the next blocks return; a block of which
#            nothing is left is returned with 0 samples, which stb_vorbis_decode_memory() takes for the end
# Behaviour: A stream may begin with any block: the first primes the decoder, and the second gives the first samples
#            (Vorbis I specification, 4.3.8). Where the first block is long and the second short, as in what is recorded
#            from a web radio or cut without encoding anew, this library decodes nothing: "Failed to decode Ogg Vorbis stream",
#            however much follows. All other beginnings decode. ffmpeg decodes them all.
# Seen:      2026-12-01
#            beginnings that stb-vorbis cannot decode: those of a long block before a short one, and no others
#            the first of them by ffmpeg: as long as the next beginning by stb-vorbis, or longer
# Alloy:     src/audio/formats/vorbis.ts (decodeRun) has the second block before the first, too, and drops what that makes
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts stb-vorbis@0.0.6 || exit 2
# a quiet tone with a hit every 50 ms: blocks of both lengths
ffmpeg -v error -nostdin -f lavfi -i 'aevalsrc=0.02*sin(2765*t)+0.9*exp(-2000*mod(t\,0.05))*sin(9000*t):s=44100:d=1' \
  -c:a libvorbis -q:a 4 whole.ogg || exit 2

cat > show.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { StbVorbis } from 'stb-vorbis';

await StbVorbis.ready;

function packetsOf(bytes) {
  const packets = [];
  let parts = [];
  for (let at = 0; at < bytes.length;) {
    const lacing = bytes.subarray(at + 27, at + 27 + bytes[at + 26]);
    let from = at + 27 + lacing.length;
    for (const size of lacing) {
      parts.push(bytes.subarray(from, (from += size)));
      if (size < 255) packets.push(Buffer.concat(parts.splice(0)));
    }
    at = from;
  }
  return packets;
}

function crcOf(page) {
  let crc = 0;
  for (const value of page) {
    crc ^= value << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}

/** A page a packet; all of these are shorter than a page's 64 kB. */
function streamOf(packets) {
  const pages = packets.map((packet, i) => {
    const lacing = [...Array(Math.floor(packet.length / 255)).fill(255), packet.length % 255];
    const head = Buffer.alloc(27);
    head.write('OggS');
    head[5] = i === 0 ? 2 : i === packets.length - 1 ? 4 : 0;
    head.writeBigInt64LE(i < 3 ? 0n : -1n, 6);
    head.writeUInt32LE(7, 14);
    head.writeUInt32LE(i, 18);
    head[26] = lacing.length;
    const page = Buffer.concat([head, Buffer.from(lacing), packet]);
    page.writeUInt32LE(crcOf(page), 22);
    return page;
  });
  return Buffer.concat(pages);
}

function samplesOf(stream) {
  try {
    return StbVorbis.decode(new Uint8Array(stream)).channels[0].length;
  } catch {
    return 0;
  }
}

const packets = packetsOf(readFileSync('whole.ogg'));
const from = (k) => streamOf([...packets.slice(0, 3), ...packets.slice(k)]);
const isLong = (k) => (packets[k][0] & 2) !== 0; // libvorbis has two modes, the second of long blocks
const begins = Array.from({ length: packets.length - 3 - 8 }, (_, i) => i + 3);
const failing = begins.filter((k) => samplesOf(from(k)) === 0);
const expected = begins.filter((k) => isLong(k) && !isLong(k + 1));
const same = failing.length > 0 && failing.join() === expected.join();
console.log(
  `beginnings that stb-vorbis cannot decode: ${same ? 'those of a long block before a short one, and no others' : `${failing.length}, of a long block before a short one are ${expected.length}`}`,
);
const first = expected[0];
writeFileSync('cut.ogg', from(first));
const pcm = execFileSync('ffmpeg', ['-v', 'quiet', '-i', 'cut.ogg', '-f', 's16le', '-ac', '1', '-']);
const longer = pcm.length / 2 >= samplesOf(from(first + 1)) && pcm.length > 0;
console.log(
  `the first of them by ffmpeg: ${longer ? 'as long as the next beginning by stb-vorbis, or longer' : `${pcm.length / 2} samples`}`,
);
JS
seen=$(node show.mjs) || { echo "$seen"; exit 2; }
echo "$seen"
[ "$seen" = "beginnings that stb-vorbis cannot decode: those of a long block before a short one, and no others
the first of them by ffmpeg: as long as the next beginning by stb-vorbis, or longer" ] || exit 1
