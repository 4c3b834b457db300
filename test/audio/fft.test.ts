/** Tests Fourier transforms against the package fft.js, bit by bit. */
import FFT from 'fft.js';
import { describe, expect, it } from 'vitest';
import { Fft } from '../../src/audio/fft/fft.js';

const SIZES = Array.from({ length: 14 }, (_, n) => 2 ** (n + 1));

const noise = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) ** 2) * 1.7 ** (i % 9));

const bits = (values: Float64Array, length = values.length): BigUint64Array =>
  new BigUint64Array(values.slice(0, length).buffer);

describe.each(SIZES)('of %i samples', (size) => {
  const [mine, theirs] = [new Fft(size), new FFT(size)];
  const [out, wanted] = [new Float64Array(2 * size), new Float64Array(2 * size)];

  it('a real transform and its completion are those of fft.js', () => {
    mine.realTransform(out, noise(size));
    theirs.realTransform(wanted, noise(size));
    expect(bits(out, size + 2)).toEqual(bits(wanted, size + 2));
    mine.completeSpectrum(out);
    theirs.completeSpectrum(wanted);
    expect(bits(out)).toEqual(bits(wanted));
  });

  it('an inverse transform is that of fft.js, and brings back what was transformed', () => {
    mine.inverseTransform(out, noise(2 * size));
    theirs.inverseTransform(wanted, noise(2 * size));
    expect(bits(out)).toEqual(bits(wanted));
    mine.realTransform(out, noise(size));
    mine.completeSpectrum(out);
    mine.inverseTransform(wanted, out);
    const peak = noise(size).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    noise(size).forEach((x, i) => expect(Math.abs(wanted[2 * i]! - x)).toBeLessThan(1e-13 * size * peak));
  });
});

it.each([0, 1, 3, 1000, -4, NaN])('there is none of %d samples', (size) => {
  expect(() => new Fft(size)).toThrow(/power of two/);
});
