/** Writes and reads whole numbers as bytes, seven bits each, least significant first. */
import { damaged } from './damaged.js';

/** Largest whole number that is read: 35 bits would not fit the arithmetic below. */
const MOST = 2 ** 31 - 1;

export class NumberWriter {
  readonly #bytes: number[] = [];

  /** A whole number from 0 to 2³¹ − 1. */
  unsigned(value: number): this {
    let rest = value;
    while (rest > 127) {
      this.#bytes.push((rest & 127) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
    return this;
  }

  /** A whole number of either sign, below 2³⁰: 0, −1, 1, −2 … as 0, 1, 2, 3 … */
  signed(value: number): this {
    return this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

export class NumberReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @throws AlloyError 'document-damaged' at the end, or for a number that is too large. */
  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw damaged('embedding', 'its numbers end early');
      value += (byte & 127) * scale;
      if (value > MOST) throw damaged('embedding', 'one of its numbers is too large');
      if (byte < 128) return value;
    }
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  /** A whole number in a range. @throws AlloyError 'document-damaged'. */
  within(least: number, most: number): number {
    const value = this.unsigned();
    if (value < least || value > most) throw damaged('embedding', `${value} is not from ${least} to ${most}`);
    return value;
  }

  /** @throws AlloyError 'document-damaged' unless all was read. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw damaged('embedding', 'something follows its numbers');
  }
}
