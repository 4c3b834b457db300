/** Makes white noise that is the same each time. */

/** Normally distributed, of unit variance, from a 32-bit seed (xorshift, Box and Muller). */
export function gaussian(length: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 88675123) >>> 0 || 1;
  const uniform = (): number => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float32Array.from({ length }, () => {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  });
}
