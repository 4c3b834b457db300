/** Makes noise with a level by band: inverse transforms of random phases, half overlapped. It never repeats. */
import { Fft } from '../fft/fft.js';
import type { Hertz, Seconds } from '../../units.js';
import { placeOn, type GridPlace } from './grid.js';
import { NOISE_BANDS, NOISE_CENTRES, NOISE_REFERENCE_RATE, TOP_HERTZ } from './tracks.js';

const FRAME_SECONDS: Seconds = 0.01;
const LOWEST_HERTZ: Hertz = 20;
const PHASES = 4096;
const COSINES = Float64Array.from({ length: PHASES }, (_, i) => Math.cos((2 * Math.PI * i) / PHASES));

/** Marsaglia's xorshift of 32 bits: the same numbers in TypeScript and wasm. */
export class Xorshift {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed | 0, 0x9e3779b1) ^ 0x6d2b79f5) | 0 || 1;
  }

  /** A whole number, 0 to `PHASES − 1`. */
  phase(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 20;
  }
}

/** Frames of noise for one or two channels; each is to be added half a frame after the last. */
export class ShapedNoise {
  /** Samples of a frame; the next begins after half of them. */
  readonly size: number;
  /** The last frame, windowed, by channel. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly #fft: Fft;
  readonly #random: Xorshift;
  readonly #places: readonly GridPlace[];
  readonly #first: number;
  readonly #last: number;
  readonly #scale: number;
  readonly #window: Float64Array;
  readonly #spectrum: Float64Array;
  readonly #wave: Float64Array;

  constructor(sampleRate: Hertz, seed: number) {
    const size = Math.max(16, 2 ** Math.round(Math.log2(FRAME_SECONDS * sampleRate)));
    this.size = size;
    this.left = new Float64Array(size);
    this.right = new Float64Array(size);
    this.#fft = new Fft(size);
    this.#random = new Xorshift(seed);
    const binHertz = sampleRate / size;
    this.#first = Math.max(1, Math.ceil(LOWEST_HERTZ / binHertz));
    this.#last = Math.min(size / 2 - 1, Math.floor(TOP_HERTZ / binHertz));
    this.#places = Array.from({ length: size / 2 }, (_, k) => placeOn(NOISE_CENTRES, k * binHertz));
    this.#scale = Math.sqrt((size * sampleRate) / NOISE_REFERENCE_RATE);
    this.#window = Float64Array.from({ length: size }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / size));
    this.#spectrum = new Float64Array(2 * size);
    this.#wave = new Float64Array(2 * size);
  }

  /**
   * Makes the next frame.
   * @param bands [NOISE_BANDS] dB of each channel, one or two.
   * @param coherence [NOISE_BANDS] of two.
   */
  next(bands: readonly ArrayLike<number>[], coherence: ArrayLike<number>): void {
    const { size, left, right } = this;
    const [spectrum, wave] = [this.#spectrum, this.#wave];
    spectrum.fill(0);
    for (let k = this.#first; k <= this.#last; k++) {
      const phase = this.#random.phase();
      const gain = this.#gain(bands[0]!, k);
      const [re, im] = [gain * cosine(phase), gain * sine(phase)];
      let [reRight, imRight] = [0, 0];
      if (bands.length > 1) {
        const other = this.#random.phase();
        const { low, high, share } = this.#places[k]!;
        const same = coherence[low]! + share * (coherence[high]! - coherence[low]!);
        const apart = Math.sqrt(Math.max(0, 1 - same * same));
        const gainRight = this.#gain(bands[1]!, k);
        reRight = gainRight * (same * cosine(phase) + apart * cosine(other));
        imRight = gainRight * (same * sine(phase) + apart * sine(other));
      }
      // left is the real part of the transform, right the imaginary one
      spectrum[2 * k] = re - imRight;
      spectrum[2 * k + 1] = im + reRight;
      spectrum[2 * (size - k)] = re + imRight;
      spectrum[2 * (size - k) + 1] = reRight - im;
    }
    this.#fft.inverseTransform(wave, spectrum);
    for (let n = 0; n < size; n++) {
      left[n] = this.#window[n]! * wave[2 * n]!;
      right[n] = this.#window[n]! * wave[2 * n + 1]!;
    }
  }

  /** Gain of a bin, on straight lines in dB between the bands. */
  #gain(bands: ArrayLike<number>, k: number): number {
    const { low, high, share } = this.#places[k]!;
    return this.#scale * 10 ** ((bands[low]! + share * (bands[high]! - bands[low]!)) / 20);
  }
}

/** @param phase as Xorshift gives it. */
export function cosine(phase: number): number {
  return COSINES[phase]!;
}

export function sine(phase: number): number {
  return COSINES[(phase + (3 * PHASES) / 4) % PHASES]!;
}

/** Bands of a frame between two, on straight lines in dB. */
export function bandsAt(noise: Float32Array, frames: number, position: number, out: Float64Array): void {
  const place = Math.min(frames - 1, Math.max(0, position));
  const low = Math.floor(place);
  const high = Math.min(frames - 1, low + 1);
  for (let band = 0; band < NOISE_BANDS; band++) {
    const a = noise[low * NOISE_BANDS + band]!;
    out[band] = a + (place - low) * (noise[high * NOISE_BANDS + band]! - a);
  }
}
