/** Tests poly, mono, legato, pedals and curves. */
import { describe, expect, it } from 'vitest';
import { constant, decibels, onsetFrame, plainRig, RATE, type Rig, rms, roughness, sine } from './rig.js';
import { cents, strongestHertz } from './spectrum.js';

const ROOT = 60;
const LOOP = { start: 3200, end: 3200 + 32 * 400, crossfade: 32 };
const POLY = 0;
const MONO = 1;
const LEGATO = 2;

function lineRig(mode: number): Rig {
  const rig = plainRig().set('mode', mode).set('release', 0.005);
  for (const [id, root] of [48, ROOT, 72].entries()) {
    rig.layer(id, root, sine(500 * 2 ** ((root - ROOT) / 12), 1.1, 0.4), { loop: LOOP });
  }
  return rig;
}

/** Key that sounds, by its pitch. */
function keyOf(rig: Rig): number {
  rig.render(0.1);
  return ROOT + cents(strongestHertz(rig.render(16384 / RATE), RATE), 500) / 100;
}

describe('a monophonic line', () => {
  it.each([MONO, LEGATO])(
    'in mode %i has one voice, the last key, and falls back to those still down',
    (mode) => {
      const rig = lineRig(mode);
      const plays = (bytes: readonly [number, number, number], key: number) => {
        rig.midi(bytes);
        expect(keyOf(rig)).toBeCloseTo(key, 1);
        expect(rig.core.voices).toBe(1);
      };
      plays([0x90, 60, 100], 60);
      plays([0x90, 67, 100], 67);
      plays([0x90, 71, 100], 71);
      plays([0x80, 67, 0], 71);
      plays([0x80, 71, 0], 60);
      rig.midi([0x80, 60, 0]).render(0.1);
      expect(rig.core.sounding).toBe(0);
    },
  );

  it('in legato goes on without a new attack, onto the samples of its new key', () => {
    const rig = lineRig(LEGATO).set('attack', 0.5);
    rig.midi([0x90, 60, 100]).render(1);
    rig.midi([0x90, 72, 100]);
    const out = rig.render(0.5);
    const window = out.subarray(0.06 * RATE);
    expect(decibels(rms(window) / (0.4 / Math.SQRT2))).toBeCloseTo(0, 1);
    expect(
      Math.max(...Array.from({ length: 20 }, (_, i) => decibels(rms(out.subarray(i * 480, i * 480 + 960))))),
    ).toBeLessThan(-8);
    expect(roughness(out)).toBeLessThan(0.01);
    expect(keyOf(rig)).toBeCloseTo(72, 1);
  });

  it('in mono begins anew with each key', () => {
    const rig = lineRig(MONO).set('attack', 0.5);
    rig.midi([0x90, 60, 100]).render(1);
    const out = rig.midi([0x90, 62, 100]).render(0.5);
    expect(rms(out.subarray(0.02 * RATE, 0.05 * RATE))).toBeLessThan(0.1);
    expect(rms(out.subarray(-2400))).toBeGreaterThan(0.25);
  });

  it('glides in legato only from a key that is down', () => {
    const rig = lineRig(LEGATO).set('glide', 0.3);
    rig.midi([0x90, 60, 100]).midi([0x80, 60, 0], 0.1).render(0.3);
    rig.midi([0x90, 67, 100]);
    expect(keyOf(rig)).toBeCloseTo(67, 1);
    rig.midi([0x90, 72, 100]).render(0.15);
    const between = ROOT + cents(strongestHertz(rig.render(1024 / RATE), RATE), 500) / 100;
    expect(between).toBeGreaterThan(68.5);
    expect(between).toBeLessThan(71);
  });

  it('is held by the pedal, and all notes off ends it', () => {
    for (const mode of [MONO, LEGATO]) {
      const rig = lineRig(mode).midi([0xb0, 64, 127]).midi([0x90, 60, 100]).midi([0x90, 64, 100]);
      rig.midi([0x80, 64, 0]).midi([0x80, 60, 0]).render(0.1);
      expect(rig.core.voices).toBe(1);
      rig.midi([0xb0, 64, 0]).render(0.1);
      expect(rig.core.sounding).toBe(0);
      rig.midi([0x90, 60, 100]).midi([0x90, 64, 100]).midi([0xb0, 123, 0]).render(0.1);
      expect(rig.core.sounding).toBe(0);
      rig.midi([0x80, 64, 0]).render(0.1);
      expect(rig.core.sounding).toBe(0);
    }
  });

  it('may become a chord and back while keys are down: nothing sticks', () => {
    const rig = lineRig(POLY);
    for (const key of [60, 64, 67]) rig.midi([0x90, key, 100]);
    rig.render(0.05);
    rig.set('mode', LEGATO).midi([0x90, 70, 100]).render(0.05);
    rig.set('mode', POLY).midi([0x90, 72, 100]).render(0.05);
    for (const key of [60, 64, 67, 70, 72]) rig.midi([0x80, key, 0]);
    rig.render(0.1);
    expect(rig.core.sounding).toBe(0);
  });
});

describe('pedals', () => {
  const voicesAfter = (rig: Rig, ...messages: (readonly [number, number, number])[]) => {
    for (const message of messages) rig.midi(message);
    rig.render(0.05);
    return rig.core.sounding;
  };

  it('sostenuto holds the keys that were down, and no others', () => {
    const rig = lineRig(POLY);
    expect(voicesAfter(rig, [0x90, 60, 90], [0xb0, 66, 127], [0x90, 64, 90])).toBe(2);
    expect(voicesAfter(rig, [0x80, 60, 0], [0x80, 64, 0])).toBe(1);
    expect(voicesAfter(rig, [0xb0, 66, 0])).toBe(0);
  });

  it('sustain and sostenuto mind each other', () => {
    const rig = lineRig(POLY);
    expect(voicesAfter(rig, [0x90, 60, 90], [0xb0, 66, 127], [0xb0, 64, 127], [0x80, 60, 0])).toBe(1);
    expect(voicesAfter(rig, [0xb0, 64, 0])).toBe(1);
    expect(voicesAfter(rig, [0xb0, 64, 127], [0xb0, 66, 0])).toBe(1);
    expect(voicesAfter(rig, [0xb0, 64, 0])).toBe(0);
  });

  it('of an MPE master hold the notes of its members', () => {
    const rig = lineRig(POLY).set('mpe', 1);
    expect(
      voicesAfter(rig, [0xb0, 64, 127], [0x91, 60, 90], [0x92, 60, 90], [0x81, 60, 0], [0x82, 60, 0]),
    ).toBe(2);
    expect(voicesAfter(rig, [0xb0, 64, 0])).toBe(0);
    expect(voicesAfter(rig, [0x91, 60, 90], [0x92, 60, 90], [0xb0, 123, 0])).toBe(0);
    expect(voicesAfter(rig, [0x91, 60, 90], [0x92, 60, 90], [0xb0, 120, 0])).toBe(0);
  });

  it('soft makes what is struck softer, by 4 dB', () => {
    const level = (...bytes: [number, number, number][]) => {
      const rig = lineRig(POLY);
      for (const message of bytes) rig.midi(message);
      return rms(rig.midi([0x90, 60, 90]).render(0.4).subarray(4800));
    };
    expect(decibels(level([0xb0, 67, 127]) / level())).toBeCloseTo(-4, 2);
    expect(level([0xb0, 67, 127], [0xb0, 67, 0])).toBe(level());
  });
});

describe('a channel', () => {
  it('may be the only one that is heard; what sounded on others is let go', () => {
    const rig = lineRig(POLY).midi([0x93, 60, 100]).midi([0xb3, 64, 127]).midi([0x94, 62, 100]);
    rig.render(0.05);
    expect(rig.core.sounding).toBe(2);
    rig.core.handle({ kind: 'channel', channel: 4 });
    rig.midi([0x90, 64, 100]).render(0.05);
    expect(rig.core.sounding).toBe(1);
    rig.core.handle({ kind: 'channel', channel: null });
    rig.midi([0x84, 62, 0]).midi([0x93, 60, 100]).midi([0x83, 60, 0], 0.06).render(0.2);
    expect(rig.core.sounding).toBe(0);
  });

  it('reports the program it is sent, once, in its time', () => {
    const rig = lineRig(POLY).midi([0xc2, 17], 0.05);
    rig.render(0.02);
    expect(rig.core.takeProgram()).toBe(-1);
    rig.render(0.05);
    expect(rig.core.takeProgram()).toBe(17);
    expect(rig.core.takeProgram()).toBe(-1);
  });

  it('pans by equal power, with the parameter and CC 10', () => {
    for (const [pan, controller, expected] of [
      [0, 64, 0],
      [-100, 64, -1],
      [0, 127, 1],
      [50, 64, 0.5],
      [0, 32, -0.5],
      [-50, 96, 0.0079],
    ] as const) {
      const rig = plainRig().set('gain', -12).zone(0, ROOT, constant(0.8, 2)).set('pan', pan);
      const [left, right] = rig.midi([0xb0, 10, controller]).midi([0x90, ROOT, 100]).stereo(0.2);
      const level = 0.8 * 10 ** (-12 / 20);
      expect(left.at(-1)! / level).toBeCloseTo(Math.sqrt(1 - expected), 3);
      expect(right.at(-1)! / level).toBeCloseTo(Math.sqrt(1 + expected), 3);
    }
  });

  it('does not zip when it pans', () => {
    const rig = plainRig().set('gain', -12).zone(0, ROOT, sine(110, 3)).midi([0x90, ROOT, 100]);
    rig.render(0.2);
    const [left, right] = rig.midi([0xb0, 10, 0], 0.25).midi([0xb0, 10, 127], 0.3).stereo(0.3);
    expect(roughness(left)).toBeLessThan(0.004);
    expect(roughness(right)).toBeLessThan(0.004);
  });
});

describe('curves', () => {
  it('shape the attack and the fall, in the same time', () => {
    const shape = (attackCurve: number, releaseCurve: number) => {
      const rig = plainRig().set('attack', 0.4).set('release', 0.4).zone(0, ROOT, constant(0.8, 9));
      rig.set('attackCurve', attackCurve).set('releaseCurve', releaseCurve);
      const out = rig.midi([0x90, ROOT, 100]).midi([0x80, ROOT, 0], 1).render(1.6);
      const at = (seconds: number) => out[Math.round(seconds * RATE)]! / 0.8;
      expect(at(0.401)).toBeCloseTo(1, 2);
      expect(at(1.402)).toBeLessThan(0.0011);
      return [at(0.2), at(1.2)] as const;
    };
    const [straightUp, straightDown] = shape(0, 0);
    expect(straightUp).toBeCloseTo(0.5, 2);
    expect(straightDown).toBeCloseTo(0.5, 2);
    const [late, held] = shape(-100, -100);
    expect(late).toBeLessThan(0.05);
    expect(held).toBeGreaterThan(0.95);
    const [early, dropped] = shape(100, 100);
    expect(early).toBeGreaterThan(0.95);
    expect(dropped).toBeCloseTo(10 ** (-30 / 20), 2);
  });

  it('shape the velocity', () => {
    const level = (curve: number) => {
      const rig = plainRig()
        .set('velocityAmount', 50)
        .set('velocityCurve', curve)
        .zone(0, ROOT, constant(0.8, 2));
      return rig.midi([0x90, ROOT, 64]).render(0.2).at(-1)! / 0.8;
    };
    expect(level(0)).toBeCloseTo(64 / 127, 4);
    expect(level(100)).toBeCloseTo((64 / 127) ** 0.25, 4);
    expect(level(-50)).toBeCloseTo((64 / 127) ** 2, 4);
  });
});

describe('256 voices', () => {
  it('sound, and start on their frame', () => {
    const rig = plainRig().set('voices', 256).zone(0, ROOT, constant(0.001, 9));
    for (let voice = 0; voice < 300; voice++) rig.midi([0x90 | (voice >> 7), voice & 127, 127], 0.1);
    const out = rig.render(0.2);
    expect(rig.core.voices).toBe(256);
    expect(onsetFrame(out)).toBe(0.1 * RATE);
    expect(out.at(-1)).toBeCloseTo(0.256, 2);
  });
});
