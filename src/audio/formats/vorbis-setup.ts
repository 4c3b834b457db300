/** The three headers of a Vorbis stream (Vorbis I specification, chapters 3 to 7). */
import { LittleBitReader } from './bits.js';
import { readCodebook, type Codebook } from './vorbis-codebook.js';
import type { Floor } from './vorbis-floor.js';
import { readFloor } from './vorbis-floor.js';
import { readResidue, type Residue } from './vorbis-residue.js';

export interface Mapping {
  /** Magnitude and angle channels, in the order of the header. */
  readonly couplings: readonly (readonly [number, number])[];
  /** Submap of each channel. */
  readonly mux: readonly number[];
  readonly submaps: readonly { readonly floor: number; readonly residue: number }[];
}

export interface VorbisSetup {
  readonly channels: number;
  readonly sampleRate: number;
  /** Short and long. */
  readonly blockSizes: readonly [number, number];
  readonly codebooks: readonly Codebook[];
  readonly floors: readonly Floor[];
  readonly residues: readonly Residue[];
  readonly mappings: readonly Mapping[];
  readonly modes: readonly { readonly long: boolean; readonly mapping: number }[];
}

/** Thrown for what the specification forbids; the decoder turns it into an AlloyError. */
export class BadVorbis extends Error {}

/** Bits that hold `value`. */
export function ilog(value: number): number {
  return value > 0 ? 32 - Math.clz32(value) : 0;
}

/** @param packets the identification and the setup header. */
export function readSetup(identification: Uint8Array, setup: Uint8Array): VorbisSetup {
  const reader = new LittleBitReader(identification);
  expectHeader(reader, 1);
  reader.unsigned(32); // version
  const channels = reader.unsigned(8);
  const sampleRate = reader.unsigned(32);
  for (let i = 0; i < 3; i++) reader.unsigned(32); // bit rates
  const blockSizes = [2 ** reader.unsigned(4), 2 ** reader.unsigned(4)] as const;
  if (
    channels < 1 ||
    sampleRate < 1 ||
    blockSizes[0] < 64 ||
    blockSizes[1] > 8192 ||
    blockSizes[0] > blockSizes[1]
  ) {
    throw new BadVorbis('header');
  }
  return { channels, sampleRate, blockSizes, ...readTables(new LittleBitReader(setup), channels) };
}

function expectHeader(reader: LittleBitReader, type: number): void {
  const expected = [type, 0x76, 0x6f, 0x72, 0x62, 0x69, 0x73];
  if (expected.some((byte) => reader.unsigned(8) !== byte)) throw new BadVorbis('header');
}

function readTables(
  reader: LittleBitReader,
  channels: number,
): Pick<VorbisSetup, 'codebooks' | 'floors' | 'residues' | 'mappings' | 'modes'> {
  expectHeader(reader, 5);
  const list = <T>(count: number, read: () => T): T[] => Array.from({ length: count }, read);
  const codebooks = list(reader.unsigned(8) + 1, () => readCodebook(reader));
  const transforms = list(reader.unsigned(6) + 1, () => reader.unsigned(16));
  if (transforms.some((t) => t !== 0)) throw new BadVorbis('time transform');
  const floors = list(reader.unsigned(6) + 1, () => readFloor(reader));
  const residues = list(reader.unsigned(6) + 1, () => readResidue(reader));
  const mappings = list(reader.unsigned(6) + 1, () => readMapping(reader, channels));
  const modes = list(reader.unsigned(6) + 1, () => {
    const long = reader.bit() === 1;
    if (reader.unsigned(32) !== 0) throw new BadVorbis('mode'); // window and transform type
    return { long, mapping: reader.unsigned(8) };
  });
  return { codebooks, floors, residues, mappings, modes };
}

function readMapping(reader: LittleBitReader, channels: number): Mapping {
  if (reader.unsigned(16) !== 0) throw new BadVorbis('mapping');
  const submapCount = reader.bit() ? reader.unsigned(4) + 1 : 1;
  const couplingCount = reader.bit() ? reader.unsigned(8) + 1 : 0;
  const bits = ilog(channels - 1);
  const couplings = Array.from(
    { length: couplingCount },
    () => [reader.unsigned(bits), reader.unsigned(bits)] as const,
  );
  if (reader.unsigned(2) !== 0) throw new BadVorbis('mapping');
  const mux = Array.from({ length: channels }, () => (submapCount > 1 ? reader.unsigned(4) : 0));
  const submaps = Array.from({ length: submapCount }, () => {
    reader.unsigned(8); // time transform, unused
    return { floor: reader.unsigned(8), residue: reader.unsigned(8) };
  });
  return { couplings, mux, submaps };
}
