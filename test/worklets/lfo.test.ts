/** Tests the oscillators and what they move. */
import { describe, expect, it } from 'vitest';
import { LFO_SYNCS } from '../../src/parameters.js';
import { constant, decibels, plainRig, RATE, type Rig, roughness, sine } from './rig.js';

const ROOT = 60;
const SHAPES = ['sine', 'triangle', 'saw', 'square', 'random'];

/** Layers of 0 and 0.8: what sounds is the mix, and so the oscillator: −1 to 1. */
function oscillator(set: (rig: Rig) => Rig, seconds: number, key = ROOT): Float32Array {
  const rig = plainRig()
    .layer(0, ROOT, constant(0, 20), { x: 0 })
    .layer(1, ROOT, constant(0.8, 20), { x: 1 });
  const out = set(rig.set('mix', 50).set('lfo1Mix', 50)).midi([0x90, key, 100]).render(seconds);
  return out.map((sample) => (sample / 0.8 - 0.5) * 2);
}

/** Frequencies of a tone by its upward zero crossings. */
function hertzOverTime(samples: Float32Array): number[] {
  const found: number[] = [];
  let before = 0;
  for (let i = 1; i < samples.length; i++) {
    if (samples[i - 1]! >= 0 || samples[i]! < 0) continue;
    const at = i - samples[i]! / (samples[i]! - samples[i - 1]!);
    if (before > 0) found.push(RATE / (at - before));
    before = at;
  }
  return found;
}

describe('an oscillator', () => {
  it.each([
    ['sine', [0, 1, 0, -1]],
    ['triangle', [0, 1, 0, -1]],
    ['saw', [0, 0.5, 1, -0.5]],
    ['square', [1, 1, 1, -1]],
  ])('%s goes its way from the start of the note', (shape, quarters) => {
    const out = oscillator((rig) => rig.set('lfo1Rate', 2).set('lfo1Shape', SHAPES.indexOf(shape)), 1.2);
    for (const cycle of [0, 1]) {
      quarters.forEach((expected, quarter) => {
        // A little before each quarter, where nothing jumps; the first is checked a cycle later.
        const at = (cycle + quarter / 4) * 0.5 - 0.004;
        if (at > 0)
          expect(
            Math.abs(
              out[Math.round(at * RATE)]! - (quarter === 0 ? out[Math.round(0.496 * RATE)]! : expected),
            ),
          ).toBeLessThan(0.09);
      });
    }
    expect(Math.max(...out)).toBeGreaterThan(0.95);
    expect(Math.min(...out)).toBeLessThan(-0.95);
  });

  it('random holds a value a cycle, the same for the same notes', () => {
    const random = () => oscillator((rig) => rig.set('lfo1Rate', 10).set('lfo1Shape', 4), 2);
    const out = random();
    const values = Array.from({ length: 20 }, (_, cycle) => out[Math.round((cycle + 0.9) * 0.1 * RATE)]!);
    expect(new Set(values.map((value) => value.toFixed(2))).size).toBeGreaterThan(12);
    values.forEach((value, cycle) =>
      expect(out[Math.round((cycle + 0.5) * 0.1 * RATE)]).toBeCloseTo(value, 3),
    );
    expect(random()).toEqual(out);
  });

  it('comes in over its delay', () => {
    const out = oscillator((rig) => rig.set('lfo1Rate', 20).set('lfo1Delay', 1), 2);
    const depth = (from: number) => Math.max(...out.subarray(from * RATE, (from + 0.06) * RATE));
    expect(depth(0)).toBeLessThan(0.08);
    expect(depth(0.45)).toBeCloseTo(0.5, 1);
    expect(depth(1.5)).toBeGreaterThan(0.98);
  });

  it('moves the pitch by its cents, both of them', () => {
    for (const id of ['lfo1', 'lfo2'] as const) {
      const rig = plainRig().zone(0, ROOT, sine(1000, 4));
      rig.set(`${id}Pitch`, 50).set(`${id}Rate`, 4).midi([0x90, ROOT, 100]);
      const hertz = hertzOverTime(rig.render(1)).map((value) => 1200 * Math.log2(value / 1000));
      expect(Math.abs(Math.max(...hertz.slice(20)) - 50)).toBeLessThan(1);
      expect(Math.abs(Math.min(...hertz.slice(20)) + 50)).toBeLessThan(1);
    }
  });

  it('moves the level by its decibels, down from full', () => {
    const rig = plainRig().zone(0, ROOT, constant(0.5, 4)).set('lfo1Level', 12).set('lfo1Rate', 5);
    const out = rig.midi([0x90, ROOT, 100]).render(1).subarray(1000);
    expect(decibels(Math.max(...out) / 0.5)).toBeCloseTo(0, 1);
    expect(decibels(Math.min(...out) / 0.5)).toBeCloseTo(-12, 1);
  });

  it('does not click, whatever its shape and whatever it moves', () => {
    for (const shape of SHAPES.keys()) {
      const rig = plainRig()
        .zone(0, ROOT, sine(110, 4, 0.2))
        .set('lfo1Rate', 3.3)
        .set('lfo1Shape', shape);
      rig.set('lfo1Level', 12).set('lfo1Pitch', 30).midi([0x90, ROOT, 100]).render(0.1);
      expect(roughness(rig.render(1))).toBeLessThan(0.004);
    }
  });
});

describe('an oscillator that follows a tempo', () => {
  const NOTE = LFO_SYNCS.indexOf('1/4');
  const told = (rig: Rig, tempo: number, position: number | null, time?: number): Rig => {
    const at = time === undefined ? {} : { time };
    rig.core.handle({ kind: 'transport', tempo, playing: position !== null, position: position ?? 0, ...at });
    return rig;
  };
  const synced = (rig: Rig, note = NOTE): Rig => rig.set('lfo1Sync', note).set('lfo1Rate', 40);
  /** Phases of a saw that goes −1 to 1, in cycles: 0 where it is 0. */
  const phaseAt = (out: Float32Array, second: number): number => {
    const value = out[Math.round(second * RATE)]! / 2;
    return value < 0 ? value + 1 : value;
  };
  const apart = (a: number, b: number): number => Math.abs(a - b - Math.round(a - b));

  it('has the length of its note value, dotted, plain and triplet, to the sample', () => {
    const lengths = { '1/1.': 6, '1/4': 1, '1/8.': 3 / 4, '1/16T': 1 / 6, '1/32': 1 / 8 };
    for (const [name, quarters] of Object.entries(lengths)) {
      const out = oscillator((rig) => synced(told(rig, 90, null), LFO_SYNCS.indexOf(name)), 9);
      const cycle = (60 / 90) * quarters;
      // The same value after whole cycles, however many: it does not drift.
      for (const at of [0.13, 0.41]) {
        const turns = Math.floor((8.9 - at * cycle) / cycle);
        const [first, last] = [at * cycle, (at + turns) * cycle].map(
          (second) => out[Math.round(second * RATE)]!,
        );
        expect(Math.abs(first! - last!), name).toBeLessThan(0.03);
      }
    }
  });

  it('begins with the note while nothing plays, and has its place in the song while it does', () => {
    const saw = (rig: Rig): Rig => synced(rig).set('lfo1Shape', SHAPES.indexOf('saw'));
    const free = oscillator((rig) => saw(told(rig, 120, null)), 0.4);
    expect(apart(phaseAt(free, 0.1), 0.2)).toBeLessThan(0.02);
    const placed = oscillator((rig) => saw(told(rig, 120, 5.25)), 0.4);
    expect(apart(phaseAt(placed, 0.1), 0.45)).toBeLessThan(0.02);
    // The position was true a while ago, or will be.
    const later = oscillator((rig) => saw(told(rig, 120, 5, 0.05)), 0.4);
    expect(apart(phaseAt(later, 0.1), 0.1)).toBeLessThan(0.02);
  });

  it('keeps its place over minutes', () => {
    const rig = synced(plainRig()).set('lfo1Mix', 50).set('mix', 50).set('lfo1Shape', SHAPES.indexOf('saw'));
    rig.layer(0, ROOT, constant(0, 20), { x: 0 }).layer(1, ROOT, constant(0.8, 20), { x: 1 });
    told(rig, 127.3, 0).midi([0x90, 30, 1]).render(0.1);
    rig.midi([0x80, 30, 0]).render(119.9);
    const out = rig
      .midi([0x90, ROOT, 100])
      .render(0.2)
      .map((sample) => (sample / 0.8 - 0.5) * 2);
    expect(apart(phaseAt(out, 0.1), (120.1 * 127.3) / 60)).toBeLessThan(0.02);
  });

  it('does not click when the tempo changes, when the song jumps, starts or stops', () => {
    for (const shape of SHAPES.keys()) {
      const rig = synced(plainRig().zone(0, ROOT, sine(110, 4, 0.2))).set('lfo1Shape', shape);
      rig.set('lfo1Level', 12).set('lfo1Pitch', 30);
      told(rig, 120, 0).midi([0x90, ROOT, 100]).render(0.1);
      const parts = [
        () => told(rig, 75, 0.2),
        () => told(rig, 150, 3.7),
        () => told(rig, 150, null),
        () => told(rig, 150, 9.1),
        () => rig.set('lfo1Sync', 0),
      ].map((change) => (change(), rig.render(0.2)));
      const whole = Float32Array.from(parts.flatMap((part) => [...part]));
      expect(roughness(whole), SHAPES[shape]).toBeLessThan(0.004);
    }
  });

  it('plays the same for every block size, and ignores a tempo that is none', () => {
    const play = (block: number): Float32Array => {
      const rig = synced(plainRig().zone(0, ROOT, sine(220, 4, 0.2))).set('lfo1Level', 12);
      told(rig, 100, 2.5, 0.01).midi([0x90, ROOT, 100]);
      for (const tempo of [0, -1, NaN, Infinity]) told(rig, tempo, 1);
      return rig.render(0.512, block);
    };
    expect(play(64)).toEqual(play(128));
    expect(play(480)).toEqual(play(128));
  });
});
