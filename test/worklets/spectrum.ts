/** Measures spectra of rendered blocks for tests. */
import FFT from 'fft.js';

function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 80; k++) sum += term *= (x / 2 / k) ** 2;
  return sum;
}

/** Power in each bin up to half the rate, Kaiser window with side lobes below −140 dB; a power of two long. */
export function powerSpectrum(samples: Float32Array): Float64Array {
  const size = samples.length;
  const fft = new FFT(size);
  const beta = 15;
  const windowed = Array.from(samples, (sample, index) => {
    const x = (2 * index) / (size - 1) - 1;
    return (sample * besselI0(beta * Math.sqrt(Math.max(0, 1 - x * x)))) / besselI0(beta);
  });
  const out = fft.createComplexArray();
  fft.realTransform(out, windowed);
  return Float64Array.from({ length: size / 2 }, (_, bin) => out[2 * bin]! ** 2 + out[2 * bin + 1]! ** 2);
}

const LOBE_BINS = 6;

/** Frequency of the strongest partial, by the parabola through the logarithms around its bin. */
export function strongestHertz(samples: Float32Array, rate: number): number {
  const power = powerSpectrum(samples);
  const bin = power.indexOf(Math.max(...power.subarray(1)));
  const [left, middle, right] = [power[bin - 1]!, power[bin]!, power[bin + 1]!].map(Math.log) as [
    number,
    number,
    number,
  ];
  const shift = (0.5 * (left - right)) / (left - 2 * middle + right);
  return ((bin + shift) * rate) / samples.length;
}

/** The strongest bin away from the strongest partial, in dB below it: images, aliases, anything else. */
export function strongestOther(samples: Float32Array): { decibels: number; bin: number } {
  const power = powerSpectrum(samples);
  const main = power.indexOf(Math.max(...power.subarray(LOBE_BINS)));
  let other = 0;
  let at = 0;
  power.forEach((value, bin) => {
    if (Math.abs(bin - main) <= LOBE_BINS || value <= other) return;
    other = value;
    at = bin;
  });
  return { decibels: 10 * Math.log10(other / power[main]!), bin: at };
}

export function cents(hertz: number, reference: number): number {
  return 1200 * Math.log2(hertz / reference);
}
