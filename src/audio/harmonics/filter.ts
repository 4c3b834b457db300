/** Imposes the source's harmonic phases and levels on a generated note. */
import type { HarmonicTrack } from '../../timbre/embedding.js';
import type { Decibels, Hertz, Samples } from '../../units.js';
import { harmonicCount, HarmonicFrames } from './frames.js';
import { clockOf } from './track.js';
import { PulseTracker } from './pulse.js';

/** Largest boost and cut of a harmonic, dB: as in audio/band-envelope. */
const MAX_BOOST: Decibels = 36;
const MAX_CUT: Decibels = -60;
/** Lower limit of the sum of squared windows that is divided by: fewer frames overlap at a note's ends. */
const LEAST_OVERLAP = 1e-3;

export interface HarmonicTargets {
  readonly track: HarmonicTrack;
  /** Hz, one a frame of the track's hop, above 0; the last holds on. At least one. */
  readonly hertz: ArrayLike<Hertz>;
}

/**
 * Rotates a note's harmonics to their relative phases in the source, so that its waveform has the source's shape and
 * crest factor; and, as far as the track holds at the note's pitch, sets each harmonic's level to the source's and
 * limits the noise around it. Streaming: block boundaries do not change the output. Latency: a frame less a hop.
 *
 * The pulse position is the note's own: target phases are shifted to fit the note's phases best, and tracked from there.
 */
export class HarmonicFilter {
  readonly #frames: HarmonicFrames;
  readonly #targets: HarmonicTargets;
  readonly #clock: Float64Array;
  readonly #pulses = new PulseTracker();
  readonly #total: number;
  readonly #input: Float32Array;
  readonly #sum: Float64Array;
  readonly #overlap: Float64Array;
  readonly #turns: Float64Array;
  readonly #strengths: Float64Array;
  readonly #change: Float64Array;
  readonly #time: Float64Array;
  #taken: Samples = 0;
  #given: Samples = 0;
  #frame = 0;

  /** @param length of the whole note. */
  constructor(targets: HarmonicTargets, length: Samples, rate: Hertz) {
    const lowest = Array.from(targets.hertz).reduce((least, value) => Math.min(least, value), Infinity);
    const most = Math.min(targets.track.count, harmonicCount(lowest, rate));
    this.#frames = new HarmonicFrames(lowest, most, rate);
    this.#targets = targets;
    this.#total = Math.ceil(length / this.#frames.hop);
    this.#clock = clockOf(targets.hertz, this.#total, this.#frames.hop / rate);
    this.#input = new Float32Array(length);
    this.#sum = new Float64Array(length);
    this.#overlap = new Float64Array(length);
    this.#turns = new Float64Array(most);
    this.#strengths = new Float64Array(most);
    this.#change = new Float64Array(2 * this.#frames.bins);
    this.#time = new Float64Array(2 * this.#frames.size);
  }

  /** Takes the next samples; returns those that are final, and after the last ones all that remain. */
  process(samples: Float32Array): Float32Array {
    const { size } = this.#frames;
    this.#input.set(samples, this.#taken);
    this.#taken += samples.length;
    const end = this.#taken === this.#input.length;
    while (this.#frame < this.#total && (end || this.#frames.start(this.#frame) + size <= this.#taken)) {
      this.#add(this.#frame++);
    }
    const until = end ? this.#taken : Math.max(this.#given, this.#frames.start(this.#frame));
    const output = new Float32Array(until - this.#given);
    for (let i = 0; i < output.length; i++) {
      const at = this.#given + i;
      // samples that no frame changed are copied exactly
      output[i] = this.#input[at]! + this.#sum[at]! / Math.max(LEAST_OVERLAP, this.#overlap[at]!);
    }
    this.#given = until;
    return output;
  }

  #add(frame: number): void {
    const { size, window, fft } = this.#frames;
    const start = this.#frames.start(frame);
    const first = Math.max(0, -start);
    const last = Math.min(size, this.#input.length - start);
    const [sum, overlap, time] = [this.#sum, this.#overlap, this.#time];
    for (let k = first; k < last; k++) overlap[start + k]! += window[k]! ** 2;
    if (!this.#changeOf(frame)) return;
    const { spectrum } = this.#frames;
    spectrum.set(this.#change);
    fft.completeSpectrum(spectrum);
    fft.inverseTransform(time, spectrum);
    for (let k = first; k < last; k++) sum[start + k]! += time[2 * k]! * window[k]!;
  }

  /** Computes into `#change` the spectrum to add to the frame; returns false when there is none. */
  #changeOf(frame: number): boolean {
    const { hertz } = this.#targets;
    const start = this.#frames.start(frame);
    const pitch = hertz[Math.min(frame, hertz.length - 1)]!;
    if (!this.#frames.measure(this.#input, start, pitch)) return false;
    const row = this.#compare(frame);
    const delay = this.#pulses.next(this.#turns, this.#strengths, this.#frames.count);
    this.#change.fill(0);
    for (let k = 0; k < this.#frames.count; k++) this.#changeHarmonic(k, row + k, delay);
    for (let bin = 1; bin < this.#frames.bins; bin += 2) {
      this.#change[2 * bin]! *= -1; // as seen from the frame's beginning again
      this.#change[2 * bin + 1]! *= -1;
    }
    return true;
  }

  /** Computes each harmonic's phase difference from the track, and its weight. Returns the frame's row in the track. */
  #compare(frame: number): number {
    const { track } = this.#targets;
    const { re, im, energies, energy, count } = this.#frames;
    const row = Math.min(frame, track.frames - 1) * track.count;
    for (let k = 0; k < count; k++) {
      this.#turns[k] =
        Math.atan2(im[k]!, re[k]!) / (2 * Math.PI) - (k + 1) * this.#clock[frame]! - track.phases[row + k]!;
      this.#strengths[k] = Math.sqrt((energies[k]! / energy) * 10 ** (track.levels[row + k]! / 10));
    }
    return row;
  }

  #changeHarmonic(k: number, place: number, delay: number): void {
    const { track } = this.#targets;
    const { re, im, energies, rests, energy } = this.#frames;
    const gain = held(energies[k]!, energy * 10 ** (track.levels[place]! / 10), track.hold, MAX_BOOST);
    const clean = held(rests[k]!, energy * 10 ** (track.rests[place]! / 10), track.hold, 0);
    const angle = 2 * Math.PI * ((k + 1) * delay - this.#turns[k]!);
    const [x, y] = [gain * Math.cos(angle), gain * Math.sin(angle)];
    const dx = re[k]! * x - im[k]! * y - re[k]! * clean;
    const dy = re[k]! * y + im[k]! * x - im[k]! * clean;
    this.#frames.addNear(k, dx, dy, clean - 1, this.#change);
  }
}

/** Gain that brings an energy to its target, scaled by how far the target holds. */
function held(is: number, should: number, hold: number, most: Decibels): number {
  if (hold === 0 || is <= 0 || should <= 0) return 1;
  const wanted = 10 * Math.log10(should / is);
  return 10 ** ((hold * Math.min(most, Math.max(MAX_CUT, wanted))) / 20);
}
