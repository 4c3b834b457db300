/** Rounds samples to integers of 16 or 24 bits. */
/** Levels on either side of 0. */
function scaleOf(bits: 16 | 24): number {
  return 2 ** (bits - 1);
}

/**
 * Rounds to integers, clipped at the ends; what is not a number becomes 0. 16 bits are dithered, so that what dies away does so in noise and not in
 * distortion; the dither is the same each time. Silence stays silence.
 */
export function quantise(samples: Float32Array, bits: 16 | 24): Int32Array {
  const scale = scaleOf(bits);
  const output = new Int32Array(samples.length);
  let state = 0x2545f491;
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i]! * scale;
    if (!(Math.abs(value) > 0)) continue;
    let dither = 0;
    if (bits === 16) {
      // two halves of one word of an LCG (Numerical Recipes): triangular, ±1 step
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const first = state >>> 8;
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      dither = (first - (state >>> 8)) / 2 ** 24;
    }
    output[i] = Math.min(scale - 1, Math.max(-scale, Math.round(value + dither)));
  }
  return output;
}
