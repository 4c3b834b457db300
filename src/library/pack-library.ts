/** Packs the notes of a library into instruments, one after another: key zones as `alloy make` conditions them. [Node] */
import { conditionZone } from '../audio/conditioning/condition-zone.js';
import type { FileKeyZone, FileLayer } from '../document/file/instrument-file.js';
import { readStateDocument } from '../document/read.js';
import {
  DOCUMENT_FORMAT,
  DOCUMENT_VERSION,
  FIRST_PLAN,
  type DocumentSource,
  type InstrumentStateDocument,
} from '../document/schema.js';
import { documentBytes, encodeSourceCode } from '../document/source-code.js';
import { AlloyError } from '../errors.js';
import type { MidiNote } from '../units.js';
import { LibraryFolder } from './library-folder.js';
import { lineChunks, unusable } from './lines.js';
import { readNoteFile, type NoteFile } from './note-file.js';
import { mixesOf, rootsOf } from './pairs.js';
import { instrumentsOf, PlanFile, sourcesOf } from './plan-file.js';
import { recipeOf, type LibraryInstrument } from './plan-library.js';
import { recipeHasher, type PlanModel, type Recipe } from './recipe.js';
import { SourceArchive } from './source-archive.js';

/** An instrument of a library, conditioned. */
export interface PackedInstrument {
  /** Names of its sounds, between them a cross; not unique. */
  readonly name: string;
  readonly document: InstrumentStateDocument;
  readonly unknown: Readonly<Record<string, unknown>> | null;
  readonly keyZones: readonly FileKeyZone[];
  /** Notes of it that are not in the library. */
  readonly missing: number;
}

export interface PackOptions {
  readonly plan: string;
  readonly folder: string;
  /** Leaves out what is not rendered; else it is an error. */
  readonly partial: boolean;
  readonly signal: AbortSignal;
}

/** How many instruments a plan makes. */
export async function countInstruments(plan: string): Promise<number> {
  let count = 0;
  for await (const lines of lineChunks(instrumentsOf(plan))) count += lines.filter(Boolean).length;
  return count;
}

/**
 * The instruments of a library, in the order of the plan; one is in memory. [Node]
 * @throws AlloyError 'not-finished' for notes that are not rendered, 'unreadable', 'document-damaged'; the signal's reason.
 */
export async function* packedInstruments(options: PackOptions): AsyncGenerator<PackedInstrument> {
  const { head } = new PlanFile(options.plan);
  const archive = new SourceArchive(sourcesOf(options.plan));
  try {
    const folder = new LibraryFolder(options.folder, 'pack');
    folder.expectThere();
    const packer = new Packer(head.model, archive, folder, options);
    const path = instrumentsOf(options.plan);
    let number = 0;
    for await (const lines of lineChunks(path)) {
      for (const line of lines) {
        number++;
        yield await packer.pack(parsed(path, line, number));
      }
    }
  } finally {
    archive.close();
  }
}

function parsed(path: string, line: string, number: number): LibraryInstrument {
  try {
    return JSON.parse(line) as LibraryInstrument;
  } catch {
    throw unusable(path, `line ${number} is no instrument`);
  }
}

class Packer {
  readonly #model: PlanModel;
  readonly #archive: SourceArchive;
  readonly #folder: LibraryFolder;
  readonly #options: PackOptions;
  readonly #hash: (recipe: Recipe) => string;

  constructor(model: PlanModel, archive: SourceArchive, folder: LibraryFolder, options: PackOptions) {
    this.#model = model;
    this.#archive = archive;
    this.#folder = folder;
    this.#options = options;
    this.#hash = recipeHasher(model);
  }

  async pack(instrument: LibraryInstrument): Promise<PackedInstrument> {
    const mixes = mixesOf({ ...instrument, sources: instrument.sources.map((_, i) => i) });
    const keyZones: FileKeyZone[] = [];
    let missing = 0;
    for (const root of rootsOf(instrument)) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      this.#options.signal.throwIfAborted();
      const notes = mixes.map((mix) => ({ mix, note: this.#read(recipeOf(instrument, root, mix)) }));
      missing += notes.filter(({ note }) => !note).length;
      const there = notes.flatMap(({ mix, note }) => (note ? [{ mix, note }] : []));
      if (there.length > 0) keyZones.push(keyZone(root, there));
    }
    const { name, ...document } = this.#document(instrument);
    return { name, ...document, keyZones, missing };
  }

  #read(recipe: Recipe): NoteFile | null {
    const hash = this.#hash(recipe);
    const bytes = this.#folder.read(hash);
    const note = bytes && readNoteFile(bytes);
    if (note?.hash === hash || this.#options.partial) return note;
    const what = bytes ? 'is broken' : 'is not rendered';
    const message = `A note of the library (${hash}) ${what}. “alloy status ${this.#options.folder} --plan ${this.#options.plan}” says how many; render the rest (render --check finds broken ones), or pack what there is with --partial.`;
    throw new AlloyError('not-finished', hash, message);
  }

  #document(instrument: LibraryInstrument): Pick<PackedInstrument, 'name' | 'document' | 'unknown'> {
    const { keys, mixes, seconds, seed, temperature } = instrument;
    const facts = instrument.sources.map((id) => {
      const source = this.#archive.get(id);
      if (!source) throw unusable(this.#archive.path, `it has no source ${id}`);
      return source;
    });
    const name = facts.map((source) => source.name).join(' × ');
    const { name: id, fingerprint } = this.#model;
    const { state, unknown } = readStateDocument({
      ...{ format: DOCUMENT_FORMAT, version: DOCUMENT_VERSION, name, model: { id, fingerprint } },
      sources: facts.map((source) => this.#source(source.id, seconds)),
      ...{ mix: { x: 0.5, y: 0 }, parameters: { mix: 50 } },
      ...{ plan: { ...FIRST_PLAN, ...keys, mixes }, seconds, seed, temperature },
    });
    return { name, document: state, unknown };
  }

  #source(id: string, seconds: number): DocumentSource {
    const encoded = this.#archive.read(id);
    const { name, root, pitched } = this.#archive.get(id)!;
    const given = root.from === 'user';
    return {
      ...{ name, pitched, gain: 0 },
      root,
      rootOverride: given ? root.midi : null,
      embedding: { root: encoded.rootMidi, code: encodeSourceCode(encoded, documentBytes(seconds)) },
    };
  }
}

function keyZone(rootMidi: MidiNote, notes: readonly { mix: number; note: NoteFile }[]): FileKeyZone {
  const { sampleRate } = notes[0]!.note;
  const made = conditionZone(
    notes.map(({ note }) => note.samples),
    {
      ...{ rootMidi, sampleRate, pitched: notes.some(({ note }) => note.pitched) },
      targets: notes.map(({ note }) => note.target),
    },
  );
  const layers = notes.map(({ mix, note }, i): FileLayer => {
    const [samples, decayRate] = [made.layers[i]!, made.decayRates[i]!];
    return { x: mix, y: 0, samples, decayRate, target: note.target };
  });
  return { rootMidi, sampleRate, loop: made.loop, layers };
}
