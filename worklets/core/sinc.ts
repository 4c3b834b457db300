/**
 * Windowed-sinc interpolation tables. [audio]
 *
 * A continuous Kaiser-windowed sinc, sampled at `PHASES + 1` fractions of a sample; between two fractions
 * the result is interpolated linearly (error below −110 dB). Reading faster than one sample a frame needs a
 * lower cut-off: the same kernel, stretched, so its taps grow with the stretch and its slope stays as steep.
 */

export const PHASES = 512;
/** Taps of the narrowest kernel. */
export const TAPS = 32;
/** Cut-off, at the centre of the slope, as a fraction of the Nyquist frequency. */
const CUTOFF = 0.94;
/** Kaiser's β for 86 dB: 0.1102 · (86 − 8.7). */
const BETA = 8.52;
/** Playback rates that tables are made for, half an octave apart; the last serves all above. */
const STRETCHES = [1, Math.SQRT2, 2, 2 * Math.SQRT2, 4] as const;
/** Hysteresis: a table is kept up to this multiple of its rate, so that it does not alternate around 1. */
const TOLERANCE = 1.02;

export interface SincTable {
  /** The table is made for reading up to this many samples a frame. */
  readonly stretch: number;
  /** Even. Tap `j` weighs sample `floor(position) − taps / 2 + 1 + j`. */
  readonly taps: number;
  /** (PHASES + 1) × taps, row-major; each row sums to 1. As exact as 32 bits, in 64: what reads them converts nothing. */
  readonly rows: Float64Array;
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

function kernel(t: number, stretch: number): number {
  const reach = t / ((TAPS / 2) * stretch);
  if (Math.abs(reach) >= 1) return 0;
  const x = (Math.PI * CUTOFF * t) / stretch;
  const sinc = x === 0 ? 1 : Math.sin(x) / x;
  return sinc * besselI0(BETA * Math.sqrt(1 - reach * reach));
}

function buildTable(stretch: number): SincTable {
  const taps = 2 * Math.ceil((TAPS / 2) * stretch);
  const rows = new Float32Array((PHASES + 1) * taps);
  for (let phase = 0; phase <= PHASES; phase++) {
    const row = rows.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let j = 0; j < taps; j++) {
      row[j] = kernel(j - taps / 2 + 1 - phase / PHASES, stretch);
      sum += row[j]!;
    }
    for (let j = 0; j < taps; j++) row[j]! /= sum;
  }
  return { stretch, taps, rows: Float64Array.from(rows) };
}

let tables: readonly SincTable[] | null = null;

/** The tables, narrowest kernel first; built at the first call (some ten milliseconds), then shared. */
export function sincTables(): readonly SincTable[] {
  tables ??= STRETCHES.map(buildTable);
  return tables;
}

/** Samples that the widest kernel reads on either side of its position. */
export const MAX_HALF_TAPS = 2 * TAPS;

/** The table to read with: changes from `current` only when it is too narrow, or clearly too wide. */
export function chooseTable(all: readonly SincTable[], current: number, increment: number): number {
  let index = current;
  while (index < all.length - 1 && increment > all[index]!.stretch * TOLERANCE) index++;
  while (index > 0 && increment < all[index - 1]!.stretch) index--;
  return index;
}
