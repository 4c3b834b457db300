/** Defines air: the bands above a model's own, the moments at which they are measured, and the crossover. */
import type { Decibels, Gain01, Hertz, Seconds } from '../../units.js';
import { placeOn, type GridPlace } from '../partials/grid.js';
import { NOISE_CENTRES, TOP_HERTZ } from '../partials/tracks.js';

/** The rate of a note that has its air. */
export const FULL_RATE: Hertz = 48_000;
/** The rate of the models that air is for: theirs ends at 8 kHz. */
export const AIR_MODEL_RATE: Hertz = 16_000;

/** Bands begin here, below the crossover, so that no line between bands begins in it. */
const LOWEST_HERTZ: Hertz = 6_500;
/** First of the live engine's noise bands that is one of the air's. */
export const FIRST_BAND = NOISE_CENTRES.findIndex((hertz) => hertz >= LOWEST_HERTZ);
/** Centres of the bands, Hz: the uppermost of the live engine's noise bands. */
export const AIR_CENTRES: Float64Array = NOISE_CENTRES.subarray(FIRST_BAND);
export const AIR_BANDS = AIR_CENTRES.length;
/** Values of a frame: harmonics by band, then noise by band. */
export const AIR_WIDTH = 2 * AIR_BANDS;

/**
 * Level that stands for silence, dB of power density: white noise of variance 1 at 48 kHz is 0. A whole band of this is 110 dB
 * below full scale.
 */
export const AIR_FLOOR: Decibels = -110;

/** Frames are this close at first, so that an attack keeps its edge, … */
const EARLY_STEP: Seconds = 0.005;
const EARLY_FRAMES = 20;
/** … and as far apart as the band envelope's from then on: closer ones bring nothing (0.02 dB). */
const LATE_STEP: Seconds = 0.03;
const EARLY_END = EARLY_STEP * EARLY_FRAMES;

/** When a frame of an air track is, seconds after the beginning. */
export function airFrameSeconds(frame: number): Seconds {
  return frame <= EARLY_FRAMES ? frame * EARLY_STEP : EARLY_END + (frame - EARLY_FRAMES) * LATE_STEP;
}

/** Where a moment lies among the frames; may be fractional. */
export function airFrameAt(seconds: Seconds): number {
  return seconds <= EARLY_END
    ? Math.max(0, seconds / EARLY_STEP)
    : EARLY_FRAMES + (seconds - EARLY_END) / LATE_STEP;
}

/** Frames that cover so many seconds. */
export function airFrameCount(seconds: Seconds): number {
  return Math.max(1, Math.ceil(airFrameAt(seconds) - 1e-9) + 1);
}

/** Where the model's band gives way to the air: from the first on, and wholly from the second on. */
const CROSS_FROM: Hertz = 7_200;
const CROSS_TO: Hertz = 7_750;
/** Width of the fade below 20 kHz. */
const TOP_FADE: Hertz = 300;

/** Gain of the air at a frequency: its power and the model's add up to one in the crossover; none above 20 kHz. */
export function crossover(hertz: Hertz): Gain01 {
  const over = Math.min(1, Math.max(0, (hertz - CROSS_FROM) / (CROSS_TO - CROSS_FROM)));
  const under = Math.min(1, Math.max(0, (TOP_HERTZ - hertz) / TOP_FADE));
  return Math.sin((Math.PI / 2) * over) * under;
}

/** Where a frequency lies between the bands; held beyond the ends. */
export function airPlace(hertz: Hertz): GridPlace {
  return placeOn(AIR_CENTRES, hertz);
}
