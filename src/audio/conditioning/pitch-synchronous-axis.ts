/** Defines the pitch-synchronous time axis: a period of the root is a power of two of samples. */
import { midiToHertz, type Hertz, type Samples, type Seconds } from '../../units.js';
import type { KeyZoneOptions } from './types.js';

/** Shortest frame: long enough to resolve the harmonics of low notes. */
const FRAME_SECONDS: Seconds = 0.04;
const MIN_PERIODS = 4;
/** Nominal period of sounds without pitch. */
const UNPITCHED_PERIOD: Samples = 64;
/** Highest harmonic that is tracked, as a fraction of half the sample rate. */
const TOP = 0.95;

/**
 * Time axis on which a key zone is conditioned: each layer is resampled so that a period of the root is a power of two
 * of samples. Every harmonic then lies on a bin of the Fourier transform, and its phase is constant from frame to
 * frame.
 */
export interface PitchSynchronousAxis {
  /** Axis samples per period; not fewer than at the layers' own rate. */
  readonly period: Samples;
  /** Layer samples per axis sample, for a layer in tune; 1 or less. */
  readonly step: number;
  readonly rate: Hertz;
  /** Samples per frame, a power of two; the hop is a quarter of it. */
  readonly frame: Samples;
  readonly hop: Samples;
  /** Bins up to half the layers' own rate; those above are empty. */
  readonly bins: number;
  /** Bins from one harmonic to the next: periods per frame. */
  readonly spacing: number;
  /** Harmonics within the band; 0 without a pitch. */
  readonly harmonics: number;
}

/** The same axis with frames of at most `periods` periods, a power of two. */
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
