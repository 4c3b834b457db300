/** The language of the standalone page: the one that was chosen here, or else the one that the browser prefers. */
import { languages, stringsFor, type Strings } from '../ui/strings.js';

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

export function preferredLanguage(): Strings {
  const tags = [remembered() ?? '', ...navigator.languages];
  return tags.flatMap((tag) => stringsFor(tag) ?? [])[0] ?? languages[0]!;
}

/** Puts the page, its head and its footer into a language; the instrument follows the page's `lang`. */
export function speak(strings: Strings): void {
  document.documentElement.lang = strings.tag;
  document.title = strings.page.title;
  document.querySelector('meta[name=description]')?.setAttribute('content', strings.page.description);
  const promise = document.querySelector('#promise');
  if (promise) promise.textContent = strings.page.promise;
  const choice = document.querySelector('#languages');
  choice?.setAttribute('aria-label', strings.page.language);
  choice?.replaceChildren(...languages.map((language) => button(language, language === strings)));
}

function button(language: Strings, current: boolean): HTMLButtonElement {
  const made = document.createElement('button');
  made.lang = language.tag;
  made.textContent = language.language;
  made.setAttribute('aria-pressed', String(current));
  made.addEventListener('click', () => {
    remember(language.tag);
    speak(language);
    document.querySelector<HTMLElement>(`#languages [lang="${language.tag}"]`)?.focus();
  });
  return made;
}
