/** Decodes one FLAC subframe: constant, verbatim, fixed or linear prediction with Rice residuals. */
import type { BitReader } from './bits.js';

/** Thrown for what the specification forbids: the frame is damaged. */
export class BadFlac extends Error {}

/** Predictors of the fixed subframes, newest sample first. */
const FIXED: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

/** One channel of a FLAC frame: `length` integers of `frameBits` bits (up to 33, so doubles hold them). */
export function readSubframe(reader: BitReader, length: number, frameBits: number): Float64Array {
  reader.unsigned(1);
  const type = reader.unsigned(6);
  const wasted = reader.unsigned(1) ? reader.unary() + 1 : 0;
  const bits = frameBits - wasted;
  const samples = new Float64Array(length);
  if (type === 0) {
    samples.fill(reader.signed(bits));
  } else if (type === 1) {
    for (let i = 0; i < length; i++) samples[i] = reader.signed(bits);
  } else if (type >= 8 && type <= 12) {
    const order = type - 8;
    warmUp(reader, samples, order, bits);
    predict(reader, samples, FIXED[order]!, 0);
  } else if (type >= 32) {
    const order = type - 31;
    warmUp(reader, samples, order, bits);
    const precision = reader.unsigned(4) + 1;
    const shift = reader.signed(5);
    const coefficients = Array.from({ length: order }, () => reader.signed(precision));
    predict(reader, samples, coefficients, shift);
  } else {
    throw new BadFlac();
  }
  if (wasted > 0) for (let i = 0; i < length; i++) samples[i]! *= 2 ** wasted;
  return samples;
}

function warmUp(reader: BitReader, samples: Float64Array, order: number, bits: number): void {
  for (let i = 0; i < order; i++) samples[i] = reader.signed(bits);
}

/** Reads the residual and adds the prediction, floor(Σ coefficient · past / 2^shift). */
function predict(
  reader: BitReader,
  samples: Float64Array,
  coefficients: readonly number[],
  shift: number,
): void {
  const order = coefficients.length;
  readResidual(reader, samples, order);
  const divisor = 2 ** shift;
  for (let i = order; i < samples.length; i++) {
    let sum = 0;
    for (let j = 0; j < order; j++) sum += coefficients[j]! * samples[i - 1 - j]!;
    samples[i]! += Math.floor(sum / divisor);
  }
}

/** Rice-coded partitions, written into `samples` from `order` on. */
function readResidual(reader: BitReader, samples: Float64Array, order: number): void {
  const method = reader.unsigned(2);
  if (method > 1) throw new BadFlac();
  const parameterBits = method === 0 ? 4 : 5;
  const escape = 2 ** parameterBits - 1;
  const partitions = 2 ** reader.unsigned(4);
  const partition = samples.length / partitions;
  for (let p = 0; p < partitions; p++) {
    const parameter = reader.unsigned(parameterBits);
    const end = (p + 1) * partition;
    const plainBits = parameter === escape ? reader.unsigned(5) : 0;
    for (let i = Math.max(order, p * partition); i < end; i++) {
      samples[i] = parameter === escape ? reader.signed(plainBits) : rice(reader, parameter);
    }
  }
}

/** A Rice code, folded: 0, −1, 1, −2, 2, … */
function rice(reader: BitReader, parameter: number): number {
  const folded = reader.unary() * 2 ** parameter + reader.unsigned(parameter);
  return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
}
