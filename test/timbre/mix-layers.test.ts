/** Tests the hybrid at the live mix, from layers made here. */
import { expect, it } from 'vitest';
import { mixLayers, type Layers } from '../../src/timbre/mix-layers.js';

const RATE = 16000;

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
});

it('ends where it has decayed, and not where the layers go on to their loop', () => {
  const pair = layers(falling(60), falling(5));
  expect(mixLayers(pair, { x: 0, y: 0 }).length / RATE).toBeCloseTo(1, 1);
  expect(mixLayers(pair, { x: 1, y: 0 }).length / RATE).toBeCloseTo(4, 1);
});

it('is each layer at its place, and nothing of it is changed before its end', () => {
  const [quick, slow] = [falling(60), falling(5)];
  const mixed = mixLayers(layers(quick, slow), { x: 0, y: 0 });
  mixed.forEach((sample, i) => expect(sample).toBeCloseTo(quick[i]!, 6));
});

it('keeps silence as long as it is', () => {
  const silence = new Float32Array(100);
  expect(mixLayers(layers(silence, silence), { x: 0.5, y: 0 })).toHaveLength(100);
});
