/** Tests the hybrid at the live mix, from layers made here. */
import { expect, it } from 'vitest';
import { mixLayers, type Layers } from '../../../src/instrument/render/hybrid.js';

const RATE = 16000;
/** Samples of the fade at the end. */
const FADE = 0.03 * RATE;

/** Four seconds of a tone that falls by so many decibels a second. */
function falling(decibelsPerSecond: number): Float32Array {
  return Float32Array.from({ length: 4 * RATE }, (_, i) => {
    const seconds = i / RATE;
    return 0.5 * 10 ** ((-decibelsPerSecond * seconds) / 20) * Math.sin(2 * Math.PI * 440 * seconds);
  });
}

const layers = (...samples: Float32Array[]): Layers => ({
  sampleRate: RATE,
  places: samples.map((_, i) => ({ x: i, y: 0 })),
  samples,
  gains: samples.map(() => 1),
});

it('ends where it has decayed, and not where the layers go on to their loop', () => {
  const pair = layers(falling(60), falling(5));
  expect(mixLayers(pair, { x: 0, y: 0 }).length / RATE).toBeCloseTo(1, 1);
  expect(mixLayers(pair, { x: 1, y: 0 }).length / RATE).toBeCloseTo(4, 1);
});

it('is each layer at its place, and nothing of it is changed before its end', () => {
  const [quick, slow] = [falling(60), falling(5)];
  const mixed = mixLayers(layers(quick, slow), { x: 0, y: 0 });
  mixed.forEach((sample, i) => {
    if (i < mixed.length - FADE) expect(sample).toBeCloseTo(quick[i]!, 6);
  });
});

it('fades out at its end: where it is cut, and where its layers are in their loop', () => {
  for (const decibelsPerSecond of [0, 5, 60]) {
    const mixed = mixLayers(layers(falling(decibelsPerSecond)), { x: 0, y: 0 });
    const largest = (from: number, to: number): number =>
      mixed.slice(from, to).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    const before = largest(-2 * FADE, -FADE);
    expect(mixed.at(-1)).toBeCloseTo(0, 10);
    expect(largest(-FADE / 4, mixed.length)).toBeLessThan(0.3 * before);
  }
});

it('plays each layer at its gain', () => {
  const pair = { ...layers(falling(0), falling(0)), gains: [0.25, 1] };
  const at = (x: number): number => mixLayers(pair, { x, y: 0 })[1000]! / falling(0)[1000]!;
  expect([at(0), at(0.5), at(1)]).toEqual([0.25, 0.625, 1].map((gain) => expect.closeTo(gain, 5) as number));
});

it('keeps silence as long as it is', () => {
  const silence = new Float32Array(100);
  expect(mixLayers(layers(silence, silence), { x: 0.5, y: 0 })).toHaveLength(100);
});
