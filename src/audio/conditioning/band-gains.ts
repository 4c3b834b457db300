/** Computes the gains by band that hold a sustaining layer level within its loop. */
import { decibelsToGain, type Decibels, type Gain01, type Seconds } from '../../units.js';
import { SILENCE, type BandEnergy } from './band-energy.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import type { FrameLoop } from './loop.js';
import type { Sustain } from './sustain.js';

/**
 * Changes of the spectral envelope and of the overall level that are slower than about this are removed from a loop,
 * band by band; faster changes of the overall level, a tremolo, are kept.
 */
const SLOW_SECONDS: Seconds = 0.25;
/** Each band is held at its mean over this long around the loop's start. */
const HELD_SECONDS: Seconds = 0.4;
/** Ramp before the loop's crossfade over which the gains come in. */
const EASE_SECONDS: Seconds = 0.25;
/** Largest gain of a band, up or down. */
const MOST: Decibels = 15;

/** Linear gains, `frames × bands`, row-major. */
export type BandGains = Float32Array;

/** Computes the gains that hold each band of a sustaining layer at its level at the loop's start. */
export function holdingGains(
  tracks: BandEnergy,
  loop: FrameLoop,
  { range }: Sustain,
  axis: PitchSynchronousAxis,
): BandGains {
  const framesOf = (seconds: Seconds): number => Math.max(1, Math.round((seconds * axis.rate) / axis.hop));
  const { frames, bands } = tracks;
  const reach = framesOf(SLOW_SECONDS / 2);
  const [levels, whole] = [tracks.bandLevels(reach), tracks.levels(reach)];
  const first = Math.max(range.from, loop.start - framesOf(HELD_SECONDS / 2));
  const last = Math.min(range.to - 1, loop.start + framesOf(HELD_SECONDS / 2));
  const targets = Float64Array.from({ length: bands }, (_, band) => meanOf(levels, band, bands, first, last));
  const target = meanOf(whole, 0, 1, first, last);
  const gains = new Float32Array(frames * bands);
  for (let frame = 0; frame < frames; frame++) {
    const share = heldShare(frame, loop, axis);
    const gainTo = (aim: Decibels, level: Decibels): number =>
      level <= SILENCE ? 1 : decibelsToGain(share * Math.max(-MOST, Math.min(MOST, aim - level)));
    let [before, after] = [0, 0];
    for (let i = frame * bands; i < (frame + 1) * bands; i++) {
      gains[i] = gainTo(targets[i % bands]!, levels[i]!);
      before += tracks.power[i]!;
      after += tracks.power[i]! * gains[i]! ** 2;
    }
    const all = after > 0 ? gainTo(target, whole[frame]!) * Math.sqrt(before / after) : 1;
    for (let i = frame * bands; i < (frame + 1) * bands; i++) gains[i]! *= all;
  }
  return gains;
}

/** Share of the holding gains at a frame (may be fractional), 0 to 1: 1 from the loop's crossfade on. */
export function heldShare(frame: number, loop: FrameLoop, axis: PitchSynchronousAxis): Gain01 {
  const from = loop.start - loop.fade;
  const ease = Math.min(from, Math.max(1, Math.round((EASE_SECONDS * axis.rate) / axis.hop)));
  return Math.max(0, Math.min(1, (frame - from + ease) / ease));
}

/** Mean of one column of a row-major table over rows `first` to `last`, both included. */
function meanOf(values: Float64Array, column: number, columns: number, first: number, last: number): number {
  let sum = 0;
  for (let row = first; row <= last; row++) sum += values[row * columns + column]!;
  return sum / (last - first + 1);
}
