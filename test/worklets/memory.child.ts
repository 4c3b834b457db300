/**
 * Run by memory.test.ts in a Node of its own, with a young generation so large that nothing is collected in
 * between: what the heap grew by is then all that was allocated. Prints bytes a block, and what stayed.
 */
import { plainRig, sine } from './rig.js';

const BLOCKS = 100_000;
const collect = (globalThis as { gc?: () => void }).gc!;
const { core } = plainRig().zone(0, 60, sine(262, 4));
const [left, right] = [new Float32Array(128), new Float32Array(128)];
let block = 0;

/** Blocks with a few notes, bends and pedals a second, as the audio thread would see them. */
function run(count: number): void {
  for (const end = block + count; block < end; block++) {
    if (block % 100 === 0) core.midi(0x90, 50 + (block % 700) / 100, 100, 0);
    if (block % 100 === 70) core.midi(0x80, 50 + ((block - 70) % 700) / 100, 0, 0);
    if (block % 100 === 30) core.midi(0xe0, 0, block % 128, 0);
    if (block % 1000 === 500) core.midi(0xb0, 64, block % 2000 === 500 ? 127 : 0, 0);
    core.process(left, right, 128, (block * 128) / 48000);
  }
}

run(20_000);
collect();
const before = process.memoryUsage().heapUsed;
run(BLOCKS);
const after = process.memoryUsage().heapUsed;
collect();
const kept = process.memoryUsage().heapUsed;
const rendered = left.some((sample) => sample !== 0);
console.log(JSON.stringify({ allocated: (after - before) / BLOCKS, kept: kept - before, rendered }));
