/** Compares how a held note dies away, and how it ends, in a reader and in Alloy's own player. */
import { expect } from 'vitest';
import { instrument } from './known-instruments.js';
import type { ExportInput } from '../../src/exports/input.js';
import { fallTime, levelAt, slope } from './measure.js';

/** When the key goes up, in seconds. */
export const HELD = 2.5;

/** A plucked instrument, and one whose envelope falls, too. */
export function decaying(): readonly ExportInput[] {
  return [
    instrument({ decayRates: [12], parameters: { velocityAmount: 0, release: 0.8 } }),
    instrument({
      decayRates: [12],
      parameters: { sustain: 50, decay: 0.3, velocityAmount: 0, release: 0.8 },
    }),
  ];
}

/**
 * @param theirs four seconds of a note that is held for HELD, as `own`.
 * @param fall decibels over which the release is timed: as far as the reader's own floor lets it be seen.
 */
export function expectSameDecay(
  theirs: Float32Array,
  own: Float32Array,
  { rate, key, fall }: { readonly rate: number; readonly key: number; readonly fall: number },
): void {
  const [mine, heard] = [slope(own, 1, HELD - 0.1, rate), slope(theirs, 1, HELD - 0.1, rate)];
  expect(Math.abs(heard / mine - 1), `key ${key}: ${mine} and ${heard} dB/s`).toBeLessThan(0.1);
  const offset = levelAt(theirs, 0.1, 0.05, rate) - levelAt(own, 0.1, 0.05, rate);
  const later = levelAt(theirs, 2, 0.1, rate) - levelAt(own, 2, 0.1, rate);
  expect(Math.abs(later - offset), `key ${key}`).toBeLessThan(0.7);
  const [released, wanted] = [fallTime(theirs, HELD, fall, rate), fallTime(own, HELD, fall, rate)];
  expect(Math.abs(released / wanted - 1), `release ${released} and ${wanted}`).toBeLessThan(0.1);
}
