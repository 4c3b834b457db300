/** Queues messages in order of their frame. [audio, while playing; allocates only where more wait than ever before] */
import type { Samples } from '../../src/units.js';

/** Places whose frames and arrivals a heap compares; each array has one number a place. */
interface Columns {
  readonly frames: Float64Array;
  /** Count of arrivals: first come first within a frame. */
  readonly arrivals: Float64Array;
  readonly bytes: Uint32Array;
  readonly values: Float64Array;
}

function columns(capacity: number): Columns {
  return {
    frames: new Float64Array(capacity),
    arrivals: new Float64Array(capacity),
    bytes: new Uint32Array(capacity),
    values: new Float64Array(capacity),
  };
}

/**
 * Messages of four bytes and a number, in order of their frame, first come first within a frame: a binary heap, because a
 * host may send whole songs ahead, track by track. [audio] Doubles its room when it is full, up to `most` messages, which
 * is when it allocates.
 */
export class EventQueue {
  readonly #most: number;
  #columns: Columns;
  #capacity: number;
  #count = 0;
  #arrivals = 0;

  constructor(capacity: number, most = capacity) {
    this.#capacity = capacity;
    this.#most = most;
    this.#columns = columns(capacity);
  }

  get size(): number {
    return this.#count;
  }

  /** No more fits: what is next has to be taken first. */
  get full(): boolean {
    return this.#count >= this.#most;
  }

  /** Frame of the first message; Infinity when there is none. */
  get nextFrame(): Samples {
    return this.#count === 0 ? Infinity : this.#columns.frames[0]!;
  }

  /** The number that belongs to the first message. The queue must not be empty. */
  get nextValue(): number {
    return this.#columns.values[0]!;
  }

  /** `bytes`: status, first and second data byte from the lowest byte up. The queue must not be full. */
  push(frame: Samples, bytes: number, value = 0): void {
    if (this.#count === this.#capacity) this.#grow();
    if (this.#count === 0) this.#arrivals = 0;
    let place = this.#count++;
    const arrival = this.#arrivals++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#columns.frames[parent]! <= frame) break; // what came before stays before it
      this.#move(parent, place);
      place = parent;
    }
    this.#set(place, frame, arrival, bytes, value);
  }

  /** Removes the first message and returns its bytes. The queue must not be empty. */
  shift(): number {
    const bytes = this.#columns.bytes[0]!;
    this.#count--;
    if (this.#count > 0) this.#sink(0, this.#count);
    return bytes;
  }

  /** Removes the messages of `frame` and later whose bits of `mask` are `value`. */
  cut(frame: Samples, mask = 0, value = 0): void {
    const { frames, bytes } = this.#columns;
    let kept = 0;
    for (let place = 0; place < this.#count; place++) {
      const stays = frames[place]! < frame || (bytes[place]! & mask) !== value;
      if (stays) this.#move(place, kept++);
    }
    this.#count = kept;
    for (let place = (kept >> 1) - 1; place >= 0; place--) this.#sink(place, place);
  }

  clear(): void {
    this.#count = 0;
  }

  /** Puts the message of place `from` at `place` or below, where it belongs. */
  #sink(place: number, from: number): void {
    const { frames, arrivals, bytes, values } = this.#columns;
    const frame = frames[from]!;
    const arrival = arrivals[from]!;
    const message = bytes[from]!;
    const value = values[from]!;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#count) break;
      if (child + 1 < this.#count && this.#before(child + 1, frames[child]!, arrivals[child]!)) child++;
      if (!this.#before(child, frame, arrival)) break;
      this.#move(child, place);
      place = child;
    }
    this.#set(place, frame, arrival, message, value);
  }

  #before(place: number, frame: Samples, arrival: number): boolean {
    const { frames, arrivals } = this.#columns;
    return frames[place]! < frame || (frames[place]! === frame && arrivals[place]! < arrival);
  }

  #move(from: number, to: number): void {
    const { frames, arrivals, bytes, values } = this.#columns;
    this.#set(to, frames[from]!, arrivals[from]!, bytes[from]!, values[from]!);
  }

  #set(place: number, frame: Samples, arrival: number, bytes: number, value: number): void {
    this.#columns.frames[place] = frame;
    this.#columns.arrivals[place] = arrival;
    this.#columns.bytes[place] = bytes;
    this.#columns.values[place] = value;
  }

  #grow(): void {
    const before = this.#columns;
    this.#capacity = Math.min(this.#most, 2 * this.#capacity);
    this.#columns = columns(this.#capacity);
    this.#columns.frames.set(before.frames);
    this.#columns.arrivals.set(before.arrivals);
    this.#columns.bytes.set(before.bytes);
    this.#columns.values.set(before.values);
  }
}
