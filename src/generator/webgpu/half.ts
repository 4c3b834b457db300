/** IEEE 754 binary16, for weights. */

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The nearest float16 of a float32, ties to even, as 16 bits; beyond 65504 infinity. */
export function toHalf(value: number): number {
  float[0] = value;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const magnitude = bits[0]! & 0x7fffffff;
  if (magnitude >= 0x47800000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00);
  if (magnitude < 0x38800000) {
    // Subnormal: adding 0.5 shifts the significand so that float32's own rounding does the work.
    bits[0] = magnitude;
    float[0] = float[0]! + 0.5;
    return sign | (bits[0] - 0x3f000000);
  }
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13);
}

/** The value of 16 bits of float16. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Whether every value is a float16 already, so that packing loses nothing. */
export function areHalves(values: Float32Array): boolean {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return words.every((word, i) => {
    const magnitude = word & 0x7fffffff;
    if (magnitude >= 0x38800000 && magnitude < 0x47800000) return (word & 0x1fff) === 0;
    return fromHalf(toHalf(values[i]!)) === values[i]; // zero, subnormal, or too large
  });
}
