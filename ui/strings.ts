/** The languages that the interface speaks: one file each in `strings/`, all of one shape. Those but English come when asked for. */
import type { ErrorMessage } from '../src/errors.js';
import { en, type Strings } from './strings/en.js';
import type { MoreStrings } from './strings/en-more.js';

export { slotLetter, type Strings } from './strings/en.js';

export type ClipView = keyof Strings['clips']['views'];
/** In the order of their choice. */
export const CLIP_VIEWS = Object.keys(en.clips.views) as readonly ClipView[];

interface Language {
  /** For the `lang` attribute. */
  readonly tag: string;
  /** The language in its own words. */
  readonly language: string;
  readonly load: () => Promise<Strings>;
  /** What is read later, if at all. */
  readonly more: () => Promise<MoreStrings>;
}

export const languages: readonly Language[] = [
  {
    tag: en.tag,
    language: en.language,
    load: () => Promise.resolve(en),
    more: () => import('./strings/en-more.js').then(({ enMore }) => enMore),
  },
  {
    tag: 'zh-Hans',
    language: '简体中文',
    load: () => import('./strings/zh-hans.js').then(({ zhHans }) => zhHans),
    more: () => import('./strings/zh-hans-more.js').then(({ zhHansMore }) => zhHansMore),
  },
];

/** The words that are here, by their language's tag; another object once there are more of them. */
const here = new Map<string, Strings>([[en.tag, en]]);
const coming = new Map<string, Promise<Strings>>();
/** Whether `more` was asked for: a language that comes later brings it along. */
let wantsMore = false;
const listeners = new Set<() => void>();

/** Calls back when there are words that were not there before. @returns a function that ends it. */
export function onWords(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function add(strings: Strings): void {
  here.set(strings.tag, strings);
  for (const listener of [...listeners]) listener();
}

function languageOf(tag: string): Language | undefined {
  const [primary] = tag.toLowerCase().split('-');
  return languages.find((language) => language.tag.split('-')[0] === primary);
}

/** The tag of the language that ships for a language tag such as "zh-CN"; null for one that does not. */
export function shippedTag(tag: string): string | null {
  return languageOf(tag)?.tag ?? null;
}

/** The words for a language tag such as "zh-CN"; null for a language that is not shipped, or is not here yet: see `loadStrings`. */
export function stringsFor(tag: string): Strings | null {
  return here.get(shippedTag(tag) ?? '') ?? null;
}

/** Loads the words of a language that ships. Rejects where they cannot be fetched; another call tries again. */
export async function loadStrings(tag: string): Promise<Strings> {
  const language = languageOf(tag) ?? languages[0]!;
  const there = here.get(language.tag);
  if (there) return there;
  let loading = coming.get(language.tag);
  if (!loading) {
    loading = wholeWords(language);
    coming.set(language.tag, loading);
    void loading.catch(() => undefined).then(() => coming.delete(language.tag));
  }
  return loading;
}

/** With what is read later where that is in use: English, where it cannot be fetched. */
async function wholeWords({ load, more }: Language): Promise<Strings> {
  const words = await load();
  const whole = wantsMore
    ? { ...words, more: (await more().catch(() => undefined)) ?? here.get(en.tag)!.more }
    : words;
  add(whole);
  return whole;
}

async function addMore({ tag, more }: Language): Promise<void> {
  const strings = here.get(tag);
  if (!strings || strings.more) return;
  const words = await more();
  add({ ...strings, more: words });
}

/** Loads what is read later, in every language that is in use from now on. Rejects where it cannot be fetched. */
export async function loadMoreStrings(): Promise<void> {
  wantsMore = true;
  await Promise.all(languages.map(addMore));
}

/** An error in the reader's language; what has no words there is said in its own. */
export function errorText(strings: Strings, error: ErrorMessage): string {
  return (error.code !== 'aborted' && strings.errors[error.code]?.(error)) || error.message;
}
