/** Counts which input holds which note, so that one key is one note. */
import type { MidiNote, Velocity } from '../../src/units.js';

export interface NoteSink {
  noteOn(key: MidiNote, velocity: Velocity): void;
  noteOff(key: MidiNote): void;
}

/**
 * Which source (a finger, a computer key) holds which note. A note begins with its first holder and ends
 * with its last, so that no order of presses and releases leaves one hanging.
 */
export class HeldNotes {
  readonly #sink: NoteSink;
  readonly #bySource = new Map<string, MidiNote>();

  constructor(sink: NoteSink) {
    this.#sink = sink;
  }

  /** `source` holds `key` from now on, and lets go of what it held. */
  press(source: string, key: MidiNote, velocity: Velocity): void {
    if (this.#bySource.get(source) === key) return;
    this.release(source);
    const sounding = this.#isHeld(key);
    this.#bySource.set(source, key);
    if (!sounding) this.#sink.noteOn(key, velocity);
  }

  release(source: string): void {
    const key = this.#bySource.get(source);
    if (key === undefined) return;
    this.#bySource.delete(source);
    if (!this.#isHeld(key)) this.#sink.noteOff(key);
  }

  /** Releases every source whose name begins with `prefix`. */
  releaseAll(prefix = ''): void {
    for (const source of [...this.#bySource.keys()]) {
      if (source.startsWith(prefix)) this.release(source);
    }
  }

  #isHeld(key: MidiNote): boolean {
    return [...this.#bySource.values()].includes(key);
  }
}
