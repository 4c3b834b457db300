/** How loud an instrument is at its first settings, and that chords leave the limiter idle. */
import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../src/parameters.js';
import { decibels, peak, RATE, Rig, rms, ZONE_RATE } from './rig.js';

/** What conditioning brings zones to, in LUFS: of a tone about the same in dBFS. */
const ZONE_LEVEL = -18;
/** From the lowest key of a chord. */
const CHORDS = [
  [0, 4, 7, 11, 14],
  [0, 3, 7, 10, 14],
  [0, 4, 7, 12, 16],
  [0, 7, 12, 16, 24],
  [0, 5, 7, 10, 12],
] as const;

/** A tone of eight harmonics as a blown or bowed sound has them, its phases spread, at the level of a zone. */
function zone(key: number): Float32Array {
  const hertz = 440 * 2 ** ((key - 69) / 12);
  const samples = Float32Array.from({ length: ZONE_RATE }, (_, i) => {
    let sum = 0;
    for (let n = 1; n <= 8 && n * hertz < ZONE_RATE / 2; n++)
      sum += Math.sin((2 * Math.PI * n * hertz * i) / ZONE_RATE + key * n * 1.7 + n * n) / n;
    return sum;
  });
  const gain = 10 ** (ZONE_LEVEL / 20) / rms(samples);
  return samples.map((sample) => gain * sample);
}

function play(keys: readonly number[], gain?: number): Float32Array {
  const rig = new Rig();
  for (const key of keys) rig.zone(key, key, zone(key));
  if (gain !== undefined) rig.set('gain', gain);
  rig.render(0.5);
  for (const key of keys) rig.midi([0x90, key, 100]);
  return rig.render(0.6);
}

describe('at the first settings', () => {
  it('one key at velocity 100 is 6 to 10 dB louder than it was, at −20 to −21 dBFS', () => {
    for (const key of [48, 60, 72]) {
      const level = decibels(rms(play([key]).subarray(0.1 * RATE, 0.5 * RATE)));
      expect(level).toBeGreaterThan(-21);
      expect(level).toBeLessThan(-20);
      const before = decibels(rms(play([key], -6).subarray(0.1 * RATE, 0.5 * RATE)));
      expect(level - before).toBeCloseTo(6, 1);
    }
  });

  it.each(CHORDS)('a chord of %i %i %i %i %i at velocity 100 leaves the limiter idle', (...intervals) => {
    for (const root of [48, 60]) {
      const keys = intervals.map((interval) => root + interval);
      const loud = play(keys);
      const soft = play(keys, -40);
      // sample for sample what it would be without a limiter
      const scale = 10 ** ((defaultParameters().gain + 40) / 20);
      let most = 0;
      loud.forEach((sample, i) => (most = Math.max(most, Math.abs(sample - scale * soft[i]!))));
      expect(most, `peak ${decibels(peak(loud)).toFixed(1)} dBFS`).toBeLessThan(1e-5);
    }
  });
});
