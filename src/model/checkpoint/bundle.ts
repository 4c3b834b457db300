/** Reads the index of a V2 checkpoint: the position of each tensor in the data files. */
import { AlloyError } from '../../errors.js';
import { protoFields } from './proto.js';
import { readTable } from './table.js';

/** TensorFlow's number of float32. */
const FLOAT = 1;

/** A tensor of the checkpoint: BundleEntryProto of TensorFlow's tensor_bundle.proto. */
export interface BundleEntry {
  readonly name: string;
  readonly isFloat32: boolean;
  readonly shape: readonly number[];
  /** Which data file, from 0. */
  readonly shard: number;
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  /** Masked CRC-32C of the bytes. */
  readonly crc: number;
  /** True for a variable that was saved in parts. */
  readonly sliced: boolean;
}

export interface BundleIndex {
  readonly shards: number;
  readonly entries: readonly BundleEntry[];
}

/**
 * Reads an `.index` file.
 * @param file its name, for errors.
 * @throws AlloyError 'model-invalid'.
 */
export function readBundleIndex(bytes: Uint8Array, file: string): BundleIndex {
  try {
    const [head, ...rest] = readTable(bytes);
    if (!head || head.key !== '') throw new Error('it has no header');
    const shards = readHeader(head.value);
    return { shards, entries: rest.map(({ key, value }) => readEntry(key, value)) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AlloyError('model-invalid', file, `${file} cannot be read: ${reason}.`, { cause });
  }
}

function readHeader(message: Uint8Array): number {
  let shards = 0;
  for (const { id, value } of protoFields(message)) {
    if (id === 1 && typeof value === 'number') shards = value;
    if (id === 2 && value !== 0) throw new Error('its numbers are big-endian, which Alloy does not read');
  }
  return shards;
}

function readEntry(name: string, message: Uint8Array): BundleEntry {
  const numbers = new Map<number, number>();
  let shape: number[] = [];
  let sliced = false;
  for (const { id, value } of protoFields(message)) {
    if (typeof value === 'number') numbers.set(id, value);
    else if (id === 2) shape = readShape(value);
    else if (id === 7) sliced = true;
  }
  const field = (id: number): number => numbers.get(id) ?? 0;
  return {
    name,
    isFloat32: field(1) === FLOAT,
    shape,
    shard: field(3),
    offset: field(4),
    size: field(5),
    crc: field(6),
    sliced,
  };
}

/** TensorShapeProto: field 2 repeats a dimension, whose field 1 is its size (absent: 0). */
function readShape(message: Uint8Array): number[] {
  const shape: number[] = [];
  for (const { id, value } of protoFields(message)) {
    if (id !== 2 || typeof value === 'number') continue;
    let size = 0;
    for (const field of protoFields(value)) if (field.id === 1) size = Number(field.value);
    shape.push(size);
  }
  return shape;
}
