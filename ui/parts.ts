/** Loads the elements that the first face does not show, once they are shown or somebody is about to open them. [page] */
import type { elements as listen } from './parts/listen.js';
import type { elements as menu } from './parts/menu.js';
import type { elements as play } from './parts/play.js';
import type { elements as presets } from './parts/presets.js';
import type { elements as sheets } from './parts/sheets.js';
import type { elements as songs } from './parts/songs.js';
import type { elements as sound } from './parts/sound.js';
import type { elements as taste } from './parts/taste.js';
import { loadMoreStrings } from './strings.js';

type Table = Readonly<Record<string, CustomElementConstructor>>;

/** A part whose words come later than those of the first face. */
const withWords = async <Part>(part: Promise<Part>): Promise<Part> => {
  await loadMoreStrings();
  return part;
};

/** Each comes as one file; a bundler may put them elsewhere, and never together with the first face. */
const PARTS = {
  sound: () => withWords(import('./parts/sound.js')),
  listen: () => withWords(import('./parts/listen.js')),
  menu: () => withWords(import('./parts/menu.js')),
  play: () => withWords(import('./parts/play.js')),
  presets: () => withWords(import('./parts/presets.js')),
  sheets: () => import('./parts/sheets.js'),
  songs: () => withWords(import('./parts/songs.js')),
  taste: () => import('./parts/taste.js'),
} as const satisfies Record<string, () => Promise<{ readonly elements: Table }>>;

export type PartName = keyof typeof PARTS;
/** Every element that comes later, by its name. */
export type PartElements = typeof sheets &
  typeof listen &
  typeof menu &
  typeof play &
  typeof presets &
  typeof songs &
  typeof sound &
  typeof taste;

const loading = new Map<PartName, Promise<void>>();

/** Registers elements; those that exist already stay. */
export function defineElements(elements: Table): void {
  for (const [name, element] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}

/**
 * Loads a part; elements of it that are on a page come to life. The same promise each time; rejects where it cannot be fetched,
 * and a call after that tries again.
 */
export function loadPart(name: PartName): Promise<void> {
  let part = loading.get(name);
  if (!part) {
    part = PARTS[name]().then(({ elements }) => defineElements(elements));
    loading.set(name, part);
    void part.catch(() => loading.delete(name));
  }
  return part;
}

/** Loads all that there is. */
export async function loadParts(): Promise<void> {
  await Promise.all((Object.keys(PARTS) as PartName[]).map(loadPart));
}
