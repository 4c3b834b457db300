/** Tests the purity of interpolation. */
import { describe, expect, it } from 'vitest';
import { strongestOther } from './spectrum.js';
import { decibels, peak, plainRig, rms, sine } from './rig.js';

const ROOT = 60;
const WINDOW = 32768;

/** A held note of a sine zone, `WINDOW` frames once it has settled. */
function play(zoneRate: number, rate: number, hertz: number, semitones: number): Float32Array {
  const rig = plainRig(rate).zone(0, ROOT, sine(hertz, 2, 0.5, zoneRate, 1), zoneRate);
  rig.midi([0x90, ROOT + semitones, 100]);
  rig.render(0.1);
  return rig.render(WINDOW / rate);
}

describe('interpolation', () => {
  it.each([-12, -7, -3, 1, 4, 7, 12])(
    'of 16 kHz samples at 48 kHz, %i semitones away, has images at least 80 dB down',
    (semitones) => {
      for (const hertz of [311, 1000, 2637, 5111, 7000]) {
        expect(strongestOther(play(16000, 48000, hertz, semitones)).decibels).toBeLessThan(-80);
      }
    },
  );

  it.each([44100, 96000])('is as clean at %i Hz', (rate) => {
    for (const semitones of [-12, 0, 3, 12]) {
      expect(strongestOther(play(16000, rate, 3333, semitones)).decibels).toBeLessThan(-80);
    }
  });

  it.each([1, 5, 7, 12])(
    'of samples at the output rate, %i semitones up, folds nothing back',
    (semitones) => {
      const rate = 48000;
      const ratio = 2 ** (semitones / 12);
      for (const target of [3000, 12000, 18000]) {
        expect(strongestOther(play(rate, rate, target / ratio, semitones)).decibels).toBeLessThan(-80);
      }
      // What would land above the output's band must be gone.
      for (const target of [28500, 33000, 41000]) {
        if (target / ratio > 23500) continue;
        expect(decibels(peak(play(rate, rate, target / ratio, semitones)) / 0.5)).toBeLessThan(-80);
      }
    },
  );

  it('is flat to 6 kHz of 16 kHz samples', () => {
    for (const hertz of [50, 1000, 3000, 5000, 6000]) {
      const level = decibels(rms(play(16000, 48000, hertz, 0)) / (0.5 / Math.SQRT2));
      expect(Math.abs(level)).toBeLessThan(0.1);
    }
  });

  it('of samples at their own rate and pitch gives them back', () => {
    const samples = sine(700, 2, 0.5, 48000);
    const rig = plainRig().zone(0, ROOT, samples, 48000);
    rig.midi([0x90, ROOT, 100]);
    const out = rig.render(1);
    let worst = 0;
    for (let frame = 4800; frame < 40000; frame++) {
      worst = Math.max(worst, Math.abs(out[frame]! - samples[frame]!));
    }
    expect(worst).toBeLessThan(1e-4);
  });
});
