/** Says how far a library is: which notes of a plan are there, which are missing, broken or failed, and its digest. [Node] */
import type { Samples, Seconds } from '../units.js';
import { LibraryFolder, sha256Of } from './library-folder.js';
import { manifestDigest, manifestEntries, type ManifestEntry } from './manifest.js';
import { measureNote } from './note-analysis.js';
import { readNoteFile } from './note-file.js';
import { PlanFile, type Shard } from './plan-file.js';
import { fileSamplesOf, samplesOf, type PlannedNote } from './recipe.js';

/** What `--json` prints. */
export interface LibraryStatus {
  readonly model: string;
  readonly notes: number;
  /** There, whole. */
  readonly done: number;
  readonly missing: number;
  /** There, and not what was made. */
  readonly broken: number;
  /** Not there, and tried: the last reason of each. */
  readonly failed: readonly { readonly hash: string; readonly code: string; readonly message: string }[];
  /** Of all notes, and of those that are there. */
  readonly audioSeconds: Seconds;
  readonly doneSeconds: Seconds;
  /** Wall seconds of one worker that notes took so far, the mean; null where none was made. */
  readonly secondsANote: Seconds | null;
  /** SHA-256 of the sorted manifest; null until all notes are there. */
  readonly sha256: string | null;
}

export interface StatusOptions {
  readonly plan: string;
  readonly folder: string;
  readonly shard?: Shard;
  /** Reads every note and compares it with its manifest; else sizes are looked at. */
  readonly check: boolean;
  readonly signal?: AbortSignal;
  /** Told of each thousand notes: 0 to 1. A library of fewer is looked at before it could be read. */
  readonly onProgress?: (progress: number) => void;
}

/** Notes between two words of progress. */
const TOLD = 1000;

type Timed = ManifestEntry & { readonly took?: Seconds };

interface Manifests {
  readonly entries: Map<string, Timed>;
  readonly failures: Map<string, { readonly code: string; readonly message: string }>;
}

async function readManifests(folder: LibraryFolder): Promise<Manifests> {
  const manifests: Manifests = { entries: new Map(), failures: new Map() };
  for await (const entry of manifestEntries(folder.manifests)) {
    if ('failed' in entry) manifests.failures.set(entry.hash, entry.failed);
    else manifests.entries.set(entry.hash, entry);
  }
  return manifests;
}

/** @throws AlloyError for a plan that cannot be used; 'unreadable' where there is no such folder; the signal's reason. */
export async function libraryStatus(options: StatusOptions): Promise<LibraryStatus> {
  const { check, signal, shard, onProgress } = options;
  const plan = new PlanFile(options.plan);
  const { model } = plan.head;
  const all = plan.head.samples / (shard?.count ?? 1);
  const folder = new LibraryFolder(options.folder, 'status');
  folder.expectThere();
  const { entries, failures } = await readManifests(folder);
  const done: ManifestEntry[] = [];
  const failed: { hash: string; code: string; message: string }[] = [];
  let [notes, missing, broken] = [0, 0, 0];
  let [samples, doneSamples]: [Samples, Samples] = [0, 0];
  let [took, timed] = [0, 0];
  for await (const note of plan.notes(shard)) {
    signal?.throwIfAborted();
    notes++;
    const length = samplesOf(note.seconds, model.sampleRate);
    samples += length;
    if (notes % TOLD === 0) onProgress?.(Math.min(1, samples / all));
    const known = entries.get(note.hash);
    const found = foundNote(folder, note, fileSamplesOf(note.seconds, model), known, check);
    if (found === 'missing') {
      missing++;
      const failure = failures.get(note.hash);
      if (failure) failed.push({ hash: note.hash, ...failure });
    } else if (found === 'broken') broken++;
    else {
      done.push(found);
      doneSamples += length;
      if (known?.took !== undefined) [took, timed] = [took + known.took, timed + 1];
    }
  }
  return {
    ...{ model: model.name, notes, done: done.length, missing, broken, failed },
    audioSeconds: samples / model.sampleRate,
    doneSeconds: doneSamples / model.sampleRate,
    secondsANote: timed > 0 ? took / timed : null,
    sha256: done.length === notes ? manifestDigest(done) : null,
  };
}

function foundNote(
  folder: LibraryFolder,
  { hash, seconds }: PlannedNote,
  length: Samples,
  known: ManifestEntry | undefined,
  check: boolean,
): ManifestEntry | 'missing' | 'broken' {
  if (!check && known && folder.has(hash, length, 'size')) return known;
  const bytes = folder.read(hash);
  if (!bytes) return 'missing';
  const file = readNoteFile(bytes);
  if (!file || file.hash !== hash || file.samples.length !== length) return 'broken';
  const sha256 = sha256Of(bytes);
  // a line may be lost where a file system was: it follows from the note
  return known?.sha256 === sha256 ? known : { hash, sha256, samples: length, ...measureNote(file), seconds };
}
