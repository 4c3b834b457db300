/** Separates each harmonic of a sound from the noise around it, in short frames. */
import { Fft } from '../fft/fft.js';
import type { Hertz, Samples, Seconds } from '../../units.js';

/** Frames are about this long, … */
const FRAME_SECONDS: Seconds = 0.064;
/** … twice as long where fewer periods than this lie in one, so that neighbouring harmonics are resolved. */
const LEAST_PERIODS = 4;
/** A new frame begins four times in one of the shorter kind. */
const HOPS = 4;
/** Bins on each side that a steady sine reaches under a Hann window. */
const REACH = 2;
/** Highest harmonic that is separated, as a fraction of the sample rate. */
const HIGHEST = 0.49375;
/** Energy below which a frame is silence. */
const NOTHING = 1e-10;

/** Samples from one frame to the next: the same at every pitch, so that tracks of all sounds fit each other. */
export function harmonicHop(rate: Hertz): Samples {
  return shortFrame(rate) / HOPS;
}

/** Number of harmonics of a fundamental that are separated. */
export function harmonicCount(hertz: Hertz, rate: Hertz): number {
  return hertz > 0 ? Math.max(0, Math.floor((HIGHEST * rate) / hertz)) : 0;
}

function shortFrame(rate: Hertz): Samples {
  return 2 ** Math.round(Math.log2(FRAME_SECONDS * rate));
}

/** Measures frame by frame; holds the FFT plan and its buffers. */
export class HarmonicFrames {
  readonly size: Samples;
  readonly hop: Samples;
  readonly bins: number;
  readonly window: Float64Array;
  readonly fft: Fft;
  /** Interleaved, of the last frame, phases as at its middle; the upper half unset. */
  readonly spectrum: Float64Array;
  /** Of the last frame, harmonic k at k − 1: the steady sine that fits best, as its bin would be … */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** … its energy, and the energy of what is left around it. */
  readonly energies: Float64Array;
  readonly rests: Float64Array;
  /** Of the last frame. */
  energy = 0;
  /** Number of harmonics separated in the last frame. */
  count = 0;
  readonly #rate: Hertz;
  readonly #most: number;
  readonly #input: Float64Array;
  /** Window lobe of each harmonic in its neighbouring bins; five a harmonic. */
  readonly #lobes: Float64Array;
  readonly #first: Int32Array;
  #hertz = NaN;

  /** @param lowest fundamental that will come. @param most harmonics wanted. */
  constructor(lowest: Hertz, most: number, rate: Hertz) {
    const short = shortFrame(rate);
    this.size = (short * lowest) / rate < LEAST_PERIODS ? 2 * short : short;
    this.hop = short / HOPS;
    this.bins = this.size / 2 + 1;
    this.window = Float64Array.from(
      { length: this.size },
      (_, k) => 0.5 - 0.5 * Math.cos((2 * Math.PI * k) / this.size),
    );
    this.fft = new Fft(this.size);
    this.spectrum = new Float64Array(2 * this.size);
    this.re = new Float64Array(most);
    this.im = new Float64Array(most);
    this.energies = new Float64Array(most);
    this.rests = new Float64Array(most);
    this.#rate = rate;
    this.#most = most;
    this.#input = new Float64Array(this.size);
    this.#lobes = new Float64Array(most * (2 * REACH + 1));
    this.#first = new Int32Array(most);
  }

  /** Where a frame begins. */
  start(frame: number): Samples {
    return frame * this.hop - (this.size - this.hop) / 2;
  }

  /**
   * Measures the frame that begins at `start` (silence outside the samples); returns false when it has no harmonics to
   * separate.
   */
  measure(samples: Float32Array, start: Samples, hertz: Hertz): boolean {
    const { size, window, spectrum } = this;
    const input = this.#input;
    for (let k = 0; k < size; k++) input[k] = (samples[start + k] ?? 0) * window[k]!;
    this.fft.realTransform(spectrum, input);
    let energy = 0;
    for (let i = 0; i < 2 * this.bins; i += 2) {
      energy += spectrum[i]! ** 2 + spectrum[i + 1]! ** 2;
      if ((i & 2) === 0) continue;
      spectrum[i]! *= -1; // phase relative to the frame's middle
      spectrum[i + 1]! *= -1;
    }
    this.energy = energy;
    this.#setPitch(hertz);
    if (this.energy < NOTHING) this.count = 0;
    for (let k = 0; k < this.count; k++) this.#fit(k);
    return this.count > 0;
  }

  /**
   * Adds to each bin near harmonic `k` its share of a sine there, (x, y), and `own` times what the bin holds.
   * @param to interleaved, as `spectrum`.
   */
  addNear(k: number, x: number, y: number, own: number, to: Float64Array): void {
    const { spectrum } = this;
    let lobe = k * (2 * REACH + 1);
    for (let at = 2 * this.#first[k]!, end = at + 4 * REACH; at <= end; at += 2, lobe++) {
      const share = this.#lobes[lobe]!;
      to[at]! += share * x + own * spectrum[at]!;
      to[at + 1]! += share * y + own * spectrum[at + 1]!;
    }
  }

  #fit(k: number): void {
    let [re, im, mass, all] = [0, 0, 0, 0];
    const first = this.#first[k]!;
    const { spectrum } = this;
    const lobes = this.#lobes;
    for (let i = 0; i <= 2 * REACH; i++) {
      const lobe = lobes[k * (2 * REACH + 1) + i]!;
      const x = spectrum[2 * (first + i)]!;
      const y = spectrum[2 * (first + i) + 1]!;
      re += lobe * x;
      im += lobe * y;
      mass += lobe * lobe;
      all += x * x + y * y;
    }
    this.re[k] = re / mass;
    this.im[k] = im / mass;
    this.energies[k] = (re * re + im * im) / mass;
    this.rests[k] = Math.max(0, all - this.energies[k]!);
  }

  #setPitch(hertz: Hertz): void {
    const count = Math.min(this.#most, harmonicCount(hertz, this.#rate));
    this.count = count;
    if (hertz === this.#hertz) return;
    this.#hertz = hertz;
    for (let k = 0; k < count; k++) {
      const place = ((k + 1) * hertz * this.size) / this.#rate;
      const first = Math.max(0, Math.min(this.bins - 1 - 2 * REACH, Math.round(place) - REACH));
      this.#first[k] = first;
      for (let i = 0; i <= 2 * REACH; i++) this.#lobes[k * (2 * REACH + 1) + i] = lobe(first + i - place);
    }
  }
}

/** Hann window lobe: response of a bin to a sine `away` bins from it, 1 at 0. */
function lobe(away: number): number {
  const distance = Math.abs(away);
  if (distance < 1e-9) return 1;
  if (Math.abs(distance - 1) < 1e-9) return 0.5;
  return Math.sin(Math.PI * away) / (Math.PI * away * (1 - away * away));
}
