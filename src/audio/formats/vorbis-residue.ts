/** Residues, the fine spectrum in layers of vectors (Vorbis I, chapter 8). */
import { OutOfBits, type LittleBitReader } from './bits.js';
import type { Codebook } from './vorbis-codebook.js';

export interface Residue {
  readonly type: number;
  readonly begin: number;
  readonly end: number;
  readonly partitionSize: number;
  readonly classBook: number;
  /** Book of each pass, for each classification; −1: none. */
  readonly books: readonly (readonly number[])[];
}

const PASSES = 8;

export function readResidue(reader: LittleBitReader): Residue {
  const type = reader.unsigned(16);
  if (type > 2) throw new RangeError('residue');
  const begin = reader.unsigned(24);
  const end = reader.unsigned(24);
  const partitionSize = reader.unsigned(24) + 1;
  const classifications = reader.unsigned(6) + 1;
  const classBook = reader.unsigned(8);
  const cascades = Array.from({ length: classifications }, () => {
    const low = reader.unsigned(3);
    return low + 8 * (reader.bit() ? reader.unsigned(5) : 0);
  });
  const books = cascades.map((cascade) =>
    Array.from({ length: PASSES }, (_, pass) => ((cascade >> pass) & 1 ? reader.unsigned(8) : -1)),
  );
  return { type, begin, end, partitionSize, classBook, books };
}

/**
 * Adds the residue to the channels' spectra. A packet that ends here is no error: the rest stays as it is.
 * @param spectra one array of `length` values a channel; null for a channel that codes nothing.
 */
export function addResidue(
  reader: LittleBitReader,
  residue: Residue,
  books: readonly Codebook[],
  spectra: readonly (Float64Array | null)[],
  length: number,
): void {
  try {
    if (residue.type === 2) addInterleaved(reader, residue, books, spectra, length);
    else decodePartitions(reader, residue, books, spectra, length);
  } catch (error) {
    if (!(error instanceof OutOfBits)) throw error;
  }
}

/** Type 2: all channels interleaved as one vector, coded if any of them is. */
function addInterleaved(
  reader: LittleBitReader,
  residue: Residue,
  books: readonly Codebook[],
  spectra: readonly (Float64Array | null)[],
  length: number,
): void {
  if (spectra.every((spectrum) => spectrum === null)) return;
  const count = spectra.length;
  const vector = new Float64Array(count * length);
  try {
    decodePartitions(reader, residue, books, [vector], count * length);
  } finally {
    spectra.forEach((spectrum, channel) => {
      if (spectrum) for (let i = 0; i < length; i++) spectrum[i] = vector[i * count + channel]!;
    });
  }
}

function decodePartitions(
  reader: LittleBitReader,
  residue: Residue,
  books: readonly Codebook[],
  vectors: readonly (Float64Array | null)[],
  length: number,
): void {
  const begin = Math.min(residue.begin, length);
  const partitions = Math.floor((Math.min(residue.end, length) - begin) / residue.partitionSize);
  const classBook = books[residue.classBook]!;
  const classes = vectors.map(() => new Uint8Array(partitions + classBook.dimensions));
  for (let pass = 0; pass < PASSES; pass++) {
    for (let first = 0; first < partitions; first += classBook.dimensions) {
      if (pass === 0) readClasses(reader, residue, classBook, vectors, classes, first);
      for (let p = first; p < Math.min(first + classBook.dimensions, partitions); p++) {
        vectors.forEach((vector, j) => {
          const book = vector ? residue.books[classes[j]![p]!]![pass]! : -1;
          if (vector && book >= 0)
            addPartition(reader, residue, books[book]!, vector, begin + p * residue.partitionSize);
        });
      }
    }
  }
}

/** One code word classes several partitions: digits of a number, the last partition's lowest. */
function readClasses(
  reader: LittleBitReader,
  residue: Residue,
  classBook: Codebook,
  vectors: readonly (Float64Array | null)[],
  classes: readonly Uint8Array[],
  first: number,
): void {
  vectors.forEach((vector, j) => {
    if (!vector) return;
    let word = classBook.read(reader);
    for (let i = classBook.dimensions - 1; i >= 0; i--) {
      classes[j]![first + i] = word % residue.books.length;
      word = Math.floor(word / residue.books.length);
    }
  });
}

/** Type 0 spreads each vector over the partition; types 1 and 2 lay them one after another. */
function addPartition(
  reader: LittleBitReader,
  residue: Residue,
  book: Codebook,
  target: Float64Array,
  offset: number,
): void {
  const { dimensions, vectors } = book;
  if (!vectors) throw new RangeError('residue');
  const steps = residue.partitionSize / dimensions;
  for (let step = 0; step < steps; step++) {
    const entry = book.read(reader) * dimensions;
    for (let d = 0; d < dimensions; d++) {
      const at = residue.type === 0 ? step + d * steps : step * dimensions + d;
      target[offset + at]! += vectors[entry + d]!;
    }
  }
}
