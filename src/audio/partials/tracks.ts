/** Defines the tracks that the live engine plays: partials, noise bands, head, pitch contour of a sound. */
import type { Decibels, Hertz, Seconds } from '../../units.js';

/** Time between two frames: shorter than what an attack's ear parts, long enough that 4 s are 800 frames. */
export const HOP_SECONDS: Seconds = 0.005;
export const NOISE_BANDS = 40;
/** Nothing is analysed above this. */
export const TOP_HERTZ: Hertz = 20_000;
/** Level of what is not there. */
export const SILENT_DB: Decibels = -140;
/** White noise of variance 1 at this rate has a density of 0 dB. */
export const NOISE_REFERENCE_RATE: Hertz = 48_000;
/** As recorded for so long, … */
export const HEAD_SECONDS: Seconds = 0.05;
/** … then crossfaded into the resynthesis. A head holds both. */
export const HEAD_FADE_SECONDS: Seconds = 0.02;
/** f0 of a sound without pitch: its partials are ratios of this. */
export const UNPITCHED_HERTZ: Hertz = 261.6255653005986;
/** Most partials of a sound. */
export const MAX_PARTIALS = 512;

export function hertzToMel(hertz: Hertz): number {
  return 2595 * Math.log10(1 + hertz / 700);
}

export function melToHertz(mel: number): Hertz {
  return 700 * (10 ** (mel / 2595) - 1);
}

const LOWEST_BAND_HERTZ: Hertz = 60;

/** Centres of the noise bands, even in mel. */
export const NOISE_CENTRES: Float64Array = evenInMel(LOWEST_BAND_HERTZ, TOP_HERTZ, NOISE_BANDS);
/** Width of each band, Hz: half the distance between its neighbours. */
export const NOISE_WIDTHS: Float64Array = NOISE_CENTRES.map((centre, i) => {
  const below = NOISE_CENTRES[i - 1];
  const above = NOISE_CENTRES[i + 1];
  return below === undefined ? above! - centre : above === undefined ? centre - below : (above - below) / 2;
});

function evenInMel(from: Hertz, to: Hertz, count: number): Float64Array {
  const [low, high] = [hertzToMel(from), hertzToMel(to)];
  return Float64Array.from({ length: count }, (_, i) => melToHertz(low + ((high - low) * i) / (count - 1)));
}

/** What one channel has of its own. Frame f, partial k: `levels[f * partials + k]`. */
export interface ChannelTracks {
  /** [frames][partials] dB of amplitude: a full-scale sine is 0. */
  readonly levels: Float32Array;
  /** [partials] phase at the beginning, in turns, 0 to 1: the angle of a cosine. */
  readonly phases: Float32Array;
  /** [frames][NOISE_BANDS] dB of power density at NOISE_CENTRES; NOISE_REFERENCE_RATE says of what. */
  readonly noise: Float32Array;
  /** The beginning as recorded, to be played at `headRate`. */
  readonly head: Float32Array;
}

/** Frames between which a held note goes to and fro. */
export interface SustainRange {
  readonly from: number;
  readonly to: number;
  /** How its level falls, dB a frame (0 or less): put back by a natural decay, taken out by a sustain. */
  readonly slope: Decibels;
}

/** A sound as partials, noise and head. Plain data: it can be posted to a worker. */
export interface LiveTracks {
  readonly frames: number;
  /** Median of `f0`; UNPITCHED_HERTZ for a sound without pitch. */
  readonly hertz: Hertz;
  readonly pitched: boolean;
  /** [frames] pitch contour, Hz. */
  readonly f0: Float32Array;
  /** [partials] frequencies as ratios of f0: first `harmonics` that follow 1, 2, 3 …, then those that belong to no harmonic. */
  readonly ratios: Float64Array;
  readonly harmonics: number;
  /** One, or left and right. */
  readonly channels: readonly ChannelTracks[];
  /** [NOISE_BANDS] correlation of the two channels' noise, −1 to 1; all 1 for one channel. */
  readonly coherence: Float32Array;
  readonly headRate: Hertz;
  /** Samples of a head before its crossfade begins. */
  readonly headHold: number;
  /** Where it has begun: the frame of its first loud moment. */
  readonly attackFrame: number;
  readonly sustain: SustainRange;
}
