/** Mixes the layers of a morph grid into one stream of samples, round their loop. [audio, while playing; no allocation] */
import type { Gain01, Samples } from '../../src/units.js';
import { Blend, type MorphGrid } from './morph-grid.js';
import { PADDING } from './zone.js';

/** Decay in nepers (100 dB) after which a layer counts as silent. */
const SILENT = 11.5;
/** Most looped samples that are counted, some hours: every decaying layer is silent long before. */
const MAX_LOOPED: Samples = 2 ** 30;

/**
 * Reads a morph grid sample by sample, around its loop, and mixes its layers: every sample is mixed once, however many
 * taps read it. When the mix position moves, the weights are ramped linearly over the samples read in one call. [audio]
 */
export class LayerMix {
  #grid: MorphGrid | null = null;
  /** Index of the next sample, and whether the loop has wrapped before it. */
  #next: Samples = 0;
  #wrapped = false;
  /** Samples that the loop has jumped back in all: the natural decay of held layers follows from it. */
  #looped: Samples = 0;
  /** Present blend, and the blend to ramp to. */
  #blend = new Blend();
  #goal = new Blend();
  /** No sample was read yet: the first one starts at the mix position, without a ramp. */
  #fresh = true;
  /** Share of the new blend at the next sample, and its increment per sample. */
  #part = 1;
  #growth = 0;
  /** Mix position that the next call ramps to. */
  x: Gain01 = 0;
  y: Gain01 = 0;
  /** Amount of natural decay that the next call ramps to: 0 none, 1 all. */
  decay: Gain01 = 1;
  /** Amount of natural decay at the sample before. */
  #lastDecay: Gain01 = 1;

  /**
   * Starts at sample `first` of the morph grid, which may precede its beginning by up to `PADDING`.
   * @param looped samples of the morph grid that the loop has jumped back already.
   */
  start(grid: MorphGrid, first: Samples, looped: Samples): void {
    this.#grid = grid;
    this.#next = first | 0;
    this.#wrapped = false;
    this.#looped = Math.min(MAX_LOOPED, looped) | 0;
    this.#fresh = true;
  }

  /** Drops the references to its zones, for the garbage collector. */
  stop(): void {
    this.#grid = null;
    this.#blend.clear();
    this.#goal.clear();
  }

  /** Index in the morph grid of the sample `back` samples before the next one. */
  sampleBefore(back: Samples): Samples {
    const sample = this.#next - back;
    const loop = this.#grid?.loop ?? null;
    return this.#wrapped && loop !== null && sample < loop.start ? sample + loop.end - loop.start : sample;
  }

  /** The same, counted from the note's start as if the loop were unrolled. */
  playedBefore(back: Samples): Samples {
    return this.#looped + this.#next - back;
  }

  /** All layers have decayed to silence. */
  get silent(): boolean {
    const grid = this.#grid;
    return (
      grid?.loop != null &&
      grid.decayNepers * this.decay * (this.#looped + this.#next - grid.loop.start) > SILENT
    );
  }

  /** Writes the next `count` samples to `out` from `offset` on. */
  read(out: Float32Array, offset: Samples, count: Samples): void {
    if (count <= 0 || this.#grid === null) return;
    const moving = this.#followMix(this.#grid);
    const { loop } = this.#grid;
    for (let done = 0; done < count;) {
      const run = (loop === null ? count - done : Math.min(loop.end - this.#next, count - done)) | 0;
      this.#part = moving ? 1 - done / count : 1;
      this.#growth = moving ? -1 / count : 0;
      out.fill(0, offset + done, offset + done + run);
      this.#add(this.#blend, out, offset + done, run);
      if (moving) {
        this.#part = done / count;
        this.#growth = 1 / count;
        this.#add(this.#goal, out, offset + done, run);
      }
      this.#lastDecay = this.decay;
      done += run;
      this.#next = (this.#next + run) | 0;
      if (loop === null || this.#next < loop.end) continue;
      this.#looped = Math.min(MAX_LOOPED, this.#looped + loop.end - loop.start) | 0;
      this.#next = (this.#next - (loop.end - loop.start)) | 0;
      this.#wrapped = true;
    }
    if (moving) this.#swapBlends();
  }

  /** Finds the layers and weights at the mix position; true when these have to be ramped to. */
  #followMix(grid: MorphGrid): boolean {
    const fresh = this.#fresh;
    if (!fresh && this.x === this.#blend.x && this.y === this.#blend.y) return false;
    if (fresh) this.#lastDecay = this.decay;
    this.#fresh = false;
    this.#goal.x = this.x;
    this.#goal.y = this.y;
    grid.locate(this.#goal);
    if (fresh) this.#swapBlends();
    return !fresh;
  }

  #add({ zones, weights, count }: Blend, out: Float32Array, offset: Samples, run: Samples): void {
    const from = PADDING + this.#next;
    const loop = this.#grid!.loop;
    const loopedFrames = loop === null ? 0 : (this.#looped + this.#next - loop.start) | 0;
    for (let layer = 0; layer < count; layer++) {
      const { data, decayNepers } = zones[layer]!;
      let slope = weights[layer]! * this.#growth;
      let weight = weights[layer]! * this.#part;
      if (decayNepers > 0 && loopedFrames + run > 0) {
        // a run is a few milliseconds: a linear ramp approximates the exponential
        const end = (weight + slope * run) * Math.exp(-decayNepers * this.decay * (loopedFrames + run));
        if (loopedFrames > 0) weight *= Math.exp(-decayNepers * this.#lastDecay * loopedFrames);
        slope = (end - weight) / run;
      }
      for (let index = 0; index < run; index++) {
        weight += slope;
        out[offset + index]! += weight * data[from + index]!;
      }
    }
  }

  #swapBlends(): void {
    const blend = this.#blend;
    this.#blend = this.#goal;
    this.#goal = blend;
  }
}
