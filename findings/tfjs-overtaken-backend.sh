#!/usr/bin/env bash
# Package:   @tensorflow/tfjs-core 4.22.0 with @tensorflow/tfjs-backend-wasm 4.22.0, from npm
# Source:    https://github.com/tensorflow/tfjs, tfjs-core/src/engine.ts, initializeBackend()
# Behaviour: Backends that start asynchronously are counted. Where two callers ask for the same one at once, the second call
#            makes the first resolve with `false`, which by the documentation says that the backend failed, though nothing did:
#            it is there, and the second caller is told `true`. One after the other, both are told `true`.
# Seen:      2026-11-30
#            in a row: true, true
#            at once: false, true; then: wasm, sum 6
# Alloy:     src/render/engine.ts, whose calls are queued
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 || exit 2

cat > show.mjs <<'JS'
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';

const ask = () => tf.setBackend('wasm');
if (process.argv[2] === 'at once') {
  const said = await Promise.all([ask(), ask()]);
  const [sum] = await tf.sum(tf.tensor1d([1, 2, 3])).data();
  console.log(`at once: ${said.join(', ')}; then: ${tf.getBackend()}, sum ${sum}`);
} else {
  console.log(`in a row: ${await ask()}, ${await ask()}`);
}
JS
row=$(node show.mjs 'in a row')
once=$(node show.mjs 'at once')
echo "$row"
echo "$once"
[[ $row == 'in a row: true, true' ]] || exit 1
[[ $once == 'at once: false, true; then: wasm, sum 6' ]] || exit 1
