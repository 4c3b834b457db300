/** Tests that nothing clicks. */
import { describe, expect, it } from 'vitest';
import { powerSpectrum } from './spectrum.js';
import { decibels, peak, plainRig, RATE, type Rig, roughness, sine } from './rig.js';

const ROOT = 60;
const HERTZ = 110;
/** A click is a corner: the second difference of a cut is the height of the cut. Of our sine it is 0.0001. */
const SMOOTH = 0.004;

/** Level above 4 kHz against all of it: a 110 Hz tone and smooth fades have next to nothing there. */
function splatter(samples: Float32Array): number {
  const power = powerSpectrum(samples.subarray(0, 2 ** Math.floor(Math.log2(samples.length))));
  const from = Math.round((4000 / RATE) * 2 * power.length);
  const sum = (part: Float64Array) => part.reduce((total, value) => total + value, 0);
  return decibels(Math.sqrt(sum(power.subarray(from)) / sum(power)));
}

/** Starts notes out of phase with each other, so that whatever is cut is cut at some height. */
function sounding(...keys: number[]): Rig {
  const rig = plainRig().set('gain', -12).zone(0, ROOT, sine(HERTZ, 20));
  keys.forEach((key, index) => rig.midi([0x90, key, 100], index * 0.0017));
  rig.render(0.3);
  return rig;
}

function expectSmooth(out: Float32Array): void {
  expect(roughness(out)).toBeLessThan(SMOOTH);
  expect(splatter(out)).toBeLessThan(-50);
}

describe('the measure', () => {
  it('finds a cut', () => {
    const out = sounding(ROOT).render(0.4);
    expectSmooth(out);
    out.fill(0, 9000);
    expect(roughness(out)).toBeGreaterThan(5 * SMOOTH);
    expect(splatter(out)).toBeGreaterThan(-40);
  });
});

describe('without a click', () => {
  // Thirteen moments over more than a period: a cut that happened to fall on a zero would pass unseen.
  const moments = Array.from({ length: 13 }, (_, index) => 0.31 + index * 0.00091);

  it('a note ends with the shortest release', () => {
    for (const moment of moments) {
      const rig = sounding(ROOT).set('release', 0.005).midi([0x80, ROOT, 0], moment);
      const out = rig.render(0.4);
      expectSmooth(out);
      expect(peak(out.subarray(-1000))).toBe(0);
    }
  });

  it('a held key is struck again', () => {
    for (const moment of moments) expectSmooth(sounding(ROOT).midi([0x90, ROOT, 127], moment).render(0.4));
  });

  it('a voice is stolen', () => {
    for (const moment of moments.slice(0, 4)) {
      const rig = plainRig()
        .set('gain', -40)
        .zone(0, ROOT, sine(HERTZ, 60, 0.01));
      // One loud voice, the oldest, and 63 that are hardly there; the 65th takes the loud one.
      rig.zone(1, 0, sine(HERTZ / 8, 60, 80));
      rig.midi([0x90, 1, 100]);
      for (let key = 64; key < 127; key++) rig.midi([0x90, key, 100]);
      rig.render(0.3);
      rig.midi([0x90, 50, 100], moment);
      const out = rig.render(0.4);
      expect(rig.core.voices).toBe(64);
      expect(peak(out)).toBeGreaterThan(0.5);
      expect(peak(out.subarray(-1000))).toBeLessThan(0.05);
      expectSmooth(out);
    }
  });

  it('everything is silenced', () => {
    for (const moment of moments) {
      const rig = sounding(ROOT, 55, 48).midi([0xb0, 120, 0], moment);
      expectSmooth(rig.render(0.4));
    }
    const rig = sounding(ROOT, 55, 48);
    const before = rig.render(0.1);
    rig.core.handle({ kind: 'panic' });
    expectSmooth(new Float32Array([...before, ...rig.render(0.4)]));
  });

  it('a zone is replaced, taken away, or all are cleared', () => {
    for (const change of ['replace', 'remove', 'clear'] as const) {
      const rig = sounding(ROOT);
      const before = rig.render(0.05);
      if (change === 'replace') rig.zone(0, ROOT, sine(3 * HERTZ, 20));
      else if (change === 'remove') rig.core.handle({ kind: 'removeZone', id: 0 });
      else rig.core.handle({ kind: 'clear' });
      const after = rig.render(0.4);
      expectSmooth(new Float32Array([...before, ...after]));
      // Replaced and removed: the old samples play on. Cleared: they are released.
      const last = peak(after.subarray(-1000)) / peak(before);
      if (change === 'clear') expect(last).toBeLessThan(0.001);
      else expect(last).toBeGreaterThan(0.99);
    }
  });

  it('the samples end under a held key', () => {
    for (const seconds of [1, 1.003, 1.0061]) {
      const rig = plainRig().zone(0, ROOT, sine(HERTZ, seconds));
      rig.midi([0x90, ROOT, 100]);
      rig.render(0.5);
      const out = rig.render(0.7);
      expectSmooth(out);
      expect(peak(out.subarray(-1000))).toBe(0);
      expect(rig.core.sounding).toBe(0);
    }
  });

  it('a line goes from key to key, in mono, legato and with a glide', () => {
    const loop = { start: 4000, end: 4000 + 16000, crossfade: 1600 };
    for (const [mode, glide] of [
      [1, 0],
      [1, 0.05],
      [2, 0],
      [2, 0.05],
    ] as const) {
      for (const moment of moments.slice(0, 5)) {
        const rig = plainRig().set('gain', -12).set('mode', mode).set('glide', glide);
        rig.layer(0, ROOT, sine(HERTZ, 3), { loop }).layer(1, ROOT + 7, sine(HERTZ * 1.5, 3), { loop });
        rig.midi([0x90, ROOT, 100]).render(0.3);
        rig.midi([0x90, ROOT + 5, 100], moment).midi([0x80, ROOT + 5, 0], moment + 0.1);
        expectSmooth(rig.render(0.4));
      }
    }
  });

  it('there are fewer voices, or more a note, or another mode or channel', () => {
    for (const change of ['voices', 'unison', 'mode', 'channel', 'mpe'] as const) {
      for (const moment of moments.slice(0, 5)) {
        const rig = sounding(ROOT, 55, 48);
        const before = rig.render(moment - 0.3);
        if (change === 'channel') rig.core.handle({ kind: 'channel', channel: 3 });
        else rig.set(change, change === 'unison' ? 5 : 1);
        expectSmooth(new Float32Array([...before, ...rig.render(0.4)]));
      }
    }
  });

  it('gain, volume, expression, bend, tune and range move in one step', () => {
    const moves: ((rig: Rig) => Rig)[] = [
      (rig) => rig.set('gain', -40),
      (rig) => rig.set('gain', -6),
      (rig) => rig.midi([0xb0, 7, 0], 0.4),
      (rig) => rig.midi([0xb0, 11, 10], 0.4),
      (rig) => rig.midi([0xe0, 127, 127], 0.4),
      (rig) => rig.set('tune', 100),
      (rig) => rig.midi([0xe0, 0, 0], 0.3).set('bendRange', 12),
      (rig) => rig.set('sustain', 10),
      (rig) => rig.set('attack', 4),
    ];
    for (const move of moves) expectSmooth(move(sounding(ROOT)).render(0.4));
  });
});
