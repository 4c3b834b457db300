/** Reads phases: makes contour and ratios exact by how partials turn from frame to frame, and measures each partial's phase once. */
import type { Hertz } from '../../units.js';
import type { Series } from './series.js';
import { HOP_SECONDS } from './tracks.js';

/** Frames whose phases are averaged for the one that is kept: from the head's end on. */
const FROM_FRAME = 10;
const TO_FRAME = 90;
/** Distances in frames over which a ratio is refined, coarse to fine: each halves what phase can be mistaken for. */
const BASELINES = [1, 2, 4, 8, 16, 32] as const;
/** The contour follows phases where a frame has this share of the loudest's energy. */
const HEARD_SHARE = 1e-4;
/** A ratio is refined by no more than this. */
const LARGEST_MOVE: Hertz = 4;
/** No correction of f0 is larger than this share of it. */
const LARGEST = 0.01;

/** Complex half amplitudes of one channel, [frames][partials]. */
export interface Amplitudes {
  readonly re: Float32Array;
  readonly im: Float32Array;
}

/** Turns complex amplitudes by their own frequencies, so that what remains are slow phases. */
export class Demodulator {
  /** Refined contour, Hz. */
  readonly f0: Float64Array;
  /** Refined ratios. */
  readonly ratios: Float64Array;
  readonly #channels: readonly Amplitudes[];
  readonly #partials: number;
  /** ∫ f0 in turns, by frame. */
  #turns: Float64Array;
  /** What `#across` found. */
  #x = 0;
  #y = 0;

  /** @param steady ratios stay; else each is refined by itself. */
  constructor(channels: readonly Amplitudes[], series: Series, f0: Float64Array, steady: boolean) {
    this.#channels = channels;
    this.#partials = series.ratios.length;
    this.ratios = series.ratios.slice();
    this.f0 = f0.slice();
    this.#turns = integral(this.f0);
    if (this.#partials === 0 || f0.length < 3) return;
    if (series.harmonics > 0) {
      this.f0 = this.#corrected(series.harmonics);
      this.#turns = integral(this.f0);
    }
    if (!steady) this.#refineRatios();
  }

  /** [partials] phase at time 0, turns 0 to 1, of a channel. */
  phases(channel: number): Float32Array {
    const { re, im } = this.#channels[channel]!;
    const frames = this.f0.length;
    const from = Math.min(FROM_FRAME, frames >> 1);
    const to = Math.min(TO_FRAME, frames);
    return Float32Array.from(this.ratios, (ratio, k) => {
      let [x, y] = [0, 0];
      for (let frame = from; frame < to; frame++) {
        const turn = -2 * Math.PI * ratio * this.#turns[frame]!;
        const [c, s, i] = [Math.cos(turn), Math.sin(turn), frame * this.#partials + k];
        const [a, b] = [re[i]! * c - im[i]! * s, re[i]! * s + im[i]! * c];
        const size = Math.sqrt(a * a + b * b);
        x += a * size;
        y += b * size;
      }
      const turn = Math.atan2(y, x) / (2 * Math.PI);
      return turn - Math.floor(turn);
    });
  }

  /** The contour, corrected by how far the harmonics turn from frame to frame beyond what it says. */
  #corrected(harmonics: number): Float64Array {
    const frames = this.f0.length;
    const steps = new Float64Array(frames);
    const energy = new Float64Array(frames);
    for (let frame = 0; frame + 1 < frames; frame++) {
      const moved = this.#turns[frame + 1]! - this.#turns[frame]!;
      let weighed = 0;
      for (let k = 0; k < harmonics; k++) {
        const ratio = this.ratios[k]!;
        if (ratio * LARGEST * this.f0[frame]! * HOP_SECONDS > 0.5) break; // phase alone would not say how far
        this.#across(k, frame, 1, ratio * moved);
        const size = Math.sqrt(this.#x * this.#x + this.#y * this.#y);
        weighed += (size * Math.atan2(this.#y, this.#x) * ratio) / (2 * Math.PI);
        energy[frame]! += size * ratio * ratio;
      }
      steps[frame] = energy[frame]! > 0 ? weighed / energy[frame]! / HOP_SECONDS : 0;
    }
    const loudest = energy.reduce((max, x) => Math.max(max, x), 0);
    return this.f0.map((f0, frame) => {
      let [sum, weight] = [0, 1e-30];
      for (let i = Math.max(0, frame - 2); i <= Math.min(frames - 2, frame + 1); i++) {
        if (energy[i]! < HEARD_SHARE * loudest) continue;
        sum += energy[i]! * steps[i]!;
        weight += energy[i]!;
      }
      return f0 + Math.max(-LARGEST * f0, Math.min(LARGEST * f0, sum / weight));
    });
  }

  /** Each ratio by itself: the mean turn over ever longer distances in time. */
  #refineRatios(): void {
    const frames = this.f0.length;
    for (let k = 0; k < this.#partials; k++) {
      let ratio = this.ratios[k]!;
      for (const baseline of BASELINES) {
        if (baseline > frames >> 2) break;
        let [x, y] = [0, 0];
        for (let frame = 0; frame + baseline < frames; frame++) {
          const moved = this.#turns[frame + baseline]! - this.#turns[frame]!;
          this.#across(k, frame, baseline, ratio * moved);
          x += this.#x;
          y += this.#y;
        }
        const meanTurns = (this.#turns[frames - 1]! / (frames - 1)) * baseline;
        ratio += Math.atan2(y, x) / (2 * Math.PI) / meanTurns;
      }
      // farther than a peak can be off, it has followed another partial's skirt
      if (Math.abs(ratio - this.ratios[k]!) * this.#meanHertz() < LARGEST_MOVE) this.ratios[k] = ratio;
    }
  }

  #meanHertz(): Hertz {
    const last = this.f0.length - 1;
    return this.#turns[last]! / (last * HOP_SECONDS);
  }

  /** Σ over channels of the later amplitude times the conjugate of the earlier, turned back by `turns`: into `#x` and `#y`. */
  #across(k: number, frame: number, baseline: number, turns: number): void {
    const i = frame * this.#partials + k;
    const j = i + baseline * this.#partials;
    let x = 0;
    let y = 0;
    for (const { re, im } of this.#channels) {
      x += re[j]! * re[i]! + im[j]! * im[i]!;
      y += im[j]! * re[i]! - re[j]! * im[i]!;
    }
    const c = Math.cos(-2 * Math.PI * turns);
    const s = Math.sin(-2 * Math.PI * turns);
    this.#x = x * c - y * s;
    this.#y = x * s + y * c;
  }
}

/** ∫ f0 dt by frame, in turns: straight lines between frames. */
export function integral(f0: ArrayLike<Hertz>): Float64Array {
  const turns = new Float64Array(f0.length);
  for (let i = 1; i < f0.length; i++) turns[i] = turns[i - 1]! + 0.5 * HOP_SECONDS * (f0[i - 1]! + f0[i]!);
  return turns;
}
