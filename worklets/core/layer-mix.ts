/** Mixes the layers of a morph grid into one stream of samples, round their loop. [audio, while playing; no allocation] */
import type { Gain01, Samples } from '../../src/units.js';
import { Blend, type MorphGrid } from './morph-grid.js';
import { PADDING } from './zone.js';

/** Nepers, 100 dB: what has fallen by this is over. */
const SILENT = 11.5;
/** Some hours: what falls was silent long before. */
const MAX_LOOPED: Samples = 2 ** 30;

/**
 * Takes samples from a morph grid one after the other, round its loop, and mixes its layers as it goes: every sample is
 * mixed once, however many taps read it. When the mix moves, the weights go there in straight lines over the
 * samples that are taken at a time. [audio]
 */
export class LayerMix {
  #grid: MorphGrid | null = null;
  /** The sample that is taken next, and whether that is behind a turn of the loop. */
  #next: Samples = 0;
  #wrapped = false;
  /** All that the loop has gone back: how far layers have fallen that fall while they are held. */
  #looped: Samples = 0;
  /** What sounded last, and what shall. */
  #blend = new Blend();
  #goal = new Blend();
  /** Nothing was taken yet: the first sample is where the mix is. */
  #fresh = true;
  /** Of a blend's weights: what the next sample begins from, and what that grows by with each sample. */
  #part = 1;
  #growth = 0;
  /** Where in the mix: what is taken next goes there. */
  x: Gain01 = 0;
  y: Gain01 = 0;
  /** How much layers fall of what they fall by: what is taken next goes there too. */
  decay: Gain01 = 1;
  /** How much they did in the sample before. */
  #lastDecay: Gain01 = 1;

  /**
   * From sample `first` of the morph grid, which may lie before its beginning by up to `PADDING`.
   * @param looped what a loop has gone back already, in samples of the morph grid.
   */
  start(grid: MorphGrid, first: Samples, looped: Samples): void {
    this.#grid = grid;
    this.#next = first | 0;
    this.#wrapped = false;
    this.#looped = Math.min(MAX_LOOPED, looped) | 0;
    this.#fresh = true;
  }

  /** Lets its zones go, for the garbage collector. */
  stop(): void {
    this.#grid = null;
    this.#blend.clear();
    this.#goal.clear();
  }

  /** Where in the morph grid that is which lies so many samples before the next one. */
  sampleBefore(back: Samples): Samples {
    const sample = this.#next - back;
    const loop = this.#grid?.loop ?? null;
    return this.#wrapped && loop !== null && sample < loop.start ? sample + loop.end - loop.start : sample;
  }

  /** The same, the turns of the loop not counted. */
  playedBefore(back: Samples): Samples {
    return this.#looped + this.#next - back;
  }

  /** Nothing more is heard: all layers have fallen into silence. */
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

  /** Finds what sounds where the mix is now; true when it has to go there. */
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
        // a run is a few milliseconds: a straight line is as good
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
