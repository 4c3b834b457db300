/** The process that bench/first-key.ts times: prints the parts as JSON. */
import { readFileSync } from 'node:fs';

const sources = ['nylon-guitar', 'flute'];
const folder = new URL('../presets/sources/', import.meta.url);
const entries = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as {
  id: string;
  file: string;
}[];
const files = sources.map((name) => entries.find((entry) => entry.id.startsWith(name))!.file);
const bytes = files.map((file) => {
  const buffer = readFileSync(new URL(file, folder));
  return buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength) as ArrayBuffer;
});

const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
const [{ RenderEngine }, { prepareSource }] = await Promise.all([
  import('../src/render/engine.js'),
  import('../src/audio/source.js'),
]);
const engine = await RenderEngine.open({
  model: new URL('../models/instruments/model.json', import.meta.url),
  backend: 'wasm',
});
const load = seconds();
const { sampleRate, signal } = engine.info.manifest;
const prepared = await Promise.all(
  bytes.map((data, i) => prepareSource(data, files[i]!, { sampleRate, seconds: 4, peak: signal.peak })),
);
const decode = seconds() - load;
for (const [i, source] of prepared.entries()) {
  await engine.addSource(`s${i}`, source.samples, source.pitch?.midi ?? 60, source.pitch);
}
const encode = seconds() - load - decode;
let firstChunk = 0;
const note = {
  id: 'centre',
  weights: [
    { source: 's0', weight: 0.5 },
    { source: 's1', weight: 0.5 },
  ],
  rootMidi: 60,
  seconds: 4,
  seed: 1,
  temperature: engine.info.manifest.generation.temperature,
};
await engine.render([note], {
  onAudio: () => {
    if (firstChunk === 0) firstChunk = seconds();
  },
});
const total = seconds();
await engine.close();

/** The same sounds, live: read and made playable one after the other, no model, and the first block that is not silent. */
async function liveSeconds(): Promise<number> {
  const begun = performance.now();
  const [{ loadSound }, { recordedSource }, { headProducts }, { PlayerCore }] = await Promise.all([
    import('../src/audio/source.js'),
    import('../src/audio/partials/live-source.js'),
    import('../src/audio/partials/head-products.js'),
    import('../worklets/core/player-core.js'),
  ]);
  const player = new PlayerCore(48_000);
  const wasm = readFileSync(new URL('../engine/engine.wasm', import.meta.url));
  player.handle({
    kind: 'engine',
    wasm: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer,
  });
  const sounds = await Promise.all(bytes.map((data, i) => loadSound(data.slice(0), files[i]!)));
  const packed = sounds.map(({ samples, sampleRate: rate, root }) =>
    recordedSource(samples, { sampleRate: rate, root: root.midi, seconds: 4 }),
  );
  const products = headProducts(packed);
  player.handle({ kind: 'live', sources: packed.map(({ data }) => data), products, recorded: true });
  player.midi(0x90, 60, 100, 0);
  const block = new Float32Array(128);
  for (let i = 0; block.every((x) => x === 0); i++)
    player.process(block, new Float32Array(128), 128, (i * 128) / 48_000);
  return (performance.now() - begun) / 1000;
}

const live = await liveSeconds();
const parts = { load, decode, encode, generate: total - load - decode - encode, firstChunk, total, live };
process.stdout.write(JSON.stringify(parts), () => process.exit(0));
