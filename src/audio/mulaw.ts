/**
 * NSynth's mu-law (Engel et al. 2017): q = floor(128 · sign(x) · ln(1 + 255|x|) / ln 256), clamped to
 * −128…127. Everywhere in Alloy a code is the class index q + 128, 0 to 255; the net sees q / 128.
 */

export const MU_LAW_LEVELS = 256;
const LOG_256 = Math.log(256);

/** Compands a linear value, clamped to −1…1, to −1…1: sign(x) · ln(1 + 255|x|) / ln 256. */
export function compand(x: number): number {
  const magnitude = Math.log1p(255 * Math.min(Math.abs(x), 1)) / LOG_256;
  return x < 0 ? -magnitude : magnitude;
}

/** Class index, 0 to 255, of a linear sample; beyond −1…1 clips. */
export function encodeSample(x: number): number {
  return Math.min(127, Math.max(-128, Math.floor(128 * compand(x)))) + 128;
}

/** Linear value of a class index: the middle of its step, y = (q + 0.5)/128, x = sign(y)(256^|y| − 1)/255. */
export function decodeSample(code: number): number {
  const y = (code - 128 + 0.5) / 128;
  const magnitude = (256 ** Math.abs(y) - 1) / 255;
  return y < 0 ? -magnitude : magnitude;
}

/** `decodeSample` of every class index, in float32. */
export const DECODE_TABLE: Float32Array = Float32Array.from({ length: MU_LAW_LEVELS }, (_, code) =>
  decodeSample(code),
);

/** Linear samples to class indices. */
export function encodeMuLaw(samples: Float32Array): Uint8Array {
  return Uint8Array.from(samples, encodeSample);
}

/** Class indices to linear samples. */
export function decodeMuLaw(codes: Uint8Array): Float32Array {
  return Float32Array.from(codes, (code) => DECODE_TABLE[code]!);
}
