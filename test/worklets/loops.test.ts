/** Tests loops and natural decay. */
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

  it('may fall while it is held, at its own rate, until nothing is left', () => {
    const loop = { start: 20 * PERIOD, end: 40 * PERIOD, crossfade: 0, decayRate: 12 };
    const rig = plainRig().layer(0, ROOT, sine(HERTZ, 0.6), { loop }).midi([0x90, ROOT, 100]);
    const out = rig.render(8);
    const level = (at: number) => decibels(rms(out.subarray((at - 0.05) * RATE, (at + 0.05) * RATE)));
    const start = loop.start / ZONE_RATE;
    for (const seconds of [0.5, 1, 2, 4, 6]) {
      expect(level(start + seconds) - level(0.05)).toBeCloseTo(-12 * seconds, 1);
    }
    expect(roughness(out.subarray(480))).toBeLessThan(1.001 * roughness(out.subarray(480, 4800)));
    expect(rig.core.sounding).toBe(1);
    rig.render(1);
    expect(rig.core.sounding).toBe(0); // 100 dB down
  });

  it('falls faster in a zone that is played higher, as what comes before the loop does', () => {
    const loop = { start: 20 * PERIOD, end: 40 * PERIOD, crossfade: 0, decayRate: 6 };
    const rig = plainRig()
      .layer(0, ROOT, sine(HERTZ, 0.6), { loop })
      .midi([0x90, ROOT + 12, 100]);
    const out = rig.render(3);
    const level = (at: number) => decibels(rms(out.subarray(at * RATE, (at + 0.1) * RATE)));
    expect(level(2.5) - level(0.5)).toBeCloseTo(-24, 1);
  });

  it.each([
    [0, 0],
    [50, -12],
    [100, -24],
  ])('keeps %i %% of its fall by the natural decay', (ownDecay, expected) => {
    const loop = { start: 20 * PERIOD, end: 40 * PERIOD, crossfade: 0, decayRate: 12 };
    const rig = plainRig()
      .set('ownDecay', ownDecay)
      .layer(0, ROOT, sine(HERTZ, 0.6), { loop })
      .midi([0x90, ROOT, 100]);
    const out = rig.render(3);
    const level = (at: number) => decibels(rms(out.subarray(at * RATE, (at + 0.1) * RATE)));
    expect(level(2.5) - level(0.5)).toBeCloseTo(expected, 1);
  });

  it('comes back without a click when its own decay is turned down', () => {
    const loop = { start: 20 * PERIOD, end: 40 * PERIOD, crossfade: 0, decayRate: 6 };
    const rig = plainRig().layer(0, ROOT, sine(HERTZ, 0.6), { loop }).midi([0x90, ROOT, 100]);
    const before = rig.render(4);
    const after = rig.set('ownDecay', 0).render(1);
    const level = (samples: Float32Array) => decibels(rms(samples.subarray(-RATE / 10)));
    expect(level(before)).toBeLessThan(level(before.subarray(0, RATE / 10)) - 20);
    expect(level(after)).toBeCloseTo(level(before.subarray(0, RATE / 10)), 0);
    // over 20 ms: never steeper than the tone itself at its full level
    expect(roughness(after)).toBeLessThan(1.1 * roughness(before.subarray(480, 4800)));
  });

  it('of one layer falls, of the other not: the mix has what each still is, and the note goes on', () => {
    const loop = { start: 20 * PERIOD, end: 40 * PERIOD, crossfade: 0 };
    const rig = plainRig()
      .layer(0, ROOT, sine(HERTZ, 0.6, 0.4), { x: 0, loop: { ...loop, decayRate: 10 } })
      .layer(1, ROOT, sine(HERTZ, 0.6, 0.4), { x: 1, loop })
      .set('mix', 0)
      .midi([0x90, ROOT, 100]);
    const level = (): number => rms(rig.render(0.1)) / Math.SQRT1_2 / 0.4;
    rig.render(2 + loop.start / ZONE_RATE - 0.05);
    expect(decibels(level())).toBeCloseTo(-20, 1);
    rig.set('mix', 50).render(0.5 - 0.1);
    expect(level()).toBeCloseTo(0.5 * 10 ** (-25 / 20) + 0.5, 2);
    rig.set('mix', 100).render(0.4);
    expect(decibels(level())).toBeCloseTo(0, 1);
    rig.set('mix', 0).render(20);
    expect(decibels(level())).toBeLessThan(-100);
    rig.set('mix', 100).render(0.4);
    expect(decibels(level())).toBeCloseTo(0, 1);
  });

  it('has fallen as far when its zone is replaced under a held note', () => {
    const loop = { start: 20 * PERIOD, end: 40 * PERIOD, crossfade: 0, decayRate: 10 };
    const swapped = plainRig().layer(0, ROOT, sine(HERTZ, 0.6), { loop });
    const whole = plainRig().layer(0, ROOT, sine(HERTZ, 0.6), { loop });
    const [a, b] = [swapped, whole].map((rig) => {
      rig.midi([0x90, ROOT, 100]).render(2);
      if (rig === swapped) rig.layer(0, ROOT, sine(HERTZ, 0.6), { loop });
      return rig.render(1);
    }) as [Float32Array, Float32Array];
    expect(peak(a.map((sample, frame) => sample - b[frame]!))).toBeLessThan(1e-4);
  });

  it('comes in at its level where a raw note had been played on past its start', () => {
    const samples = sine(HERTZ, 2);
    const loop = { start: 20 * PERIOD, end: 40 * PERIOD, crossfade: 0, decayRate: 10 };
    const rig = plainRig().layer(0, ROOT, samples, {}).midi([0x90, ROOT, 100]);
    const before = rms(rig.render(1).subarray(0.1 * RATE));
    rig.layer(0, ROOT, samples, { loop }).render(0.45);
    const at = 1.5 - loop.start / ZONE_RATE;
    expect(decibels(rms(rig.render(0.1)) / before)).toBeCloseTo(-10 * at, 0);
  });

  it('that makes no sense is none: the note ends with its samples', () => {
    for (const loop of [
      { start: 500, end: 500, crossfade: 0 },
      { start: -5, end: 3, crossfade: 900 },
      { start: NaN, end: NaN, crossfade: NaN },
      { start: 9e9, end: 1e10, crossfade: 0 },
      { start: 0, end: 3, crossfade: 0, decayRate: NaN },
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
