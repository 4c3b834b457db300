/** Tests the curve that each note's mix goes along: its times, its ends, what it is beside other moves, and in live notes. */
import { describe, expect, it } from 'vitest';
import { MIX_CURVE_POINTS } from '../../src/mix-curve.js';
import { constant, plainRig, RATE, type Rig } from './rig.js';

const ROOT = 60;
const [HOLD, REPEAT, RETURN] = [0, 1, 2];

/** Constant layers from 0 to 0.8: what sounds is where the mix is. */
function mixRig(): Rig {
  return plainRig().layer(0, ROOT, constant(0, 20), { x: 0 }).layer(1, ROOT, constant(0.8, 20), { x: 1 });
}

/** A rig whose curve has these points; 7 s from the first to the last, so that a point is a second. */
function curved(points: readonly number[], end: number, rig = mixRig()): Rig {
  MIX_CURVE_POINTS.forEach((id, i) => rig.set(id, points[i]!));
  return rig.set('mixCurveTime', 7).set('mixCurveEnd', end);
}

/** Where the mix is at these seconds of a note. */
function mixAt(rig: Rig, seconds: readonly number[]): number[] {
  const out = rig.midi([0x90, ROOT, 100]).render(seconds.at(-1)! + 0.02);
  return seconds.map((time) => out[Math.round(time * RATE)]! / 0.8);
}

const POINTS = [0, 40, 80, 20, -30, 0, 10, 60];
const near = (wanted: readonly number[]) => wanted.map((x) => expect.closeTo(x / 100, 2) as number);

describe('the mix curve', () => {
  it('moves the mix from point to point, in straight lines', () => {
    const times = [0.1, 1, 1.5, 2, 3, 4, 5, 6, 7];
    expect(mixAt(curved(POINTS, HOLD).set('mix', 40), times)).toEqual(
      near([44, 80, 100, 100, 60, 10, 40, 50, 100]),
    );
  });

  it('is no move at all where it is flat: to the bit', () => {
    const flat = curved(
      POINTS.map(() => 0),
      RETURN,
    )
      .set('mix', 40)
      .midi([0x90, ROOT, 100])
      .render(0.3);
    expect(flat).toEqual(mixRig().set('mix', 40).midi([0x90, ROOT, 100]).render(0.3));
  });
});

describe('at its end, the mix curve', () => {
  const rising = [0, 10, 20, 30, 40, 50, 60, 70];
  it('stays', () => {
    expect(mixAt(curved(rising, HOLD).set('mix', 10), [7, 9.5])).toEqual(near([80, 80]));
  });
  it('goes on to its beginning, and again', () => {
    expect(mixAt(curved(rising, REPEAT).set('mix', 10), [7, 7.5, 8, 9.5])).toEqual(near([80, 45, 10, 25]));
  });
  it('goes back, and again', () => {
    expect(mixAt(curved(rising, RETURN).set('mix', 10), [7, 8, 13.5, 15])).toEqual(near([80, 70, 15, 20]));
  });
});

it('each note has its own, from its beginning on; the mix stays within the sources', () => {
  const rig = curved([100, -100, 100, -100, 100, -100, 100, -100], HOLD).set('mix', 50);
  const out = rig.midi([0x90, ROOT, 100]).render(1.02);
  rig.midi([0x80, ROOT, 0]).render(2);
  const again = rig.midi([0x90, ROOT, 100]).render(1.02);
  for (const sound of [out, again]) {
    expect(sound[Math.round(0.1 * RATE)]! / 0.8).toBeCloseTo(1, 2);
    expect(sound[Math.round(RATE)]! / 0.8).toBeCloseTo(0, 2);
  }
});

it('a bend of the curve while a note sounds is heard where the note is, without a step', () => {
  const rig = curved([0, 0, 0, 0, 0, 0, 0, 0], HOLD).set('mix', 30);
  rig.midi([0x90, ROOT, 100]).render(2);
  rig.set('mixCurve3', 50); // the point where it is now
  const out = rig.render(0.3);
  expect(out.at(-1)! / 0.8).toBeCloseTo(0.3 + 0.5 * 0.7, 1);
  let step = 0;
  for (let i = 1; i < out.length; i++) step = Math.max(step, Math.abs(out[i]! - out[i - 1]!));
  expect(step).toBeLessThan(0.001);
});
