/** Opens the instrument that a command was given, and renders what of it is not rendered yet. [Node] */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { damaged } from '../document/damaged.js';
import type { FileZones, InstrumentFile } from '../document/file/instrument-file.js';
import { openInstrumentFile } from '../document/file/open.js';
import type { ReadFileOptions } from '../document/file/read.js';
import { decodeLink, isLink } from '../document/link.js';
import { readStateDocument } from '../document/read.js';
import type { ReadDocument } from '../document/shape.js';
import type { RenderingOptions } from './options.js';
import { findModel } from './paths.js';
import type { ProgressDisplay } from './progress.js';

const MOST_JSON = 8_000_000;

export interface OpenOptions extends ReadFileOptions {
  /** Of a bank: its name or its number from 1. */
  readonly preset?: string;
}

/**
 * The instrument of a file, of a bank, of a document as JSON, or of a link.
 * @throws AlloyError 'unreadable', 'document-damaged', 'document-newer', 'bad-argument'.
 */
export async function openInstrument(
  path: string,
  { preset, ...read }: OpenOptions = {},
): Promise<InstrumentFile> {
  if (!existsSync(path)) {
    const fragment = path.slice(path.indexOf('#') + 1);
    if (isLink(fragment)) return bare(decodeLink(fragment));
  } else if (isJson(path)) return bare(documentAt(path));
  return openInstrumentFile(path, preset ?? null, read);
}

function isJson(path: string): boolean {
  return /\.json$/i.test(path) && statSync(path).isFile() && statSync(path).size <= MOST_JSON;
}

function documentAt(path: string): ReadDocument {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw damaged(path, 'it is no JSON');
  }
  return readStateDocument(value);
}

function bare({ state: document, unknown }: ReadDocument): InstrumentFile {
  return { document, unknown, zones: null, sources: [], picture: null, others: new Map() };
}

/** `model`: in place of the document's. */
export interface RenderedOptions extends RenderingOptions {
  readonly display: ProgressDisplay;
  readonly signal: AbortSignal;
}

/** What renders an instrument that names none. */
export const FIRST_MODEL = 'instruments';

/**
 * The key zones of an instrument: its own, or else rendered now, for another model than its own from the sounds that came with it.
 * @throws AlloyError 'model-missing', 'source-model', 'bad-argument'; DOMException 'AbortError'.
 */
export async function zonesOf(
  { document, zones, sources }: Pick<InstrumentFile, 'document' | 'zones' | 'sources'>,
  { backend, jobs, model, display, signal }: RenderedOptions,
): Promise<FileZones> {
  if (zones) return zones;
  // songs and exports of what is rendered begin sooner without a model's code
  const [{ RenderEngine }, { renderDocumentZones }, { fittingDocument }] = await Promise.all([
    import('../render/engine.js'),
    import('../instrument/render/document-zones.js'),
    import('./file-sounds.js'),
  ]);
  const id = model ?? document.model?.id ?? FIRST_MODEL;
  const engine = await RenderEngine.open({
    model: findModel(id),
    backend,
    fast: document.fast,
    ...(jobs === undefined ? {} : { workers: jobs }),
  });
  try {
    display.say(`${engine.info.manifest.title} on ${engine.info.description}`);
    const fitting = await fittingDocument({ document, sources }, engine, { model: id });
    return await renderDocumentZones(engine, fitting, { signal, onProgress: progressOf(display) });
  } finally {
    display.end();
    await engine.close();
  }
}

export function progressOf(
  display: ProgressDisplay,
): (progress: {
  fraction: number;
  realTimeFactor: number;
  secondsLeft: number | null;
  step: string;
}) => void {
  return ({ step, fraction, realTimeFactor, secondsLeft }) => {
    if (step === 'generate') display.update({ progress: fraction, realTimeFactor, secondsLeft });
  };
}
