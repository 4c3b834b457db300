#!/usr/bin/env bash
# Package:   node-web-audio-api 1.0.9 (npm; its engine is the crate web-audio-api)
# Source:    https://github.com/orottier/web-audio-api-rs, src/node/iir_filter.rs: FilterRendererBuilder::build() brings both lists of
#            coefficients to one length before the node filters; getFrequencyResponse() uses them as they were given
# Behaviour: Web Audio 1.0, IIRFilterNode: feedforward and feedback have 1 to 20 coefficients each, of any two lengths. Here both are cut
#            to the shorter one, where the shorter one is what should be filled up with zeros: an all-pole filter with one
#            feedforward coefficient does not filter at all, a FIR with feedback [1] passes its input. Nothing is raised, and
#            getFrequencyResponse() of the same node tells the right filter's response, so a plot does not show it.
# Seen:      2026-11-30
#            [1] / [1, 0, 0.25]: 1, 0, 0, 0, 0; filled up by hand: 1, 0, -0.25, 0, 0.0625; told at a quarter of the rate: 1.333
#            [1, 0.5, 0.25] / [1]: 1, 0, 0, 0, 0; filled up by hand: 1, 0.5, 0.25, 0, 0; told at a quarter of the rate: 0.901
# Alloy:     none: filters are the player's own
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > npm.log && npm install --no-audit --no-fund node-web-audio-api@1.0.9 >> npm.log 2>&1 || { cat npm.log; exit 2; }

cat > iir.mjs <<'JS'
import { OfflineAudioContext } from 'node-web-audio-api';

/** First five samples of the filter's impulse response, and its magnitude at a quarter of the rate as the node tells it. */
async function measure(feedforward, feedback) {
  const context = new OfflineAudioContext(1, 256, 48000);
  const impulse = context.createBuffer(1, 1, 48000);
  impulse.getChannelData(0)[0] = 1;
  const source = context.createBufferSource();
  source.buffer = impulse;
  const filter = context.createIIRFilter(feedforward, feedback);
  const magnitude = new Float32Array(1);
  filter.getFrequencyResponse(new Float32Array([12000]), magnitude, new Float32Array(1));
  source.connect(filter).connect(context.destination);
  source.start(0);
  const samples = (await context.startRendering()).getChannelData(0).subarray(0, 5);
  return { response: [...samples].map((value) => String(+value.toFixed(4))).join(', '), told: magnitude[0].toFixed(3) };
}

let there = true;
for (const [feedforward, feedback] of [[[1], [1, 0, 0.25]], [[1, 0.5, 0.25], [1]]]) {
  const fill = (list) => [...list, 0, 0].slice(0, 3);
  const given = await measure(feedforward, feedback);
  const filled = await measure(fill(feedforward), fill(feedback));
  console.log(
    `[${feedforward.join(', ')}] / [${feedback.join(', ')}]: ${given.response}; filled up by hand: ${filled.response}; ` +
      `told at a quarter of the rate: ${given.told}`,
  );
  there &&= given.response === '1, 0, 0, 0, 0' && filled.response !== given.response && given.told === filled.told;
}
process.exit(there ? 0 : 1);
JS
node iir.mjs
