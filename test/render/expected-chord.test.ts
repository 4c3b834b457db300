/** Tests the loudness that zones get: chords of what is struck, plucked or blown stay below the limiter, and nothing is softer than that asks for. */
import { describe, expect, it } from 'vitest';
import { chordPeak, FIRST_VELOCITY_AMOUNT } from '../../src/audio/chord-peak.js';
import { ZONE_LOUDNESS, zoneGain } from '../../src/audio/conditioning/zone-level.js';
import { noteLoudness } from '../../src/audio/k-weighting.js';
import { defaultParameters } from '../../src/parameters.js';
import { zoneTarget, type ChordShare } from '../../src/render/expected-chord.js';
import { sourceLoudness } from '../../src/render/level.js';
import { decibelsToGain, gainToDecibels, midiToHertz } from '../../src/units.js';
import { KALIMBA, MARIMBA, series, struck, type Ratio } from '../audio/zoo.js';

const RATE = 16000;
const SECONDS = 2;
const LENGTH = SECONDS * RATE;
const ROOT = 60;
/** Linear gain of velocity 100 at the first settings. */
const VELOCITY_GAIN = (100 / 127) ** 1.2;
const LIMITER = -0.1;
const CHORDS = [
  [0, 4, 7, 11, 14],
  [0, 3, 7, 10, 14],
  [0, 7, 12, 16, 24],
] as const;
const signal = {
  levels: 256,
  preEmphasis: 0.85,
  peak: 0.9,
  loudness: { windowSamples: 512, hop: 128, floorDb: -50, rms: 0.1 },
} as const;

/** Partials, and the attack in seconds. */
const kinds: Record<string, readonly [readonly Ratio[], number]> = {
  kalimba: [KALIMBA, 0.002],
  marimba: [MARIMBA, 0.002],
  guitar: [series(20, 0.8, 0.8), 0.002],
  organ: [series(8, 1, 60), 0.04],
  flute: [series(4, 2.5, 60), 0.08],
};

function noteOf(kind: string, key: number): Float32Array {
  const [ratios, attack] = kinds[kind]!;
  return struck(midiToHertz(key), [...ratios], SECONDS, RATE, attack);
}

function share(kind: string, weight = 1): ChordShare {
  const samples = noteOf(kind, ROOT);
  const track = sourceLoudness(samples, signal, RATE / midiToHertz(ROOT));
  return { chordPeak: chordPeak(samples, RATE), track, weight };
}

const shares = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, share(kind)]));
const targetOf = (kind: string): number => zoneTarget([shares[kind]!], shares[kind]!.track, LENGTH, RATE);

/** Highest level of chords whose keys have a loudness, dBFS. */
function highestChord(kind: string, target: number): number {
  let highest = 0;
  const played = new Map<number, Float32Array>();
  const keyOf = (key: number): Float32Array => {
    const known = played.get(key);
    if (known) return known;
    const samples = noteOf(kind, key);
    const gain = VELOCITY_GAIN * decibelsToGain(zoneGain(noteLoudness(samples, RATE), target));
    const scaled = samples.subarray(0, RATE / 2).map((x) => gain * x);
    played.set(key, scaled);
    return scaled;
  };
  for (const chord of CHORDS) {
    for (let root = 48; root <= 64; root += 4) {
      const notes = chord.map((interval) => keyOf(root + interval));
      for (let i = 0; i < RATE / 2; i++)
        highest = Math.max(highest, Math.abs(notes.reduce((sum, note) => sum + note[i]!, 0)));
    }
  }
  return gainToDecibels(highest);
}

describe('the loudness of a zone', () => {
  it.each(Object.keys(kinds))(
    'leaves the limiter idle on chords of a %s, and is no less than that asks for',
    (kind) => {
      const target = targetOf(kind);
      expect(highestChord(kind, target)).toBeLessThan(LIMITER);
      // 5 dB: what chords of rendered notes vary by
      if (target < ZONE_LOUDNESS) expect(highestChord(kind, target + 5)).toBeGreaterThan(LIMITER);
      expect(target).toBeLessThanOrEqual(ZONE_LOUDNESS);
    },
  );

  it('is that of all zones for what is blown, and much less for what is struck', () => {
    for (const held of ['organ', 'flute']) expect(targetOf(held)).toBeGreaterThan(ZONE_LOUDNESS - 2);
    for (const hit of ['kalimba', 'marimba', 'guitar']) expect(targetOf(hit)).toBeLessThan(ZONE_LOUDNESS - 4);
  });

  it('goes from one sound to the other without a step, in either order', () => {
    const [hit, held] = [shares['kalimba']!, shares['flute']!];
    const at = (weight: number): number => {
      const both = [
        { ...hit, weight: 1 - weight },
        { ...held, weight },
      ].filter((one) => one.weight > 0);
      const blended = {
        ...held.track!,
        unweighted: held.track!.unweighted!.map(
          (level, i) => weight * level + (1 - weight) * hit.track!.unweighted![i]!,
        ),
      };
      const target = zoneTarget(both, blended, LENGTH, RATE);
      expect(zoneTarget([...both].reverse(), blended, LENGTH, RATE)).toBe(target);
      return target;
    };
    expect([at(0), at(1)]).toEqual([targetOf('kalimba'), targetOf('flute')]);
    for (let weight = 0; weight < 1; weight += 1 / 64)
      expect(Math.abs(at(weight + 1 / 64) - at(weight))).toBeLessThan(1.5);
  });

  it('is that of all zones where a source’s chords are not known, and for silence', () => {
    const unknown = { ...shares['kalimba']!, chordPeak: null };
    expect(zoneTarget([unknown], unknown.track, LENGTH, RATE)).toBe(ZONE_LOUDNESS);
    expect(zoneTarget([{ chordPeak: -70, track: null, weight: 1 }], null, LENGTH, RATE)).toBe(ZONE_LOUDNESS);
    expect(chordPeak(new Float32Array(RATE), RATE)).toBe(-Infinity);
  });

  it('does not depend on the level of the sound', () => {
    const samples = noteOf('guitar', ROOT);
    const soft = chordPeak(
      samples.map((x) => 0.03 * x),
      RATE,
    );
    expect(soft).toBeCloseTo(chordPeak(samples, RATE), 3);
  });
});

it('is measured with the velocity that instruments have at first', () => {
  expect(FIRST_VELOCITY_AMOUNT).toBe(defaultParameters().velocityAmount);
});
