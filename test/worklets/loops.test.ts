import { describe, expect, it } from 'vitest';
import { decibels, peak, plainRig, RATE, ripple, rms, roughness, sine, ZONE_RATE } from './rig.js';
import { cents, strongestHertz, strongestOther } from './spectrum.js';

const ROOT = 60;
const HERTZ = 200;
const PERIOD = ZONE_RATE / HERTZ;

describe('a loop', () => {
  it.each([-12, -5, 0, 7, 12, 24])('of whole periods is an endless tone, %i semitones away', (semitones) => {
    const loop = { start: 20 * PERIOD, end: 70 * PERIOD, crossfade: 10 * PERIOD };
    const rig = plainRig()
      .layer(0, ROOT, sine(HERTZ, 0.4), { loop })
      .midi([0x90, ROOT + semitones, 100]);
    rig.render(0.3);
    const out = rig.render(3);
    expect(ripple(out, RATE / 10)).toBeLessThan(0.05);
    const window = out.subarray(0, 65536);
    const heard = strongestHertz(window, RATE);
    expect(Math.abs(cents(heard, HERTZ * 2 ** (semitones / 12)))).toBeLessThan(0.1);
    expect(strongestOther(window).decibels).toBeLessThan(-80);
    expect(rig.core.voices).toBe(1);
  });

  it('turns on its very samples: the output of an endless zone', () => {
    const loop = { start: 1000, end: 1000 + 13 * PERIOD, crossfade: 0 };
    const looped = plainRig().layer(0, ROOT, sine(HERTZ, 0.2), { loop });
    const endless = plainRig().layer(0, ROOT, sine(HERTZ, 4), {});
    const [a, b] = [looped, endless].map((rig) => rig.midi([0x90, ROOT + 3, 100]).render(2)) as [
      Float32Array,
      Float32Array,
    ];
    expect(peak(a.map((sample, frame) => sample - b[frame]!))).toBeLessThan(1e-4);
  });

  it('whose ends do not fit fades across them without a click', () => {
    const samples = sine(110, 2, 0.4);
    const [start, end] = [4036, 4036 + Math.round(40.5 * (ZONE_RATE / 110))];
    const out = (crossfade: number) => {
      const rig = plainRig().layer(0, ROOT, samples, { loop: { start, end, crossfade } });
      return rig.midi([0x90, ROOT, 100]).render(3).subarray(4800);
    };
    expect(roughness(out(1600))).toBeLessThan(0.004);
    // The measure finds the step that is there without a crossfade.
    expect(roughness(out(0))).toBeGreaterThan(0.02);
  });

  it('goes on through the release', () => {
    const loop = { start: 20 * PERIOD, end: 40 * PERIOD, crossfade: 0 };
    const rig = plainRig().layer(0, ROOT, sine(HERTZ, 0.3), { loop }).set('release', 2);
    rig.midi([0x90, ROOT, 100]).midi([0x80, ROOT, 0], 1);
    const out = rig.render(3);
    const level = (from: number) => decibels(rms(out.subarray(from * RATE, (from + 0.1) * RATE)));
    expect(level(2) - level(0.5)).toBeGreaterThan(-33);
    expect(level(2) - level(0.5)).toBeLessThan(-28);
  });

  it('that makes no sense is none: the note ends with its samples', () => {
    for (const loop of [
      { start: 500, end: 500, crossfade: 0 },
      { start: -5, end: 3, crossfade: 900 },
      { start: NaN, end: NaN, crossfade: NaN },
      { start: 9e9, end: 1e10, crossfade: 0 },
    ]) {
      const rig = plainRig().layer(0, ROOT, sine(HERTZ, 0.3), { loop }).midi([0x90, ROOT, 100]);
      expect(rig.render(1).every(Number.isFinite)).toBe(true);
      expect(rig.core.sounding).toBe(0);
    }
  });

  it('whose crossfade is too long is faded as far as there are samples', () => {
    const loop = { start: 300, end: 2300, crossfade: 99999 };
    const rig = plainRig().layer(0, ROOT, sine(HERTZ, 0.3), { loop }).midi([0x90, ROOT, 100]);
    const out = rig.render(2);
    expect(ripple(out.subarray(4800), RATE / 10)).toBeLessThan(0.05);
  });
});
