/** The file of encoded sources beside a plan: blocks one after another, and an index at its end. [Node] */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { RootFrom } from '../audio/root.js';
import { AlloyError } from '../errors.js';
import type { EncodedSource } from '../render/notes.js';
import type { Gain01, MidiNote } from '../units.js';
import { readSourceBlock, sourceBlock, type CodeStorage } from './source-block.js';
import { cannotRead, unusable } from './lines.js';

/** A source of a library, as the index lists it. */
export interface LibrarySource {
  /** Of its encoded bytes, 16 hexadecimal digits. */
  readonly id: string;
  /** For people, and for names of instruments. */
  readonly name: string;
  readonly root: { readonly midi: MidiNote; readonly from: RootFrom; readonly confidence: Gain01 };
  readonly pitched: boolean;
  readonly offset: number;
  readonly bytes: number;
}

export type NewSource = Pick<LibrarySource, 'name' | 'root' | 'pitched'>;

const MAGIC = 'ALLOYSRC';
/** Offset of the index as a double, and MAGIC again. */
const FOOTER_BYTES = 16;

function idOf(block: Uint8Array): string {
  return createHash('sha256').update(block).digest('hex').slice(0, 16);
}

/** Writes an archive source by source. */
export class SourceArchiveWriter {
  readonly #file: number;
  readonly #codes: CodeStorage;
  readonly #sources: LibrarySource[] = [];
  #at = 0;

  constructor(path: string, codes: CodeStorage) {
    this.#codes = codes;
    this.#file = openSync(path, 'w');
    this.#write(Buffer.from(MAGIC));
  }

  /** Adds a source; one with the same bytes is there once, under its first name. */
  add(source: EncodedSource, facts: NewSource): LibrarySource {
    const block = sourceBlock(source, this.#codes);
    const id = idOf(block);
    const known = this.#sources.find((one) => one.id === id);
    if (known) return known;
    const entry = { id, ...facts, offset: this.#at, bytes: block.length };
    this.#write(block);
    this.#sources.push(entry);
    return entry;
  }

  finish(): void {
    const footer = Buffer.alloc(FOOTER_BYTES);
    footer.writeDoubleLE(this.#at, 0);
    footer.write(MAGIC, 8, 'latin1');
    this.#write(Buffer.from(JSON.stringify(this.#sources)));
    this.#write(footer);
    closeSync(this.#file);
  }

  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done);
    this.#at += bytes.length;
  }
}

/** Reads sources when they are asked for. */
export class SourceArchive {
  readonly path: string;
  readonly sources: readonly LibrarySource[];
  readonly #file: number;
  readonly #byId: ReadonlyMap<string, LibrarySource>;

  /** @throws AlloyError 'unreadable', 'document-damaged'. */
  constructor(path: string) {
    this.path = path;
    try {
      this.#file = openSync(path, 'r');
    } catch (error) {
      throw cannotRead(path, error);
    }
    const size = fstatSync(this.#file).size;
    const footer = this.#bytes(Math.max(0, size - FOOTER_BYTES), FOOTER_BYTES);
    const at = footer.readDoubleLE(0);
    if (footer.toString('latin1', 8) !== MAGIC || !(at >= MAGIC.length && at <= size - FOOTER_BYTES))
      throw unusable(path, 'it is no archive of sources, or its end is missing');
    try {
      const text = this.#bytes(at, size - FOOTER_BYTES - at).toString('utf8');
      this.sources = JSON.parse(text) as LibrarySource[];
      this.#byId = new Map(this.sources.map((source) => [source.id, source]));
    } catch {
      throw unusable(path, 'its index cannot be read');
    }
  }

  get(id: string): LibrarySource | undefined {
    return this.#byId.get(id);
  }

  /** @throws AlloyError 'source-model' where there is none of that id, 'document-damaged'. */
  read(id: string): EncodedSource {
    const source = this.#byId.get(id);
    if (!source) {
      const message = `The plan has a note of a source ${id} that is not in “${this.path}”. Plan the library again.`;
      throw new AlloyError('source-model', id, message);
    }
    const block = this.#bytes(source.offset, source.bytes);
    if (idOf(block) !== id) throw unusable(this.path, `the bytes of “${source.name}” are not what they were`);
    return readSourceBlock(block);
  }

  close(): void {
    closeSync(this.#file);
  }

  #bytes(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    let done = 0;
    while (done < length) {
      const read = readSync(this.#file, bytes, done, length - done, offset + done);
      if (read === 0) throw unusable(this.path, 'it was cut');
      done += read;
    }
    return bytes;
  }
}
