/** Measures loudness in LUFS (ITU-R BS.1770-4) of the loudest second of a note. */
import { gainToDecibels, type Decibels, type Hertz, type Seconds } from '../units.js';

const BLOCK_SECONDS: Seconds = 0.4;
/** Blocks overlap by three quarters. */
const STEP_SECONDS: Seconds = 0.1;
const ABSOLUTE_GATE: Decibels = -70;
const RELATIVE_GATE: Decibels = -10;
/** Calibration of the recommendation: a full-scale sine of 997 Hz measures −3.01 LUFS. */
const OFFSET: Decibels = -0.691;

/** Blocks that begin within the second that counts. */
const SECOND = 1 + Math.round((1 - BLOCK_SECONDS) / STEP_SECONDS);

/**
 * Loudness of a note in LUFS: the integrated loudness of ITU-R BS.1770-4 of its loudest second. K-weighted, in blocks of
 * 400 ms, gated at −70 and at 10 dB below the mean of what is left. So it does not depend on how long a note is held or
 * how its tail ends. A sound of less than 400 ms is one block. −Infinity for silence.
 */
export function noteLoudness(samples: Float32Array, rate: Hertz): Decibels {
  return loudestSecond(blockPowers(samples, rate));
}

/**
 * Loudness of a contour of levels, one each `hop` seconds, taken as K-weighted already.
 * @param levels RMS in dB.
 */
export function contourLoudness(levels: Float32Array, hop: Seconds): Decibels {
  const powers = levels.map((level) => 10 ** (level / 10));
  return loudestSecond(blockMeans(powers, 1 / hop));
}

function loudestSecond(powers: readonly number[]): Decibels {
  let highest = -Infinity;
  for (let first = 0; first === 0 || first + SECOND <= powers.length; first++) {
    highest = Math.max(highest, gated(powers.slice(first, first + SECOND)));
  }
  return highest;
}

function blockPowers(samples: Float32Array, rate: Hertz): number[] {
  const powers = kWeighted(samples, rate);
  for (let i = 0; i < powers.length; i++) powers[i]! *= powers[i]!; // in place: it is done for every layer
  return blockMeans(powers, rate);
}

function blockMeans(powers: Float64Array | Float32Array, rate: Hertz): number[] {
  const block = Math.min(powers.length, Math.round(BLOCK_SECONDS * rate));
  const step = Math.max(1, Math.round(STEP_SECONDS * rate));
  const means: number[] = [];
  for (let start = 0; start + block <= powers.length && block > 0; start += step) {
    let sum = 0;
    for (let i = start; i < start + block; i++) sum += powers[i]!;
    means.push(sum / block);
  }
  return means;
}

function gated(powers: readonly number[]): Decibels {
  const loud = powers.filter((power) => loudness(power) > ABSOLUTE_GATE);
  const gate = loudness(mean(loud)) + RELATIVE_GATE;
  return loudness(mean(loud.filter((power) => loudness(power) > gate)));
}

function loudness(power: number): Decibels {
  return OFFSET + gainToDecibels(Math.sqrt(power));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, x) => sum + x, 0) / values.length;
}

function kWeighted(samples: Float32Array, rate: Hertz): Float64Array {
  const [shelf, pass] = kFilters(rate);
  return filteredTwice(samples, shelf, pass);
}

/** The two filters of the recommendation, from their analogue prototypes to any rate. */
function kFilters(rate: Hertz): readonly [Biquad, Biquad] {
  return [
    highShelf(1681.9744509555319, 0.7071752369554193, 3.99984385397, rate),
    highPass(38.13547087613982, 0.5003270373253953, rate),
  ];
}

/** The rate that the recommendation's own filters are of. */
const TABLE_RATE: Hertz = 48000;
const TABLE_FILTERS = kFilters(TABLE_RATE);

/** Power gain of K-weighting at a frequency, up to 24 kHz. */
export function kPower(hertz: Hertz): number {
  const turn = (2 * Math.PI * hertz) / TABLE_RATE;
  return TABLE_FILTERS.reduce((power, filter) => power * responsePower(filter, turn), 1);
}

function responsePower({ b, a }: Biquad, turn: number): number {
  const power = (x0: number, x1: number, x2: number): number =>
    (x0 + x1 * Math.cos(turn) + x2 * Math.cos(2 * turn)) ** 2 +
    (x1 * Math.sin(turn) + x2 * Math.sin(2 * turn)) ** 2;
  return power(...b) / power(1, ...a);
}

interface Biquad {
  readonly b: readonly [number, number, number];
  /** After a leading 1. */
  readonly a: readonly [number, number];
}

function highShelf(hertz: Hertz, q: number, gain: Decibels, rate: Hertz): Biquad {
  const k = Math.tan((Math.PI * hertz) / rate);
  const high = 10 ** (gain / 20);
  const band = high ** 0.499666774155;
  const a0 = 1 + k / q + k * k;
  return {
    b: [
      (high + (band * k) / q + k * k) / a0,
      (2 * (k * k - high)) / a0,
      (high - (band * k) / q + k * k) / a0,
    ],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  };
}

function highPass(hertz: Hertz, q: number, rate: Hertz): Biquad {
  const k = Math.tan((Math.PI * hertz) / rate);
  const a0 = 1 + k / q + k * k;
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] };
}

/** One filter behind the other, in one pass. */
function filteredTwice(samples: Float32Array, first: Biquad, second: Biquad): Float64Array {
  const [b0, b1, b2] = first.b;
  const [a1, a2] = first.a;
  const [d0, d1, d2] = second.b;
  const [c1, c2] = second.a;
  const output = new Float64Array(samples.length);
  let [x1, x2, y1, y2, z1, z2] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i]!;
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    const z = d0 * y + d1 * y1 + d2 * y2 - c1 * z1 - c2 * z2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    z2 = z1;
    z1 = z;
    output[i] = z;
  }
  return output;
}
