/** Tests measuring, warping and imposing band envelopes. */
import { describe, expect, it } from 'vitest';
import { measureBandEnvelope } from '../../src/audio/band-envelope/analyser.js';
import { harmonicShare, warpBands, type BandEnvelopeConfig } from '../../src/audio/band-envelope/bands.js';
import { BandEnvelopeFilter } from '../../src/audio/band-envelope/filter.js';
import { uniforms } from '../generator/models.js';
import { Goldens } from '../model/goldens.js';
import { largestDifference } from './goldens.js';

const RATE = 16000;
const CONFIG: BandEnvelopeConfig = {
  fftSize: 2048,
  hop: 512,
  bands: 24,
  minHz: 30,
  maxHz: 7900,
  floorDb: -70,
};
const WIDTH = 2 * CONFIG.bands;
const LENGTH = 16000;

/** Ten partials that fall by 3 dB each. */
function tone(hertz: number): Float32Array {
  return Float32Array.from({ length: LENGTH }, (_, i) => {
    let sum = 0;
    for (let n = 1; n <= 10; n++)
      sum += 10 ** (-n * 0.15) * Math.sin((2 * Math.PI * hertz * n * i) / RATE + n);
    return 0.2 * sum;
  });
}

function plus(a: Float32Array, b: Float32Array, gain: number): Float32Array {
  return a.map((value, i) => value + gain * b[i]!);
}

function imposed(samples: Float32Array, values: Float32Array, hertz: number): Float32Array {
  return new BandEnvelopeFilter({ values, pitches: [hertz] }, samples.length, CONFIG, RATE).process(samples);
}

function middleRms(samples: Float32Array): number {
  const middle = samples.subarray(3000, 13000);
  return Math.sqrt(middle.reduce((sum, value) => sum + value * value, 0) / middle.length);
}

describe('harmonicShare', () => {
  it('is 1 on a harmonic, 0 between, and a half without a pitch', () => {
    expect([200, 400, 4000].map((hertz) => harmonicShare(hertz, 200))).toEqual([1, 1, 1]);
    expect([100, 300, 500].map((hertz) => harmonicShare(hertz, 200))).toEqual([0, 0, 0]);
    expect(harmonicShare(300, 0)).toBe(0.5);
  });
});

describe('measureColour', () => {
  it('tells a tone from noise', () => {
    const pure = measureBandEnvelope(tone(220), [220], CONFIG, RATE);
    const noise = measureBandEnvelope(uniforms(LENGTH, 3), [220], CONFIG, RATE);
    const sums = (values: Float32Array): number[] =>
      [0, CONFIG.bands].map((part) => {
        const row = values.subarray(10 * WIDTH + part, 10 * WIDTH + part + CONFIG.bands);
        return 10 * Math.log10(row.reduce((sum, level) => sum + 10 ** (level / 10), 0));
      });
    const [on, between] = sums(pure.values) as [number, number];
    expect(on).toBeGreaterThan(-0.1);
    expect(between).toBeLessThan(-40);
    const [noiseOn, noiseBetween] = sums(noise.values) as [number, number];
    expect(Math.abs(noiseOn - noiseBetween)).toBeLessThan(3); // about half of the bins are near a harmonic
  });

  it('is that of the training', async () => {
    const goldens = await Goldens.open();
    const pitch = 440 * 2 ** ((goldens.pitchMidi - 69) / 12);
    const { values } = measureBandEnvelope(goldens.floats('wave'), [pitch], CONFIG, RATE);
    expect(largestDifference(values, goldens.floats('colour'))).toBeLessThan(0.01); // dB
  });
});

describe('ColourFilter', () => {
  it('changes nothing where the band envelope is right already', () => {
    const sound = plus(tone(330), uniforms(LENGTH, 1), 0.02);
    const { values } = measureBandEnvelope(sound, [330], CONFIG, RATE);
    expect(largestDifference(imposed(sound, values, 330), sound)).toBeLessThan(1e-5);
  });

  it('takes away the noise between the harmonics, and leaves the tone', () => {
    const clean = tone(330);
    const { values } = measureBandEnvelope(clean, [330], CONFIG, RATE);
    const noise = uniforms(LENGTH, 1);
    const output = imposed(plus(clean, noise, 0.05), values, 330);
    const before = middleRms(noise) * 0.05;
    const left = middleRms(plus(output, clean, -1));
    expect(20 * Math.log10(left / before)).toBeLessThan(-6); // what lies under the harmonics stays
    expect(Math.abs(20 * Math.log10(middleRms(output) / middleRms(clean)))).toBeLessThan(0.5);
  });

  it('gives a sound the levels of another', () => {
    const bright = measureBandEnvelope(plus(tone(220), uniforms(LENGTH, 2), 0.1), [220], CONFIG, RATE);
    const output = imposed(plus(tone(220), uniforms(LENGTH, 5), 0.01), bright.values, 220);
    const reached = measureBandEnvelope(output, [220], CONFIG, RATE);
    const frames = Array.from({ length: 20 }, (_, frame) => frame + 5);
    const errors = frames.map((frame) => {
      const row = (of: Float32Array): Float32Array => of.subarray(frame * WIDTH, (frame + 1) * WIDTH);
      return row(reached.values).reduce((sum, v, i) => sum + Math.abs(v - row(bright.values)[i]!), 0) / WIDTH;
    });
    expect(Math.max(...errors)).toBeLessThan(2); // frames overlap, so none is exact
  });

  it('is the same to the bit however the sound is cut', () => {
    const sound = plus(tone(220), uniforms(LENGTH, 2), 0.1).subarray(0, 6000);
    const { values } = measureBandEnvelope(tone(220), [220], CONFIG, RATE);
    const whole = imposed(sound, values, 220);
    expect(whole.length).toBe(6000);
    for (const size of [1000, 512, 37]) {
      const filter = new BandEnvelopeFilter({ values, pitches: [220] }, sound.length, CONFIG, RATE);
      const parts: number[] = [];
      for (let at = 0; at < sound.length; at += size)
        parts.push(...filter.process(sound.subarray(at, at + size)));
      expect(Float32Array.from(parts)).toEqual(whole);
    }
  });

  it('leaves silence silent', () => {
    const { values } = measureBandEnvelope(tone(220), [220], CONFIG, RATE);
    expect(imposed(new Float32Array(3000), values, 220).every((value) => value === 0)).toBe(true);
  });

  it('is that of the training', async () => {
    const goldens = await Goldens.open();
    const pitch = 440 * 2 ** ((goldens.pitchMidi - 69) / 12);
    const bandEnvelope = goldens.floats('colour');
    const rolled = bandEnvelope.map((_, i) => bandEnvelope[i - (i % 24) + ((i + 23) % 24)]!);
    const output = imposed(goldens.floats('wave'), rolled, pitch);
    expect(largestDifference(output, goldens.floats('colouredWave'))).toBeLessThan(1e-3);
  });
});

describe('moveBands', () => {
  it('moves a peak up with the pitch', () => {
    const levels = new Float32Array(WIDTH).fill(-60);
    levels[8] = levels[24 + 8] = 0;
    const moved = warpBands(levels, 12, CONFIG);
    for (const part of [0, 24]) {
      const row = [...moved.subarray(part, part + 24)];
      expect(row.indexOf(Math.max(...row))).toBeGreaterThan(11);
    }
    expect(largestDifference(warpBands(levels, 0, CONFIG), levels)).toBeLessThan(1e-9);
  });
});
