/** Tests the air of key zones: in phase in all layers, closed in the loop, in tune, and nothing below it changed. */
import { describe, expect, it } from 'vitest';
import { AIR_BANDS, AIR_CENTRES, AIR_FLOOR, AIR_WIDTH } from '../../../src/audio/air/bands.js';
import { zoneRate } from '../../../src/audio/conditioning/air-layers.js';
import { conditionZone, type ConditionedZone } from '../../../src/audio/conditioning/condition-zone.js';
import { noteLoudness } from '../../../src/audio/k-weighting.js';
import type { AirTrack } from '../../../src/timbre/embedding.js';
import { midiToHertz } from '../../../src/units.js';
import { amplitudeAt, noise } from '../signals.js';
import { RATE, tone } from './tones.js';

const FULL = 48_000;

/** Air of equal level in all bands, that falls by so many dB a second. */
function air(harmonics: number, noise: number, fall = 0): AirTrack {
  const frames = 200;
  const values = Float32Array.from({ length: frames * AIR_WIDTH }, (_, i) => {
    const level = i % AIR_WIDTH < AIR_BANDS ? harmonics : noise;
    return Math.max(AIR_FLOOR, level - fall * Math.floor(i / AIR_WIDTH) * 0.03);
  });
  return { frames, values };
}

const pitched = (rootMidi: number, airs?: readonly AirTrack[]) => ({
  ...{ rootMidi, sampleRate: RATE, pitched: true },
  ...(airs ? { airs } : {}),
});

/** What lies above 9 kHz: differences of differences do for tests. */
function high(samples: Float32Array): Float32Array {
  const output = samples.slice();
  for (let pass = 0; pass < 6; pass++) {
    for (let i = output.length - 1; i > 0; i--) output[i]! -= output[i - 1]!;
  }
  return output.fill(0, 0, 8);
}

const decibels = (samples: Float32Array): number =>
  10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / samples.length + 1e-20);

/** A held layer, round the loop. */
function heldFor(keyZone: ConditionedZone, layer: number, seconds: number): Float32Array {
  const { loop, layers, sampleRate } = keyZone;
  let from = 0;
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, () => {
    const x = layers[layer]![from++] ?? 0;
    if (loop && from === loop.end) from = loop.start;
    return x;
  });
}

const twoTones = (midi: number): Float32Array[] => [
  tone({ midi, harmonic: (k) => 1 / k }),
  tone({ midi, harmonic: (k) => Number(k < 4), seed: 2 }),
];

describe('a key zone with air', () => {
  it.each([36, 57, 76])('root %i: a slow morph of its layers does not dip above 8 kHz', (midi) => {
    for (const [harmonics, noise] of [
      [-45, AIR_FLOOR],
      [AIR_FLOOR, -50],
      [-50, -55],
    ] as const) {
      const zone = conditionZone(
        twoTones(midi),
        pitched(midi, [air(harmonics, noise), air(harmonics - 9, noise - 6)]),
      );
      expect(zone.sampleRate).toBe(FULL);
      const [a, b] = zone.layers.map(high);
      for (let share = 0.1; share < 1; share += 0.2) {
        const mixed = a!.map((x, i) => (1 - share) * x + share * b![i]!);
        const part = (x: Float32Array): number => 10 ** (decibels(x.subarray(FULL / 2, FULL)) / 20);
        const dip = 20 * Math.log10(part(mixed) / ((1 - share) * part(a!) + share * part(b!)));
        expect(dip).toBeGreaterThan(-0.5);
        expect(dip).toBeLessThan(0.1);
      }
    }
  });

  it.each([36, 60, 81])('root %i: its air goes through the loop as if there were none', (midi) => {
    const zone = conditionZone(twoTones(midi), pitched(midi, [air(-45, -50, 6), air(-50, -45)]));
    const { start, end } = zone.loop!;
    for (const layer of [0, 1]) {
      const sound = high(heldFor(zone, layer, (end + FULL) / FULL));
      let [seam, elsewhere] = [0, 0];
      for (let i = start + 100; i < end - 100; i++) elsewhere = Math.max(elsewhere, Math.abs(sound[i]!));
      for (let i = end - 6; i < end + 6; i++) seam = Math.max(seam, Math.abs(sound[i]!));
      expect(seam / elsewhere).toBeLessThan(1);
      const before = decibels(sound.subarray(end - 4_800, end));
      expect(Math.abs(decibels(sound.subarray(end, end + 4_800)) - before)).toBeLessThan(0.7);
      // held: a loop has one level from its beginning to its end
      const steps = Array.from({ length: 8 }, (_, i) => {
        const at = start + Math.floor(((end - start - 9_600) * i) / 8);
        return decibels(sound.subarray(at, at + 9_600));
      });
      expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(1);
    }
  });

  it('has its harmonics where those of the note are, and is as loud as asked', () => {
    const raw = tone({ midi: 57, cents: () => 14 });
    const zone = conditionZone([raw], pitched(57, [air(-40, AIR_FLOOR)]));
    const hertz = midiToHertz(57);
    const part = zone.layers[0]!.subarray(FULL / 2, FULL);
    const k = Math.round(12_000 / hertz);
    expect(amplitudeAt(part, k * hertz, FULL)).toBeGreaterThan(
      30 * amplitudeAt(part, (k + 0.5) * hertz, FULL),
    );
    expect(noteLoudness(zone.layers[0]!.subarray(0, zone.loop!.end), FULL)).toBeCloseTo(-18, 0.9);
  });

  it('continues the pulse of its harmonics, and spreads those that have none', () => {
    const crest = (phase: (k: number) => number): number => {
      const zone = conditionZone(
        [tone({ midi: 50, harmonic: () => 1, phase })],
        pitched(50, [air(-35, AIR_FLOOR)]),
      );
      const part = high(zone.layers[0]!).subarray(FULL / 2, FULL);
      const peak = part.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
      return 20 * Math.log10(peak) - decibels(part);
    };
    expect(crest(() => 0)).toBeGreaterThan(crest((k) => 7 * Math.sin(k * k)) + 4);
  });

  it('ends with its sound: a pluck beside a held note, a one-shot', () => {
    const pluck = tone({ midi: 60, level: (t) => Math.exp(-9 * t) });
    const beside = conditionZone([pluck, tone({ midi: 60 })], pitched(60, [air(-45, -50), air(-45, -50)]));
    expect(beside.layers[0]!.subarray(-1000).every((x) => x === 0)).toBe(true);
    const alone = conditionZone([pluck], pitched(60, [air(-45, -50)]));
    expect(alone.loop).toBeNull();
    expect(alone.layers[0]!.at(-1)).toBeCloseTo(0, 9);
  });

  it('of a sound without pitch is noise', () => {
    const hiss = noise(2 * RATE, 0.3, 4);
    const zone = conditionZone([hiss], {
      rootMidi: 60,
      sampleRate: RATE,
      pitched: false,
      airs: [air(AIR_FLOOR, -40)],
    });
    expect(zone.sampleRate).toBe(FULL);
    expect(decibels(high(zone.layers[0]!))).toBeGreaterThan(-40);
  });
});

describe('the rate of a key zone', () => {
  it('is what its air needs; without air nothing changes, to the bit', () => {
    const bright = air(-60, -60);
    const until = (hertz: number): AirTrack => ({
      ...bright,
      values: bright.values.map((level, i) => (AIR_CENTRES[i % AIR_BANDS]! < hertz ? level : AIR_FLOOR)),
    });
    expect(zoneRate([until(20_001)])).toBe(48_000);
    expect(zoneRate([until(14_000), until(9_000)])).toBe(32_000);
    expect(zoneRate([until(0)])).toBe(16_000);
    const raw = [tone({ midi: 57 })];
    expect(conditionZone(raw, pitched(57, [until(0)]))).toEqual(conditionZone(raw, pitched(57)));
    const middle = conditionZone(raw, pitched(57, [until(14_000)]));
    expect(middle.sampleRate).toBe(32_000);
    expect(decibels(high(middle.layers[0]!))).toBeGreaterThan(-60);
  });
});
