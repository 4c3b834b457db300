/** Tests notes: start, pitch, release, stealing. */
import { describe, expect, it } from 'vitest';
import { cents, strongestHertz } from './spectrum.js';
import type { Rig } from './rig.js';
import { constant, decibels, onsetFrame, peak, plainRig, RATE, rms, sine, ZONE_RATE } from './rig.js';

const ROOT = 60;
const HERTZ = 500;
/** A power of two, for the spectrum. */
const WINDOW = 32768;

function soundingWindow(rig: Rig): Float32Array {
  rig.render(0.1);
  return rig.render(WINDOW / RATE);
}

describe('a note', () => {
  it('is silence until it is played, and sounds on the very frame it was asked for', () => {
    for (const frame of [0, 1, 127, 128, 1000, 4801]) {
      const rig = plainRig().zone(0, ROOT, constant(0.5, 1));
      rig.midi([0x90, ROOT, 100], frame / RATE);
      expect(onsetFrame(rig.render(0.2))).toBe(frame);
    }
  });

  it('asked for in the past begins with the next block', () => {
    const rig = plainRig().zone(0, ROOT, constant(0.5, 1));
    expect(peak(rig.render(0.5))).toBe(0);
    rig.midi([0x90, ROOT, 100], 0.25);
    expect(onsetFrame(rig.render(0.1))).toBe(0);
  });

  it('keeps the order of past and present messages', () => {
    const rig = plainRig().zone(0, ROOT, constant(0.5, 1)).set('release', 0.005);
    rig.render(0.5);
    rig.midi([0x90, ROOT, 100], 0.4).midi([0x80, ROOT, 0], 0);
    rig.render(0.1);
    expect(rig.core.voices).toBe(0);
  });

  it.each([-12, -7, -1, 0, 1, 5, 12])('%i semitones from its zone is that much higher', (semitones) => {
    const rig = plainRig().zone(0, ROOT, sine(HERTZ, 3));
    rig.midi([0x90, ROOT + semitones, 100]);
    const heard = strongestHertz(soundingWindow(rig), RATE);
    expect(Math.abs(cents(heard, HERTZ * 2 ** (semitones / 12)))).toBeLessThan(0.1);
  });

  it('follows a fractional root', () => {
    const rig = plainRig().zone(0, ROOT + 0.37, sine(HERTZ, 3));
    rig.midi([0x90, ROOT, 100]);
    expect(Math.abs(cents(strongestHertz(soundingWindow(rig), RATE), HERTZ) + 37)).toBeLessThan(0.1);
  });

  it.each([
    [[0xe0, 0, 0], 2, -200],
    [[0xe0, 127, 127], 2, 200],
    [[0xe0, 0, 64], 2, 0],
    [[0xe0, 127, 127], 12, 1200],
  ] as const)('bent by %j over a range of %i lands at %i cents', (bytes, range, expected) => {
    const rig = plainRig().zone(0, ROOT, sine(HERTZ, 4)).set('bendRange', range);
    rig.midi([0x90, ROOT, 100]).midi(bytes, 0.02);
    expect(Math.abs(cents(strongestHertz(soundingWindow(rig), RATE), HERTZ) - expected)).toBeLessThan(0.1);
  });

  it('is tuned in cents', () => {
    const rig = plainRig().zone(0, ROOT, sine(HERTZ, 3)).set('tune', -43);
    rig.midi([0x90, ROOT, 100]);
    expect(Math.abs(cents(strongestHertz(soundingWindow(rig), RATE), HERTZ) + 43)).toBeLessThan(0.1);
  });

  it('takes the nearest zone that has samples', () => {
    const rig = plainRig()
      .zone(0, 48, sine(HERTZ, 3))
      .zone(1, 72, sine(3 * HERTZ, 3));
    rig.begin(2, 62, 3 * ZONE_RATE);
    rig.midi([0x90, 61, 100]);
    expect(Math.abs(cents(strongestHertz(soundingWindow(rig), RATE), 3 * HERTZ) + 1100)).toBeLessThan(0.1);
  });

  it('without any zone is silence', () => {
    const rig = plainRig().midi([0x90, ROOT, 100]);
    expect(peak(rig.render(0.1))).toBe(0);
    expect(rig.core.voices).toBe(0);
  });
});

describe('levels', () => {
  it('a full-level note has the level of its samples, scaled by the gain', () => {
    for (const gain of [0, -6, -20, -60]) {
      const rig = plainRig().zone(0, ROOT, sine(HERTZ, 3)).set('gain', gain);
      rig.render(0.3);
      rig.midi([0x90, ROOT, 1]);
      expect(decibels(rms(soundingWindow(rig)) / (0.5 / Math.SQRT2))).toBeCloseTo(gain, 2);
    }
  });

  it('velocity acts as the curve says', () => {
    for (const [velocity, amount] of [
      [127, 100],
      [64, 100],
      [64, 50],
      [1, 60],
    ] as const) {
      const rig = plainRig().zone(0, ROOT, sine(HERTZ, 3)).set('velocityAmount', amount);
      rig.midi([0x90, ROOT, velocity]);
      const expected = (40 * amount * Math.log10(velocity / 127)) / 100;
      expect(decibels(rms(soundingWindow(rig)) / (0.5 / Math.SQRT2))).toBeCloseTo(expected, 2);
    }
  });

  it('volume and expression multiply, by the square law', () => {
    const rig = plainRig().zone(0, ROOT, sine(HERTZ, 3));
    rig.midi([0x90, ROOT, 100]).midi([0xb0, 7, 90]).midi([0xb0, 11, 70]);
    const expected = 40 * Math.log10((90 / 127) * (70 / 127));
    expect(decibels(rms(soundingWindow(rig)) / (0.5 / Math.SQRT2))).toBeCloseTo(expected, 2);
  });

  it('both channels carry the same', () => {
    const rig = plainRig().zone(0, ROOT, sine(HERTZ, 1)).midi([0x90, ROOT, 100]);
    const [left, right] = [new Float32Array(512), new Float32Array(512)];
    rig.core.process(left, right, 512, 0);
    expect(peak(left)).toBeGreaterThan(0.1);
    expect(right).toEqual(left);
  });

  it('below −0.1 dBFS the limiter leaves every sample as it is, above it holds the peak there', () => {
    const threshold = 10 ** (-0.1 / 20);
    const notes = (count: number) => {
      const rig = plainRig().set('gain', -12);
      for (let id = 0; id < count; id++) {
        rig.zone(id, 40 + id, sine(HERTZ, 2, 0.9)).midi([0x90, 40 + id, 100]);
      }
      rig.render(0.3);
      return rig.render(0.5);
    };
    const one = notes(1);
    const three = notes(3);
    expect(three.every((sample, frame) => Math.abs(sample - 3 * one[frame]!) < 1e-6)).toBe(true);
    const ten = notes(10);
    expect(peak(ten)).toBeLessThanOrEqual(threshold * (1 + 1e-6));
    expect(peak(ten)).toBeGreaterThan(threshold * 0.99);
    // Turned down rather than bent: still a sine.
    const scale = peak(ten) / peak(one);
    const residual = ten.map((sample, frame) => sample - scale * one[frame]!);
    expect(decibels(rms(residual) / rms(ten))).toBeLessThan(-50);
  });
});

describe('the envelope', () => {
  /** Level over time of a held or released constant: the zone is all ones, so the output is the envelope. */
  function envelopeRig(): Rig {
    return plainRig().set('gain', -6).zone(0, ROOT, constant(1, 8));
  }
  const full = 10 ** (-6 / 20);

  it('attacks in its time', () => {
    for (const attack of [0.01, 0.1, 1]) {
      const rig = envelopeRig().set('attack', attack);
      rig.midi([0x90, ROOT, 100]);
      const out = rig.render(attack + 0.1);
      const reached = out.findIndex((sample) => sample >= 0.999 * full) / RATE;
      expect(Math.abs(reached - attack)).toBeLessThan(0.0005 + 0.01 * attack);
      const half = out[Math.round((attack / 2) * RATE)]! / full;
      expect(half).toBeGreaterThan(0.5);
      expect(half).toBeLessThan(0.8);
    }
  });

  it('decays by 60 dB of the way in its time, and holds its sustain', () => {
    const rig = envelopeRig().set('decay', 0.4).set('sustain', 25);
    rig.midi([0x90, ROOT, 100]);
    const out = rig.render(1);
    const atDecay = out[Math.round(0.401 * RATE)]! / full;
    expect(atDecay).toBeCloseTo(0.25 + 0.75 / 1000, 3);
    expect(out.at(-1)! / full).toBeCloseTo(0.25, 4);
  });

  it('releases by 60 dB in its time, exponentially, and then to silence', () => {
    for (const release of [0.05, 0.5]) {
      const rig = envelopeRig().set('release', release);
      rig.midi([0x90, ROOT, 100]).midi([0x80, ROOT, 0], 0.1);
      const out = rig.render(0.1 + 2 * release);
      const at = (part: number) => decibels(out[Math.round((0.1 + part * release) * RATE)]! / full);
      expect(Math.abs(at(0))).toBeLessThan(0.5);
      expect(Math.abs(at(0.5) + 30)).toBeLessThan(0.5);
      expect(Math.abs(at(1) + 60)).toBeLessThan(0.5);
      expect(decibels(peak(out.subarray(Math.round((0.1 + 1.75 * release) * RATE))))).toBeLessThan(-90);
      expect(rig.core.sounding).toBe(0);
    }
  });

  it('with no sustain frees its voice', () => {
    const rig = envelopeRig().set('decay', 0.05).set('sustain', 0);
    rig.midi([0x90, ROOT, 100]);
    rig.render(0.2);
    expect(rig.core.sounding).toBe(0);
  });
});
