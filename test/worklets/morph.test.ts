/** Tests morphing between the layers of a key zone. */
import { describe, expect, it } from 'vitest';
import {
  constant,
  decibels,
  plainRig,
  RATE,
  type Rig,
  ripple,
  rms,
  roughness,
  sine,
  ZONE_RATE,
} from './rig.js';

const ROOT = 60;

/** Constant layers from 0 to 0.8: what sounds is where the mix is. */
function mixRig(): Rig {
  return plainRig().layer(0, ROOT, constant(0, 20), { x: 0 }).layer(1, ROOT, constant(0.8, 20), { x: 1 });
}

/** Where the mix is at the end of so many seconds. */
function mixAfter(rig: Rig, seconds = 0.3): number {
  return rig.render(seconds).at(-1)! / 0.8;
}

/** A tone with harmonics that fall off as 1 / n^slope: two layers of one key zone, their phases aligned. */
function tone(hertz: number, slope: number, seconds: number): Float32Array {
  const out = new Float32Array(Math.round(seconds * ZONE_RATE));
  let power = 0;
  for (let n = 1; n <= 12; n++) power += n ** (-2 * slope);
  for (let n = 1; n <= 12; n++) {
    const amplitude = (0.3 * n ** -slope) / Math.sqrt(power);
    for (let i = 0; i < out.length; i++)
      out[i]! += amplitude * Math.sin((2 * Math.PI * n * hertz * i) / ZONE_RATE);
  }
  return out;
}

describe('the mix', () => {
  it('is bilinear between four corners', () => {
    const corners = [0.1, 0.5, 0.9, -0.3] as const;
    for (const [x, y] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
      [0.5, 0.5],
      [0.3, 0.8],
    ] as const) {
      const rig = plainRig()
        .set('gain', -2)
        .set('mix', 100 * x)
        .set('mixY', 100 * y);
      corners.forEach((level, id) => {
        rig.layer(id, ROOT, constant(level, 2), { x: id % 2, y: id >> 1 });
      });
      rig.midi([0x90, ROOT, 100]);
      const [a, b, c, d] = corners;
      const expected = (1 - y) * ((1 - x) * a + x * b) + y * ((1 - x) * c + x * d);
      expect(rig.render(0.2).at(-1)! / 10 ** (-2 / 20)).toBeCloseTo(expected, 4);
    }
  });

  it('goes through nine layers, and on as the outermost where there are no more', () => {
    const levels = Array.from({ length: 9 }, (_, index) => ((index * 5) % 9) / 10);
    const rig = plainRig();
    levels.forEach((level, id) => id > 1 && rig.layer(id, ROOT, constant(level, 20), { x: id / 8 }));
    rig.midi([0x90, ROOT, 100]);
    for (const x of [0.25, 0.3, 0.4375, 0.99, 1, 0.1, 0]) {
      rig.set('mix', 100 * x);
      const at = Math.max(2, 8 * x);
      const expected =
        levels[Math.floor(at)]! * (1 - (at % 1)) + levels[Math.min(8, Math.ceil(at))]! * (at % 1);
      expect(rig.render(0.4).at(-1)).toBeCloseTo(expected, 3);
    }
  });

  it('of an uneven grid is linear in each line, and between the lines', () => {
    const rig = plainRig().set('mix', 75).set('mixY', 25);
    rig.layer(0, ROOT, constant(0, 2), {}).layer(1, ROOT, constant(0.4, 2), { x: 1 });
    rig.layer(2, ROOT, constant(0.8, 2), { y: 1 }).midi([0x90, ROOT, 100]);
    expect(rig.render(0.2).at(-1)).toBeCloseTo(0.75 * 0.3 + 0.25 * 0.8, 4);
  });

  it.each([
    ['wheel', 'mixWheel', [0xb0, 1, 127], 1],
    ['wheel halfway', 'mixWheel', [0xb0, 1, 64], 64 / 127],
    ['slide up', 'mixSlide', [0xb0, 74, 127], 1],
    ['slide down', 'mixSlide', [0xb0, 74, 0], -1],
    ['channel pressure', 'mixPressure', [0xd0, 127], 1],
    ['poly pressure', 'mixPressure', [0xa0, 72, 127], 1],
    ['velocity', 'mixVelocity', [0xb0, 3, 0], 100 / 127],
    ['key', 'mixKey', [0xb0, 3, 0], 12 / 48],
  ] as const)('is moved by %s', (_name, parameter, message, expected) => {
    for (const amount of [40, -30]) {
      const rig = mixRig().set('mix', 50).set('mixWheel', 0).set('mixSlide', 0).set(parameter, amount);
      rig.midi([0x90, 72, 100]).midi(message);
      expect(mixAfter(rig)).toBeCloseTo(0.5 + (expected * amount) / 100, 3);
    }
  });

  it('of each note is its own: velocity, pressure, and MPE slide', () => {
    const rig = mixRig().set('mix', 0).set('mixSlide', 100).set('mpe', 1);
    rig.midi([0xb1, 74, 127]).midi([0x91, 60, 100]);
    rig.midi([0xb2, 74, 96]).midi([0x92, 62, 100]);
    rig.render(0.2);
    const positions = new Float32Array(16);
    expect(rig.core.writePositions(positions)).toBe(2);
    expect([...positions.subarray(0, 3)].map((value) => Number(value.toFixed(3)))).toEqual([60, 1, 0]);
    expect([...positions.subarray(4, 7)].map((value) => Number(value.toFixed(3)))).toEqual([62, 0.508, 0]);
    expect(positions[3]).toBeCloseTo(1, 2);
  });

  it('follows a finger along its key, each note its own, from the moment it begins', () => {
    const rig = mixRig().set('mix', 50).set('mixSlide', 50);
    const slide = (key: number, amount: number) =>
      rig.core.handle({ kind: 'slide', channel: 0, key, amount });
    rig.midi([0x90, 60, 100]).midi([0x90, 62, 100]).midi([0x90, 64, 100]);
    slide(60, 1);
    slide(62, -0.5);
    const places = (): number[] => {
      const positions = new Float32Array(12);
      rig.render(0.2);
      expect(rig.core.writePositions(positions)).toBe(3);
      return [1, 5, 9].map((at) => Number(positions[at]!.toFixed(2)));
    };
    expect(places()).toEqual([1, 0.25, 0.5]);
    slide(60, 0);
    rig.midi([0x80, 64, 0]).midi([0x90, 64, 100]); // begins in the middle
    slide(99, 1); // a key that is not down
    expect(places()).toEqual([0.5, 0.25, 0.5]);
  });

  it('never leaves its range, however much moves it', () => {
    const rig = mixRig().set('mix', 90).set('mixWheel', 100).set('lfo1Mix', 100).midi([0xb0, 1, 127]);
    const out = rig.midi([0x90, ROOT, 100]).render(1);
    expect(Math.max(...out)).toBeLessThanOrEqual(0.8001);
    expect(Math.min(...out)).toBeGreaterThanOrEqual(-0.0001);
  });
});

describe('a held note that morphs', () => {
  const hertz = 220;
  const keyZone = () => {
    const loop = { start: 1600, end: 1600 + 80 * 160, crossfade: 400 };
    return plainRig()
      .layer(0, 57, tone(hertz, 1, 2), { x: 0, loop })
      .layer(1, 57, tone(hertz, 2, 2), { x: 0.5, loop })
      .layer(2, 57, tone(hertz, 0.5, 2), { x: 1, loop });
  };

  it('keeps its level within 2 dB over a slow sweep, without a click', () => {
    for (const key of [50, 57, 60]) {
      const rig = keyZone().set('mix', 0).midi([0x90, key, 100]);
      rig.render(0.2);
      const parts: Float32Array[] = [];
      for (let step = 0; step <= 480; step++) parts.push(rig.set('mix', step / 4.8).render(1 / 120));
      const out = Float32Array.from(parts.flatMap((part) => [...part]));
      expect(ripple(out, 4800)).toBeLessThan(1.2);
      const still = keyZone().set('mix', 100).midi([0x90, key, 100]).render(0.5);
      expect(roughness(out)).toBeLessThan(1.05 * roughness(still.subarray(4800)));
    }
  });

  it('is at its ends exactly its parents, and in the middle their mean', () => {
    const at = (mix: number, ...ids: number[]) => {
      const rig = plainRig().set('mix', mix);
      for (const id of ids) rig.layer(id, 57, tone(hertz, 1 + id, 2), { x: id });
      return rig.midi([0x90, 59, 100]).render(1);
    };
    const [a, b] = [at(50, 0), at(50, 1)];
    expect(at(0, 0, 1)).toEqual(a);
    expect(at(100, 0, 1)).toEqual(b);
    const mean = at(50, 0, 1);
    const error = mean.map((sample, frame) => sample - (a[frame]! + b[frame]!) / 2);
    expect(decibels(rms(error) / rms(mean))).toBeLessThan(-120);
  });

  it('does not zip when the mix jumps', () => {
    for (const id of ['mix', 'mixWheel'] as const) {
      const rig = plainRig().set('mix', 0).set('mixWheel', 0);
      rig.layer(0, ROOT, sine(110, 4, 0.3), { x: 0 }).layer(1, ROOT, sine(110, 4, -0.3), { x: 1 });
      rig.midi([0xb0, 1, 127]).midi([0x90, ROOT, 100]).render(0.3);
      expect(roughness(rig.set(id, 100).render(0.3))).toBeLessThan(0.004);
    }
  });

  it('has images 80 dB down while it moves', () => {
    const rig = plainRig().set('lfo1Mix', 50).set('lfo1Rate', 0.5);
    // Equal layers: whatever the mix does, what sounds is one sine.
    for (const id of [0, 1]) rig.layer(id, ROOT, sine(2637, 4, 0.5), { x: id });
    const out = rig.midi([0x90, ROOT + 5, 100]).render(1);
    const alone = plainRig()
      .layer(0, ROOT, sine(2637, 4, 0.5), {})
      .midi([0x90, ROOT + 5, 100])
      .render(1);
    expect(decibels(rms(out.map((sample, frame) => sample - alone[frame]!)) / rms(alone))).toBeLessThan(-110);
  });
});

describe('zones replaced under held notes', () => {
  const raw = sine(110, 4, 0.4);
  const loop = { start: 3200, end: 3200 + 160 * 100, crossfade: 320 };

  it('go on where they are, without a break', () => {
    const alone = plainRig().layer(0, ROOT, raw, {}).midi([0x90, ROOT, 100]).render(1.5);
    const rig = plainRig().layer(0, ROOT, raw, {}).midi([0x90, ROOT, 100]);
    const before = rig.render(0.5);
    rig.layer(0, ROOT, raw, { loop });
    const out = new Float32Array([...before, ...rig.render(1)]);
    const difference = out.map((sample, frame) => sample - alone[frame]!);
    expect(decibels(rms(difference) / rms(alone))).toBeLessThan(-60);
    // The old had ended after 4 s; the new goes on.
    expect(rms(rig.render(8).subarray(-4800))).toBeCloseTo(0.4 / Math.SQRT2, 2);
  });

  it('that are quite different fade over smoothly, again and again', () => {
    const rig = plainRig().layer(0, ROOT, raw, {}).midi([0x90, ROOT, 100]);
    const parts = [rig.render(0.3)];
    for (let turn = 1; turn < 12; turn++) {
      rig.layer(0, ROOT, sine(110 + 7 * turn, 4, 0.4, ZONE_RATE, turn), turn % 2 ? { loop } : {});
      parts.push(rig.render(turn % 3 === 0 ? 0.011 : 0.1));
    }
    expect(roughness(Float32Array.from(parts.flatMap((part) => [...part])))).toBeLessThan(0.004);
    expect(rig.core.voices).toBe(1);
  });

  it('wait until they are all there', () => {
    const rig = plainRig().layer(0, ROOT, constant(0.2, 4), {}).midi([0x90, ROOT, 100]);
    rig.render(0.1);
    rig.begin(0, ROOT, 4 * ZONE_RATE).append(0, 0, constant(0.6, 3.9));
    expect(rig.render(0.2).at(-1)).toBeCloseTo(0.2, 3);
    rig.append(0, 3.9 * ZONE_RATE, constant(0.6, 0.1));
    expect(rig.render(0.2).at(-1)).toBeCloseTo(0.6, 3);
  });

  it('let the neighbours take over when a layer goes', () => {
    const rig = mixRig().set('mix', 100).midi([0x90, ROOT, 100]);
    rig.render(0.2);
    rig.core.handle({ kind: 'removeZone', id: 1 });
    expect(mixAfter(rig)).toBeCloseTo(0, 3);
    expect(rig.core.voices).toBe(1);
  });

  it('take over a note that was waiting for samples', () => {
    const rig = plainRig()
      .begin(0, ROOT, 4 * ZONE_RATE)
      .append(0, 0, constant(0.5, 0.3));
    rig.midi([0x90, ROOT, 100]).render(0.6);
    rig.layer(7, ROOT, constant(0.5, 4), { loop: { start: 8000, end: 32000, crossfade: 100 } });
    const out = rig.render(0.3);
    expect(out.at(-1)).toBeCloseTo(0.5, 3);
    expect(roughness(out)).toBeLessThan(0.004);
    expect(out.length).toBe(0.3 * RATE);
  });
});
