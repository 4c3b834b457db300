/** Tests the filter: response, tuning, movement. */
import { THRESHOLD } from '../../worklets/core/limiter.js';
import { describe, expect, it } from 'vitest';
import { decibels, plainRig, RATE, type Rig, roughness, sine } from './rig.js';
import { powerSpectrum } from './spectrum.js';

const ROOT = 60;
const SIZE = 32768;
/** Sines a third of an octave apart, each in the middle of a bin. */
const TONES = Array.from({ length: 26 }, (_, index) => {
  const bin = Math.round((50 * 2 ** (index / 3) * SIZE) / RATE);
  return { bin, hertz: (bin * RATE) / SIZE };
});

const comb = (() => {
  const out = new Float32Array(2 * RATE);
  TONES.forEach(({ hertz }, index) => {
    for (let i = 0; i < out.length; i++)
      out[i]! += 0.02 * Math.sin((2 * Math.PI * hertz * i) / RATE + index * index);
  });
  return out;
})();

function spectrumOf(rig: Rig, key: number): number[] {
  rig.midi([0x90, key, 127]).render(0.3);
  const power = powerSpectrum(rig.render(SIZE / RATE));
  return TONES.map(({ bin }) => 10 * Math.log10(power[bin]!));
}

/** Gain in dB of each of the tones, against no filter. */
function response(set: (rig: Rig) => Rig): { hertz: number; gain: number }[] {
  const make = () => plainRig().zone(0, ROOT, comb, RATE);
  const dry = spectrumOf(make(), ROOT);
  return spectrumOf(set(make()), ROOT).map((level, i) => ({ hertz: TONES[i]!.hertz, gain: level - dry[i]! }));
}

const OFF = 0;
const LOWPASS = 1;
const BANDPASS = 2;
const HIGHPASS = 3;
const NOTCH = 4;

/** What an analog filter of that kind does, its frequencies bent as the bilinear transform bends them. */
function analog(type: number, hertz: number, cutoff: number, q: number): number {
  const w = Math.tan((Math.PI * hertz) / RATE) / Math.tan((Math.PI * cutoff) / RATE);
  const below = Math.hypot(1 - w * w, w / q);
  const over = { [LOWPASS]: 1, [BANDPASS]: w / q, [HIGHPASS]: w * w, [NOTCH]: Math.abs(1 - w * w) }[type]!;
  return decibels(over / below);
}

describe('the filter', () => {
  it.each([
    [LOWPASS, 1000, 0],
    [LOWPASS, 150, 100],
    [BANDPASS, 2000, 50],
    [HIGHPASS, 500, 0],
    [HIGHPASS, 12000, 80],
    [NOTCH, 1500, 30],
  ])('of type %i at %i Hz with %i %% of resonance answers as the analog one', (type, cutoff, resonance) => {
    const q = Math.SQRT1_2 * (20 / Math.SQRT1_2) ** (resonance / 100);
    const measured = response((rig) =>
      rig
        .set('filterType', type)
        .set('filterCutoff', cutoff)
        .set('filterResonance', resonance)
        .set('gain', 0),
    );
    for (const { hertz, gain } of measured) {
      const expected = analog(type, hertz, cutoff, q);
      if (expected > -60) expect(Math.abs(gain - expected), `${hertz} Hz`).toBeLessThan(0.1);
      else expect(gain).toBeLessThan(-55);
    }
  });

  it('is not there when it is off', () => {
    const make = () => plainRig().zone(0, ROOT, comb, RATE);
    const plain = make().midi([0x90, ROOT, 100]).render(0.3);
    const off = make().set('filterType', OFF).set('filterCutoff', 100).set('filterResonance', 100);
    expect(off.midi([0x90, ROOT, 100]).render(0.3)).toEqual(plain);
  });

  it('follows the key, the velocity and its envelope', () => {
    const lowpass = (rig: Rig) => rig.set('filterType', LOWPASS).set('filterCutoff', 800);
    /** Frequency at which the level has fallen by 12 dB against a dry note of the same key. */
    const edge = (set: (rig: Rig) => Rig, key: number, velocity = 127) => {
      const run = (rig: Rig) => {
        rig.zone(0, key, comb, RATE).midi([0x90, key, velocity]).render(0.3);
        const power = powerSpectrum(rig.render(SIZE / RATE));
        return TONES.map(({ bin }) => 10 * Math.log10(power[bin]!));
      };
      const dry = run(plainRig());
      const wet = run(set(lowpass(plainRig())));
      const at = wet.findIndex((level, index) => level - dry[index]! < -12);
      const [a, b] = [wet[at - 1]! - dry[at - 1]!, wet[at]! - dry[at]!];
      return Math.log2(TONES[at - 1]!.hertz) + (1 / 3) * ((-12 - a) / (b - a));
    };
    const still = edge((rig) => rig, ROOT);
    const moves = (octaves: number, set: (rig: Rig) => Rig, key = ROOT, velocity = 127) => {
      expect(Math.abs(edge(set, key, velocity) - still - octaves)).toBeLessThan(0.08);
    };
    moves(1, (rig) => rig.set('filterKeyTracking', 100), ROOT + 12);
    moves(-0.5, (rig) => rig.set('filterKeyTracking', 50), ROOT - 12);
    moves(2, (rig) => rig.set('filterVelocity', 2));
    moves(2 * (64 / 127), (rig) => rig.set('filterVelocity', 2), ROOT, 64);
    moves(1, (rig) => rig.set('filterEnvelope', 2).set('filterDecay', 0.05).set('filterSustain', 50));
  });

  it('opens with its envelope in time, and closes with the key', () => {
    const rig = plainRig().set('filterType', LOWPASS).set('filterCutoff', 100).set('filterEnvelope', 6);
    rig.set('filterAttack', 0.2).set('filterSustain', 100).set('filterRelease', 0.1).set('release', 8);
    rig.zone(0, ROOT, sine(1000, 3, 0.5, RATE), RATE);
    rig.midi([0x90, ROOT, 100]).midi([0x80, ROOT, 0], 0.5);
    const out = rig.render(1);
    const level = (seconds: number) => {
      const part = out.subarray(seconds * RATE, (seconds + 0.01) * RATE);
      return decibels(Math.max(...part.map(Math.abs)) / 0.5);
    };
    // Six octaves above 100 Hz, of which 11 / 20 are gone at the end of this hundredth.
    expect(level(0.1)).toBeCloseTo(analog(LOWPASS, 1000, 100 * 2 ** (6 * 0.55), Math.SQRT1_2), 0);
    expect(level(0.25)).toBeGreaterThan(-0.2);
    expect(level(0.45)).toBeGreaterThan(-0.2);
    expect(level(0.7)).toBeLessThan(-36);
  });

  it('does not zip when anything of it jumps', () => {
    const moves: ((rig: Rig) => Rig)[] = [
      (rig) => rig.set('filterCutoff', 200),
      (rig) => rig.set('filterResonance', 90),
      (rig) => rig.set('filterType', OFF),
      (rig) => rig.set('filterType', HIGHPASS),
      (rig) => rig.set('filterEnvelope', -4),
      (rig) => rig.set('filterKeyTracking', 200),
    ];
    for (const move of moves) {
      const rig = plainRig()
        .set('gain', -12)
        .zone(0, ROOT, sine(110, 3, 0.5));
      rig.set('filterType', LOWPASS).set('filterCutoff', 3000).midi([0x90, ROOT, 100]).render(0.3);
      expect(roughness(move(rig).render(0.4))).toBeLessThan(0.004);
    }
  });

  it('stays calm at the wildest settings', () => {
    const rig = plainRig().set('filterType', LOWPASS).set('filterResonance', 100).set('filterEnvelope', 8);
    rig.set('lfo1Cutoff', 4).set('lfo1Rate', 40).set('lfo1Shape', 4).set('filterCutoff', 20000);
    const out = rig.zone(0, ROOT, comb, RATE).midi([0x90, 127, 127]).render(1);
    expect(out.every((sample) => Math.abs(sample) <= Math.fround(THRESHOLD))).toBe(true);
  });
});
