/** The kernel's own functions against what they stand for. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { compand } from '../../src/audio/mulaw.js';
import { randomWord, sampleCode, WEIGHT_SCALE } from '../../src/generator/sampler.js';
import { instantiate, type KernelExports } from '../../src/generator/wasm/inference-kernel.js';
import { packDecoder } from '../../src/generator/wasm/pack.js';
import { tinyDecoder, uniforms } from './models.js';

const INPUT = 1024;
const OUTPUT = 1024 * 1024;
let kernel: KernelExports;
let floats: Float32Array;

beforeAll(async () => {
  const memory = new WebAssembly.Memory({ initial: 32 });
  const file = new URL('../../src/generator/wasm/kernel.wasm', import.meta.url);
  kernel = await instantiate(await WebAssembly.compile(await readFile(file)), memory);
  floats = new Float32Array(memory.buffer);
});

it('gates: sigmoid · tanh to 5e-7, saturated to the ends', () => {
  const a: number[] = [];
  const b: number[] = [];
  for (let i = 0; i < 40000; i++) {
    a.push(30 * Math.sin(i * 0.37) * Math.sin(i * 0.0011));
    b.push(15 * Math.sin(i * 0.73 + 1) * Math.sin(i * 0.0017));
  }
  a.push(0, 1e4, -1e4, 1e4, -3e38, 1e-30, 20, 20);
  b.push(0, 1e4, 1e4, -1e4, 3e38, 1e-30, 1e-7, -1e-7);
  floats.set(
    a.map((x) => -Math.LOG2E * x),
    INPUT / 4,
  );
  floats.set(
    b.map((x) => -2 * Math.LOG2E * x),
    INPUT / 4 + a.length,
  );
  kernel.gate(INPUT, OUTPUT, a.length);
  let worst = 0;
  for (const [i, x] of a.entries()) {
    const error = Math.abs(floats[OUTPUT / 4 + i]! - Math.tanh(b[i]!) / (1 + Math.exp(-x)));
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
  }
  expect(worst).toBeLessThan(5e-7);
});

it('compands to 2e-7, clamped, odd, 0 at 0', () => {
  const x = [...uniforms(4000, 3)].map((u, i) => u * 10 ** -(i % 8)); // all magnitudes
  x.push(0, 1, -1, 1.2, -7, 1e-20, 1 / 255, -1 / 255);
  floats.set(x, INPUT / 4);
  kernel.compandAll(INPUT, x.length);
  let worst = 0;
  for (const [i, value] of x.entries()) {
    worst = Math.max(worst, Math.abs(floats[INPUT / 4 + i]! - compand(Math.fround(value))));
  }
  expect(worst).toBeLessThan(2e-7);
  expect(floats[INPUT / 4 + 4000]).toBe(0);
});

it('draws the random words of the sampler', () => {
  for (let i = 0; i < 500; i++) {
    const [seed, stream] = [randomWord(1, 2, i), randomWord(3, 4, i)];
    expect(kernel.randomWord(seed, stream, i * 7919) >>> 0).toBe(randomWord(seed, stream, i * 7919));
  }
});

describe('the choice', () => {
  /** Logits like a net's: a peak, and a long slope down from it. */
  function logitsOf(n: number): Float32Array {
    return uniforms(256, n, 5).map((u, i) => 4 * u - ((i - (n % 256)) / (4 + (n % 90))) ** 2);
  }

  it('is the sampler’s, for the same logits', () => {
    let different = 0;
    for (let n = 0; n < 6000; n++) {
      const logits = logitsOf(n);
      const temperature = [0, 0.3, 0.85, 1, 1.5][n % 5]!;
      const word = randomWord(9, 9, n);
      floats.set(logits, INPUT / 4);
      const code = kernel.choose(INPUT, temperature && 1 / temperature, word);
      if (code !== sampleCode(logits, 0, 256, temperature, word)) different++;
    }
    // A weight that rounds the other way moves a border by 1 of some 10^7: never seen in 6000 draws.
    expect(different).toBe(0);
  });
  it('has the sampler’s integer weights, but for ties of rounding', () => {
    const integers = new Int32Array(floats.buffer);
    let [different, weights] = [0, 0];
    for (let n = 0; n < 400; n++) {
      const logits = logitsOf(n);
      const most = Math.max(...logits);
      floats.set(logits, INPUT / 4);
      kernel.choose(INPUT, 1, 0); // leaves its weights where the logits were
      for (const [i, logit] of logits.entries()) {
        const exact = Math.fround(Math.exp(Math.fround(logit - most)));
        const weight = Math.floor(exact * WEIGHT_SCALE + 0.5);
        expect(Math.abs(integers[INPUT / 4 + i]! - weight)).toBeLessThanOrEqual(1);
        if (weight > 0) weights++;
        if (integers[INPUT / 4 + i] !== weight) different++;
      }
    }
    expect(weights).toBeGreaterThan(10_000);
    expect(different / weights).toBeLessThan(1e-3);
  });
  it('survives extreme logits and words', () => {
    const extremes: [number, number, number][] = [
      [17, 0, 1],
      [17, 0xffffffff, 1],
      [255, 0xffffffff, 1e6],
    ];
    for (const [peak, word, inverse] of extremes) {
      floats.fill(-1e30, INPUT / 4, INPUT / 4 + 256);
      floats[INPUT / 4 + peak] = 3;
      expect(kernel.choose(INPUT, inverse, word)).toBe(peak);
    }
    floats.fill(1, INPUT / 4, INPUT / 4 + 256);
    expect(kernel.choose(INPUT, 1, 0)).toBe(0);
    floats.fill(1, INPUT / 4, INPUT / 4 + 256);
    expect(kernel.choose(INPUT, 1, 0xffffffff)).toBe(255);
  });
});

it('packs every weight once, and zeros', () => {
  const decoder = tinyDecoder({ width: 6, skip: 10, filter: 3, dilations: [1, 2] }, 2);
  const { weights, present, past } = packDecoder(decoder);
  const sum = (values: Float32Array): number => values.reduce((total, value) => total + Math.abs(value), 0);
  const [first, last] = decoder.layers;
  const halves = (w: Float32Array): number =>
    w.reduce((total, value, i) => total + Math.abs(value) * (i % 12 < 6 ? 1 : 2) * Math.LOG2E, 0);
  const expected =
    sum(decoder.startconv.w) +
    sum(decoder.startLag!.w) +
    sum(decoder.skipStart.w) +
    halves(first!.dilated.w) +
    halves(last!.dilated.w) +
    sum(first!.res.w) +
    sum(first!.skip.w) +
    sum(last!.skip.w) + // nothing reads the last layer's res
    sum(decoder.out1.w) +
    sum(decoder.logits.w);
  const packed = sum(weights) + sum(new Float32Array(present.buffer)) + sum(new Float32Array(past.buffer));
  expect(packed / expected).toBeCloseTo(1, 5);
});
