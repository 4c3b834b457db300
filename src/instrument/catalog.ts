/** What ships with Alloy: models and source sounds, by URL. */
import { loadText } from '../platform/assets.js';
import type { BundledSource } from './contract.js';
import type { ModelChoice } from './state.js';

/** Where the shipped files lie; both end in a slash. */
export interface AssetLocations {
  readonly models: URL;
  readonly sources: URL;
}

export interface ModelEntry extends ModelChoice {
  /** Folder name under the models' URL. */
  readonly folder: string;
}

interface SourceEntry {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly rootMidi: number;
  readonly family: string;
}

/** The models of `models/index.json`. @throws Error that names the URL. */
export async function loadModelEntries(models: URL): Promise<ModelEntry[]> {
  return JSON.parse(await loadText(new URL('index.json', models))) as ModelEntry[];
}

/** The sounds of `presets/sources/index.json`. @throws Error that names the URL. */
export async function loadBundledSources(sources: URL): Promise<BundledSource[]> {
  const entries = JSON.parse(await loadText(new URL('index.json', sources))) as SourceEntry[];
  return entries.map(({ file, ...entry }) => ({ ...entry, url: new URL(file, sources).href }));
}
