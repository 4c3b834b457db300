/** The folder of a library: notes, what is being written, checkpoints, manifests. Everything in it appears whole. [Node] */
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from '../document/file/crc32.js';
import { makeFolders } from './make-folders.js';
import { unwritable } from './unwritable.js';
import { AlloyError } from '../errors.js';
import type { Samples } from '../units.js';
import { isNoteFile, isNoteHead, NOTE_HEAD_BYTES, noteFileBytes } from './note-file.js';

const NOTES = 'notes';
const PARTS = 'parts';
const MANIFESTS = 'manifests';
const CODES_MAGIC = 'ALLOYCOD';
/** Magic, then the CRC-32 of what follows. */
const CODES_HEAD = 12;

/** Other processes' notes and its own are there still. */
const KEPT = 'What was rendered is kept: make room, or choose another --out.';

/** A folder that any number of processes write to at once. */
export class LibraryFolder {
  readonly path: string;
  /** Ending of this process's parts, unlike that of any other. */
  readonly #own: string;
  readonly #made = new Set<string>();
  /** Notes that this process has kept codes of. */
  readonly #checkpoints = new Set<string>();
  #read: Buffer = Buffer.alloc(0);

  /** @param own a name for this process. */
  constructor(path: string, own: string) {
    this.path = path;
    this.#own = own;
  }

  get manifests(): string {
    return join(this.path, MANIFESTS);
  }

  /** @throws AlloyError 'unreadable' where there is no folder: a name mistyped is no library that was not begun. */
  expectThere(): void {
    const status = statSync(this.path, { throwIfNoEntry: false });
    if (status?.isDirectory()) return;
    const reason = status ? 'it is a file' : 'there is no such folder';
    const message = `“${this.path}” is no library: ${reason}. It is the folder that “alloy render” wrote to, its --out.`;
    throw new AlloyError('unreadable', this.path, message);
  }

  /** 256 folders of notes: file systems slow down where one holds a million. */
  notePath(hash: string): string {
    return join(this.path, NOTES, hash.slice(0, 2), `${hash}.wav`);
  }

  /** Makes the folders, and shows that they can be written. @throws AlloyError 'unwritable'. */
  open(): void {
    const probe = this.#part('probe');
    try {
      for (const name of [NOTES, PARTS, MANIFESTS]) makeFolders(join(this.path, name));
      writeFileSync(probe, 'x');
      rmSync(probe);
    } catch (error) {
      throw unwritable(this.path, error, KEPT);
    }
  }

  /** Whether a note is there, whole. @param look how closely: at its size, at what its head says too, at every byte. */
  has(hash: string, samples: Samples, look: 'size' | 'head' | 'bytes'): boolean {
    const path = this.notePath(hash);
    const status = statSync(path, { throwIfNoEntry: false });
    const size = noteFileBytes(samples);
    if (!status?.isFile() || status.size !== size) return false;
    if (look === 'size') return true;
    if (look === 'head') return isNoteHead(this.#bytes(path, NOTE_HEAD_BYTES), hash, size);
    return isNoteFile(this.#bytes(path, size), hash, samples);
  }

  /** A file's bytes, until the next call: thousands are looked at, one after another. */
  #bytes(path: string, size: number): Buffer {
    if (this.#read.length < size) this.#read = Buffer.alloc(size);
    const file = openSync(path, 'r');
    try {
      let done = 0;
      while (done < size) {
        const read = readSync(file, this.#read, done, size - done, done);
        if (read === 0) break;
        done += read;
      }
      return this.#read.subarray(0, done);
    } finally {
      closeSync(file);
    }
  }

  /** The file of a note; null where there is none. */
  read(hash: string): Buffer | null {
    try {
      return readFileSync(this.notePath(hash));
    } catch {
      return null;
    }
  }

  /** Puts a note into its place. @param before runs once it is written, and before it is there. @throws AlloyError 'unwritable'. */
  write(hash: string, bytes: Uint8Array, before: () => void): void {
    const path = this.notePath(hash);
    this.#whole(path, hash, bytes, before);
  }

  /** Codes of a note that was not finished; null where there are none, or they are broken. */
  checkpoint(hash: string): Uint8Array | null {
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#codesPath(hash));
    } catch {
      return null;
    }
    const codes = bytes.subarray(CODES_HEAD);
    const whole = bytes.length > CODES_HEAD && bytes.toString('latin1', 0, 8) === CODES_MAGIC;
    return whole && bytes.readUInt32LE(8) === crc32(codes) ? Uint8Array.from(codes) : null;
  }

  /** @throws AlloyError 'unwritable'. */
  keepCheckpoint(hash: string, codes: Uint8Array): void {
    const head = Buffer.alloc(CODES_HEAD);
    head.write(CODES_MAGIC, 'latin1');
    head.writeUInt32LE(crc32(codes), 8);
    this.#checkpoints.add(hash);
    this.#whole(this.#codesPath(hash), hash, Buffer.concat([head, codes]));
  }

  /** Removes what is left of a note's making once it is made: by this process, and by those that were ended. */
  clear(hash: string, leftovers: ReadonlyMap<string, readonly string[]>): void {
    for (const name of leftovers.get(hash) ?? []) rmSync(join(this.path, PARTS, name), { force: true });
    if (this.#checkpoints.delete(hash)) rmSync(this.#codesPath(hash), { force: true });
  }

  /** Parts and codes that processes left, by the hash of their note. */
  leftovers(): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const name of readdirSync(join(this.path, PARTS))) {
      const hash = name.slice(0, 32);
      if (/\.(part|codes)$/.test(name)) found.set(hash, [...(found.get(hash) ?? []), name]);
    }
    return found;
  }

  #codesPath(hash: string): string {
    return join(this.path, PARTS, `${hash}.codes`);
  }

  #part(hash: string): string {
    return join(this.path, PARTS, `${hash}.${this.#own}.part`);
  }

  #whole(path: string, hash: string, bytes: Uint8Array, before?: () => void): void {
    const part = this.#part(hash);
    try {
      this.#folderOf(path);
      writeFileSync(part, bytes);
      before?.();
      renameSync(part, path);
    } catch (error) {
      // Another process that makes the same note may have cleared the part away: then the note is there.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && statSync(path, { throwIfNoEntry: false }))
        return;
      rmSync(part, { force: true });
      throw error instanceof AlloyError ? error : unwritable(this.path, error, KEPT);
    }
  }

  #folderOf(path: string): void {
    const folder = join(path, '..');
    if (this.#made.has(folder)) return;
    mkdirSync(folder, { recursive: true });
    this.#made.add(folder);
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
