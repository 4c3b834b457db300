/** Tests the measures behind the page of blends on tones that are one sound, two sounds, and none. */
import { describe, expect, it } from 'vitest';
import { blendPage, ofParents, type MeasuredPair, type Part } from '../../bench/quality/blend-text.js';
import { oneFundamental, roughness } from '../../bench/quality/blend-measures.js';
import { gaussian } from '../../bench/quality/noise.js';
import { midiToHertz } from '../../src/units.js';

const RATE = 16_000;

/** Eight harmonics of a key, 1 s. */
function tone(key: number): Float32Array {
  const turn = (2 * Math.PI * midiToHertz(key)) / RATE;
  return Float32Array.from({ length: RATE }, (_, i) => {
    let sum = 0;
    for (let n = 1; n <= 8; n++) sum += Math.sin(n * turn * i) / n;
    return 0.2 * sum;
  });
}

const both = (a: Float32Array, b: Float32Array): Float32Array => a.map((x, i) => x + b[i]!);

describe('one fundamental', () => {
  it('explains all of a tone, a little out of tune or not', () => {
    expect(oneFundamental(tone(60), 60)).toBeGreaterThan(0.99);
    expect(oneFundamental(tone(60.4), 60)).toBeGreaterThan(0.99);
  });

  it('explains about half of two tones a tritone apart, and a part of noise', () => {
    const two = oneFundamental(both(tone(60), tone(66)), 60);
    expect(two).toBeLessThan(0.7);
    expect(two).toBeGreaterThan(0.4);
    expect(oneFundamental(gaussian(RATE, 1), 60)).toBeLessThan(0.5);
  });

  it('is nothing in silence', () => {
    expect(oneFundamental(new Float32Array(RATE), 60)).toBe(0);
    expect(roughness(new Float32Array(RATE))).toBe(0);
  });
});

describe('roughness', () => {
  it('is higher for two tones that rub than for one, or for an octave', () => {
    const alone = roughness(tone(60));
    expect(roughness(both(tone(60), tone(61)))).toBeGreaterThan(2 * alone);
    expect(roughness(both(tone(60), tone(72)))).toBeLessThan(1.6 * alone);
  });
});

describe('the page of blends', () => {
  const parts = (value: number): Record<Part, number> => ({
    a: 0.9,
    blend: value,
    b: 0.7,
    crossfade: 0.5,
    live: 0.8,
  });
  const pair = (id: string, value: number): MeasuredPair => ({
    ...{ id, titles: ['Harp', 'Flute'], key: 60, size: [10, 10] },
    ...{ toA: parts(1), toB: parts(2), rough: parts(0.1), one: parts(value) },
  });

  it('counts the pairs whose blend is as much one sound as its parents', () => {
    expect(ofParents(pair('x', 0.8))).toBeCloseTo(1);
    const page = blendPage([pair('x', 0.8), pair('y', 0.5)]);
    expect(page).toContain('| **blend by the model** | 1 of 2 |');
    expect(page).toContain('src="blends/y-crossfade.mp3"');
  });
});

describe('noise', () => {
  it('is white, of unit variance, and the same each time', () => {
    const noise = gaussian(20_000, 3);
    const mean = (values: Float32Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(mean(noise)).toBeCloseTo(0, 1);
    expect(mean(noise.map((x) => x * x))).toBeCloseTo(1, 1);
    expect(mean(noise.map((x, i) => x * (noise[i + 1] ?? 0)))).toBeCloseTo(0, 1);
    expect(gaussian(100, 3)).toEqual(noise.subarray(0, 100));
    expect(gaussian(100, 4)).not.toEqual(noise.subarray(0, 100));
  });
});
