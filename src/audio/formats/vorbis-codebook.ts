import type { LittleBitReader } from './bits.js';

/** A Huffman code over entries, each of which may stand for a vector (Vorbis I, chapter 3). */
export class Codebook {
  readonly dimensions: number;
  /** Vectors, `entries × dimensions`; null for a book of scalars. */
  readonly vectors: Float64Array | null;
  /** A binary tree: two links a node; below 0 an entry, ~entry; 0 nothing. */
  readonly #tree: number[] = [0, 0];

  constructor(lengths: Uint8Array, dimensions: number, vectors: Float64Array | null) {
    this.dimensions = dimensions;
    this.vectors = vectors;
    this.#build(lengths);
  }

  /** The next entry. */
  read(reader: LittleBitReader): number {
    let node = 0;
    do {
      node = this.#tree[2 * node + reader.bit()]!;
      if (node === 0) throw new RangeError('a code that the book lacks');
    } while (node > 0);
    return ~node;
  }

  /** Each entry in turn gets the lowest free code of its length. */
  #build(lengths: Uint8Array): void {
    const free = new Float64Array(33).fill(-1); // the lowest free code of each length, left-aligned in 32 bits
    const first = lengths.findIndex((length) => length > 0);
    if (first < 0) return;
    const used = lengths.reduce((count, length) => count + Number(length > 0), 0);
    this.#insert(0, lengths[first]!, first);
    for (let length = 1; length <= lengths[first]!; length++) free[length] = 2 ** (32 - length);
    if (used === 1) this.#tree[1] = this.#tree[0]!; // a lone entry: either bit means it
    for (let entry = first + 1; entry < lengths.length; entry++) {
      const length = lengths[entry]!;
      if (length === 0) continue;
      let from = length;
      while (from > 0 && free[from]! < 0) from--;
      if (from === 0) throw new RangeError('too many codes');
      const code = free[from]!;
      free[from] = -1;
      this.#insert(code, length, entry);
      for (let longer = length; longer > from; longer--) free[longer] = code + 2 ** (32 - longer);
    }
  }

  #insert(code: number, length: number, entry: number): void {
    let node = 0;
    for (let i = 0; i < length; i++) {
      const link = 2 * node + (Math.floor(code / 2 ** (31 - i)) % 2);
      if (i === length - 1) {
        this.#tree[link] = ~entry;
      } else {
        if (this.#tree[link] === 0) {
          this.#tree[link] = this.#tree.length / 2;
          this.#tree.push(0, 0);
        }
        node = this.#tree[link]!;
      }
    }
  }
}

export function readCodebook(reader: LittleBitReader): Codebook {
  if (reader.unsigned(24) !== 0x564342) throw new RangeError('codebook');
  const dimensions = reader.unsigned(16);
  const entries = reader.unsigned(24);
  const lengths = reader.bit() ? orderedLengths(reader, entries) : plainLengths(reader, entries);
  const lookup = reader.unsigned(4);
  if (lookup > 2) throw new RangeError('codebook');
  const vectors = lookup > 0 ? readVectors(reader, lookup, entries, dimensions) : null;
  return new Codebook(lengths, dimensions, vectors);
}

function orderedLengths(reader: LittleBitReader, entries: number): Uint8Array {
  const lengths = new Uint8Array(entries);
  let length = reader.unsigned(5) + 1;
  for (let entry = 0; entry < entries; length++) {
    const count = reader.unsigned(32 - Math.clz32(entries - entry));
    if (entry + count > entries || length > 32) throw new RangeError('codebook');
    lengths.fill(length, entry, entry + count);
    entry += count;
  }
  return lengths;
}

function plainLengths(reader: LittleBitReader, entries: number): Uint8Array {
  const sparse = reader.bit() === 1;
  const lengths = new Uint8Array(entries);
  for (let entry = 0; entry < entries; entry++) {
    if (!sparse || reader.bit()) lengths[entry] = reader.unsigned(5) + 1;
  }
  return lengths;
}

function readVectors(
  reader: LittleBitReader,
  lookup: number,
  entries: number,
  dimensions: number,
): Float64Array {
  const minimum = unpackFloat(reader.unsigned(32));
  const delta = unpackFloat(reader.unsigned(32));
  const bits = reader.unsigned(4) + 1;
  const sequence = reader.bit() === 1;
  const count = lookup === 1 ? latticeSize(entries, dimensions) : entries * dimensions;
  const steps = Array.from({ length: count }, () => reader.unsigned(bits));
  const vectors = new Float64Array(entries * dimensions);
  for (let entry = 0; entry < entries; entry++) {
    let last = 0;
    let divisor = 1;
    for (let d = 0; d < dimensions; d++) {
      const step = lookup === 1 ? Math.floor(entry / divisor) % count : entry * dimensions + d;
      const value = steps[step]! * delta + minimum + last;
      if (sequence) last = value;
      vectors[entry * dimensions + d] = value;
      divisor *= count;
    }
  }
  return vectors;
}

/** The largest n with n^dimensions ≤ entries. */
function latticeSize(entries: number, dimensions: number): number {
  let n = Math.floor(entries ** (1 / dimensions));
  while ((n + 1) ** dimensions <= entries) n++;
  while (n ** dimensions > entries) n--;
  return n;
}

/** Vorbis's own 32-bit float: sign, 10 bits of exponent biased by 788, 21 bits of integer mantissa. */
function unpackFloat(bits: number): number {
  const mantissa = bits % 2 ** 21;
  const exponent = Math.floor(bits / 2 ** 21) % 2 ** 10;
  return (bits >= 2 ** 31 ? -mantissa : mantissa) * 2 ** (exponent - 788);
}
