/** Tracks the complex amplitudes of a layer's harmonics on the pitch-synchronous axis. */
import type { BandEnergy } from './band-energy.js';
import type { Stft } from './stft.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';

/** Frames that loudness is averaged over. */
const LOUD_FRAMES = 9;

/**
 * Complex amplitudes of a signal's harmonics on the axis, frame by frame, relative to the phase advance of a steady
 * harmonic in tune: the phase of such a one is constant.
 */
export interface HarmonicTracks {
  readonly frames: number;
  readonly harmonics: number;
  /** `frames × harmonics`, row-major; harmonic k, from 1, at index k − 1. */
  readonly re: Float32Array;
  readonly im: Float32Array;
}

/**
 * @param harmonics at most those of the axis.
 * @param bands if given, receives the band energies of the same frames.
 */
export function trackHarmonics(
  samples: Float32Array,
  axis: PitchSynchronousAxis,
  stft: Stft,
  harmonics: number,
  bands?: BandEnergy,
): HarmonicTracks {
  const frames = stft.count(samples.length);
  const re = new Float32Array(frames * harmonics);
  const im = new Float32Array(frames * harmonics);
  const spectrum = new Float64Array(2 * stft.bins);
  const scale = 4 / axis.frame; // a sine of amplitude 1 gives 1
  for (let frame = 0; frame < frames; frame++) {
    stft.analyse(samples, frame, spectrum);
    bands?.set(frame, spectrum);
    for (let k = 0; k < harmonics; k++) {
      const bin = (k + 1) * axis.spacing;
      re[frame * harmonics + k] = spectrum[2 * bin]! * scale;
      im[frame * harmonics + k] = spectrum[2 * bin + 1]! * scale;
    }
  }
  return { frames, harmonics, re, im };
}

/** The frame around which the layers are loudest, each relative to its own peak. */
export function loudestFrame(tracks: readonly HarmonicTracks[]): number {
  const { frames } = tracks[0]!;
  const loudness = new Float64Array(frames);
  for (const track of tracks) {
    const { power, total } = framePowers(track);
    for (let frame = 0; frame < frames && total > 0; frame++) loudness[frame]! += power[frame]! / total;
  }
  let best = 0;
  let highest = -1;
  let sum = 0;
  for (let frame = 0; frame < frames; frame++) {
    sum += loudness[frame]! - (loudness[frame - LOUD_FRAMES] ?? 0);
    if (sum > highest) [highest, best] = [sum, Math.max(0, frame - (LOUD_FRAMES >> 1))];
  }
  return best;
}

function framePowers({ frames, harmonics, re, im }: HarmonicTracks): { power: Float64Array; total: number } {
  const power = new Float64Array(frames);
  let total = 0;
  for (let i = 0; i < re.length; i++) {
    const own = re[i]! ** 2 + im[i]! ** 2;
    power[Math.floor(i / harmonics)]! += own;
    total += own;
  }
  return { power, total };
}
