/** Reads bits from bytes, most significant first (FLAC) and least significant first (Vorbis). */
/** Thrown by the readers at the end of the data; decoders turn it into an AlloyError. */
export class OutOfBits extends Error {}

/** Reads bits, most significant first, as FLAC has them. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position: number;

  /** @param offset first byte. */
  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes;
    this.#position = offset * 8;
  }

  /** Byte offset; only meaningful when aligned. */
  get offset(): number {
    return this.#position / 8;
  }

  align(): void {
    this.#position = Math.ceil(this.#position / 8) * 8;
  }

  /** @param count 0 to 36. */
  unsigned(count: number): number {
    let value = 0;
    let left = count;
    while (left > 0) {
      const byte = this.#bytes[Math.floor(this.#position / 8)];
      if (byte === undefined) throw new OutOfBits();
      const used = this.#position % 8;
      const take = Math.min(8 - used, left);
      value = value * 2 ** take + ((byte >> (8 - used - take)) & ((1 << take) - 1));
      this.#position += take;
      left -= take;
    }
    return value;
  }

  /** Two's complement. @param count 0 to 36. */
  signed(count: number): number {
    const value = this.unsigned(count);
    return count > 0 && value >= 2 ** (count - 1) ? value - 2 ** count : value;
  }

  /** Zeros before the next one, which is taken too. */
  unary(): number {
    let zeros = 0;
    for (;;) {
      const byte = this.#bytes[Math.floor(this.#position / 8)];
      if (byte === undefined) throw new OutOfBits();
      const used = this.#position % 8;
      const rest = (byte << used) & 0xff;
      if (rest !== 0) {
        const leading = Math.clz32(rest) - 24;
        this.#position += leading + 1;
        return zeros + leading;
      }
      zeros += 8 - used;
      this.#position += 8 - used;
    }
  }
}
