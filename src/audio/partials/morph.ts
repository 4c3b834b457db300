/** Morphs between two to four sounds: partial by partial, band by band, along the dB, their times aligned, the level kept. */
import type { Decibels } from '../../units.js';
import { AlloyError } from '../../errors.js';
import { align, type Alignment } from './alignment.js';
import { resampleHead } from './head.js';
import { frameLevels } from './level.js';
import { NOISE_BANDS, SILENT_DB, type ChannelTracks, type LiveTracks } from './tracks.js';

/** No two levels are taken to differ by more while they meet: else silence in one would silence the other. */
const APART: Decibels = 50;
/** The rate, in weights, at which that comes into force: a source that has all the weight is as it is. */
const LIFT = 4;
/** Sources below this weight have no say. */
const LEAST_WEIGHT = 1e-6;
const MOST_SOURCES = 4;

/**
 * What lies between sounds. Harmonic k meets harmonic k; partials beside the harmonics fade by their weight; noise meets band by
 * band; f0 and ratios go geometrically; the power of each frame lies on the line in dB between the sources'.
 * @param sources one to four, at the same key: `transpose` them first.
 * @param weights not negative, one of them above 0; their sum counts as 1.
 * @throws AlloyError 'bad-argument'.
 */
export function morph(sources: readonly LiveTracks[], weights: readonly number[]): LiveTracks {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (
    sources.length === 0 ||
    sources.length > MOST_SOURCES ||
    weights.length !== sources.length ||
    !weights.every((w) => w >= 0) ||
    !(sum > 0 && Number.isFinite(sum))
  )
    throw new AlloyError(
      'bad-argument',
      'morph',
      `A morph takes one to four sounds and a weight for each, not ${sources.length} and [${weights.join(', ')}].`,
    );
  const heard = sources
    .map((tracks, i) => ({ tracks, weight: weights[i]! / sum }))
    .filter(({ weight }) => weight > LEAST_WEIGHT);
  if (heard.length === 1) return heard[0]!.tracks;
  return new Meeting(
    heard.map(({ tracks }) => tracks),
    heard.map(({ weight }) => weight),
  ).tracks();
}

/** Sources and weights that meet, and where their partials go. */
class Meeting {
  readonly #sources: readonly LiveTracks[];
  readonly #weights: readonly number[];
  readonly #time: Alignment;
  readonly #harmonics: number;
  /** By source, the place of its first partial beside the harmonics. */
  readonly #extras: readonly number[];
  readonly #partials: number;

  constructor(sources: readonly LiveTracks[], weights: readonly number[]) {
    this.#sources = sources;
    this.#weights = weights;
    this.#time = align(sources, weights);
    this.#harmonics = Math.max(...sources.map((tracks) => tracks.harmonics));
    let next = this.#harmonics;
    this.#extras = sources.map((tracks) => {
      const first = next;
      next += tracks.ratios.length - tracks.harmonics;
      return first;
    });
    this.#partials = next;
  }

  tracks(): LiveTracks {
    const { frames, attackFrame, sustainFrom, sustainTo } = this.#time;
    const count = Math.max(...this.#sources.map(({ channels }) => channels.length));
    const f0 = this.#meanContour();
    const mean = (of: (tracks: LiveTracks) => number): number =>
      this.#sources.reduce((total, tracks, s) => total + this.#weights[s]! * of(tracks), 0);
    const loudest = this.#weights.indexOf(Math.max(...this.#weights));
    const headRate = this.#sources[loudest]!.headRate;
    const heads = this.#sources.map((tracks) => headsAt(tracks, headRate));
    return {
      frames,
      hertz: Math.exp(mean(({ hertz }) => Math.log(hertz))),
      pitched: this.#sources.some(({ pitched }) => pitched),
      f0,
      ratios: this.#meanRatios(),
      harmonics: this.#harmonics,
      channels: Array.from({ length: count }, (_, c) => this.#channel(c, heads)),
      coherence: Float32Array.from({ length: NOISE_BANDS }, (_, band) => mean((t) => t.coherence[band]!)),
      headRate,
      headHold: Math.round(mean((t) => (t.headHold * headRate) / t.headRate)),
      attackFrame,
      sustain: { from: sustainFrom, to: sustainTo, slope: mean(({ sustain }) => sustain.slope) },
    };
  }

  #meanContour(): Float32Array {
    const { frames, positions } = this.#time;
    return Float32Array.from({ length: frames }, (_, i) => {
      const log = this.#sources.reduce(
        (sum, { f0 }, s) => sum + this.#weights[s]! * Math.log(rowAt(f0, 1, 0, positions[s]![i]!)),
        0,
      );
      return Math.exp(log);
    });
  }

  #meanRatios(): Float64Array {
    const ratios = new Float64Array(this.#partials);
    for (let k = 0; k < this.#harmonics; k++) {
      const log = this.#sources.reduce((sum, tracks, s) => {
        const own = k < tracks.harmonics ? tracks.ratios[k]! : k + 1;
        return sum + this.#weights[s]! * Math.log(own);
      }, 0);
      ratios[k] = Math.exp(log);
    }
    this.#sources.forEach((tracks, s) =>
      ratios.set(tracks.ratios.subarray(tracks.harmonics), this.#extras[s]!),
    );
    return ratios;
  }

  #channel(channel: number, heads: readonly (readonly Float32Array[])[]): ChannelTracks {
    const own = this.#sources.map(({ channels }) => channels[Math.min(channel, channels.length - 1)]!);
    const { frames } = this.#time;
    const levels = new Float32Array(frames * this.#partials).fill(SILENT_DB);
    const noise = new Float32Array(frames * NOISE_BANDS);
    for (let frame = 0; frame < frames; frame++) {
      this.#meetHarmonics(own, frame, levels);
      this.#meetNoise(own, frame, noise);
    }
    this.#keepLevel(own, levels, noise);
    return {
      levels,
      noise,
      phases: this.#meanPhases(own),
      head: meanHead(
        heads.map((channels) => channels[Math.min(channel, channels.length - 1)]!),
        this.#weights,
      ),
    };
  }

  #meetHarmonics(own: readonly ChannelTracks[], frame: number, levels: Float32Array): void {
    const row = frame * this.#partials;
    const meeting = new Float64Array(own.length);
    for (let k = 0; k < this.#harmonics; k++) {
      own.forEach((channel, s) => {
        const { ratios, harmonics } = this.#sources[s]!;
        const at = this.#time.positions[s]![frame]!;
        meeting[s] = k < harmonics ? rowAt(channel.levels, ratios.length, k, at) : SILENT_DB;
      });
      levels[row + k] = this.#meet(meeting);
    }
    own.forEach((channel, s) => {
      const { ratios, harmonics } = this.#sources[s]!;
      const at = this.#time.positions[s]![frame]!;
      const fade = 20 * Math.log10(this.#weights[s]!);
      for (let k = harmonics; k < ratios.length; k++)
        levels[row + this.#extras[s]! + k - harmonics] = rowAt(channel.levels, ratios.length, k, at) + fade;
    });
  }

  #meetNoise(own: readonly ChannelTracks[], frame: number, noise: Float32Array): void {
    const meeting = new Float64Array(own.length);
    for (let band = 0; band < NOISE_BANDS; band++) {
      own.forEach((channel, s) => {
        meeting[s] = rowAt(channel.noise, NOISE_BANDS, band, this.#time.positions[s]![frame]!);
      });
      noise[frame * NOISE_BANDS + band] = this.#meet(meeting);
    }
  }

  /** The weighted mean of levels, none of them far below another that has weight. */
  #meet(levels: Float64Array): Decibels {
    let mean = 0;
    for (let a = 0; a < levels.length; a++) {
      let lifted = levels[a]!;
      for (let b = 0; b < levels.length; b++) {
        const lift = Math.min(1, LIFT * Math.min(this.#weights[a]!, this.#weights[b]!));
        lifted = Math.max(lifted, levels[a]! + lift * Math.max(0, levels[b]! - APART - levels[a]!));
      }
      mean += this.#weights[a]! * lifted;
    }
    return mean;
  }

  /** In place: each frame's power on the line in dB between the sources'. */
  #keepLevel(own: readonly ChannelTracks[], levels: Float32Array, noise: Float32Array): void {
    const { frames, positions } = this.#time;
    const made = frameLevels(levels, this.#partials, noise, frames);
    const wanted = own.map((channel, s) => {
      const { ratios, frames: length } = this.#sources[s]!;
      return Float32Array.from(frameLevels(channel.levels, ratios.length, channel.noise, length));
    });
    for (let frame = 0; frame < frames; frame++) {
      const gain = wanted.reduce(
        (sum, row, s) => sum + this.#weights[s]! * rowAt(row, 1, 0, positions[s]![frame]!),
        -made[frame]!,
      );
      for (let k = frame * this.#partials; k < (frame + 1) * this.#partials; k++) levels[k]! += gain;
      for (let b = frame * NOISE_BANDS; b < (frame + 1) * NOISE_BANDS; b++) noise[b]! += gain;
    }
  }

  /** On the circle, the shorter way, source by source. */
  #meanPhases(own: readonly ChannelTracks[]): Float32Array {
    const phases = new Float32Array(this.#partials);
    for (let k = 0; k < this.#harmonics; k++) {
      let [phase, total] = [0, 0];
      own.forEach((channel, s) => {
        if (k >= this.#sources[s]!.harmonics) return;
        total += this.#weights[s]!;
        const apart = channel.phases[k]! - phase;
        phase += (this.#weights[s]! / total) * (apart - Math.round(apart));
      });
      phases[k] = phase - Math.floor(phase);
    }
    own.forEach((channel, s) => {
      phases.set(channel.phases.subarray(this.#sources[s]!.harmonics), this.#extras[s]!);
    });
    return phases;
  }
}

function headsAt(tracks: LiveTracks, headRate: number): Float32Array[] {
  return tracks.channels.map(({ head }) => resampleHead(head, tracks.headRate / headRate));
}

/** Heads by gain, their power kept on the line in dB as far as all of them last: one that grows is not cut short by another. */
function meanHead(heads: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const length = Math.round(heads.reduce((sum, head, s) => sum + weights[s]! * head.length, 0));
  const made = Float32Array.from({ length }, (_, n) =>
    heads.reduce((sum, head, s) => sum + weights[s]! * (head[n] ?? 0), 0),
  );
  const common = Math.min(length, ...heads.map((head) => head.length));
  const level = (head: Float32Array): number =>
    10 *
    Math.log10(head.subarray(0, common).reduce((sum, x) => sum + x * x, 0) / Math.max(1, common) + 1e-14);
  const wanted = heads.reduce((sum, head, s) => sum + weights[s]! * level(head), 0);
  const gain = 10 ** ((wanted - level(made)) / 20);
  return made.map((x) => gain * x);
}

function rowAt(rows: Float32Array, width: number, column: number, position: number): number {
  const low = Math.floor(position);
  const a = rows[low * width + column]!;
  return low === position ? a : a + (position - low) * (rows[(low + 1) * width + column]! - a);
}
