/** Manifests: what was made, a line a note. Each process appends to one of its own; together they are the library's. [Node] */
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorMessage } from '../errors.js';
import type { Decibels, MidiNote, Samples, Seconds } from '../units.js';
import { lineChunks } from './lines.js';
import { HASH } from './recipe.js';

/** A note that was made. The order of its fields is that of the line. */
export interface ManifestEntry {
  readonly hash: string;
  /** Of the whole file. */
  readonly sha256: string;
  readonly samples: Samples;
  /** Linear; may pass 1. */
  readonly peak: number;
  /** LUFS of its loudest second; null for silence. */
  readonly loudness: Decibels | null;
  /** Pitch found in it, fractional; null where none was found, or it has none. */
  readonly f0: MidiNote | null;
  readonly seconds: Seconds;
}

/** A note that could not be made. */
export interface FailedEntry {
  readonly hash: string;
  readonly failed: Pick<ErrorMessage, 'code' | 'message'>;
}

/** The line of a note without what differs from run to run: what the library's digest is of. */
export function entryLine({ hash, sha256, samples, peak, loudness, f0, seconds }: ManifestEntry): string {
  return JSON.stringify({ hash, sha256, samples, peak, loudness, f0, seconds });
}

/** A process's own manifest; its file is made with the first line. */
export class ManifestWriter {
  readonly #folder: string;
  readonly #path: string;
  #made = false;

  /** @param name unlike that of any other process. */
  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#path = join(folder, `${name}.ndjson`);
  }

  /** @param took wall seconds; left out of the digest. */
  add(entry: ManifestEntry | FailedEntry, took?: Seconds): void {
    if (!this.#made) mkdirSync(this.#folder, { recursive: true });
    this.#made = true;
    const line = 'failed' in entry ? JSON.stringify(entry) : entryLine(entry);
    const timed = took === undefined ? line : `${line.slice(0, -1)},"took":${Number(took.toFixed(3))}}`;
    appendFileSync(this.#path, `${timed}\n`);
  }
}

/** All lines of all manifests; those that a process did not finish are left out. */
export async function* manifestEntries(folder: string): AsyncGenerator<ManifestEntry | FailedEntry> {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return; // nothing was made yet
  }
  for (const name of names.filter((one) => one.endsWith('.ndjson')).sort()) {
    for await (const lines of lineChunks(join(folder, name))) {
      for (const line of lines) {
        const entry = parsed(line);
        if (entry) yield entry;
      }
    }
  }
}

function parsed(line: string): ManifestEntry | FailedEntry | null {
  if (line === '') return null;
  try {
    const value = JSON.parse(line) as Partial<ManifestEntry & FailedEntry> | null;
    if (!value || !HASH.test(value.hash ?? '')) return null;
    return typeof value.sha256 === 'string' || value.failed ? (value as ManifestEntry | FailedEntry) : null;
  } catch {
    return null; // cut while it was written
  }
}

/** SHA-256 of the lines of a library, sorted by hash. It does not depend on who made which note, when, and how often. */
export function manifestDigest(entries: Iterable<ManifestEntry>): string {
  const lines = [...entries].map(entryLine).sort();
  const digest = createHash('sha256');
  for (const line of lines) digest.update(`${line}\n`);
  return digest.digest('hex');
}
