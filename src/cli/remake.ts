/** Runs `alloy make` of an instrument: the same one, with other keys, mixes, notes, or another model. [Node] */
import { drawPicture } from '../document/file/draw-picture.js';
import type { FileZones, InstrumentFile } from '../document/file/instrument-file.js';
import { readStateDocument } from '../document/read.js';
import type { InstrumentStateDocument } from '../document/schema.js';
import { withUnknown } from '../document/unknown.js';
import { AlloyError } from '../errors.js';
import { renderDocumentZones } from '../instrument/render/document-zones.js';
import { CONDITIONING } from '../instrument/render/key-zone.js';
import { RenderEngine } from '../render/engine.js';
import { fittingDocument } from './file-sounds.js';
import { writeChecked, type MakeOptions, type MakeReport } from './make.js';
import { claimFile } from './one-file.js';
import { FIRST_MODEL, openInstrument, progressOf } from './opened.js';
import { findModel } from './paths.js';
import type { ProgressDisplay } from './progress.js';

export interface RemakeOptions extends MakeOptions {
  /** Of a bank. */
  readonly preset?: string;
}

/** Whether an option was given, or has its default: what was not given stays as the instrument has it. */
export type Given = (option: keyof RemakeOptions | 'tag') => boolean;

/** What is said of sounds, and not of an instrument that has its own. */
const OF_SOUNDS = ['root', 'start', 'end', 'sample'] as const;

/**
 * Makes an instrument anew, of its document and of the sounds that came with it. [Node] The file is there whole, or not at all.
 * @throws AlloyError for bad input, before anything is rendered; DOMException 'AbortError'.
 */
export async function remakeInstrument(
  path: string,
  options: RemakeOptions,
  given: Given,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<MakeReport> {
  for (const option of OF_SOUNDS) {
    if (!given(option)) continue;
    const message = `--${option} is for sounds, and “${path}” is an instrument with its own: leave it out.`;
    throw new AlloyError('bad-argument', `--${option}`, message);
  }
  const { preset, jobs, backend } = options;
  const file = await openInstrument(path, preset === undefined ? {} : { preset });
  const wanted = changed(file, options, given);
  const model = given('model') ? options.model : (file.document.model?.id ?? FIRST_MODEL);
  const kept = !given('model') && sameNotes(file, wanted.document) ? file.zones : null;
  const claimed = claimFile(options.out, [path], options.force ?? false);
  const started = performance.now();
  let [loaded, ready] = [started, started];
  try {
    let { document } = wanted;
    let zones: FileZones | null = options.render ? kept : null;
    if (options.render && !kept) {
      const engine = await RenderEngine.open({
        ...{ model: findModel(model), backend, fast: document.fast },
        ...(jobs === undefined ? {} : { workers: jobs }),
      });
      try {
        display.say(`${engine.info.manifest.title} on ${engine.info.description}`);
        loaded = performance.now();
        const anew = document.seconds > file.document.seconds;
        document = await fittingDocument({ document, sources: file.sources }, engine, { model, anew });
        ready = performance.now();
        zones = await renderDocumentZones(engine, document, { signal, onProgress: progressOf(display) });
      } finally {
        display.end();
        await engine.close();
      }
    }
    const picture = zones ? await drawPicture(zones, document.mix) : file.picture;
    const bytes = writeChecked({ ...file, ...wanted, document, zones, picture }, options.out);
    const seconds = {
      load: (loaded - started) / 1000,
      encode: (ready - loaded) / 1000,
      render: (performance.now() - ready) / 1000,
    };
    return { ...reportOf(path, options.out, document, zones), bytes, model, seconds };
  } catch (error) {
    claimed.release();
    throw error;
  }
}

/** The document with what was given in place of its own. @throws AlloyError 'document-damaged'. */
function changed(
  { document, unknown }: InstrumentFile,
  options: RemakeOptions,
  given: Given,
): Pick<InstrumentFile, 'document' | 'unknown'> {
  const { name, author, licence, tags, keys, mixes, mix, seconds, seed, temperature } = options;
  const next = {
    ...document,
    ...(given('name') ? { name } : {}),
    ...(given('author') ? { author } : {}),
    ...(given('licence') ? { licence } : {}),
    ...(given('tag') ? { tags } : {}),
    ...(given('seconds') ? { seconds } : {}),
    ...(given('seed') ? { seed } : {}),
    ...(given('temperature') ? { temperature } : {}),
    ...(given('mix') ? { mix: { ...document.mix, x: mix } } : {}),
    plan: { ...document.plan, ...(given('keys') ? keys : {}), ...(given('mixes') ? { mixes } : {}) },
    parameters: { ...document.parameters, ...(given('mix') ? { mix: 100 * mix } : {}) },
  } as InstrumentStateDocument;
  const read = readStateDocument(withUnknown(next, unknown));
  return { document: read.state, unknown: read.unknown };
}

/** Whether the notes of a file are those of a document that was made of its own. */
function sameNotes({ document, zones }: InstrumentFile, next: InstrumentStateDocument): boolean {
  if (zones?.conditioning !== CONDITIONING) return false;
  const madeOf = ({ plan, mix, seconds, seed, temperature }: InstrumentStateDocument): string =>
    JSON.stringify([plan, mix, seconds, seed, temperature]);
  return madeOf(document) === madeOf(next);
}

function reportOf(
  path: string,
  out: string,
  { name, sources, seconds }: InstrumentStateDocument,
  zones: FileZones | null,
): Pick<MakeReport, 'path' | 'name' | 'sources' | 'keyZones' | 'notes'> {
  const reports = sources.flatMap((source) => {
    if (!source) return [];
    const { root, rootOverride } = source;
    const { midi, from: rootFrom, confidence } = root;
    const said = rootOverride === null ? { root: midi, rootFrom, confidence } : null;
    const used = said ?? { root: rootOverride!, rootFrom: 'user' as const, confidence: 1 };
    return [{ path: `${path}/${source.name}`, seconds, ...used, notices: [] }];
  });
  const keyZones = zones?.keyZones ?? [];
  return {
    ...{ path: out, name, sources: reports, keyZones: keyZones.length },
    notes: keyZones.reduce((sum, { layers }) => sum + layers.length, 0),
  };
}
