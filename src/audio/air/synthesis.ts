/** Makes air on a time axis of whole periods: harmonics that keep their phases, and noise, by overlapping inverse transforms. */
import { Fft } from '../fft/fft.js';
import type { Hertz, Samples, Seconds } from '../../units.js';
import { cosine, sine, Xorshift } from '../partials/shaped-noise.js';
import { AIR_BANDS, AIR_CENTRES, AIR_FLOOR, AIR_WIDTH, crossover, FULL_RATE } from './bands.js';

/** A frame is this long at most, but for a period that is longer. */
const FRAME_SECONDS: Seconds = 0.02;
/** Levels this near to the floor are silence. */
const SILENT = AIR_FLOOR + 0.5;
const QUIET = 10 ** (AIR_FLOOR / 20);

/** A time axis on which a period of the root is a power of two of samples. */
export interface AirAxis {
  /** Samples a period. */
  readonly period: Samples;
  readonly rate: Hertz;
  /** False: there are no harmonics, all is noise. */
  readonly pitched: boolean;
}

/** What to make. */
export interface AirScore {
  /** Writes the levels about sample `at` of the axis, `AIR_WIDTH` values, dB. */
  readonly levels: (at: Samples, out: Float64Array) => void;
  /** Turns of each harmonic at sample 0, from the fundamental on; those behind the last are random. */
  readonly turns?: ArrayLike<number>;
  /** Sounds of one seed have the same phases at every sample: mixes of them do not dip. */
  readonly seed: number;
  /** The sample whose noise is that of sample `at`: goes round a loop. Multiples of a frame's hop. */
  readonly round?: (at: Samples) => Samples;
}

/** Makes air on one axis, for as many sounds as wanted; holds the transform and its tables. */
export class AirMaker {
  readonly #fft: Fft;
  readonly #axis: AirAxis;
  readonly #size: Samples;
  readonly #first: number;
  readonly #last: number;
  /** Bins from one harmonic to the next. */
  readonly #spacing: number;
  /** Gain of the crossover at each bin. */
  readonly #over: Float64Array;
  /** First bin of each band's line to the next, and behind them all that behind the last bin. */
  readonly #lines: readonly number[];
  /** Gain of each bin in the present frame. */
  readonly #tone: Float64Array;
  readonly #noise: Float64Array;
  readonly #fade: Float64Array;
  readonly #spectrum: Float64Array;
  readonly #wave: Float64Array;
  readonly #levels = new Float64Array(AIR_WIDTH);

  constructor(axis: AirAxis) {
    const { period, rate } = axis;
    const periods = 2 ** Math.max(0, Math.floor(Math.log2((FRAME_SECONDS * rate) / period)));
    const size = periods * period;
    this.#axis = axis;
    this.#size = size;
    this.#spacing = periods;
    this.#fft = new Fft(size);
    const over = Float64Array.from({ length: size / 2 }, (_, bin) => crossover((bin * rate) / size));
    this.#first = Math.max(
      1,
      over.findIndex((gain) => gain > 0),
    );
    this.#last = over.findLastIndex((gain) => gain > 0);
    this.#over = over;
    const binOf = (band: number): number => Math.ceil((AIR_CENTRES[band]! * size) / rate);
    this.#lines = [
      this.#first,
      ...Array.from({ length: AIR_BANDS - 2 }, (_, band) => Math.max(this.#first, binOf(band + 1))),
      this.#last + 1,
    ];
    this.#tone = new Float64Array(size / 2);
    this.#noise = new Float64Array(size / 2);
    this.#fade = Float64Array.from({ length: size }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / size));
    this.#spectrum = new Float64Array(2 * size);
    this.#wave = new Float64Array(2 * size);
  }

  /** Samples from one frame to the next. */
  get hop(): Samples {
    return this.#size / 2;
  }

  /** `length` samples of the axis. */
  make(length: Samples, score: AirScore): Float32Array {
    const output = new Float32Array(length);
    const { hop } = this;
    const harmonics = this.#axis.pitched ? this.#harmonics(score) : null;
    for (let centre = 0; centre - hop < length; centre += hop) {
      score.levels(centre, this.#levels);
      if (this.#levels.every((level) => level <= SILENT)) continue;
      this.#shape(centre, score, harmonics);
      this.#fft.inverseTransform(this.#wave, this.#spectrum);
      this.#add(output, centre - hop);
    }
    return output;
  }

  /** Cosine and sine of each harmonic of the band at sample 0, in turns of the bins. */
  #harmonics({ turns = [], seed }: AirScore): Float64Array {
    const random = new Xorshift(scrambled(seed ^ 0x5bd1e995));
    const output = new Float64Array(2 * Math.ceil(this.#size / 2 / this.#spacing));
    for (let k = 1; 2 * k < output.length; k++) {
      const phase = random.phase();
      const known = turns[k - 1];
      const angle = 2 * Math.PI * (known ?? 0);
      output[2 * k] = known === undefined ? cosine(phase) : Math.cos(angle);
      output[2 * k + 1] = known === undefined ? sine(phase) : Math.sin(angle);
    }
    return output;
  }

  /** The spectrum of a frame: its transform has the noise as its real part, the harmonics as its imaginary one. */
  #shape(centre: Samples, { seed, round }: AirScore, harmonics: Float64Array | null): void {
    const [spectrum, size, hop, spacing] = [this.#spectrum, this.#size, this.hop, this.#spacing];
    const { rate, period } = this.#axis;
    spectrum.fill(0);
    this.#gains(AIR_BANDS, this.#noise);
    if (harmonics) this.#gains(0, this.#tone);
    const at = round ? round(centre) : centre;
    const random = new Xorshift(scrambled(seed + Math.imul(at / hop, 0x9e3779b1)));
    const noiseGain = Math.sqrt((size * rate) / FULL_RATE);
    // a² / 2 = density · f0, where a density of 1 is spread over half of FULL_RATE
    const toneGain = (size / 2) * Math.sqrt((4 * rate) / period / FULL_RATE);
    const start = centre / hop - 1;
    for (let bin = this.#first; bin <= this.#last; bin++) {
      const phase = random.phase();
      const noise = noiseGain * this.#noise[bin]!;
      let x = noise * cosine(phase);
      let y = noise * sine(phase);
      let u = x;
      let v = -y;
      if (harmonics && bin % spacing === 0) {
        const tone = toneGain * this.#tone[bin]! * ((bin * start) % 2 === 0 ? 1 : -1);
        const k = 2 * (bin / spacing);
        const re = tone * harmonics[k]!;
        const im = tone * harmonics[k + 1]!;
        x -= im;
        y += re;
        u += im;
        v += re;
      }
      spectrum[2 * bin] = x;
      spectrum[2 * bin + 1] = y;
      spectrum[2 * (size - bin)] = u;
      spectrum[2 * (size - bin) + 1] = v;
    }
  }

  /** Gains of all bins, on straight lines in dB between the bands; none at the floor. @param part where its bands begin. */
  #gains(part: number, gains: Float64Array): void {
    const [lines, over, levels] = [this.#lines, this.#over, this.#levels];
    const binHertz = this.#axis.rate / this.#size;
    for (let band = 0; band < AIR_BANDS - 1; band++) {
      const [from, to] = [lines[band]!, lines[band + 1]!];
      const slope =
        (levels[part + band + 1]! - levels[part + band]!) / (AIR_CENTRES[band + 1]! - AIR_CENTRES[band]!);
      let gain = 10 ** ((levels[part + band]! + slope * (from * binHertz - AIR_CENTRES[band]!)) / 20);
      const ratio = 10 ** ((slope * binHertz) / 20);
      for (let bin = from; bin < to; bin++, gain *= ratio)
        gains[bin] = gain > QUIET ? (gain - QUIET) * over[bin]! : 0;
    }
  }

  #add(output: Float32Array, start: Samples): void {
    const [wave, fade] = [this.#wave, this.#fade];
    const to = Math.min(this.#size, output.length - start);
    for (let n = Math.max(0, -start); n < to; n++) {
      const gain = fade[n]!;
      output[start + n]! += gain * (wave[2 * n]! + gain * wave[2 * n + 1]!); // noise adds by power, harmonics by amplitude
    }
  }
}

/** Samples a period, a power of two, of an axis that holds what FULL_RATE does. */
export function airPeriod(hertz: Hertz): Samples {
  return 2 ** Math.ceil(Math.log2(FULL_RATE / hertz));
}

/** A number whose bits all depend on all bits of another (Appleby's finaliser): neighbouring frames have unrelated phases. */
function scrambled(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
