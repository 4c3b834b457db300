/** Tests the reverb: its decay, how dense and how even its tail is, how far apart both sides are. */
import { describe, expect, it } from 'vitest';
import { powerSpectrum } from '../spectrum.js';
import { decibelsOf, EffectRig, impulse, noise, power, RATE } from './rig.js';

const WET = { reverbMix: 100, reverbPreDelay: 0 };

/** What an impulse in both channels leaves behind. */
function response(values: Parameters<typeof rigOf>[0], seconds: number, rate = RATE) {
  return rigOf(values, rate).run(impulse(Math.round(seconds * rate)));
}
const rigOf = (values: ConstructorParameters<typeof EffectRig>[0], rate = RATE) =>
  new EffectRig({ ...WET, ...values }, rate);

/** Below 1 kHz, by a low-pass of four poles: above it, damping takes more than the knob of the decay says. */
function low(samples: Float32Array, rate: number): Float32Array {
  const step = 1 - Math.exp((-2 * Math.PI * 800) / rate);
  const states = [0, 0, 0, 0];
  return samples.map((sample) => {
    let x = sample;
    for (let i = 0; i < 4; i++) x = states[i]! += step * (x - states[i]!);
    return x;
  });
}

/** Time to −60 dB, from the slope of the backward integral between −5 and −35 dB (Schroeder; ISO 3382's T30). */
function decaySeconds(samples: Float32Array, rate: number): number {
  let left = 0;
  const integral = new Float64Array(samples.length);
  for (let i = samples.length - 1; i >= 0; i--) integral[i] = left += samples[i]! ** 2;
  const at = (decibels: number) => {
    const level = integral[0]! * 10 ** (decibels / 10);
    return integral.findIndex((value) => value < level);
  };
  return (2 * (at(-35) - at(-5))) / rate;
}

/** Echo density (Abel and Huang 2006) of 20 ms about a time: 1 where it is as dense as noise. */
function echoDensity(samples: Float32Array, seconds: number): number {
  const half = 0.01 * RATE;
  const part = samples.subarray(seconds * RATE - half, seconds * RATE + half);
  const deviation = Math.sqrt(power(part));
  return part.filter((sample) => Math.abs(sample) > deviation).length / part.length / 0.3173;
}

/** Flatness of a tail's spectrum against its own third-octave outline: 0.56 is noise, what rings has less. */
function flatness(tail: Float32Array): number {
  const spectrum = powerSpectrum(tail);
  const bin = tail.length / RATE;
  let [logs, count] = [0, 0];
  for (let hertz = 200; hertz < 6000; hertz *= 2 ** (1 / 3)) {
    const band = spectrum.subarray(Math.round(hertz * bin), Math.round(hertz * 2 ** (1 / 3) * bin));
    const mean = band.reduce((sum, value) => sum + value, 0) / band.length;
    logs += band.reduce((sum, value) => sum + Math.log(value / mean), 0);
    count += band.length;
  }
  return Math.exp(logs / count);
}

/** The tail from `from` on, with its decay taken out. */
function levelTail(samples: Float32Array, from: number, size: number, decay: number): Float32Array {
  const at = Math.round(from * RATE);
  return samples.slice(at, at + size).map((sample, i) => sample * 10 ** ((3 * i) / (decay * RATE)));
}

describe('the reverb', () => {
  it('decays in the time that its knob says, within 10 %', () => {
    for (const [reverbDecay, sizes] of [
      [0.4, [0, 100]],
      [2, [0, 50, 100]],
      [8, [50]],
    ] as const) {
      for (const reverbSize of sizes) {
        const [left] = response({ reverbDecay, reverbSize }, 0.65 * reverbDecay + 0.3);
        const measured = decaySeconds(low(left, RATE), RATE);
        expect(measured / reverbDecay, `${reverbDecay} s, size ${reverbSize}`).toBeGreaterThan(0.9);
        expect(measured / reverbDecay, `${reverbDecay} s, size ${reverbSize}`).toBeLessThan(1.1);
      }
    }
  });

  it('decays in the same time at every sample rate', () => {
    for (const rate of [8000, 96_000]) {
      const [left] = response({ reverbDecay: 1 }, 0.95, rate);
      const measured = decaySeconds(low(left, rate), rate);
      expect(Math.abs(measured - 1), `${rate} Hz`).toBeLessThan(0.1);
    }
  });

  it('loses twice as much at the frequency of damping', () => {
    const decay = 2;
    const [left] = response({ reverbDecay: decay, reverbDamping: 3000 }, 2.5);
    const levels = [0.2, 0.7].map((from) => {
      const at = Math.round(from * RATE);
      const size = 16_384;
      const spectrum = powerSpectrum(left.slice(at, at + size));
      const bins = spectrum.subarray((2850 * size) / RATE, (3150 * size) / RATE);
      return decibelsOf(bins.reduce((sum, value) => sum + value, 0));
    });
    expect(levels[0]! - levels[1]!).toBeGreaterThan(0.85 * 30);
    expect(levels[0]! - levels[1]!).toBeLessThan(1.15 * 30);
  });

  it('is as dense as noise after a tenth of a second', () => {
    const [left, right] = response({ reverbDecay: 3 }, 1);
    for (const side of [left, right]) {
      for (const seconds of [0.1, 0.2, 0.4, 0.8]) {
        const density = echoDensity(side, seconds);
        expect(density, `at ${seconds} s`).toBeGreaterThan(0.85);
        expect(density).toBeLessThan(1.15);
      }
    }
  });

  it('rings on no pitch, in small rooms and large ones', () => {
    for (const [reverbSize, least] of [
      [0, 0.42],
      [50, 0.45],
      [100, 0.49],
    ] as const) {
      const [left] = response({ reverbDecay: 4, reverbSize, reverbDamping: 20_000 }, 1.9);
      expect(flatness(levelTail(left, 0.5, 65_536, 4)), `size ${reverbSize}`).toBeGreaterThan(least);
    }
    // What the measure finds: noise, and a tail that rings.
    expect(flatness(noise(65_536))).toBeGreaterThan(0.54);
    const ringing = noise(65_536).map((sample, i) => sample + 0.3 * Math.sin(i * 0.1));
    const comb = ringing.map((_, i) => ringing[i]! + (ringing[i - 480] ?? 0));
    expect(flatness(comb)).toBeLessThan(0.4);
  });

  it('has two sides that are not alike, of a sound in the middle too', () => {
    for (const side of ['middle', 'left'] as const) {
      const [left, right] = rigOf({}).run(
        noise(RATE),
        side === 'left' ? new Float32Array(RATE) : noise(RATE),
      );
      const [a, b] = [left.subarray(RATE / 2), right.subarray(RATE / 2)];
      const together = a.reduce((sum, sample, i) => sum + sample * b[i]!, 0) / a.length;
      expect(Math.abs(together) / Math.sqrt(power(a) * power(b)), side).toBeLessThan(0.15);
      expect(Math.abs(decibelsOf(power(a) / power(b))), side).toBeLessThan(1);
    }
  });

  it('begins after its pre-delay', () => {
    const first = ([left]: readonly [Float32Array, Float32Array]) =>
      left.findIndex((sample) => Math.abs(sample) > 1e-4) / RATE;
    const early = first(response({ reverbPreDelay: 0 }, 0.3));
    const late = first(response({ reverbPreDelay: 0.1 }, 0.4));
    expect(late - early).toBeCloseTo(0.1, 3);
  });

  it('stays about as loud whatever room it is', () => {
    const levels = [0.5, 10].flatMap((reverbDecay) =>
      [0, 100].map((reverbSize) => {
        const [left] = rigOf({ reverbDecay, reverbSize, reverbDamping: 20_000 }).run(noise(2 * RATE, 0.1));
        return decibelsOf(power(left.subarray(RATE)) / power(noise(RATE, 0.1)));
      }),
    );
    expect(Math.max(...levels)).toBeLessThan(3);
    expect(Math.min(...levels)).toBeGreaterThan(-16);
  });
});
