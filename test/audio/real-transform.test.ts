/** Tests the transform in wasm: the same spectra as without it, at every size, and the code that its source compiles to. */
import { expect, test } from 'vitest';
import { TRANSFORM_CODE } from '../../src/audio/fft/code.js';
import { RealTransform } from '../../src/audio/fft/real-transform.js';
import { transformCode } from '../../scripts/build-fft.js';

const SIZES = Array.from({ length: 17 }, (_, i) => 2 ** (i + 1));

function noise(size: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  });
}

function spectrumOf(transform: RealTransform, samples: Float64Array): Float64Array {
  const bins = new Float64Array(2 * transform.size);
  transform.input.set(samples);
  transform.run(bins);
  return bins.subarray(0, transform.size + 2);
}

test('a spectrum is that without wasm to rounding, at every size', () => {
  for (const size of SIZES) {
    const samples = noise(size, size);
    const made = spectrumOf(new RealTransform(size), samples);
    const plain = spectrumOf(new RealTransform(size, true), samples);
    const largest = made.reduce((max, x, i) => Math.max(max, Math.abs(x - plain[i]!)), 0);
    expect(largest, `${size}`).toBeLessThan(1e-13 * size);
  }
});

test('a tone is in its bin, with its phase', () => {
  const size = 1024;
  const tone = Float64Array.from({ length: size }, (_, n) => Math.cos((2 * Math.PI * 37 * n) / size + 0.7));
  const bins = spectrumOf(new RealTransform(size), tone);
  expect(bins[74]).toBeCloseTo((size / 2) * Math.cos(0.7), 9);
  expect(bins[75]).toBeCloseTo((size / 2) * Math.sin(0.7), 9);
  const rest = bins.reduce((sum, x, i) => (i === 74 || i === 75 ? sum : sum + x * x), 0);
  expect(rest).toBeLessThan(1e-18 * size ** 2);
});

test('a transform made before larger ones still has its input, and its samples stay', () => {
  const small = new RealTransform(64);
  const samples = noise(64, 5);
  const before = spectrumOf(small, samples).slice();
  new RealTransform(262_144); // more memory than there was
  expect(small.input.length).toBe(64);
  expect(Array.from(small.input)).toEqual(Array.from(samples));
  expect(spectrumOf(small, samples)).toEqual(before);
});

test('the code is what its source compiles to', async () => {
  const text = await transformCode();
  const compiled = Array.from(text.matchAll(/'([^']+)'/g), ([, part]) => part).join('');
  expect(TRANSFORM_CODE).toBe(compiled);
});
