#!/usr/bin/env bash
# Package:   ogg-opus-decoder 1.7.5 with codec-parser 2.5.0 (npm); ffmpeg with libopus writes the links (any version)
# Source:    https://github.com/eshaz/wasm-audio-decoders, src/ogg-opus-decoder/src/OggOpusDecoder.js, _decode(): at the last
#            page of a link it takes `_totalSamplesDecoded`, which starts at 0 for each link, minus the page's
#            `totalSamples`, which codec-parser counts over the whole file
# Behaviour: A chain (RFC 3533, section 4, and RFC 7845: links one after another, as `cat a.opus b.opus` and every web radio
#            makes) decodes with as much silence at its end as the links before each link last: 1 s + 1 s is 3 s long,
#            1 s + 1 s + 1 s is 6 s, with no error in `errors`. The trim is negative there, so the length grows instead, and
#            the end padding of the links after the first is not trimmed. @wasm-audio-decoders/ogg-vorbis and flac, of the
#            same repository, read chains of Vorbis and FLAC at their right length.
# Seen:      2026-11-30
#            1 link: 48000 samples, sound until 1.0 s, 0 errors
#            2 links: 144000 samples, sound until 2.0 s, 0 errors
#            3 links: 288000 samples, sound until 3.0 s, 0 errors
# Alloy:     none: src/audio/formats/ogg.ts takes the links apart, opus-decoder decodes their packets
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts ogg-opus-decoder@1.7.5 codec-parser@2.5.0 || exit 2
ffmpeg -v error -nostdin -f lavfi -i 'sine=frequency=440:sample_rate=48000:duration=1' -c:a libopus link.opus || exit 2
for links in 1 2 3; do for ((i = 0; i < links; i++)); do cat link.opus; done > $links.opus; done

cat > show.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { OggOpusDecoder } from 'ogg-opus-decoder';

for (const links of [1, 2, 3]) {
  const decoder = new OggOpusDecoder();
  await decoder.ready;
  const { channelData, errors } = await decoder.decodeFile(new Uint8Array(readFileSync(`${links}.opus`)));
  const samples = channelData[0];
  const lastHeard = samples.findLastIndex((value) => Math.abs(value) > 0.02);
  console.log(
    `${links} link${links > 1 ? 's' : ''}: ${samples.length} samples, sound until ${(lastHeard / 48000).toFixed(1)} s, ${errors.length} errors`,
  );
}
JS
seen=$(node show.mjs) || { echo "$seen"; exit 2; }
echo "$seen"
[ "$seen" = "1 link: 48000 samples, sound until 1.0 s, 0 errors
2 links: 144000 samples, sound until 2.0 s, 0 errors
3 links: 288000 samples, sound until 3.0 s, 0 errors" ] || exit 1
