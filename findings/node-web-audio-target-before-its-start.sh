#!/usr/bin/env bash
# Package:   node-web-audio-api 1.0.9 (npm; its engine is the crate web-audio-api)
# Source:    https://github.com/orottier/web-audio-api-rs, src/param.rs: at the end of a block the value to go on with is computed from the
#            next event, without asking whether a setTargetAtTime has begun, so (time − start) is negative in its exponent
# Behaviour: Web Audio 1.0, AudioParam, setTargetAtTime: the value begins to change at its start time. Expected: a gain that was set to 1
#            stays 1 until a release that is scheduled for a later block begins. Here it stays 1 for the first block only, and then is
#            held at e^((start − 128 samples) / timeConstant) until the release begins, which then falls from 1 as it should: 150,000
#            (103 dB) for a release of 1 ms that begins at sample 700, 114 for one of 10 ms at 50 ms, 1.27 for one of 50 ms at sample 700.
#            Seen where the event before ended in an earlier block; a release that begins in the same block as it is right.
# Seen:      2026-11-30
#            target 0 at sample 700, 1 ms: 1 in samples 0–127, 149741.547 in 128–700, 0.979 at 701 (asked: 1, 1, 0.979)
#            target 0 at sample 2400, 10 ms: 1 in samples 0–127, 113.674 in 128–2400, 0.998 at 2401 (asked: 1, 1, 0.998)
# Alloy:     none: no AudioParam of Alloy's is automated so (docs/decisions/parameters-with-times.md)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > npm.log && npm install --no-audit --no-fund node-web-audio-api@1.0.9 >> npm.log 2>&1 || { cat npm.log; exit 2; }

cat > target.mjs <<'JS'
import { OfflineAudioContext } from 'node-web-audio-api';

const rate = 48000;
const block = 128;
let there = true;
for (const [start, seconds] of [
  [700, 0.001],
  [2400, 0.01],
]) {
  const context = new OfflineAudioContext(1, 4096, rate);
  const source = context.createConstantSource();
  const gain = context.createGain();
  gain.gain.setValueAtTime(1, 0);
  gain.gain.setTargetAtTime(0, start / rate, seconds);
  source.connect(gain).connect(context.destination);
  source.start(0);
  const samples = (await context.startRendering()).getChannelData(0);
  const between = samples.subarray(block, start + 1);
  const asked = Math.exp(-1 / rate / seconds);
  console.log(
    `target 0 at sample ${start}, ${seconds * 1000} ms: ${Math.max(...samples.subarray(0, block))} in samples 0–127, ` +
      `${Math.max(...between).toFixed(3)} in 128–${start}, ${samples[start + 1].toFixed(3)} at ${start + 1} (asked: 1, 1, ${asked.toFixed(3)})`,
  );
  there &&= samples[0] === 1 && Math.min(...between) > 100 && Math.abs(samples[start + 1] - asked) < 1e-3;
}
process.exit(there ? 0 : 1);
JS
node target.mjs
