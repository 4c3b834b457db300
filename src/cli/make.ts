/** Runs `alloy make`: sounds into an instrument file. [Node] */
import { basename, extname } from 'node:path';
import { partOf } from '../audio/part.js';
import { keptSource } from '../audio/partials/live-source.js';
import { drawPicture } from '../document/file/draw-picture.js';
import type { FileSource, InstrumentFile } from '../document/file/instrument-file.js';
import { readInstrumentFile } from '../document/file/read.js';
import { sourceFileName } from '../document/file/source-file-name.js';
import { writeInstrumentFile } from '../document/file/write.js';
import { readStateDocument } from '../document/read.js';
import { DOCUMENT_FORMAT, DOCUMENT_VERSION, FIRST_PLAN, type DocumentSource } from '../document/schema.js';
import { documentEmbedding } from '../document/embedding-code.js';
import { liveBytes, LiveCoder } from '../document/live-code.js';
import { documentBytes } from '../document/source-code.js';
import { AlloyError } from '../errors.js';
import { renderDocumentZones } from '../instrument/render/document-zones.js';
import { RenderEngine } from '../render/engine.js';
import { MAX_SOURCES } from '../timbre/mix.js';
import type { Plan } from '../render/plan.js';
import type { MidiNote, Seconds } from '../units.js';
import { claimFile, writeWhole } from './one-file.js';
import { progressOf } from './opened.js';
import type { BlendOptions } from './options.js';
import { givenSounds } from './packs.js';
import { findModel } from './paths.js';
import type { ProgressDisplay } from './progress.js';
import {
  prepareSounds,
  readSounds,
  type CommandSource,
  type ReadSound,
  type SourceReport,
} from './sources.js';

export interface MakeOptions extends Omit<BlendOptions, 'mix' | 'weights' | 'rate'> {
  readonly mix: number;
  readonly keys: Pick<Plan, 'low' | 'high' | 'step'>;
  readonly mixes: number;
  readonly name?: string;
  readonly author: string;
  readonly licence: string;
  readonly tags: readonly string[];
  /** False: the document alone. */
  readonly render: boolean;
  /** Puts the sounds into the file, too. */
  readonly sounds?: boolean;
  readonly force?: boolean;
}

/** What `--json` prints. */
export interface MakeReport {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly model: string;
  readonly sources: readonly SourceReport[];
  /** Rendered key zones, and the notes in them. */
  readonly keyZones: number;
  readonly notes: number;
  /** Wall seconds. */
  readonly seconds: { readonly load: Seconds; readonly encode: Seconds; readonly render: Seconds };
}

/**
 * Makes an instrument of one to four sounds, and renders it as the page does. [Node] The file is there whole, or not at all.
 * @throws AlloyError for bad input, before anything is rendered; DOMException 'AbortError'.
 */
export async function makeInstrument(
  files: readonly string[],
  options: MakeOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<MakeReport> {
  const given = await givenSounds(files, options.sample);
  const paths = given.map(({ path }) => path);
  if (paths.length > MAX_SOURCES) {
    const message = `An instrument is made of 1 to ${MAX_SOURCES} sounds, not of ${paths.length}.`;
    throw new AlloyError('bad-argument', 'sound', message);
  }
  const model = findModel(options.model);
  const claimed = claimFile(options.out, [...paths, ...files], options.force ?? false);
  try {
    const started = performance.now();
    const sounds = await readSounds(given, options);
    const engine = await RenderEngine.open({
      ...{ model, backend: options.backend },
      ...(options.jobs === undefined ? {} : { workers: options.jobs }),
    });
    try {
      return await make({ engine, sounds, started, options, display, signal });
    } finally {
      display.end();
      await engine.close();
    }
  } catch (error) {
    claimed.release();
    throw error;
  }
}

interface MakeRun {
  readonly engine: RenderEngine;
  readonly sounds: readonly ReadSound[];
  /** Of performance.now(). */
  readonly started: number;
  readonly options: MakeOptions;
  readonly display: ProgressDisplay;
  readonly signal: AbortSignal;
}

async function make({ engine, sounds, started, options, display, signal }: MakeRun): Promise<MakeReport> {
  const { manifest, fingerprint, description } = engine.info;
  const facts = { sampleRate: manifest.sampleRate, peak: manifest.signal.peak, air: true };
  const prepared = await prepareSounds(sounds, options, facts);
  display.say(`${manifest.title} on ${description}`);
  const loaded = performance.now();
  const sources: DocumentSource[] = [];
  for (const [i, source] of prepared.entries()) {
    for (const notice of source.report.notices) display.say(notice);
    sources.push(await encoded(engine, sounds[i]!, source, options));
    signal.throwIfAborted();
  }
  const { document, unknown } = readStateFields(options, { id: options.model, fingerprint }, sources);
  const ready = performance.now();
  const zones = options.render
    ? await renderDocumentZones(engine, document, { signal, onProgress: progressOf(display) })
    : null;
  const rendered = performance.now();
  const kept = options.sounds ? await Promise.all(sounds.map(soundOf)) : [];
  const file = {
    document,
    unknown,
    zones,
    sources: kept,
    picture: zones && (await drawPicture(zones, document.mix)),
    others: new Map<string, Uint8Array>(),
  };
  const bytes = writeChecked(file, options.out);
  return {
    ...{ path: options.out, name: document.name, bytes, model: manifest.name },
    sources: prepared.map(({ report }) => report),
    keyZones: zones?.keyZones.length ?? 0,
    notes: zones?.keyZones.reduce((sum, { layers }) => sum + layers.length, 0) ?? 0,
    seconds: {
      load: (loaded - started) / 1000,
      encode: (ready - loaded) / 1000,
      render: (rendered - ready) / 1000,
    },
  };
}

/** Writes an instrument; one that could not be opened again is not written. @returns bytes. @throws AlloyError 'unwritable'. */
export function writeChecked(file: InstrumentFile, path: string): number {
  const bytes = writeInstrumentFile(file);
  readInstrumentFile(bytes, path);
  writeWhole(path, bytes);
  return bytes.length;
}

async function encoded(
  engine: RenderEngine,
  { path, whole, trim }: ReadSound,
  { prepared, report }: CommandSource,
  { root, seconds }: MakeOptions,
): Promise<DocumentSource> {
  // a given root says that the sound has a pitch, even where none was found
  const contour = prepared.pitch ?? (report.rootFrom === 'user' ? undefined : null);
  await engine.addSource(path, prepared.samples, report.root, contour, prepared.air);
  const source = engine.encoded(path);
  const live = liveCode(whole, trim, whole.pitched || root !== 'auto' ? report.root : null, seconds);
  return {
    name: basename(path),
    root: prepared.root,
    rootOverride: root === 'auto' ? null : root,
    pitched: whole.pitched,
    gain: 0,
    embedding: documentEmbedding(source, documentBytes(seconds)),
    ...(trim ? { trim } : {}),
    ...(live === null ? {} : { live }),
  };
}

/** What plays of the part that is used before it is rendered; null where it does not fit into a document. */
function liveCode(
  { samples, sampleRate }: ReadSound['whole'],
  trim: ReadSound['trim'],
  root: MidiNote | null,
  seconds: Seconds,
): string | null {
  const part = partOf(samples, sampleRate, trim);
  return new LiveCoder(keptSource(part, { sampleRate, root, seconds })).within(liveBytes(seconds));
}

function readStateFields(
  options: MakeOptions,
  model: { readonly id: string; readonly fingerprint: string },
  sources: readonly DocumentSource[],
): Pick<InstrumentFile, 'document' | 'unknown'> {
  const { name, author, licence, tags, keys, mixes, mix, seconds, seed, temperature } = options;
  const { state, unknown } = readStateDocument({
    ...{ format: DOCUMENT_FORMAT, version: DOCUMENT_VERSION, author, licence, tags, model, sources },
    name: name ?? sources.map((source) => stem(source.name)).join(' × '),
    mix: { x: mix, y: 0 },
    parameters: { mix: 100 * mix },
    plan: { ...FIRST_PLAN, ...keys, mixes },
    ...{ seconds, seed, temperature: temperature ?? null },
  });
  return { document: state, unknown };
}

const stem = (name: string): string => basename(name, extname(name));

/** A sound as it is on the disk, under a name that every disk takes. */
async function soundOf({ path, bytes }: ReadSound, slot: number): Promise<FileSource> {
  return { slot, name: sourceFileName(basename(path)), bytes: await bytes() };
}
