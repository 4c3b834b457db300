/** Defines the pitch-synchronous time axis: a period of the root is a power of two of samples. */
import { midiToHertz, type Hertz, type Samples, type Seconds } from '../../units.js';
import type { KeyZoneOptions } from './types.js';

/** A frame is at least this long; long enough to part the harmonics of low notes. */
const FRAME_SECONDS: Seconds = 0.04;
const MIN_PERIODS = 4;
/** What counts as a period where there is no pitch. */
const UNPITCHED_PERIOD: Samples = 64;
/** Highest harmonic that is followed, as a share of half the sample rate. */
const TOP = 0.95;

/**
 * The time axis on which a key zone is worked on: resampled so that a period of the root is a power of two of samples.
 * Every harmonic then lies on a bin of the Fourier transform, and stands still from frame to frame.
 */
export interface PitchSynchronousAxis {
  /** Samples a period; as many as at the layers' own rate or more. */
  readonly period: Samples;
  /** Samples of the layer a sample of the axis, for a layer in tune; 1 or less. */
  readonly step: number;
  readonly rate: Hertz;
  /** Samples a frame, a power of two; a quarter of it lies between two frames. */
  readonly frame: Samples;
  readonly hop: Samples;
  /** Bins up to half the layers' own rate; above there is nothing. */
  readonly bins: number;
  /** Bins from one harmonic to the next: periods a frame. */
  readonly spacing: number;
  /** Harmonics within the band; 0 without a pitch. */
  readonly harmonics: number;
}

/** The same axis in frames of at most so many periods, a power of two. */
export function withFrameLength(axis: PitchSynchronousAxis, periods: number): PitchSynchronousAxis {
  const spacing = Math.min(axis.spacing, periods);
  const frame = spacing * axis.period;
  return { ...axis, spacing, frame, hop: frame / 4, bins: 1 + Math.round((frame * axis.step) / 2) };
}

export function pitchSynchronousAxis({
  rootMidi,
  sampleRate,
  pitched,
}: KeyZoneOptions): PitchSynchronousAxis {
  const hertz = pitched ? midiToHertz(rootMidi) : sampleRate / UNPITCHED_PERIOD;
  const period = 2 ** Math.ceil(Math.log2(sampleRate / hertz));
  const rate = hertz * period;
  const periods = Math.max(MIN_PERIODS, 2 ** Math.ceil(Math.log2(FRAME_SECONDS * hertz)));
  const frame = periods * period;
  return {
    period,
    step: sampleRate / rate,
    rate,
    frame,
    hop: frame / 4,
    bins: 1 + Math.round((frame * sampleRate) / rate / 2),
    spacing: periods,
    harmonics: pitched ? Math.floor((TOP * sampleRate) / 2 / hertz) : 0,
  };
}
