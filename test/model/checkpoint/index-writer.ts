/** Writes checkpoint indexes for the tests: what TensorFlow would not write, but a disk or a stranger might. */
import { Crc32c } from '../../../src/model/checkpoint/crc32c.js';

export interface WrittenEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
  readonly crc: number;
  readonly dtype?: number;
  readonly shard?: number;
  readonly sliced?: boolean;
}

export function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}

const little = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);
const field = (id: number, value: number): number[] =>
  value === 0 ? [] : [...varint(id * 8), ...varint(value)];
const nested = (id: number, bytes: readonly number[]): number[] => [
  ...varint(id * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
];

function entryMessage({ shape, offset, size, crc, dtype = 1, shard = 0, sliced }: WrittenEntry): number[] {
  const dims = shape.flatMap((length) => nested(2, field(1, length)));
  return [
    ...field(1, dtype),
    ...nested(2, dims),
    ...field(3, shard),
    ...field(4, offset),
    ...field(5, size),
    ...varint(6 * 8 + 5),
    ...little(crc),
    ...(sliced ? nested(7, []) : []),
  ];
}

/** Bytes as one Snappy literal. */
export function snappyLiteral(bytes: readonly number[]): number[] {
  return [...varint(bytes.length), 61 << 2, (bytes.length - 1) & 255, (bytes.length - 1) >>> 8, ...bytes];
}

/** Key and value pairs as a block without shared keys. */
function blockOf(pairs: readonly (readonly [string, readonly number[]])[]): number[] {
  const bytes: number[] = [];
  for (const [key, value] of pairs) {
    const name = [...new TextEncoder().encode(key)];
    bytes.push(0, ...varint(name.length), ...varint(value.length), ...name, ...value);
  }
  return [...bytes, ...little(0), ...little(1)];
}

/** A whole index, a block or Snappy block for the entries. */
export function writeIndex(
  entries: readonly WrittenEntry[],
  options: { readonly snappy?: boolean; readonly shards?: number; readonly bigEndian?: boolean } = {},
): Uint8Array {
  const file: number[] = [];
  const append = (plain: number[], compression: number): number[] => {
    const block = compression === 1 ? snappyLiteral(plain) : plain;
    const offset = file.length;
    const sealed = Uint8Array.from([...block, compression]);
    file.push(...sealed, ...little(new Crc32c().add(sealed).masked));
    return [...varint(offset), ...varint(block.length)];
  };
  const header = [...field(1, options.shards ?? 1), ...field(2, options.bigEndian ? 1 : 0)];
  const pairs = entries.map((entry) => [entry.name, entryMessage(entry)] as const);
  const data = append(blockOf([['', header], ...pairs]), options.snappy ? 1 : 0);
  const meta = append(blockOf([]), 0);
  const index = append(blockOf([['zzz', data]]), 0);
  const handles = [...meta, ...index];
  const magic = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];
  file.push(...handles, ...Array<number>(40 - handles.length).fill(0), ...magic);
  return Uint8Array.from(file);
}
