/** Tracks the held keys of a monophonic line, in order. [audio, while playing; no allocation] */
import { CHANNELS, KEYS } from './constants.js';

/** The keys that are down, in the order they went down: what a monophonic line falls back to. [audio] */
export class KeyStack {
  /** channel · 128 + key. */
  readonly #keys = new Int16Array(CHANNELS * KEYS);
  readonly #velocities = new Uint8Array(CHANNELS * KEYS);
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /** Channel, key and velocity of the last; there must be one. */
  get channel(): number {
    return this.#keys[this.#count - 1]! >> 7;
  }

  get key(): number {
    return this.#keys[this.#count - 1]! & 0x7f;
  }

  get velocity(): number {
    return this.#velocities[this.#keys[this.#count - 1]!]!;
  }

  /** A key goes down; one that is down already comes last. */
  push(channel: number, key: number, velocity: number): void {
    this.remove(channel, key);
    const id = channel * KEYS + key;
    this.#keys[this.#count++] = id;
    this.#velocities[id] = velocity;
  }

  /** True when it was the last. */
  remove(channel: number, key: number): boolean {
    const id = channel * KEYS + key;
    let kept = 0;
    let last = false;
    for (let index = 0; index < this.#count; index++) {
      if (this.#keys[index] !== id) this.#keys[kept++] = this.#keys[index]!;
      else last = index === this.#count - 1;
    }
    this.#count = kept;
    return last;
  }

  removeChannel(channel: number): void {
    let kept = 0;
    for (let index = 0; index < this.#count; index++) {
      if (this.#keys[index]! >> 7 !== channel) this.#keys[kept++] = this.#keys[index]!;
    }
    this.#count = kept;
  }

  clear(): void {
    this.#count = 0;
  }
}
