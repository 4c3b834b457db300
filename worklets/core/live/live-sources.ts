/** Decides which notes are played live, and holds the engine that plays them. [audio; allocates with its commands] */
import type { Hertz, MidiNote } from '../../../src/units.js';
import type { KeyZone } from '../key-zones.js';
import type { MorphGrid } from '../morph-grid.js';
import { LiveEngine } from './engine.js';

/** Voices and notes of one player ask it. [audio] */
export class LiveSources {
  readonly #rate: Hertz;
  /** null before the page sent it. */
  engine: LiveEngine | null = null;
  /** A rendered zone serves keys up to so many semitones away; others are played live. */
  reach = Infinity;

  constructor(rate: Hertz) {
    this.#rate = rate;
  }

  /** Makes the engine, once. What is no engine changes nothing: notes are played from samples then. */
  begin(wasm: ArrayBuffer): void {
    if (this.engine !== null) return;
    try {
      this.engine = new LiveEngine(new WebAssembly.Module(wasm), this.#rate);
    } catch {
      this.engine = null;
    }
  }

  /** There are sources. */
  get ready(): boolean {
    return this.engine !== null && this.engine.set !== null;
  }

  /** Whether rendered samples are there for a pitch: a zone near enough, all of it. Without sources any samples are. */
  rendered(keyZone: KeyZone | null, grid: MorphGrid | null, pitch: MidiNote): boolean {
    if (keyZone === null || grid === null) return false;
    if (!this.ready) return true;
    return grid.available === Infinity && Math.abs(keyZone.rootMidi - pitch) <= this.reach;
  }
}
