/**
 * Reads zip archives of unknown origin: bounded in memory, time and names, every member checked against its CRC. fflate, which
 * inflates, does neither check CRCs nor bound what it unpacks.
 */
import { damaged } from '../damaged.js';
import { inflateWithin } from '../inflate.js';
import { crc32 } from './crc32.js';

export interface ZipLimits {
  /** Of the archive. */
  readonly bytes: number;
  readonly members: number;
  /** Of all members together, unpacked. */
  readonly unpacked: number;
}

/** A member that is unpacked when it is asked for. */
export interface ZipMember {
  readonly name: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** @throws AlloyError 'document-damaged' where it is not what the directory says. */
  unpack(): Uint8Array;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const MOST_COMMENT = 0xffff;
/** Fields of this value are in a zip64 record instead: for archives that are larger than any that is taken. */
const ELSEWHERE = 0xffffffff;
const ENCRYPTED = 0x0001;
const UTF8 = 0x0800;
const STORED = 0;
const DEFLATED = 8;
const LONGEST_NAME = 255;

/** What a member of a zip must not be called: no path out of a folder, none of a drive, nothing that a disk cannot hold. */
// eslint-disable-next-line no-control-regex
const BAD_NAME = /^\/|\\|^[a-z]:|[\u0000-\u001f\u007f]|(^|\/)\.{0,2}(\/|$)/i;

/**
 * The members of an archive by name, folders left out. Nothing is unpacked yet.
 * @param subject what the file is called, for errors.
 * @throws AlloyError 'document-damaged': no zip, cut, too large, names twice or that climb out, members that overlap.
 */
export function readZip(bytes: Uint8Array, limits: ZipLimits, subject: string): Map<string, ZipMember> {
  if (bytes.length > limits.bytes) throw damaged(subject, `it is larger than ${megabytes(limits.bytes)}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view, subject);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  if (count > limits.members) throw damaged(subject, `it has more than ${limits.members} files in it`);
  if (start + size > end) throw damaged(subject, 'its list of files is cut');
  const members = new Map<string, ZipMember>();
  const names = new Set<string>();
  let [at, packed, unpacked] = [start, 0, 0];
  for (let i = 0; i < count; i++) {
    const entry = entryAt(view, bytes, at, end, subject);
    at = entry.next;
    packed += entry.packed + LOCAL_BYTES;
    unpacked += entry.size;
    // members that share bytes are how a small archive unpacks to a huge one
    if (packed > start) throw damaged(subject, 'files in it lie upon each other');
    if (unpacked > limits.unpacked)
      throw damaged(subject, `it unpacks to more than ${megabytes(limits.unpacked)}`);
    const { name } = entry;
    if (name.endsWith('/')) continue; // a folder
    const bare = name.normalize('NFC').toLowerCase();
    if (names.has(bare)) throw damaged(subject, `“${name}” is in it twice`);
    names.add(bare);
    members.set(name, {
      name,
      size: entry.size,
      unpack: () => unpackEntry(view, bytes, entry, start, subject),
    });
  }
  return members;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  /** Bytes in the archive, and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Where its local header is. */
  readonly offset: number;
  /** Where the next entry is. */
  readonly next: number;
}

/** Where the record at the end begins; behind it may be a comment. */
function endOf(view: DataView, subject: string): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= 0 && at >= last - MOST_COMMENT; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) > view.byteLength) continue;
    if (view.getUint32(at + 12, true) === ELSEWHERE || view.getUint32(at + 16, true) === ELSEWHERE)
      throw damaged(subject, 'it is a zip of more than 4 GB');
    return at;
  }
  throw damaged(subject, 'it is no zip, or its end is missing');
}

function entryAt(view: DataView, bytes: Uint8Array, at: number, end: number, subject: string): Entry {
  if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL)
    throw damaged(subject, 'its list of files is cut');
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
  const nameBytes = view.getUint16(at + 28, true);
  const more = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  const offset = view.getUint32(at + 42, true);
  const next = at + CENTRAL_BYTES + nameBytes + more;
  if (next > end) throw damaged(subject, 'its list of files is cut');
  const raw = bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes);
  const name = nameOf(raw, (flags & UTF8) !== 0, subject);
  if (flags & ENCRYPTED) throw damaged(subject, `“${name}” in it is encrypted`);
  if (method !== STORED && method !== DEFLATED)
    throw damaged(subject, `“${name}” in it is packed in a way that is not known`);
  if (packed === ELSEWHERE || size === ELSEWHERE || offset === ELSEWHERE)
    throw damaged(subject, `“${name}” in it claims 4 GB`);
  return { name, method, crc: view.getUint32(at + 16, true), packed, size, offset, next };
}

function nameOf(raw: Uint8Array, isUtf8: boolean, subject: string): string {
  let name: string;
  try {
    name = new TextDecoder(isUtf8 ? 'utf-8' : 'latin1', { fatal: true }).decode(raw);
  } catch {
    throw damaged(subject, 'a name in it is no text');
  }
  const bare = name.endsWith('/') ? name.slice(0, -1) : name;
  if (bare.length > LONGEST_NAME || BAD_NAME.test(bare))
    throw damaged(subject, `a name in it leads out of it, or is none: “${name.slice(0, 80)}”`);
  return name;
}

function unpackEntry(
  view: DataView,
  bytes: Uint8Array,
  { name, method, crc, packed, size, offset }: Entry,
  end: number,
  subject: string,
): Uint8Array {
  const member = `${subject}: ${name}`;
  if (offset + LOCAL_BYTES > end || view.getUint32(offset, true) !== LOCAL)
    throw damaged(member, 'it is not where the list says');
  const from = offset + LOCAL_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (from + packed > end) throw damaged(member, 'it is cut');
  const raw = bytes.subarray(from, from + packed);
  const data =
    method === STORED ? raw.slice() : size === 0 ? new Uint8Array(0) : inflateWithin(raw, size, member);
  if (data.length !== size) throw damaged(member, 'it is not as long as the list says');
  if (crc32(data) !== crc) throw damaged(member, 'its bytes are not those that were written');
  return data;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
