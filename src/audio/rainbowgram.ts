/** Computes rainbowgrams: constant-Q magnitude as brightness, instantaneous frequency as hue. */
import type { Decibels, Hertz, Samples, Seconds } from '../units.js';
import { ConstantQ } from './constant-q.js';

export interface RainbowgramRequest {
  /** A stretch of the sound that holds all that the asked moments need: `rainbowReach` samples to either side. */
  readonly samples: Float32Array;
  readonly sampleRate: Hertz;
  /** Where the stretch lies in the sound. */
  readonly start: Samples;
  /** Moments `from` to `to` (not included); moment c lies at (c + ½) · step. */
  readonly from: number;
  readonly to: number;
  readonly step: Samples;
}

/**
 * Rainbowgram of the NSynth paper (Engel et al. 2017, arXiv 1704.01279, figure 2): constant-Q magnitude as brightness,
 * the derivative of the phase as colour. A steady partial is a stripe of one colour.
 */
export interface Rainbowgram {
  readonly rows: number;
  /** Column-major, row 0 the lowest: `rows` bytes a moment. Level, 0 for `FLOOR_DB` and below, 255 for full scale. */
  readonly levels: Uint8Array;
  /** Likewise: phase advance within `TURN_SECONDS`, modulo one rotation; 256 would be one rotation. */
  readonly hues: Uint8Array;
}

export const FLOOR_DB: Decibels = -102;
/** The paper's hop: 512 samples at 16 kHz. Colours repeat every 31.25 Hz. */
export const TURN_SECONDS: Seconds = 0.032;

/** The transform of the last sample rate, whose windows are computed once. */
let analyser: { readonly sampleRate: Hertz; readonly transform: ConstantQ } | null = null;

function transformFor(sampleRate: Hertz): ConstantQ {
  if (analyser?.sampleRate !== sampleRate) analyser = { sampleRate, transform: new ConstantQ(sampleRate) };
  return analyser.transform;
}

/** Samples to either side that a moment is made of. */
export function rainbowReach(sampleRate: Hertz): Samples {
  return ConstantQ.sizeFor(sampleRate) / 2;
}

/** Computes some moments of a rainbowgram, about a millisecond each. [worker] */
export function rainbowgram(request: RainbowgramRequest): Rainbowgram {
  const { samples, sampleRate, start, from, to, step } = request;
  const transform = transformFor(sampleRate);
  const { rows } = transform;
  const [decibels, hertz] = [new Float32Array(rows), new Float32Array(rows)];
  const levels = new Uint8Array(rows * (to - from));
  const hues = new Uint8Array(rows * (to - from));
  for (let column = from; column < to; column++) {
    transform.at(samples, (column + 0.5) * step - start, decibels, hertz);
    for (let row = 0; row < rows; row++) {
      const at = (column - from) * rows + row;
      const level = 255 * (1 - decibels[row]! / FLOOR_DB);
      levels[at] = Math.round(Math.min(255, Math.max(0, level)));
      const turns = hertz[row]! * TURN_SECONDS;
      hues[at] = Math.floor(256 * (turns - Math.floor(turns)));
    }
  }
  return { rows, levels, hues };
}
