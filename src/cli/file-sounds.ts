/** Reads the sounds that instrument files bring along, for what a document alone cannot do: another model, longer notes, other instruments. [Node] */
import { loadSound, prepareWhole, type WholeSound } from '../audio/source.js';
import { documentEmbedding } from '../document/embedding-code.js';
import type { FileSource, InstrumentFile } from '../document/file/instrument-file.js';
import { openInstrumentFile } from '../document/file/open.js';
import type { DocumentSource, DocumentTrim, InstrumentStateDocument } from '../document/schema.js';
import { documentBytes } from '../document/source-code.js';
import { AlloyError } from '../errors.js';
import { contourOf } from '../instrument/sounds/source-key.js';
import type { RenderEngine } from '../render/engine.js';
import type { MidiNote } from '../units.js';

/** A sound of an instrument, as a command takes one: see GivenSound. */
interface SoundOfInstrument {
  readonly path: string;
  readonly bytes: () => Promise<Uint8Array<ArrayBuffer>>;
  readonly root: MidiNote | null;
  readonly notices: readonly string[];
  readonly trim?: DocumentTrim;
}

/**
 * The sounds that came with an instrument, by slot, at the roots that it gives them.
 * @throws AlloyError as openInstrumentFile does; 'unreadable' where one of its sounds did not come with it.
 */
export async function soundsOfInstrument(path: string): Promise<SoundOfInstrument[]> {
  const { document, sources } = await openInstrumentFile(path);
  return document.sources.flatMap((source, slot): SoundOfInstrument[] => {
    if (!source) return [];
    const file = sources.find((one) => one.slot === slot);
    if (!file) {
      const message = `“${source.name}” did not come with “${path}”: save that with its sounds (make --sounds, or “Save with sounds” in a page), or give the sound itself.`;
      throw new AlloyError('unreadable', path, message);
    }
    const { trim } = source;
    const name = source.name.replaceAll('/', '_') || file.name;
    const bytes = (): Promise<Uint8Array<ArrayBuffer>> => Promise.resolve(Uint8Array.from(file.bytes));
    const sound = { path: `${path}/${name}`, bytes, root: toldRoot(source), notices: [] };
    return [{ ...sound, ...(trim ? { trim } : {}) }];
  });
}

/** What a map or a user had said; null: it is heard again, as it was heard before. */
function toldRoot({ root, rootOverride }: DocumentSource): MidiNote | null {
  return rootOverride ?? (root.from === 'heard' ? null : root.midi);
}

/** The whole sound of a source, named as its document names it. @throws AlloyError as loadSound does. */
export async function soundOfSource(
  source: DocumentSource,
  { bytes, name }: FileSource,
): Promise<WholeSound> {
  const told = source.root.from === 'file' ? source.root.midi : null;
  return { ...(await loadSound(Uint8Array.from(bytes).buffer, name, told)), name: source.name };
}

export interface FittingOptions {
  /** What the model is called: see DocumentModel. */
  readonly model: string;
  /** Encodes anew what came with its sound even where the model is the document's: its notes are to be longer. */
  readonly anew?: boolean;
}

/**
 * A document as the open model takes it: itself where that model encoded it, else with sources that are encoded anew from the sounds
 * that came with it.
 * @throws AlloyError 'source-model' where a sound for that did not come with it; as loadSound does.
 */
export async function fittingDocument(
  { document, sources }: Pick<InstrumentFile, 'document' | 'sources'>,
  engine: RenderEngine,
  { model, anew = false }: FittingOptions,
): Promise<InstrumentStateDocument> {
  const { fingerprint, manifest } = engine.info;
  const own = document.model?.fingerprint ?? null;
  const fits = own === null || own === fingerprint;
  if (fits && !anew) return document;
  const encoded: (DocumentSource | null)[] = [];
  for (const [slot, source] of document.sources.entries()) {
    const file = sources.find((one) => one.slot === slot);
    if (source && !file && !fits) {
      const message = `“${source.name}” was encoded by another model than ${manifest.title}, and its sound did not come with the instrument. Choose its model, ${document.model?.id ?? ''}, or make the instrument with --sounds.`;
      throw new AlloyError('source-model', source.name, message);
    }
    encoded.push(source && file ? await encodedAnew(source, file, document, engine, slot) : source);
  }
  return { ...document, model: { id: model, fingerprint }, sources: encoded };
}

async function encodedAnew(
  source: DocumentSource,
  file: FileSource,
  { seconds }: InstrumentStateDocument,
  engine: RenderEngine,
  slot: number,
): Promise<DocumentSource> {
  const { sampleRate, signal } = engine.info.manifest;
  const { trim, rootOverride } = source;
  const signalFacts = { sampleRate, peak: signal.peak, air: true };
  const sound = await soundOfSource(source, file);
  const prepared = await prepareWhole(sound, { ...signalFacts, seconds, trim: trim ?? null });
  const key = `sound ${slot}`;
  const root = rootOverride ?? source.root.midi;
  await engine.addSource(key, prepared.samples, root, contourOf(prepared, rootOverride), prepared.air);
  return { ...source, embedding: documentEmbedding(engine.encoded(key), documentBytes(seconds)) };
}
