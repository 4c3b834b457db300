/** Decimates a sound to a low rate, for analyses that need nothing above 8 kHz. */
import type { Hertz } from '../units.js';

/** Default lower limit of the decimated rate. */
const LOWEST_HZ = 16000;
/** Odd taps on each side of a half-band low-pass under a Hann window: aliases stay 50 dB below up to 0.3 of the new rate. */
const SIDE = 10;
const TAPS = Float64Array.from({ length: SIDE }, (_, i) => {
  const n = 2 * i + 1;
  const window = 0.5 + 0.5 * Math.cos((Math.PI * n) / (2 * SIDE + 1));
  return (window * (i % 2 === 0 ? 1 : -1)) / (Math.PI * n);
});

/** Halves the rate as often as it stays at `lowest` or above; returns the same array where it cannot. No delay. */
export function decimate(
  samples: Float32Array,
  sampleRate: Hertz,
  lowest: Hertz = LOWEST_HZ,
): { readonly samples: Float32Array; readonly sampleRate: Hertz } {
  let [output, rate] = [samples, sampleRate];
  while (rate / 2 >= lowest) {
    output = halved(output);
    rate /= 2;
  }
  return { samples: output, sampleRate: rate };
}

function halved(samples: Float32Array): Float32Array {
  const output = new Float32Array(Math.ceil(samples.length / 2));
  const reach = 2 * SIDE;
  const padded = new Float32Array(samples.length + 2 * reach);
  padded.set(samples, reach);
  for (let i = 0; i < output.length; i++) {
    const middle = 2 * i + reach;
    let sum = 0.5 * padded[middle]!;
    for (let k = 0; k < SIDE; k++) {
      const n = 2 * k + 1;
      sum += TAPS[k]! * (padded[middle - n]! + padded[middle + n]!);
    }
    output[i] = sum;
  }
  return output;
}
