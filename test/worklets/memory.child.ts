/**
 * Run by memory.test.ts in a Node of its own, with a young generation so large that little is collected in
 * between: what the heap grew by is then what was allocated. Prints bytes a block in each of several windows (the
 * compiler's own objects, made once whenever it comes to it, are in one or two of them), and what is kept after
 * each part.
 */
import { analyseTracks } from '../../src/audio/partials/analyse.js';
import { headProducts } from '../../src/audio/partials/head-products.js';
import { packSource } from '../../src/audio/partials/pack.js';
import type { PlayerCore } from '../../worklets/core/player-core.js';
import { readFileSync } from 'node:fs';
import { plainRig, sine } from './rig.js';

const LIVE = process.argv[2] === 'live';
const PARTS = 4;
const BLOCKS = LIVE ? 60_000 : 250_000;
const WINDOWS = 9;
const WINDOW = 12_800;
/** Small blocks: what is allocated a block shows, and a million of them are soon over. */
const FRAMES = 16;
const collect = (globalThis as { gc?: () => void }).gc!;
const rig = plainRig().set('voices', 6).set('unison', 2).set('glide', 0.01);
const loop = { start: 1600, end: 20000, crossfade: 800 };
for (let id = 0; id < 4; id++) rig.layer(id, 60, sine(262, 2), { x: id % 2, y: id >> 1, loop });
rig.set('filterType', 1).set('filterCutoff', 900).set('filterEnvelope', 3).set('mixY', 40);
rig.set('lfo1Mix', 60).set('lfo1Pitch', 20).set('lfo2Level', 3).set('lfo2Shape', 4).set('lfo2Cutoff', 1);
const { core } = rig;
if (LIVE) addLiveSources(core);
const [left, right] = [new Float32Array(FRAMES), new Float32Array(FRAMES)];
const positions = new Float32Array(4 * 256);
let block = 0;

/** Two live sources, played in place of the zones. */
function addLiveSources(player: PlayerCore): void {
  const file = readFileSync(new URL('../../engine/engine.wasm', import.meta.url));
  player.handle({
    kind: 'engine',
    wasm: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength),
  });
  const packed = [57, 64].map((root) =>
    packSource(analyseTracks([sine(440 * 2 ** ((root - 69) / 12), 0.5)], 16_000, { root })),
  );
  player.handle({ kind: 'live', sources: packed.map(({ data }) => data), products: headProducts(packed) });
  player.handle({ kind: 'parameter', id: 'live', value: 1 });
}

/** Notes, bends, pedals, wheels and stealing, as the audio thread would see them. */
function run(count: number): void {
  for (const end = block + count; block < end; block++) {
    const beat = block % 800;
    const key = 50 + (((block / 800) % 9) | 0);
    if (beat === 0) core.midi(0x90, key, 100, 0);
    if (beat === 100) core.midi(0xe0, 0, block % 128, 0);
    if (beat === 200) core.midi(0xb0, 1, block % 128, 0);
    if (beat === 300) core.midi(0xb0, 66, block % 1600 === 300 ? 127 : 0, 0);
    if (beat === 400) core.midi(0xb0, 64, block % 1600 === 400 ? 127 : 0, 0);
    if (beat === 500) core.midi(0xd0, block % 128, 0, 0);
    if (beat === 600) core.midi(0x80, key, 0, 0);
    if (beat === 700) core.writePositions(positions);
    core.process(left, right, FRAMES, (block * FRAMES) / 48000);
  }
}

/** Amounts of all effects: on while single windows are looked at, as they take time. */
function setEffects(amount: number): void {
  for (const id of ['drive', 'eqMid', 'chorusMix', 'delayMix', 'reverbMix'] as const) rig.set(id, amount);
}

run(60_000);
setEffects(12);
run(15_000);
collect();
const start = process.memoryUsage().heapUsed;
const allocated: number[] = [];
for (let window = 0; window < WINDOWS; window++) {
  const before = process.memoryUsage().heapUsed;
  run(WINDOW);
  allocated.push((process.memoryUsage().heapUsed - before) / WINDOW);
}
setEffects(0);
const kept: number[] = [];
for (let part = 0; part < PARTS; part++) {
  run(BLOCKS);
  collect();
  kept.push(process.memoryUsage().heapUsed - start);
}
const rendered = left.some((sample) => sample !== 0);
console.log(JSON.stringify({ allocated, kept, blocks: PARTS * BLOCKS, rendered }));
