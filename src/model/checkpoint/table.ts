/**
 * TensorFlow's sorted string table, LevelDB's with other names: blocks of key and value pairs, then a block that
 * finds those blocks, then a footer.
 *   block: entries, each [shared, rest, value lengths as varints][rest of the key][value], where `shared` bytes are
 *   those of the key before; then offsets of restarts and their number, u32 each; then, outside the block, a byte
 *   of compression (0 none, 1 Snappy) and the masked CRC-32C of block and byte.
 *   footer: two handles [offset, size as varints] of the meta and the index block, padded to 40 bytes, and a magic.
 */
import { ByteReader } from './bytes.js';
import { Crc32c } from './crc32c.js';
import { unsnappy } from './snappy.js';

const FOOTER = 48;
const MAGIC = [0xdb, 0x47, 0x75, 0x24, 0x8b, 0x80, 0xfb, 0x57].reverse();
const TRAILER = 5;

export interface TableEntry {
  readonly key: string;
  readonly value: Uint8Array;
}

/** All entries of a table, in its order. @throws Error that says what is wrong with it. */
export function readTable(file: Uint8Array): TableEntry[] {
  if (file.length < FOOTER) throw new Error('it is too short for a table');
  const footer = file.subarray(file.length - FOOTER);
  if (!MAGIC.every((byte, i) => footer[FOOTER - MAGIC.length + i] === byte)) {
    throw new Error('it does not end as a table does: cut short, or not an index of a checkpoint');
  }
  const handles = new ByteReader(footer);
  handle(handles);
  const index = readBlock(file, handle(handles));
  return entries(index).flatMap(({ value }) => entries(readBlock(file, handle(new ByteReader(value)))));
}

interface Handle {
  readonly offset: number;
  readonly size: number;
}

function handle(reader: ByteReader): Handle {
  return { offset: reader.varint(), size: reader.varint() };
}

function readBlock(file: Uint8Array, { offset, size }: Handle): Uint8Array {
  const end = offset + size;
  if (end + TRAILER > file.length) throw new Error('it names a block beyond its end');
  const block = file.subarray(offset, end);
  const trailer = new ByteReader(file.subarray(end, end + TRAILER));
  const compression = trailer.byte();
  const expected = trailer.little(4);
  const actual = new Crc32c().add(file.subarray(offset, end + 1)).masked;
  if (actual !== expected) throw new Error(`its block at byte ${offset} is damaged (CRC-32C)`);
  if (compression === 0) return block;
  if (compression === 1) return unsnappy(block);
  throw new Error(`its block at byte ${offset} has the unknown compression ${compression}`);
}

function entries(block: Uint8Array): TableEntry[] {
  if (block.length < 4) throw new Error('it has an empty block');
  const restarts = new ByteReader(block.subarray(block.length - 4)).little(4);
  const end = block.length - 4 * (restarts + 1);
  if (end < 0) throw new Error('it has a block without entries');
  const reader = new ByteReader(block.subarray(0, end));
  const decoder = new TextDecoder();
  const found: TableEntry[] = [];
  let key = new Uint8Array();
  while (reader.left > 0) {
    const [shared, rest, length] = [reader.varint(), reader.varint(), reader.varint()];
    if (shared > key.length) throw new Error('it has a key that leans on more than there is');
    const next = new Uint8Array(shared + rest);
    next.set(key.subarray(0, shared));
    next.set(reader.take(rest), shared);
    key = next;
    found.push({ key: decoder.decode(key), value: reader.take(length) });
  }
  return found;
}
