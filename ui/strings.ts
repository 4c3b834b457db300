/** The languages that the interface speaks: one file each in `strings/`, all of one shape. */
import type { ErrorMessage } from '../src/errors.js';
import { en, type Strings } from './strings/en.js';
import { zhHans } from './strings/zh-hans.js';

export { slotLetter, type Strings } from './strings/en.js';

export type ClipView = keyof Strings['clips']['views'];
/** In the order of their choice. */
export const CLIP_VIEWS = Object.keys(en.clips.views) as readonly ClipView[];

export const languages: readonly Strings[] = [en, zhHans];

/** The words for a language tag such as "zh-CN"; null for a language that is not shipped. */
export function stringsFor(tag: string): Strings | null {
  const [primary] = tag.toLowerCase().split('-');
  return languages.find((language) => language.tag.split('-')[0] === primary) ?? null;
}

/** An error in the reader's language; what has no words there is said in its own. */
export function errorText(strings: Strings, error: ErrorMessage): string {
  return (error.code !== 'aborted' && strings.errors[error.code]?.(error)) || error.message;
}
