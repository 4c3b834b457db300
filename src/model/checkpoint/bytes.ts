/** A walk through bytes: little-endian numbers and varints. Everything throws an Error at the end of the bytes. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  /** The next bytes, not copied. */
  take(count: number): Uint8Array {
    if (count > this.left) throw new Error('it ends too early');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** An unsigned number of 1 to 6 bytes. */
  little(count: number): number {
    return this.take(count).reduceRight((value, byte) => value * 256 + byte, 0);
  }

  /** An unsigned LEB128 number below 2^53. */
  varint(): number {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.byte();
      value += (byte & 127) * shift;
      if (byte < 128) {
        if (!Number.isSafeInteger(value)) throw new Error('it has a number that is too large');
        return value;
      }
    }
  }
}
