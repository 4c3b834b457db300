/** Queues MIDI messages in order of their frame. [audio, while playing; no allocation] */
import type { Samples } from '../../src/units.js';

/** Short MIDI messages in order of their frame, first come first within a frame; never allocates. [audio] */
export class EventQueue {
  readonly #frames: Float64Array;
  readonly #bytes: Uint32Array;
  #head = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#frames = new Float64Array(capacity);
    this.#bytes = new Uint32Array(capacity);
  }

  get size(): number {
    return this.#count;
  }

  get full(): boolean {
    return this.#count === this.#frames.length;
  }

  /** Frame of the first event; Infinity when there is none. */
  get nextFrame(): Samples {
    return this.#count === 0 ? Infinity : this.#frames[this.#head]!;
  }

  /** `bytes`: status, first and second data byte from the lowest byte up. The queue must not be full. */
  push(frame: Samples, bytes: number): void {
    let slot = this.#wrap(this.#head + this.#count);
    for (let behind = this.#count; behind > 0; behind--) {
      const before = this.#wrap(this.#head + behind - 1);
      if (this.#frames[before]! <= frame) break;
      this.#frames[slot] = this.#frames[before]!;
      this.#bytes[slot] = this.#bytes[before]!;
      slot = before;
    }
    this.#frames[slot] = frame;
    this.#bytes[slot] = bytes;
    this.#count++;
  }

  /** Removes the first event and returns its bytes. The queue must not be empty. */
  shift(): number {
    const bytes = this.#bytes[this.#head]!;
    this.#head = this.#wrap(this.#head + 1);
    this.#count--;
    return bytes;
  }

  clear(): void {
    this.#count = 0;
  }

  #wrap(index: number): number {
    return index % this.#frames.length;
  }
}
