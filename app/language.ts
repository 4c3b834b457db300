/** The language of the standalone page: the one that was chosen here, or else the one that the browser prefers. */
import { languages, loadStrings, shippedTag, type Strings } from '../ui/strings.js';
import { PAGE_STRINGS } from '../ui/strings/page.js';

const KEY = 'alloy-language';

/** Null where the browser keeps nothing for this page. */
function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(tag: string): void {
  try {
    localStorage.setItem(KEY, tag);
  } catch {
    // the choice holds until the page is left
  }
}

/** Its tag. */
export function preferredLanguage(): string {
  const tags = [remembered() ?? '', ...navigator.languages];
  return tags.flatMap((tag) => shippedTag(tag) ?? [])[0] ?? languages[0]!.tag;
}

/** The language that was asked for last. */
let asked = '';

/**
 * Puts the page, its head and its footer into a language; the instrument follows the page's `lang`. Where its words cannot be
 * fetched the page stays as it is.
 */
export async function speak(tag: string): Promise<void> {
  asked = tag;
  const loading = loadStrings(tag);
  document.documentElement.lang = tag;
  const strings = await loading.catch(() => loadStrings(languages[0]!.tag));
  if (asked === tag) write(strings);
}

function write(strings: Strings): void {
  document.documentElement.lang = strings.tag;
  const page = strings.tag === 'zh-Hans' ? PAGE_STRINGS['zh-Hans'] : PAGE_STRINGS.en;
  document.title = page.title;
  document.querySelector('meta[name=description]')?.setAttribute('content', page.description);
  const promise = document.querySelector('#promise');
  if (promise) promise.textContent = page.promise;
  const choice = document.querySelector('#languages');
  choice?.setAttribute('aria-label', page.language);
  choice?.replaceChildren(
    ...languages.map(({ tag, language }) => button(tag, language, tag === strings.tag)),
  );
}

function button(tag: string, language: string, current: boolean): HTMLButtonElement {
  const made = document.createElement('button');
  made.lang = tag;
  made.textContent = language;
  made.setAttribute('aria-pressed', String(current));
  made.addEventListener('click', () => void choose(tag));
  return made;
}

async function choose(tag: string): Promise<void> {
  remember(tag);
  await speak(tag);
  document.querySelector<HTMLElement>(`#languages [lang="${tag}"]`)?.focus();
}
