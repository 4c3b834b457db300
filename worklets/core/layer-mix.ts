import type { Gain01, Samples } from '../../src/units.js';
import { Blend, type Grid } from './grid.js';
import { PADDING } from './zone.js';

/** Nepers, 100 dB: what has fallen by this is over. */
const SILENT = 11.5;
/** Some hours: what falls was silent long before. */
const MOST_GONE: Samples = 2 ** 30;

/**
 * Takes samples from a grid one after the other, round its loop, and mixes its layers as it goes: every sample is
 * mixed once, however many taps read it. When the mix moves, the weights go there in straight lines over the
 * samples that are taken at a time. [audio]
 */
export class LayerMix {
  #grid: Grid | null = null;
  /** The sample that is taken next, and whether that is behind a turn of the loop. */
  #next: Samples = 0;
  #turned = false;
  /** All that the loop has gone back: how far layers have fallen that fall while they are held. */
  #gone: Samples = 0;
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
  #decayed: Gain01 = 1;

  /**
   * From sample `first` of the grid, which may lie before its beginning by up to `PADDING`.
   * @param gone what a loop has gone back already, in samples of the grid.
   */
  start(grid: Grid, first: Samples, gone: Samples): void {
    this.#grid = grid;
    this.#next = first | 0;
    this.#turned = false;
    this.#gone = Math.min(MOST_GONE, gone) | 0;
    this.#fresh = true;
  }

  /** Lets its zones go, for the garbage collector. */
  stop(): void {
    this.#grid = null;
    this.#blend.clear();
    this.#goal.clear();
  }

  /** Where in the grid that is which lies so many samples before the next one. */
  sampleBefore(back: Samples): Samples {
    const sample = this.#next - back;
    const loop = this.#grid?.loop ?? null;
    return this.#turned && loop !== null && sample < loop.start ? sample + loop.end - loop.start : sample;
  }

  /** The same, the turns of the loop not counted. */
  playedBefore(back: Samples): Samples {
    return this.#gone + this.#next - back;
  }

  /** Nothing more is heard: all layers have fallen into silence. */
  get silent(): boolean {
    const grid = this.#grid;
    return (
      grid?.loop != null && grid.fall * this.decay * (this.#gone + this.#next - grid.loop.start) > SILENT
    );
  }

  /** Writes the next `count` samples to `out` from `offset` on. */
  take(out: Float32Array, offset: Samples, count: Samples): void {
    if (count <= 0 || this.#grid === null) return;
    const moving = this.#follow(this.#grid);
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
      this.#decayed = this.decay;
      done += run;
      this.#next = (this.#next + run) | 0;
      if (loop === null || this.#next < loop.end) continue;
      this.#gone = Math.min(MOST_GONE, this.#gone + loop.end - loop.start) | 0;
      this.#next = (this.#next - (loop.end - loop.start)) | 0;
      this.#turned = true;
    }
    if (moving) this.#turn();
  }

  /** Finds what sounds where the mix is now; true when it has to go there. */
  #follow(grid: Grid): boolean {
    const fresh = this.#fresh;
    if (!fresh && this.x === this.#blend.x && this.y === this.#blend.y) return false;
    if (fresh) this.#decayed = this.decay;
    this.#fresh = false;
    this.#goal.x = this.x;
    this.#goal.y = this.y;
    grid.locate(this.#goal);
    if (fresh) this.#turn();
    return !fresh;
  }

  #add({ zones, weights, count }: Blend, out: Float32Array, offset: Samples, run: Samples): void {
    const from = PADDING + this.#next;
    const loop = this.#grid!.loop;
    const held = loop === null ? 0 : (this.#gone + this.#next - loop.start) | 0;
    for (let layer = 0; layer < count; layer++) {
      const { data, fall } = zones[layer]!;
      let slope = weights[layer]! * this.#growth;
      let weight = weights[layer]! * this.#part;
      if (fall > 0 && held + run > 0) {
        // a run is a few milliseconds: a straight line is as good
        const end = (weight + slope * run) * Math.exp(-fall * this.decay * (held + run));
        if (held > 0) weight *= Math.exp(-fall * this.#decayed * held);
        slope = (end - weight) / run;
      }
      for (let index = 0; index < run; index++) {
        weight += slope;
        out[offset + index]! += weight * data[from + index]!;
      }
    }
  }

  #turn(): void {
    const blend = this.#blend;
    this.#blend = this.#goal;
    this.#goal = blend;
  }
}
