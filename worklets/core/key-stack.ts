/** Tracks the held keys of a monophonic line, in order. [audio, while playing; no allocation] */
import { CHANNELS, KEYS } from './constants.js';

/** Held keys in the order they were pressed: a monophonic line returns to the last one. [audio] */
export class KeyStack {
  /** channel · 128 + key. */
  readonly #keys = new Int16Array(CHANNELS * KEYS);
  readonly #velocities = new Uint8Array(CHANNELS * KEYS);
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /** Channel, key and velocity of the last key pressed; there must be one. */
  get channel(): number {
    return this.#keys[this.#count - 1]! >> 7;
  }

  get key(): number {
    return this.#keys[this.#count - 1]! & 0x7f;
  }

  get velocity(): number {
    return this.#velocities[this.#keys[this.#count - 1]!]!;
  }

  /** Adds a key as the last one, also when it is down already. */
  push(channel: number, key: number, velocity: number): void {
    this.remove(channel, key);
    const id = channel * KEYS + key;
    this.#keys[this.#count++] = id;
    this.#velocities[id] = velocity;
  }

  /** Removes a key; true when it was the last one. */
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
