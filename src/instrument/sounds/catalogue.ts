/** Loads the lists of models and source sounds that ship with Alloy, by URL. [page] */
import { soundAddress } from '../../audio/synthesised/recognise.js';
import { readFactory, type FactoryBank } from '../../document/factory.js';
import { storedModels, type StoredModel } from '../../model/model-repository.js';
import { loadText } from '../../platform/assets.js';
import type { BundledSource } from '../contract.js';
import type { ModelChoice } from '../state/state.js';

export interface ModelEntry extends ModelChoice {
  /** Folder name under the models' URL, or an address of its own. */
  readonly folder: string;
}

interface SourceEntry {
  readonly id: string;
  readonly title: string;
  /** A file beside the list. */
  readonly file?: string;
  /** In place of one: a sound that Alloy makes itself. */
  readonly sound?: string;
  readonly rootMidi: number;
  readonly family: string;
}

/** The models of `models/index.json`. @throws Error that names the URL. */
export async function loadModelEntries(models: URL): Promise<ModelEntry[]> {
  return JSON.parse(await loadText(new URL('index.json', models))) as ModelEntry[];
}

const STORED_PREFIX = 'kept:';

/** A model that this browser keeps, as an entry. Its id is never that of a model that ships. */
export function storedEntry({ name, title, description, bytes, url }: StoredModel): ModelEntry {
  return { id: `${STORED_PREFIX}${name}`, title, description, storedBytes: bytes, folder: url };
}

/** The name of a model that this browser keeps, or kept, by its id; null for one that ships. */
export function storedName(id: string): string | null {
  return id.startsWith(STORED_PREFIX) ? id.slice(STORED_PREFIX.length) : null;
}

/** The models that this browser keeps from earlier visits. */
export async function loadStoredEntries(): Promise<ModelEntry[]> {
  return (await storedModels()).map(storedEntry);
}

/** The sounds of `presets/sources/index.json`. @throws Error that names the URL. */
export async function loadBundledSources(sources: URL): Promise<BundledSource[]> {
  const entries = JSON.parse(await loadText(new URL('index.json', sources))) as SourceEntry[];
  return entries.map(({ file, sound, ...entry }) => ({
    ...entry,
    url: sound === undefined ? new URL(file ?? entry.id, sources).href : soundAddress(sound),
  }));
}

/** The instruments of `factory.json` beside the sounds. @throws Error, AlloyError 'document-damaged' where there are none. */
export async function loadFactory(sources: URL): Promise<FactoryBank> {
  return readFactory(JSON.parse(await loadText(new URL('factory.json', sources))));
}
